// SPDX-License-Identifier: MIT
// An engine for the tests of propose, sweep and repair: whether a case is
// violated is a rule about the ordering table, so that the right answer can be
// found by trying every table.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/kernel/sites.h"
#include "harness/platform/engine.h"

namespace vmalock::study::testing {

inline constexpr std::array rule_sites = {
    SiteRow{"a", Primitive::load, Ordering::acquire, "b", "a before all"},
    SiteRow{"b", Primitive::store, Ordering::release, "a", "all before b"},
    SiteRow{"c", Primitive::fence, Ordering::mb, "d", "c is a barrier"},
    SiteRow{"d", Primitive::load, Ordering::ctrl, "c", "d decides"},
    SiteRow{"e", Primitive::rmw, Ordering::acq_rel, "-", "e is free"},
    SiteRow{"f", Primitive::store, Ordering::relaxed, "-", "f is marked"},
};

inline constexpr ImplInfo rule_impl = {"rules",          "1.0",      "abc",
                                       "no lock at all", rule_sites, {}};

inline constexpr CaseInfo rule_cases[] = {
    {"first_case", "one", "R-1", {1, 1, 1}, {2, 2, 2}},
    {"second_case", "two", "R-2", {1, 1, 1}, {2, 2, 2}},
};

/// The ordering of a rule site in a table.
inline Ordering at_site(const OrderingTable& table, const std::string& name) {
  for (std::size_t i = 0; i < rule_sites.size(); ++i)
    if (rule_sites[i].name == name) return table[kernel::sites.size() + i];
  return Ordering::plain;
}

inline OrderingTable orderings_of(const RunRequest& request) {
  return table_of(*request.binding->impl, request.question.orderings);
}

class RuleEngine : public Engine {
 public:
  /// The error of this case with this table, if any.
  using Rule = std::function<std::optional<ErrorKind>(
      const std::string& case_name, const OrderingTable&)>;
  /// The sites of `passes` are passed; empty: the engine does not say.
  explicit RuleEngine(Rule rule, std::vector<std::string> passes = {})
      : rule_(std::move(rule)), passes_(std::move(passes)) {
    for (const CaseInfo& info : rule_cases)
      bindings_.push_back({&rule_impl, &info, nullptr});
  }

  std::string_view name() const override { return "graph"; }
  std::vector<std::string_view> models() const override {
    return {"rc11", "sc"};
  }
  std::vector<std::string_view> blind_spots() const override {
    return {"it is a rule"};
  }
  bool proves() const override { return true; }
  bool can_set_orderings() const override { return true; }
  std::span<const Binding> bindings() const override { return bindings_; }

  RunResult run(const RunRequest& request) override {
    ++runs;
    RunResult result = begin_result(request);
    result.executions = request.question.case_name == "first_case" ? 10 : 5;
    result.verdict = Verdict::holds;
    result.outcomes = {{{{"x", 0}}, 7}};
    if (request.reached && !passes_.empty()) {
      request.reached->assign(site_count(rule_impl), 0);
      for (std::size_t i = 0; i < rule_sites.size(); ++i)
        for (const std::string& site : passes_)
          if (rule_sites[i].name == site)
            (*request.reached)[kernel::sites.size() + i] = 1;
    }
    if (const auto kind =
            rule_(request.question.case_name, orderings_of(request))) {
      result.verdict = Verdict::violated;
      result.error = Error{*kind, "it breaks", {"impl/x.h", 1}, {}, "AQMB"};
    }
    if (change) change(request, result);
    return result;
  }

  std::atomic<unsigned> runs{0};
  std::function<void(const RunRequest&, RunResult&)> change;

 private:
  Rule rule_;
  std::vector<std::string> passes_;
  std::vector<Binding> bindings_;
};

}  // namespace vmalock::study::testing
