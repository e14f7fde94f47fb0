// SPDX-License-Identifier: MIT
// measure: runs workloads under Google Benchmark, implementations interleaved.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "harness/bench/bench_result.h"
#include "harness/bench/perf_counters.h"
#include "harness/bench/workload.h"

namespace vmalock::bench {

struct MeasureOptions {
  unsigned repetitions = 11;
  double min_time = 0.05;
  unsigned threads = 2;  ///< of the workloads with several; at least 2, but
                         ///< for those that measure each
  std::uint64_t seed = 1;
  std::function<void(const std::string&)> progress;
  const PerfCounters* perf = nullptr;  ///< null: nothing is counted
};

/// One workload on several implementations; impls[i].workloads[index] is the
/// same workload for each. Method:
///   (1) each implementation runs once for min_time: this warms it up and
///       fixes its number of iterations; the time is thrown away;
///   (2) each repetition runs every implementation once, in random order,
///       with that number of iterations.
/// Ends early, with fewer samples, when stop_requested is set or a run fails.
Measured measure(std::span<const ImplWorkloads* const> impls, std::size_t index,
                 const MeasureOptions& options);

}  // namespace vmalock::bench
