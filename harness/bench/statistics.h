// SPDX-License-Identifier: MIT
// Statistics of a few noisy repetitions: no assumption about the distribution,
// so medians and order statistics instead of means and normal intervals.
#pragma once

#include <string_view>
#include <vector>

namespace vmalock::bench {

double median(std::vector<double> values);

/// Standard deviation / mean; 0 for fewer than two values.
double coefficient_of_variation(const std::vector<double>& values);

/// An interval that holds the true median with at least the given confidence:
/// the k-th smallest and k-th largest value, k from the binomial distribution
/// (sign test; David & Nagaraja, Order Statistics, 7.1). With fewer than six
/// values no interval reaches 95 %, and `confidence` says 0.
struct Interval {
  double low = 0;
  double high = 0;
  double confidence = 0;  ///< the one reached, or 0
};
Interval median_interval(std::vector<double> values, double confidence = 0.95);

enum class Change { faster, slower, no_difference, too_few_repetitions };

/// "faster", "slower", "same", "unclear"
std::string_view name(Change change);

/// Old against new, repetition by repetition. A ratio above 1: new needs less.
struct Comparison {
  double ratio = 0;  ///< median of old/new
  double min = 0;
  double max = 0;
  double variation = 0;  ///< coefficient of variation of the ratios
  Interval interval;
  Change change = Change::too_few_repetitions;
};

/// Pairs older[i] with newer[i]; both have the same, non-zero length. Ratios
/// within `resolution` of 1 are no difference, whatever the interval says:
/// code alignment alone moves a nanosecond loop by that much.
Comparison compare(const std::vector<double>& older,
                   const std::vector<double>& newer, double resolution = 0.02);

}  // namespace vmalock::bench
