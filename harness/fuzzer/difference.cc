// SPDX-License-Identifier: MIT
#include "harness/fuzzer/difference.h"

#include <fmt/format.h>

namespace vmalock::fuzzer {
namespace {

/// The explorer tells executions apart by the order of grace periods and read
/// sections as well, so one graph may stand for several of them.
bool has_rcu(const Execution& x) {
  for (const graph::ExecutionEvent& e : x.events)
    if (e.kind >= graph::EventKind::rcu_lock) return true;
  return false;
}

}  // namespace

std::string differences(const Found& oracle, const Found& explorer) {
  std::string text;
  if (!explorer.error.empty())
    return "the explorer reports an error: " + explorer.error + '\n';
  if (oracle.partial && explorer.race) return text;
  if (oracle.blind_race && explorer.race) return text;
  if (oracle.race != explorer.race)
    return oracle.race ? "the explorer misses a race\n"
                       : "the explorer reports a race that is none\n";
  if (oracle.race) return text;
  if (oracle.stuck != explorer.stuck && !(oracle.partial && explorer.stuck))
    return oracle.stuck ? "the explorer misses a deadlock\n"
                        : "the explorer reports a deadlock that is none\n";
  constexpr std::size_t enough = 4000;  // characters
  for (const auto& [x, times] : oracle.executions) {
    if (!explorer.executions.contains(x))
      text += "missing:\n" + graph::to_string(x);
    if (text.size() > enough) return text;
  }
  for (const auto& [x, times] : explorer.executions) {
    if (oracle.blind.contains(x)) continue;
    if (!oracle.executions.contains(x))
      text += "not consistent:\n" + graph::to_string(x);
    else if (times != oracle.executions.at(x) &&
             !(has_rcu(x) && !oracle.kernel))
      text += fmt::format("explored {} times:\n", times) + graph::to_string(x);
    if (text.size() > enough) return text;
  }
  if (text.empty() && oracle.blind.empty() && oracle.states != explorer.states)
    text = "same executions, but other final states\n";
  return text;
}

}  // namespace vmalock::fuzzer
