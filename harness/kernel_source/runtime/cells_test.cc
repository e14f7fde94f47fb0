// SPDX-License-Identifier: MIT
// Method: objects added, overlapped and looked up, against a plain map.
#include "harness/kernel_source/runtime/cells.h"

#include <gtest/gtest.h>

#include <map>

#include "harness/explore/guide/random.h"

namespace vmalock::kernel_source {
namespace {

const void* at(std::uintptr_t address) {
  return reinterpret_cast<const void*>(address);
}

TEST(Cells, AreFoundByTheirVeryAddress) {
  Cells cells;
  int semaphore = 0;
  cells.add_object(at(0x1000), 64, "vm_area_struct");
  cells.add_cell(8, 5, 4, false);
  cells.add_cell(16, 6, 8, true);
  cells.add_facility(32, &semaphore);
  ASSERT_NE(cells.find(at(0x1008)), nullptr);
  EXPECT_EQ(cells.find(at(0x1008))->location, 5u);
  EXPECT_EQ(cells.find(at(0x1008))->bytes, 4);
  EXPECT_TRUE(cells.find(at(0x1010))->pointer);
  EXPECT_EQ(cells.find(at(0x1020))->facility, &semaphore);
  EXPECT_EQ(cells.find(at(0x1009)), nullptr);
  EXPECT_EQ(cells.find(at(0x1000)), nullptr);
  EXPECT_EQ(cells.describe(at(0x1009)), "offset 9 of vm_area_struct");
  EXPECT_EQ(cells.describe(at(0x1040)), "");
}

TEST(Cells, AnObjectInThePlaceOfOthersReplacesThem) {
  explore::Random random(3);
  Cells cells;
  std::map<std::uintptr_t, explore::Location> expected;
  struct Range {
    std::uintptr_t base, bytes;
  };
  std::vector<Range> objects;
  for (unsigned step = 0; step < 3000; ++step) {
    const std::uintptr_t base = 0x10000 + 16 * random.below(200);
    const std::uintptr_t bytes = 16 * (1 + random.below(20));
    // An object that is touched anywhere is gone as a whole.
    for (std::size_t i = 0; i < objects.size();) {
      const Range o = objects[i];
      if (o.base < base + bytes && base < o.base + o.bytes) {
        expected.erase(expected.lower_bound(o.base),
                       expected.lower_bound(o.base + o.bytes));
        objects.erase(objects.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
    objects.push_back({base, bytes});
    cells.add_object(at(base), bytes, "object");
    for (std::uintptr_t offset = 0; offset < bytes; offset += 8) {
      if (random.below(2) == 0) continue;
      cells.add_cell(offset, step, 8, false);
      expected[base + offset] = step;
    }
    for (std::uintptr_t a = 0x10000; a < 0x10000 + 4000; a += 8) {
      const Cell* found = cells.find(at(a));
      const auto wanted = expected.find(a);
      ASSERT_EQ(found != nullptr, wanted != expected.end());
      if (found) {
        ASSERT_EQ(found->location, wanted->second);
      }
    }
  }
}

}  // namespace
}  // namespace vmalock::kernel_source
