// SPDX-License-Identifier: MIT
// Method: small C functions, compiled through the pass and run by the explorer
// on this runtime; what they find, what is an error, and what it says.
#include <gtest/gtest.h>

#include "harness/base/check.h"
#include "harness/kernel_source/pass/testing/compiler.h"
#include "harness/kernel_source/runtime/sites.h"
#include "harness/kernel_source/runtime/testing.h"
#include "harness/platform/model/platform.h"

namespace vmalock::kernel_source {
namespace {

using testing::Function;

struct Memory {
  std::int32_t x, y;
  std::int64_t wide;
  void* p;
  std::int32_t count;
  std::int32_t hole;
  std::int32_t lock[4];
};
Memory memory;

const testing::Structure structure = {
    &memory, sizeof memory, {{0, 4}, {4, 4}, {8, 8}, {16, 8, true}, {24, 4}}};

constexpr const char* file =
    VMALOCK_ROOT "/harness/kernel_source/runtime/testdata/runtime.c";

class Runtime : public ::testing::TestWithParam<oracle::Compiler> {
 protected:
  static const oracle::Loaded& code() {
    static std::map<std::string, oracle::Compiled> all;
    oracle::Compiled& c = all[GetParam().version];
    if (!c.loaded) c = oracle::compile(GetParam(), file);
    if (!c.loaded) user_error(c.messages);
    return *c.loaded;
  }

  /// Explores the functions as threads.
  explore::Result run(const std::vector<const char*>& names,
                      explore::Model model = explore::Model::lkmm) {
    functions_.clear();
    for (const char* name : names)
      functions_.push_back(reinterpret_cast<Function>(code().symbol(name)));
    explore::Options options;
    options.model = model;
    options.max_events = 20;
    Hooks hooks;
    return explore::explore(
        [&]() -> std::unique_ptr<explore::Program> {
          return std::make_unique<testing::Compiled>(
              structure, functions_,
              [this](const std::vector<explore::Location>& cells) {
                last_.clear();
                for (const explore::Location l : cells)
                  last_.push_back(static_cast<std::int64_t>(
                      explore::load(l, Ordering::relaxed)));
              },
              &hooks);
        },
        options);
  }

  std::string refused(const char* name) {
    try {
      run({name});
    } catch (const UserError& e) {
      return e.what();
    }
    return "not refused";
  }

  std::vector<Function> functions_;
  std::vector<std::int64_t> last_;
};

TEST_P(Runtime, ValuesGoIntoCellsAndOut) {
  const explore::Result r = run({"add"});
  EXPECT_FALSE(r.error);
  EXPECT_EQ(r.executions, 1u);
  EXPECT_EQ(last_[1], 1);
  EXPECT_EQ(last_[2], -1);
  EXPECT_EQ(memory.y, 0);  // nobody touched the memory
}

/// A waiting loop and a release: whoever sees y sees x, and the loop's bound is
/// the only other way it ends.
TEST_P(Runtime, AWaitingLoopKeepsControl) {
  const explore::Result r = run({"message", "wait"});
  EXPECT_FALSE(r.error);
  EXPECT_GT(r.executions, 0u);
}

TEST_P(Runtime, UnknownFieldsAreNamed) {
  EXPECT_EQ(refused("hole"),
            "lock.c:20: hole(): an access to offset 28 of structure, where the "
            "binding knows no field; describe the field there");
  EXPECT_EQ(refused("half"),
            "lock.c:21: half(): an access of 4 bytes to offset 8 of structure, "
            "which has 8; the memory model has no accesses to parts of a word");
  EXPECT_EQ(refused("unknown_lock"),
            "lock.c:23: unknown_lock(): down_read of what the binding does not "
            "know: offset 28 of structure");
  EXPECT_EQ(refused("no_hook"),
            "the binding of the kernel's code has no mmgrab");
}

TEST_P(Runtime, WrongPointersAreErrorsOfTheProgram) {
  const explore::Result null = run({"null"});
  ASSERT_TRUE(null.error);
  EXPECT_EQ(null.error->message, "a null pointer is dereferenced");
  EXPECT_EQ(null.error->where, (Place{"lock.c", 33}));
  const explore::Result outside = run({"outside"});
  ASSERT_TRUE(outside.error);
  EXPECT_NE(outside.error->message.find("neither this thread's"),
            std::string::npos);
  const explore::Result theirs = run({"share", "theirs"});
  ASSERT_TRUE(theirs.error);
  EXPECT_NE(theirs.error->message.find("neither this thread's"),
            std::string::npos);
  EXPECT_EQ(theirs.error->where, (Place{"lock.c", 52}));
}

TEST_P(Runtime, RefcountsAreOneEvent) {
  explore::Result r = run({"take"});
  EXPECT_FALSE(r.error);
  EXPECT_EQ(last_[4], 0);  // it was 0, and stays so
  EXPECT_EQ(last_[1], 5);  // so the other way was taken, and old is 0
  r = run({"put"});
  ASSERT_TRUE(r.error);
  EXPECT_EQ(r.error->message, "refcount_t: underflow, use after free");
}

TEST_P(Runtime, WarningsAreErrors) {
  const explore::Result r = run({"warn"});
  ASSERT_TRUE(r.error);
  EXPECT_EQ(r.error->message, "x is 0");
  EXPECT_EQ(r.error->where, (Place{"lock.c", 81}));
}

TEST_P(Runtime, SitesBecomeRows) {
  vmalock_site* ends[2];
  std::memcpy(ends, code().symbol("vmalock_all_sites"), sizeof ends);
  const std::vector<KernelSite> rows =
      make_rows(std::span(ends[0], ends[1]), 10);
  std::vector<std::string> names;
  for (const KernelSite& row : rows) names.push_back(row.name);
  EXPECT_EQ(names[0], "add/x");
  EXPECT_EQ(names[1], "add/y");
  EXPECT_EQ(names[2], "add/wide");
  EXPECT_EQ(names[names.size() - 2], "twice/x#1");
  EXPECT_EQ(names.back(), "twice/x#2");
  EXPECT_EQ(rows[0].primitive, Primitive::load);
  EXPECT_EQ(rows[0].order, Ordering::relaxed);
  EXPECT_EQ(rows[2].order, Ordering::plain);
  EXPECT_EQ(rows[4].order, Ordering::release);
  EXPECT_EQ(rows[3].site->row, 13);

  // The table decides, not the source.
  std::vector<Ordering> orders;
  for (std::size_t i = 0; i < 10; ++i) orders.push_back(Ordering::relaxed);
  for (const KernelSite& row : rows) orders.push_back(row.order);
  std::vector<std::uint8_t> reached(orders.size());
  model::active_orderings = orders.data();
  model::active_reached = reached.data();
  orders[11] = Ordering::plain;  // add's WRITE_ONCE(s->y)
  const explore::Result r = run({"add", "twice", "message"});
  ASSERT_TRUE(r.error);  // races with message's store now
  EXPECT_TRUE(reached[10] && reached[11] && reached[12]);
  for (const KernelSite& row : rows) row.site->row = vmalock_no_row;
  EXPECT_FALSE(run({"add", "twice"}).error);
}

INSTANTIATE_TEST_SUITE_P(Clang, Runtime,
                         ::testing::ValuesIn(oracle::compilers()),
                         [](const auto& info) {
                           return "clang" + info.param.version;
                         });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Runtime);

}  // namespace
}  // namespace vmalock::kernel_source
