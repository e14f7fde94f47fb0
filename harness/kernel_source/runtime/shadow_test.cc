// SPDX-License-Identifier: MIT
// Method: against a label for each byte, on random stores, copies and loads.
#include "harness/kernel_source/runtime/shadow.h"

#include <gtest/gtest.h>

#include <map>

#include "harness/explore/guide/random.h"

namespace vmalock::kernel_source {
namespace {

const std::byte* place(std::size_t i) {
  return reinterpret_cast<const std::byte*>(0x7000'0000 + i);
}

Labels some(explore::Random& random) {
  Labels l;
  if (random.below(3) == 0) return l;
  l.data.bits[random.below(4)] = std::uint64_t{1} << random.below(64);
  if (random.below(2) == 0) l.control.bits[random.below(4)] = 8;
  return l;
}

bool same(const Labels& a, const Labels& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

TEST(Shadow, IsAsIfEachByteHadALabel) {
  explore::Random random(7);
  Shadow shadow;
  std::map<std::size_t, Labels> bytes;
  const auto expected = [&](std::size_t at, std::size_t n) {
    Labels all;
    for (std::size_t i = 0; i < n; ++i)
      if (bytes.count(at + i) != 0) all |= bytes[at + i];
    return all;
  };
  for (int step = 0; step < 50000; ++step) {
    const std::size_t at = random.below(300), n = 1 + random.below(16);
    const std::size_t from = random.below(300);
    switch (random.below(6)) {
      case 0:
      case 1: {
        const Labels l = some(random);
        shadow.store(place(at), n, l);
        for (std::size_t i = 0; i < n; ++i) bytes[at + i] = l;
        break;
      }
      case 2:
        shadow.clear(place(at), n);
        for (std::size_t i = 0; i < n; ++i) bytes.erase(at + i);
        break;
      case 3: {
        shadow.copy(place(at), place(from), n);
        const std::map<std::size_t, Labels> old = bytes;
        for (std::size_t i = 0; i < n; ++i) {
          bytes.erase(at + i);
          if (const auto l = old.find(from + i); l != old.end())
            bytes[at + i] = l->second;
        }
        break;
      }
      default:
        ASSERT_TRUE(same(shadow.load(place(at), n), expected(at, n))) << step;
    }
  }
  for (std::size_t i = 0; i < 320; i += 4)
    EXPECT_TRUE(same(shadow.load(place(i), 4), expected(i, 4)));
}

TEST(Shadow, WhatHasNoLabelTakesNoRoom) {
  Shadow shadow;
  Labels one;
  one.data.bits[0] = 2;
  for (std::size_t i = 0; i < 1'000'000; ++i) {
    shadow.store(place(8 * i), 8, one);
    shadow.clear(place(8 * i), 8);
    shadow.store(place(8 * i), 8, {});
  }
  EXPECT_EQ(shadow.live(), 0u);
  EXPECT_LE(shadow.capacity(), 64u);
}

TEST(Shadow, ForgettingLeavesNothing) {
  Shadow shadow;
  Labels one;
  one.data.bits[3] = 2;
  for (std::size_t i = 0; i < 1000; ++i) shadow.store(place(4 * i), 4, one);
  EXPECT_EQ(shadow.live(), 1000u);
  shadow.forget_all();
  EXPECT_EQ(shadow.live(), 0u);
  for (std::size_t i = 0; i < 1000; ++i)
    EXPECT_TRUE(shadow.load(place(4 * i), 4).empty());
}

}  // namespace
}  // namespace vmalock::kernel_source
