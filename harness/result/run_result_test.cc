// SPDX-License-Identifier: MIT
// Codes and names of errors appear in saved results: they must not change.
#include "harness/result/run_result.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace vmalock {
namespace {

TEST(Names, CodesAreStableAndComeBack) {
  std::set<std::string> codes;
  for (unsigned i = 0; i < error_kinds; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    codes.insert(code(kind));
    EXPECT_EQ(error_kind_named(name(kind)), kind);
    EXPECT_EQ(error_kind_named(code(kind)), kind);
  }
  EXPECT_EQ(codes.size(), error_kinds);
  EXPECT_STREQ(code(ErrorKind::failed_requirement), "E01");
  EXPECT_STREQ(code(ErrorKind::nondeterministic), "E10");
  EXPECT_EQ(error_kind_named("Use_After_Free"), ErrorKind::use_after_free);
  EXPECT_EQ(error_kind_named("e07"), ErrorKind::deadlock);
  EXPECT_EQ(error_kind_named("E13"), std::nullopt);
}

/// None is lost, however many there are.
TEST(Names, AListOfKindsHasRoomForAll) {
  constexpr ErrorKinds five =
      "use after free|data race|lock misuse|failed requirement|deadlock";
  static_assert(five.has(ErrorKind::deadlock));
  static_assert(!five.has(ErrorKind::leak));
  ErrorKinds all;
  for (unsigned round = 0; round < 2; ++round)
    for (unsigned i = 0; i < error_kinds; ++i)
      all.add(static_cast<ErrorKind>(i));
  EXPECT_EQ(all.end() - all.begin(), std::ptrdiff_t{error_kinds});
}

}  // namespace
}  // namespace vmalock
