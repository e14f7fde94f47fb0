// SPDX-License-Identifier: MIT
// Method: values computed by hand, and binomial tails from tables.
#include "harness/bench/statistics.h"

#include <gtest/gtest.h>

#include <vector>

namespace vmalock::bench {
namespace {

TEST(Statistics, MedianOfOddAndEvenCounts) {
  EXPECT_DOUBLE_EQ(median({3, 1, 2}), 2);
  EXPECT_DOUBLE_EQ(median({4, 1, 3, 2}), 2.5);
  EXPECT_DOUBLE_EQ(median({7}), 7);
}

TEST(Statistics, VariationIsRelativeToTheMean) {
  EXPECT_DOUBLE_EQ(coefficient_of_variation({5, 5, 5}), 0);
  EXPECT_DOUBLE_EQ(coefficient_of_variation({5}), 0);
  // Deviations -1, 0, 1: standard deviation 1, mean 10.
  EXPECT_DOUBLE_EQ(coefficient_of_variation({9, 10, 11}), 0.1);
}

TEST(Statistics, FiveValuesGiveNo95PercentInterval) {
  EXPECT_EQ(median_interval({1, 2, 3, 4, 5}).confidence, 0);
  // Six values: 1 - 2 / 2^6.
  const Interval six = median_interval({6, 5, 4, 3, 2, 1});
  EXPECT_DOUBLE_EQ(six.confidence, 0.96875);
  EXPECT_EQ(six.low, 1);
  EXPECT_EQ(six.high, 6);
}

TEST(Statistics, ElevenValuesDropOneOutlierOnEachSide) {
  // 1 - 2 (1 + 11) / 2^11 = 0.98828; a third value (55 more) would give 0.935.
  const Interval eleven =
      median_interval({100, 2, 3, 4, 5, 6, 7, 8, 9, 10, -100});
  EXPECT_DOUBLE_EQ(eleven.confidence, 1 - 24.0 / 2048);
  EXPECT_EQ(eleven.low, 2);
  EXPECT_EQ(eleven.high, 10);
}

TEST(Compare, NewIsFasterIfAlmostEveryPairSaysSo) {
  const std::vector<double> older = {20, 21, 22, 20, 20, 20, 20, 20, 20, 20, 5};
  const std::vector<double> newer(11, 10);
  const Comparison c = compare(older, newer);
  EXPECT_EQ(c.change, Change::faster);
  EXPECT_DOUBLE_EQ(c.ratio, 2);
  EXPECT_DOUBLE_EQ(c.min, 0.5);
  EXPECT_DOUBLE_EQ(c.max, 2.2);
  EXPECT_EQ(compare(newer, older).change, Change::slower);
}

TEST(Compare, NoiseIsNoDifference) {
  const std::vector<double> older = {10, 12, 9, 11, 13, 8, 10, 12, 9};
  const std::vector<double> newer = {11, 9, 12, 10, 9, 12, 10, 9, 12};
  EXPECT_EQ(compare(older, newer).change, Change::no_difference);
}

TEST(Compare, ASteadyPercentIsNoDifference) {
  const std::vector<double> older(9, 101);
  const std::vector<double> newer(9, 100);
  EXPECT_EQ(compare(older, newer).change, Change::no_difference);
  EXPECT_EQ(compare(older, newer, 0.005).change, Change::faster);
}

TEST(Compare, DriftOfTheHostCancelsInPairs) {
  // The host slows down tenfold during the run; each pair is 3:2.
  std::vector<double> older, newer;
  for (double speed = 1; speed <= 10; ++speed) {
    older.push_back(3 * speed);
    newer.push_back(2 * speed);
  }
  const Comparison c = compare(older, newer);
  EXPECT_EQ(c.change, Change::faster);
  EXPECT_DOUBLE_EQ(c.ratio, 1.5);
  EXPECT_DOUBLE_EQ(c.variation, 0);
}

TEST(Compare, FewRepetitionsGiveNoVerdict) {
  EXPECT_EQ(compare({2, 2, 2}, {1, 1, 1}).change, Change::too_few_repetitions);
}

}  // namespace
}  // namespace vmalock::bench
