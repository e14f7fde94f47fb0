// SPDX-License-Identifier: MIT
// Method: times whose percentiles are known, over all sizes.
#include "harness/bench/latencies.h"

#include <gtest/gtest.h>

namespace vmalock::bench {
namespace {

using std::chrono::nanoseconds;

TEST(Latencies, NothingIsNothing) { EXPECT_EQ(Latencies().percentile(0.5), 0); }

TEST(Latencies, AreWithinSevenPercentAtEachSize) {
  for (std::int64_t ns = 0; ns < 5'000'000'000'000; ns += 1 + ns / 50) {
    Latencies one;
    one.add(nanoseconds(ns));
    const double n = static_cast<double>(ns);
    EXPECT_GE(one.percentile(0.5), n);
    EXPECT_LE(one.percentile(0.5), n * 1.07) << ns;
  }
}

TEST(Latencies, PercentilesAreShares) {
  Latencies all;
  for (int i = 0; i < 990; ++i) all.add(nanoseconds(10));
  for (int i = 0; i < 9; ++i) all.add(nanoseconds(1000));
  all.add(nanoseconds(100'000));
  EXPECT_EQ(all.percentile(0.5), 10);
  EXPECT_EQ(all.percentile(0.99), 10);
  EXPECT_NEAR(all.percentile(0.991), 1000, 70);
  EXPECT_NEAR(all.percentile(0.999), 1000, 70);
  EXPECT_NEAR(all.percentile(1), 100'000, 7000);
}

}  // namespace
}  // namespace vmalock::bench
