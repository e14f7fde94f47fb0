// SPDX-License-Identifier: MIT
#include "harness/bench/bench_compare.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <vector>

#include "harness/base/check.h"
#include "harness/bench/bench_json.h"
#include "harness/bench/statistics.h"

namespace vmalock::bench {
namespace {

using Json = nlohmann::json;
/// Workload, threads, lock.
using Key = std::tuple<std::string, unsigned, std::string>;

struct Saved {
  std::vector<Key> order;
  std::map<Key, std::vector<double>> cpu_ns;
  std::string host;
  std::vector<std::string> warnings;
};

Saved read(const std::string& name, const std::string& text) {
  Saved saved;
  try {
    const Json json = Json::parse(text);
    if (json.at("kind") != "bench" || json.at("schema") != bench_schema)
      user_error("--compare " + name +
                 ": it is no JSON of `vmalock bench` (--out json:FILE)");
    saved.host = fmt::format("{}, {} CPUs, {}",
                             json.at("host").at("machine").get<std::string>(),
                             json.at("host").at("cpus").get<unsigned>(),
                             json.at("tool").at("compiler").get<std::string>());
    saved.warnings = json.at("warnings").get<std::vector<std::string>>();
    for (const Json& workload : json.at("benchmarks"))
      for (const Json& series : workload.at("series")) {
        Key key{workload.at("name"), workload.at("threads"), series.at("impl")};
        auto times = series.at("cpu_ns").get<std::vector<double>>();
        if (times.empty()) continue;
        saved.order.push_back(key);
        saved.cpu_ns[key] = std::move(times);
      }
  } catch (const Json::exception& e) {
    user_error(
        "--compare " + name +
        ": it is no JSON of `vmalock bench` (--out json:FILE): " + e.what());
  }
  return saved;
}

std::string verdict(const std::vector<double>& older,
                    const std::vector<double>& newer) {
  const Interval a = median_interval(older), b = median_interval(newer);
  if (a.confidence == 0 || b.confidence == 0)
    return std::string(name(Change::too_few_repetitions));
  constexpr double resolution = 1.02;
  if (a.low > b.high * resolution) return std::string(name(Change::faster));
  if (b.low > a.high * resolution) return std::string(name(Change::slower));
  return std::string(name(Change::no_difference));
}

std::string lacking(const Saved& one, const Saved& other,
                    const std::string& where) {
  std::string text;
  for (const Key& key : one.order)
    if (!other.cpu_ns.contains(key))
      text += fmt::format("only in {}: {}, {} threads, {}\n", where,
                          std::get<0>(key), std::get<1>(key), std::get<2>(key));
  return text;
}

}  // namespace

std::string compare_text(const std::string& old_name,
                         const std::string& old_json,
                         const std::string& new_name,
                         const std::string& new_json) {
  const Saved older = read(old_name, old_json);
  const Saved newer = read(new_name, new_json);
  std::map<std::string, unsigned> count;
  std::string rows;
  for (const Key& key : older.order) {
    const auto found = newer.cpu_ns.find(key);
    if (found == newer.cpu_ns.end()) continue;
    const double a = median(older.cpu_ns.at(key)), b = median(found->second);
    const std::string change = verdict(older.cpu_ns.at(key), found->second);
    ++count[change];
    rows += fmt::format("{:<20} {:>3} {:<16} {:>9.3g} {:>9.3g} {:>6.2f} {}\n",
                        std::get<0>(key), std::get<1>(key), std::get<2>(key), a,
                        b, a / b, change);
  }
  if (rows.empty())
    user_error("--compare: " + old_name + " and " + new_name +
               " have no workload, lock and number of threads in common");
  std::string text = fmt::format(
      "{} against {}: {} faster, {} slower, {} the same, {} unclear\n\n",
      new_name, old_name, count["faster"], count["slower"], count["same"],
      count["unclear"]);
  text += fmt::format("{:<20} {:>3} {:<16} {:>9} {:>9} {:>6}\n", "workload",
                      "thr", "lock", "old ns", "new ns", "ratio");
  text += rows + "\n" + lacking(older, newer, old_name) +
          lacking(newer, older, new_name);
  text +=
      "not paired: two runs, at two times; a verdict needs 95 % intervals "
      "of the\nmedians that are 2 % apart\n";
  if (older.host != newer.host)
    text += "warning: not the same machine or compiler: " + older.host + "; " +
            newer.host + "\n";
  for (const auto* saved : {&older, &newer})
    for (const std::string& w : saved->warnings)
      text += "warning of the " + std::string(saved == &older ? "old" : "new") +
              " run: " + w + "\n";
  return text;
}

}  // namespace vmalock::bench
