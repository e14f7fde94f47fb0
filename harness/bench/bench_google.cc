// SPDX-License-Identifier: MIT
// The same results as Google Benchmark's JSON, for the tools that read it:
// compare.py `benchmarks` (two files) and `filters` (two locks of one file).
#include <benchmark/benchmark.h>
#include <fmt/chrono.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "harness/bench/bench_json.h"
#include "harness/bench/statistics.h"

namespace vmalock::bench {
namespace {

using GoogleJson = nlohmann::ordered_json;

/// What the library itself would say of this machine, and what we know.
GoogleJson context_of(const BenchResult& result) {
  const benchmark::CPUInfo& cpu = benchmark::CPUInfo::Get();
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(
      std::chrono::system_clock::now());
  GoogleJson json;
  json["date"] = fmt::format("{:%Y-%m-%dT%H:%M:%S+00:00}", now);
  json["host_name"] = benchmark::SystemInfo::Get().name;
  json["executable"] = result.tool.command;
  json["num_cpus"] = cpu.num_cpus;
  json["mhz_per_cpu"] = static_cast<int>(cpu.cycles_per_second / 1e6);
  json["cpu_scaling_enabled"] = cpu.scaling == benchmark::CPUInfo::ENABLED;
  json["caches"] = GoogleJson::array();
  for (const benchmark::CPUInfo::CacheInfo& cache : cpu.caches)
    json["caches"].push_back({{"type", cache.type},
                              {"level", cache.level},
                              {"size", cache.size},
                              {"num_sharing", cache.num_sharing}});
  json["load_avg"] = cpu.load_avg;
#ifdef NDEBUG
  json["library_build_type"] = "release";
#else
  json["library_build_type"] = "debug";
#endif
  json["vmalock_version"] = result.tool.version;
  json["compiler"] = result.tool.compiler;
  json["os"] = result.host.os;
  json["seed"] = result.seed;
  json["min_time"] = result.min_time;
  json["warnings"] = result.warnings;
  for (const Footprint& f : result.footprints)
    json["bytes_per_vma"][f.impl] = f.bytes_per_vma;
  return json;
}

/// The names of Google Benchmark's reporter; `name` tells the locks apart.
GoogleJson entry(const Measured& measured, const Series& series,
                 const char* type) {
  const std::string name = fmt::format("{}/{}/threads:{}", measured.workload,
                                       series.impl, measured.threads);
  GoogleJson json;
  json["name"] = name;
  json["run_name"] = name;
  json["run_type"] = type;
  json["repetitions"] = series.samples.size();
  json["threads"] = measured.threads;
  json["time_unit"] = "ns";
  json["label"] = measured.what;
  for (const auto& [key, value] : series.counters) json[key] = value;
  return json;
}

void add_series(GoogleJson& all, const Measured& measured,
                const Series& series) {
  std::vector<double> real;
  for (std::size_t i = 0; i < series.samples.size(); ++i) {
    GoogleJson json = entry(measured, series, "iteration");
    json["repetition_index"] = i;
    // Each figure is an operation's already.
    json["iterations"] = 1;
    json["real_time"] = series.samples[i].real_ns;
    json["cpu_time"] = series.samples[i].cpu_ns;
    real.push_back(series.samples[i].real_ns);
    all.push_back(std::move(json));
  }
  if (series.samples.size() < 2) return;
  GoogleJson json = entry(measured, series, "aggregate");
  json["name"] = json["run_name"].get<std::string>() + "_median";
  json["aggregate_name"] = "median";
  json["iterations"] = series.samples.size();
  json["real_time"] = median(real);
  json["cpu_time"] = median(cpu_times(series));
  all.push_back(std::move(json));
}

}  // namespace

std::string to_google_json(const BenchResult& result) {
  GoogleJson json;
  json["context"] = context_of(result);
  json["benchmarks"] = GoogleJson::array();
  for (const Measured& measured : result.measured)
    for (const Series& series : measured.series) {
      if (measured.error.empty()) {
        add_series(json["benchmarks"], measured, series);
        continue;
      }
      GoogleJson failed = entry(measured, series, "iteration");
      failed["error_occurred"] = true;
      failed["error_message"] = measured.error;
      failed["iterations"] = 0;
      failed["real_time"] = 0.0;
      failed["cpu_time"] = 0.0;
      json["benchmarks"].push_back(std::move(failed));
    }
  return json.dump(1) + "\n";
}

}  // namespace vmalock::bench
