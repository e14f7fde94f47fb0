// SPDX-License-Identifier: MIT
// run_bench: choose, measure, warn, write (bench.h).
#include "harness/bench/bench.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <regex>
#include <thread>
#include <utility>

#include "harness/base/check.h"
#include "harness/bench/bench_json.h"
#include "harness/bench/bench_text.h"
#include "harness/bench/measure.h"
#include "harness/bench/statistics.h"
#include "harness/bench/workload.h"
#include "harness/platform/engine.h"
#include "harness/result/atomic_file.h"

namespace vmalock::bench {
namespace {

constexpr double busy_load_per_cpu = 0.5;
constexpr double high_variation = 0.05;

struct Output {
  std::string (*write)(const BenchResult&);
  std::string path;  ///< "-": stdout
};

struct Form {
  std::string_view name, extension;
  std::string (*write)(const BenchResult&);
};

constexpr Form forms[] = {{"json", ".json", &to_json},
                          {"text", ".txt", &to_text},
                          {"gbench", ".gbench.json", &to_google_json}};

/// "json:FILE", or a FILE whose ending says its form; the longest one counts.
Output parse_output(const std::string& text) {
  const std::size_t colon = text.find(':');
  const Form* form = nullptr;
  std::string path;
  for (const Form& f : forms)
    if (colon != std::string::npos && text.substr(0, colon) == f.name) {
      form = &f;
      path = text.substr(colon + 1);
    } else if (colon == std::string::npos && text.ends_with(f.extension) &&
               (!form || form->extension.size() < f.extension.size())) {
      form = &f;
      path = text;
    }
  if (!form || path.empty())
    user_error(
        fmt::format("--out {}: write json:FILE, text:FILE or gbench:FILE "
                    "(for Google Benchmark's compare.py), or FILE.json, "
                    "FILE.txt, FILE.gbench.json; FILE - is standard output",
                    text));
  if (path != "-") require_writable(path);
  return {form->write, path};
}

std::vector<Output> parse_outputs(const BenchOptions& options) {
  std::vector<Output> outputs;
  for (const std::string& o : options.outputs)
    outputs.push_back(parse_output(o));
  if (outputs.empty()) outputs.push_back({&to_text, "-"});
  return outputs;
}

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

void write_all(const std::vector<Output>& outputs, const BenchResult& result) {
  EachIsWritten each;
  for (const Output& output : outputs) {
    const std::string text = output.write(result);
    if (output.path == "-")
      fmt::print("{}", text);
    else
      each([&] { write_file_atomically(output.path, text); });
  }
  each.finish();
}

void print_list(const ImplWorkloads& impl,
                const std::vector<std::size_t>& chosen) {
  for (const std::size_t i : chosen)
    fmt::print("{:<24} {}\n", impl.workloads[i].name, impl.workloads[i].what);
}

}  // namespace

int run_bench(const BenchOptions& options) {
  check_numbers(options);
  const std::vector<Output> outputs = parse_outputs(options);
  const std::vector<const ImplWorkloads*> impls = choose_impls(options);
  const std::vector<std::size_t> chosen =
      choose_workloads(*impls.front(), options.filter);
  if (options.list) {
    print_list(*impls.front(), chosen);
    return static_cast<int>(ExitStatus::holds);
  }
  const unsigned threads = threads_of(options);
  const Document document = new_document(options.command, {});
  BenchResult result{document.tool,
                     document.host,
                     options.seed,
                     options.repetitions,
                     options.min_time,
                     {},
                     {},
                     warnings_before(threads)};
  for (const ImplWorkloads* impl : impls)
    result.footprints.push_back(
        {std::string(impl->info->name), impl->bytes_per_vma});
  const MeasureOptions measure_options{options.repetitions, options.min_time,
                                       threads, options.seed, &show_progress};
  for (const std::size_t i : chosen) {
    if (stop_requested.load()) break;
    result.measured.push_back(measure(impls, i, measure_options));
  }
  show_progress("");
  warn_after(result);
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
