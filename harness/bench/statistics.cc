// SPDX-License-Identifier: MIT
// Medians, their order-statistic intervals, and paired ratios (statistics.h).
#include "harness/bench/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "harness/base/check.h"

namespace vmalock::bench {

double median(std::vector<double> values) {
  CHECK(!values.empty());
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

double coefficient_of_variation(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  const double n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return mean == 0 ? 0 : std::sqrt(squares / (n - 1)) / std::abs(mean);
}

Interval median_interval(std::vector<double> values, double confidence) {
  CHECK(!values.empty());
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  Interval widest{values.front(), values.back(), 0};
  // The k-th smallest and largest miss the median if fewer than k values lie
  // on one side of it; that number is binomial(n, 1/2).
  double term = std::pow(0.5, static_cast<double>(n));
  double tail = 0;
  for (std::size_t k = 1; 2 * k <= n; ++k) {
    tail += term;
    const double reached = 1 - 2 * tail;
    if (reached < confidence) break;
    widest = {values[k - 1], values[n - k], reached};
    term *= static_cast<double>(n - k + 1) / static_cast<double>(k);
  }
  return widest;
}

std::string_view name(Change change) {
  switch (change) {
    case Change::faster:
      return "faster";
    case Change::slower:
      return "slower";
    case Change::no_difference:
      return "same";
    case Change::too_few_repetitions:
      return "unclear";
  }
  return "";
}

Comparison compare(const std::vector<double>& older,
                   const std::vector<double>& newer, double resolution) {
  CHECK(older.size() == newer.size() && !older.empty());
  std::vector<double> ratios;
  for (std::size_t i = 0; i < older.size(); ++i)
    ratios.push_back(older[i] / newer[i]);
  const auto [min, max] = std::minmax_element(ratios.begin(), ratios.end());
  Comparison result;
  result.ratio = median(ratios);
  result.min = *min;
  result.max = *max;
  result.variation = coefficient_of_variation(ratios);
  result.interval = median_interval(ratios);
  if (result.interval.confidence == 0)
    result.change = Change::too_few_repetitions;
  else if (result.interval.low > 1 && result.ratio > 1 + resolution)
    result.change = Change::faster;
  else if (result.interval.high < 1 && result.ratio < 1 / (1 + resolution))
    result.change = Change::slower;
  else
    result.change = Change::no_difference;
  return result;
}

}  // namespace vmalock::bench
