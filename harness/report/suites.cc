// SPDX-License-Identifier: MIT
#include "harness/report/suites.h"

#include <algorithm>

namespace vmalock {

std::string suite_name(const RunResult& run) {
  const Question& q = run.question;
  std::string suite = q.impl;
  if (!q.orderings.empty()) suite += "+" + text_of(q.orderings, "+");
  suite += "." + q.engine;
  return q.model.empty() ? suite : suite + "." + q.model;
}

std::vector<Suite> suites_of(std::span<const RunResult> runs) {
  std::vector<Suite> suites;
  for (const RunResult& run : runs) {
    const std::string name = suite_name(run);
    auto suite =
        std::find_if(suites.begin(), suites.end(),
                     [&](const Suite& other) { return other.name == name; });
    if (suite == suites.end()) suite = suites.insert(suites.end(), {name, {}});
    suite->runs.push_back(run);
  }
  return suites;
}

}  // namespace vmalock
