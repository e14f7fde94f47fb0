// SPDX-License-Identifier: MIT
// run_bench: choose, measure, warn, write (bench.h).
#include "harness/bench/bench.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <thread>
#include <utility>

#include "harness/base/check.h"
#include "harness/bench/bench_compare.h"
#include "harness/bench/measure.h"
#include "harness/bench/outputs.h"
#include "harness/bench/perf_counters.h"
#include "harness/bench/pinning.h"
#include "harness/bench/statistics.h"
#include "harness/bench/workload.h"
#include "harness/platform/engine.h"

namespace vmalock::bench {
namespace {

constexpr double busy_load_per_cpu = 0.5;
constexpr double high_variation = 0.05;

std::vector<const ImplWorkloads*> choose_impls(const BenchOptions& options) {
  std::vector<const ImplWorkloads*> chosen;
  std::string known;
  for (const ImplWorkloads& w : all_impl_workloads()) {
    known += (known.empty() ? "" : ", ") + std::string(w.info->name);
    if (options.impls.empty()) chosen.push_back(&w);
  }
  for (const std::string& name : options.impls) {
    const auto all = all_impl_workloads();
    const auto found = std::find_if(
        all.begin(), all.end(),
        [&](const ImplWorkloads& w) { return w.info->name == name; });
    if (found == all.end())
      user_error(fmt::format("--impl {}: no such implementation; there are {}",
                             name, known));
    if (std::find(chosen.begin(), chosen.end(), &*found) != chosen.end())
      user_error(fmt::format("--impl {}: named twice", name));
    chosen.push_back(&*found);
  }
  if (chosen.empty()) user_error("there is no implementation in impl/");
  return chosen;
}

std::vector<std::size_t> choose_workloads(const ImplWorkloads& impl,
                                          const std::string& filter) {
  std::vector<std::size_t> chosen;
  std::string known;
  try {
    const std::regex wanted(filter);
    for (std::size_t i = 0; i < impl.workloads.size(); ++i) {
      const std::string name(impl.workloads[i].name);
      known += (known.empty() ? "" : ", ") + name;
      if (std::regex_search(name, wanted)) chosen.push_back(i);
    }
  } catch (const std::regex_error& e) {
    user_error(fmt::format("--filter {}: not a regular expression: {}", filter,
                           e.what()));
  }
  if (chosen.empty())
    user_error(fmt::format("--filter {}: matches none of {}", filter, known));
  return chosen;
}

void check_numbers(const BenchOptions& options) {
  if (options.repetitions == 0)
    user_error(
        "--repetitions 0: write a number from 1; from 6 on there is a "
        "verdict");
  if (!(options.min_time > 0 && options.min_time <= 60))
    user_error(fmt::format("--min-time {}: write seconds above 0, at most 60",
                           options.min_time));
  if (options.threads == 1 || options.threads > 1024)
    user_error(fmt::format("--threads {}: write 2 to 1024", options.threads));
}

unsigned threads_of(const BenchOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max(2u, std::thread::hardware_concurrency());
}

/// 1, 2, 4 and so on to `most`, of which a workload takes those it can run
/// with.
std::vector<unsigned> threads_for(const Workload& workload,
                                  const BenchOptions& options) {
  const unsigned most = threads_of(options);
  if (workload.measures == Measures::one_alone || !options.sweep) return {most};
  std::vector<unsigned> all;
  for (unsigned n = workload.measures == Measures::all ? 1 : 2; n < most;
       n *= 2)
    all.push_back(n);
  all.push_back(most);
  return all;
}

std::vector<std::string> warnings_before(unsigned threads) {
  std::vector<std::string> warnings;
  const benchmark::CPUInfo& cpu = benchmark::CPUInfo::Get();
  const unsigned cpus = std::thread::hardware_concurrency();
  if (threads > cpus)
    warnings.push_back(fmt::format(
        "{} threads on {} CPUs: the contended workloads time the scheduler",
        threads, cpus));
  if (!cpu.load_avg.empty() && cpu.load_avg[0] > busy_load_per_cpu * cpus)
    warnings.push_back(fmt::format("the host is busy (load {:.1f} on {} CPUs)",
                                   cpu.load_avg[0], cpus));
  if (cpu.scaling == benchmark::CPUInfo::ENABLED)
    warnings.push_back("CPU frequency scaling is on");
#ifndef __OPTIMIZE__
  warnings.push_back("built without optimisation: the numbers mean nothing");
#endif
  if (native_is_instrumented())
    warnings.push_back("ThreadSanitizer build: the numbers mean nothing");
  return warnings;
}

const Measured* measured_as(const BenchResult& result, const char* workload,
                            unsigned threads) {
  for (const Measured& m : result.measured)
    if (m.workload == workload && m.threads == threads) return &m;
  return nullptr;
}

/// Readers of one vma write to one cache line; if that costs them no more than
/// a line each, this host does not show what the locks differ in.
void warn_of_no_contention(BenchResult& result, unsigned threads) {
  constexpr double visible = 1.5;
  const Measured* one = measured_as(result, "readers_one_vma", threads);
  const Measured* own = measured_as(result, "readers_own_vma", threads);
  if (!one || !own) return;
  for (std::size_t i = 0; i < one->series.size(); ++i) {
    const std::vector<double> shared = cpu_times(one->series[i]);
    const std::vector<double> apart = cpu_times(own->series[i]);
    if (shared.empty() || apart.empty() ||
        median(shared) > visible * median(apart))
      return;
  }
  result.warnings.push_back(fmt::format(
      "no contention was seen: {} readers of one vma cost no more than readers "
      "of a vma each; the rows with several threads say nothing of larger "
      "machines",
      threads));
}

/// Failures, and measurements that vary much.
void warn_after(BenchResult& result) {
  std::string unsteady;
  for (const Measured& m : result.measured) {
    if (!m.error.empty())
      result.warnings.push_back(m.workload + " failed: " + m.error);
    for (const Series& s : m.series) {
      const double variation = coefficient_of_variation(cpu_times(s));
      if (variation > high_variation)
        unsteady +=
            fmt::format("{}{} of {} ({:.0f} %)", unsteady.empty() ? "" : ", ",
                        m.workload, s.impl, 100 * variation);
    }
  }
  if (!unsteady.empty())
    result.warnings.push_back(
        "CPU time varies by more than 5 % (CV), trust the paired ratio only: " +
        unsteady);
}

/// One line, rewritten in place; nothing if stderr is no terminal.
void show_progress(const std::string& line) {
  if (isatty(STDERR_FILENO)) fmt::print(stderr, "\r\033[K{}", line);
}

std::string text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) user_error("--compare: cannot read '" + path + "'");
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string compared(const std::vector<std::string>& files) {
  if (files.size() != 2)
    user_error(
        "--compare: write two files of --out json:FILE, the older first");
  return compare_text(files[0], text_of_file(files[0]), files[1],
                      text_of_file(files[1]));
}

BenchResult begun(const BenchOptions& options,
                  const std::vector<const ImplWorkloads*>& impls,
                  const PerfCounters& perf) {
  const Document document = new_document(options.command, {});
  BenchResult result{document.tool,
                     document.host,
                     options.seed,
                     options.repetitions,
                     options.min_time,
                     {},
                     {},
                     warnings_before(threads_of(options))};
  if (options.perf && !perf.lacking().empty())
    result.warnings.push_back("--perf: not to be had here: " + perf.lacking());
  for (const ImplWorkloads* impl : impls)
    result.footprints.push_back(
        {std::string(impl->info->name), impl->bytes_per_vma});
  return result;
}

void measure_all(const BenchOptions& options,
                 const std::vector<const ImplWorkloads*>& impls,
                 const std::vector<std::size_t>& chosen,
                 const PerfCounters* perf, BenchResult& result) {
  for (const std::size_t i : chosen)
    for (const unsigned threads :
         threads_for(impls.front()->workloads[i], options)) {
      if (stop_requested.load()) break;
      result.measured.push_back(
          measure(impls, i,
                  {options.repetitions, options.min_time, threads, options.seed,
                   &show_progress, perf}));
    }
  show_progress("");
}

void print_list(const ImplWorkloads& impl,
                const std::vector<std::size_t>& chosen) {
  for (const std::size_t i : chosen)
    fmt::print("{:<24} {}\n", impl.workloads[i].name, impl.workloads[i].what);
}

}  // namespace

int run_bench(const BenchOptions& options) {
  if (!options.compare.empty()) {
    fmt::print("{}", compared(options.compare));
    return static_cast<int>(ExitStatus::holds);
  }
  check_numbers(options);
  const std::vector<Output> outputs = parse_outputs(options.outputs);
  const std::vector<const ImplWorkloads*> impls = choose_impls(options);
  const std::vector<std::size_t> chosen =
      choose_workloads(*impls.front(), options.filter);
  if (options.list) {
    print_list(*impls.front(), chosen);
    return static_cast<int>(ExitStatus::holds);
  }
  pin_threads = options.pin;
  const PerfCounters perf;
  BenchResult result = begun(options, impls, perf);
  measure_all(options, impls, chosen, options.perf ? &perf : nullptr, result);
  warn_after(result);
  warn_of_no_contention(result, threads_of(options));
  const bool stopped = stop_requested.load();
  if (stopped)
    result.warnings.push_back("interrupted: repetitions are missing");
  write_all(outputs, result);
  const bool failed =
      std::any_of(result.measured.begin(), result.measured.end(),
                  [](const Measured& m) { return !m.error.empty(); });
  return static_cast<int>(failed    ? ExitStatus::violated
                          : stopped ? ExitStatus::unknown
                                    : ExitStatus::holds);
}

}  // namespace vmalock::bench
