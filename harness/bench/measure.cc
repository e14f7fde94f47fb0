// SPDX-License-Identifier: MIT
// Google Benchmark 1.7.1 can shuffle repetitions by itself
// (--benchmark_enable_random_interleaving), but over all benchmarks of a run:
// the two halves of a pair would be seconds apart. So each measurement is a
// run of its own with a single registered benchmark, and the order is ours.
#include "harness/bench/measure.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <utility>

#include "harness/base/check.h"
#include "harness/platform/engine.h"

namespace vmalock::bench {
namespace {

using Run = benchmark::BenchmarkReporter::Run;

/// Keeps the run instead of printing it.
class Keep final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs)
      if (run.run_type == Run::RT_Iteration) kept_.push_back(run);
  }
  const Run& only_run() const {
    CHECK(kept_.size() == 1);
    return kept_.front();
  }

 private:
  std::vector<Run> kept_;
};

/// Of `threads`, those whose time is taken.
unsigned measured_threads(const Workload& workload, unsigned threads) {
  switch (workload.measures) {
    case Measures::all:
      return threads;
    case Measures::all_but_one:
      return threads - 1;
    default:
      return 1;
  }
}

/// One benchmark run. iterations (of each thread) 0: as many as fill min_time.
Run run_once(const Workload& workload, std::int64_t iterations,
             const MeasureOptions& options) {
  benchmark::ClearRegisteredBenchmarks();
  const std::string name(workload.name);
  auto* registered =
      benchmark::RegisterBenchmark(name.c_str(), workload.run, options.threads);
  registered->Threads(
      static_cast<int>(measured_threads(workload, options.threads)));
  if (workload.whole_process) registered->MeasureProcessCPUTime();
  if (iterations > 0)
    registered->Iterations(iterations);
  else
    registered->MinTime(options.min_time);
  Keep keep;
  if (options.perf) options.perf->start();
  benchmark::RunSpecifiedBenchmarks(&keep, "all");
  benchmark::ClearRegisteredBenchmarks();
  Run run = keep.only_run();
  // An operation, with what the threads in the background did meanwhile.
  if (options.perf)
    for (const auto& [counter, value] : options.perf->stop())
      run.counters[counter] =
          value /
          static_cast<double>(std::max<std::int64_t>(run.iterations, 1));
  return run;
}

/// Why a run was cut short, or empty. Named otherwise before version 1.8.
template <class AnyRun>
std::string failure_of(const AnyRun& run) {
  if constexpr (requires { run.error_occurred; })
    return run.error_occurred ? run.error_message : "";
  else
    return run.skipped ? run.skip_message : "";
}

void add_sample(Series& series, const Run& run) {
  CHECK(run.time_unit == benchmark::kNanosecond);
  series.samples.push_back(
      {run.GetAdjustedCPUTime(), run.GetAdjustedRealTime()});
  const double n = static_cast<double>(series.samples.size());
  for (const auto& [name, counter] : run.counters) {
    double& mean = series.counters[name];
    mean += (counter.value - mean) / n;
  }
}

/// A repetition that was cut short leaves series of different lengths.
void drop_unpaired(std::vector<Series>& all) {
  std::size_t shortest = all.front().samples.size();
  for (const Series& s : all) shortest = std::min(shortest, s.samples.size());
  for (Series& s : all) s.samples.resize(shortest);
}

/// One run of impls[k]; a failed one ends the measurement.
bool sample(std::span<const ImplWorkloads* const> impls, std::size_t k,
            std::size_t index, std::int64_t& iterations,
            const MeasureOptions& options, Measured& result) {
  if (stop_requested.load()) return false;
  const Workload& workload = impls[k]->workloads[index];
  const Run run = run_once(workload, iterations, options);
  if (const std::string failure = failure_of(run); !failure.empty()) {
    result.error = result.series[k].impl + ": " + failure;
    return false;
  }
  if (iterations == 0)
    iterations = std::max<std::int64_t>(1, run.iterations / run.threads);
  else
    add_sample(result.series[k], run);
  return true;
}

}  // namespace

Measured measure(std::span<const ImplWorkloads* const> impls, std::size_t index,
                 const MeasureOptions& options) {
  const Workload& first = impls.front()->workloads[index];
  Measured result{std::string(first.name), std::string(first.what), 1, {}, ""};
  if (first.measures != Measures::one_alone) result.threads = options.threads;
  for (const ImplWorkloads* impl : impls) {
    CHECK(impl->workloads[index].name == first.name);
    result.series.push_back({std::string(impl->info->name), {}, {}});
  }
  std::vector<std::int64_t> iterations(impls.size(), 0);
  std::vector<std::size_t> order(impls.size());
  std::iota(order.begin(), order.end(), 0u);
  std::mt19937_64 random(options.seed);
  bool going = true;
  for (unsigned i = 0; going && i <= options.repetitions; ++i) {
    if (options.progress)
      options.progress(result.workload + ": repetition " + std::to_string(i) +
                       " of " + std::to_string(options.repetitions));
    for (const std::size_t k : order)
      going = going && sample(impls, k, index, iterations[k], options, result);
    std::shuffle(order.begin(), order.end(), random);
  }
  drop_unpaired(result.series);
  return result;
}

}  // namespace vmalock::bench
