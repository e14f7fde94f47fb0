// SPDX-License-Identifier: MIT
// The only writer of benchmark files (bench_json.h).
#include "harness/bench/bench_json.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "harness/bench/statistics.h"

namespace vmalock::bench {
namespace {

using Json = nlohmann::ordered_json;

Json write(const Series& series) {
  std::vector<double> real;
  for (const Sample& s : series.samples) real.push_back(s.real_ns);
  const std::vector<double> cpu = cpu_times(series);
  Json json;
  json["impl"] = series.impl;
  json["cpu_ns"] = cpu;
  json["real_ns"] = real;
  json["cpu_ns_median"] = cpu.empty() ? Json(nullptr) : Json(median(cpu));
  json["cpu_ns_cv"] = coefficient_of_variation(cpu);
  json["counters"] = Json::object();
  for (const auto& [key, value] : series.counters)
    json["counters"][key] = value;
  return json;
}

Json write(const Series& older, const Series& newer) {
  const Comparison c = compare(cpu_times(older), cpu_times(newer));
  Json json;
  json["old"] = older.impl;
  json["new"] = newer.impl;
  json["ratio"] = c.ratio;
  json["min"] = c.min;
  json["max"] = c.max;
  json["cv"] = c.variation;
  json["interval"] = {{"low", c.interval.low},
                      {"high", c.interval.high},
                      {"confidence", c.interval.confidence}};
  json["change"] = name(c.change);
  return json;
}

Json write(const Measured& measured) {
  Json json;
  json["name"] = measured.workload;
  json["what"] = measured.what;
  json["threads"] = measured.threads;
  json["error"] = measured.error;
  json["series"] = Json::array();
  for (const Series& s : measured.series) json["series"].push_back(write(s));
  json["ratios"] = Json::array();
  const Series& older = measured.series.front();
  for (std::size_t i = 1; i < measured.series.size(); ++i)
    if (!older.samples.empty())
      json["ratios"].push_back(write(older, measured.series[i]));
  return json;
}

}  // namespace

std::string to_json(const BenchResult& result) {
  Json json;
  json["schema"] = bench_schema;
  json["kind"] = "bench";
  json["tool"] = {{"name", "vmalock"},
                  {"version", result.tool.version},
                  {"compiler", result.tool.compiler},
                  {"command", result.tool.command}};
  json["host"] = {{"os", result.host.os},
                  {"machine", result.host.machine},
                  {"cpus", result.host.cpus}};
  json["seed"] = result.seed;
  json["repetitions"] = result.repetitions;
  json["min_time"] = result.min_time;
  json["warnings"] = result.warnings;
  json["benchmarks"] = Json::array();
  for (const Measured& m : result.measured)
    json["benchmarks"].push_back(write(m));
  json["bytes_per_vma"] = Json::object();
  for (const Footprint& f : result.footprints)
    json["bytes_per_vma"][f.impl] = f.bytes_per_vma;
  return json.dump(1) + "\n";
}

}  // namespace vmalock::bench
