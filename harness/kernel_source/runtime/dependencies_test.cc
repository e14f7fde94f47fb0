// SPDX-License-Identifier: MIT
// Method: functions that take several events, against functions that do the
// same one by one: the same executions, whoever runs between the events. And
// what depends on nothing must not be ordered.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "harness/base/check.h"
#include "harness/kernel_source/pass/testing/compiler.h"
#include "harness/kernel_source/runtime/testing.h"

namespace vmalock::kernel_source {
namespace {

using testing::Function;

struct Memory {
  std::int32_t x, y, a, b, c, d, e, f, count, flag;
};
Memory memory;

const testing::Structure structure = {&memory,
                                      sizeof memory,
                                      {{0, 4},
                                       {4, 4},
                                       {8, 4},
                                       {12, 4},
                                       {16, 4},
                                       {20, 4},
                                       {24, 4},
                                       {28, 4},
                                       {32, 4},
                                       {36, 4}}};

using Values = std::vector<explore::Value>;

/// What the functions call of the binding.
class Calls final : public Hooks {
 public:
  void* mas_walk(const void*, unsigned long, void**,
                 const vmalock_site&) override {
    return nullptr;
  }
  void mmgrab(void*, const vmalock_site&) override { copy_y_to_a(); }
  void count_event(int, const vmalock_site&) override { copy_y_to_a(); }

 private:
  static void copy_y_to_a() {
    Cells& cells = Machine::current().cells;
    const explore::Location y = cells.find(&memory.y)->location;
    const explore::Location a = cells.find(&memory.a)->location;
    explore::store(a, explore::load(y, Ordering::relaxed) + 10,
                   Ordering::relaxed);
  }
};

class Dependent : public ::testing::TestWithParam<oracle::Compiler> {
 protected:
  static const oracle::Loaded& code() {
    static std::map<std::string, oracle::Compiled> all;
    oracle::Compiled& c = all[GetParam().version];
    if (!c.loaded)
      c = oracle::compile(
          GetParam(), VMALOCK_ROOT
          "/harness/kernel_source/runtime/testdata/dependencies.c");
    if (!c.loaded) user_error(c.messages);
    return *c.loaded;
  }

  /// The memory in the end, of each execution of the functions as threads.
  std::multiset<Values> finals(const std::vector<const char*>& names,
                               explore::Mode mode = explore::Mode::exhaustive) {
    std::vector<Function> functions;
    for (const char* name : names)
      functions.push_back(reinterpret_cast<Function>(code().symbol(name)));
    std::multiset<Values> all;
    Values last;
    Calls hooks;
    explore::Options options;
    options.model = explore::Model::lkmm;
    options.mode = mode;
    options.max_executions = 1000;
    options.on_complete = [&](const explore::Finished& f) {
      if (f.complete) all.insert(last);
    };
    const explore::Result r = explore::explore(
        [&] {
          return std::make_unique<testing::Compiled>(
              structure, functions,
              [&](const std::vector<explore::Location>& cells) {
                last.clear();
                for (const explore::Location l : cells)
                  last.push_back(explore::load(l, Ordering::relaxed));
              },
              &hooks);
        },
        options);
    EXPECT_FALSE(r.error) << r.error->message;
    return all;
  }
};

/// The labels of a call are in arrays that all threads share. A function that
/// reads them after its first event finds the labels of whoever ran between:
/// early_* has fewer events than late_*, whose labels name some that early_*
/// does not have. In random mode another thread may run before each event.
TEST_P(Dependent, OnWhatItsOwnThreadSaid) {
  for (const std::string what : {"set", "copy", "put"}) {
    const auto of = [&](const std::string& suffix, explore::Mode mode) {
      const std::string early = "early_" + what + suffix;
      const std::string late = "late_" + what + suffix;
      return finals({early.c_str(), late.c_str()}, mode);
    };
    const auto all = of("_each", explore::Mode::exhaustive);
    EXPECT_EQ(of("", explore::Mode::exhaustive), all) << what;
    const auto some = of("", explore::Mode::random);
    EXPECT_EQ(some.size(), 1000u);
    EXPECT_EQ(std::set(some.begin(), some.end()),
              std::set(all.begin(), all.end()))
        << what;
  }
}

/// y == 2 and a == 1: the store of y is before the load of x, in the order of
/// memory. A dependency that a fence had, and that the next access took over,
/// would forbid it; the store in the branch has one.
TEST_P(Dependent, OnNothingAfterTheBranch) {
  const auto is_late = [this](const char* name) {
    for (const Values& v : finals({name, "two_stores"}))
      if (v[1] == 2 && v[2] == 1) return true;
    return false;
  };
  EXPECT_TRUE(is_late("fence_in_branch"));
  EXPECT_TRUE(is_late("walk_nowhere"));
  EXPECT_FALSE(is_late("store_in_branch"));
}

/// b == 1 and a == 10: the hook's load of y is before that of x, which the
/// argument was computed from.
TEST_P(Dependent, OnTheAddressOnlyWhereItIsOne) {
  const auto is_early = [this](const char* name) {
    for (const Values& v : finals({name, "y_then_x"}))
      if (v[3] == 1 && v[2] == 10) return true;
    return false;
  };
  EXPECT_FALSE(is_early("grab"));
  EXPECT_TRUE(is_early("count"));
}

INSTANTIATE_TEST_SUITE_P(Clang, Dependent,
                         ::testing::ValuesIn(oracle::compilers()),
                         [](const auto& info) {
                           return "clang" + info.param.version;
                         });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Dependent);

}  // namespace
}  // namespace vmalock::kernel_source
