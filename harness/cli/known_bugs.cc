// SPDX-License-Identifier: MIT
#include "harness/cli/known_bugs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "harness/report/words.h"
#include "harness/study/matrix.h"
#include "impl/mutants/orderings.h"

namespace vmalock::cli {

namespace {

/// "refcnt-6.17" or "SITE=ORDERING"; empty if the row names nobody.
std::string fixed_text(const FixedBy& fixed) {
  return fixed.site.empty()
             ? std::string(fixed.impl)
             : fmt::format("{}={}", fixed.site, name(fixed.order));
}

/// The order of their numbers.
auto order_of(const BugRow& row) {
  int n = 0;
  const bool numbered =
      std::sscanf(std::string(row.bug.bug).c_str(), "%*c-%d", &n) == 1;
  return std::tuple(!numbered, row.bug.bug.front(), n);
}

}  // namespace

std::vector<BugRow> bug_rows(std::span<Engine* const> engines) {
  std::vector<BugRow> rows;
  for (const ImplInfo* impl : study::all_impls(engines))
    for (const KnownBug& bug : impl->known_bugs)
      if (bug.case_name != other_cases)
        rows.push_back({bug, std::string(impl->name), ""});
  for (const impl::OrderingMutant& m : impl::ordering_mutants) {
    KnownBug bug{m.case_name, m.bug, m.kinds};
    bug.fixed_by.impl = m.fixed_by;
    rows.push_back({bug, std::string(m.impl),
                    fmt::format("{}={}", m.site, name(m.ordering))});
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const BugRow& a, const BugRow& b) {
                     return order_of(a) < order_of(b);
                   });
  return rows;
}

std::string place_of(const BugRow& row) {
  const KnownBug& bug = row.bug;
  std::string where = fmt::format(
      "{} in {}: {}, under {}", bug.case_name, row.impl,
      text_of(bug.kinds, " or "),
      bug.models.empty() ? "rc11 and lkmm"
                         : fmt::format("{}", fmt::join(bug.models, " ")));
  if (bug.bound.rounds != 0) where += fmt::format(", {}", describe(bug.bound));
  if (!row.change.empty()) where += fmt::format(", --set {}", row.change);
  const std::string fixed_by = fixed_text(bug.fixed_by);
  if (!fixed_by.empty()) where += fmt::format("; {} holds", fixed_by);
  return where;
}

}  // namespace vmalock::cli
