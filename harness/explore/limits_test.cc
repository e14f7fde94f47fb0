// SPDX-License-Identifier: MIT
// Method: a limit asked about the numbers beside it.
#include "harness/explore/search/limits.h"

#include <gtest/gtest.h>

namespace vmalock::explore {
namespace {

Result with_executions(std::uint64_t complete, std::uint64_t blocked) {
  Result r;
  r.executions = complete;
  r.blocked = blocked;
  return r;
}

TEST(Limits, ExecutionsAreCountedUpToTheLimitItself) {
  Options options;
  options.max_executions = 10;
  Result below = with_executions(6, 3), at = with_executions(6, 4);
  for (const bool look : {false, true}) {
    Limits limits(options);
    EXPECT_FALSE(look ? limits.look(below) : limits.reached(below));
    EXPECT_TRUE(look ? limits.look(at) : limits.reached(at));
    EXPECT_EQ(at.reason, "limit of executions");
    EXPECT_EQ(below.reason, "");
  }
}

TEST(Limits, NoTimeIsOverAtOnce) {
  Options options;
  options.seconds = 0;
  Result r;
  EXPECT_TRUE(Limits(options).look(r));
  EXPECT_EQ(r.reason, "time limit");
}

}  // namespace
}  // namespace vmalock::explore
