// SPDX-License-Identifier: MIT
// Method: an implementation with one bug of each kind of row, at the bound that
// shows it and one below.
#include "harness/platform/program.h"

#include <gtest/gtest.h>

#include <array>

namespace vmalock {
namespace {

constexpr CaseInfo info{.name = "walks",
                        .goal = "-",
                        .guarantees = "-",
                        .bound = {1, 1, 1},
                        .max = {3, 3, 3}};

ImplInfo with(std::span<const KnownBug> bugs) {
  return {.name = "two_rows",
          .kernel = "-",
          .commit = "-",
          .idea = "-",
          .sites = {},
          .known_bugs = bugs};
}

TEST(KnownBug, ShowsFromItsBoundOn) {
  constexpr std::array bug{
      KnownBug{"walks", "B-1", ErrorKinds("data race"), {}, {}, {1, 2, 1}}};
  EXPECT_FALSE(may_fail(with(bug), info, {1, 1, 1}));
  EXPECT_FALSE(may_fail(with(bug), info, {3, 1, 3})) << "too few writers";
  EXPECT_TRUE(may_fail(with(bug), info, {1, 2, 1}));
  EXPECT_TRUE(may_fail(with(bug), info, {2, 2, 2}));
}

TEST(KnownBug, WithoutABoundItShowsAtTheCasesOwn) {
  constexpr std::array bug{KnownBug{"walks", "B-1", ErrorKinds("data race")}};
  EXPECT_TRUE(may_fail(with(bug), info, info.bound));
  EXPECT_FALSE(may_fail(with(bug), info, {0, 1, 1}));
}

TEST(KnownBug, IsOfItsCaseOrOfEvery) {
  constexpr std::array other{KnownBug{"runs", "B-1", ErrorKinds("data race")}};
  EXPECT_FALSE(may_fail(with(other), info, info.bound));
  constexpr std::array any{
      KnownBug{other_cases, "B-1", ErrorKinds("data race")}};
  EXPECT_TRUE(may_fail(with(any), info, info.bound));
}

}  // namespace
}  // namespace vmalock
