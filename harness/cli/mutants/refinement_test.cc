// SPDX-License-Identifier: MIT
// Refinement: an implementation shows no outcome that the specification
// (impl/spec) does not show. Method: the sets of outcomes of every case under
// lkmm and rc11, compared as `vmalock diff spec VERSION` does; a case that a
// known bug of the version breaks is left out, and said so.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/platform/model/engine.h"
#include "harness/result/assessment.h"
#include "harness/result/outcome_diff.h"
#include "harness/study/matrix.h"

namespace vmalock::cli {
namespace {

using namespace study;

Engine& graph() {
  static const std::unique_ptr<Engine> engine = make_graph_engine();
  return *engine;
}

RunResult run(std::string_view impl, std::string_view case_name,
              std::string_view model) {
  RunRequest request =
      request_for(graph(), *find_binding(graph(), impl, case_name));
  request.question.model = model;
  return graph().run(request);
}

bool is_known(const ImplInfo& impl, std::string_view case_name) {
  for (const KnownBug& bug : impl.known_bugs)
    if (bug.case_name == case_name || bug.case_name == other_cases) return true;
  return false;
}

std::string text(const Outcome& outcome) {
  std::string all;
  for (const auto& [name, value] : outcome.values)
    all += name + "=" + std::to_string(value) + " ";
  return all;
}

struct Pair {
  const ImplInfo* impl;
  const CaseInfo* info;
  std::string_view model;
};

void PrintTo(const Pair& p, std::ostream* out) {
  *out << p.impl->name << " " << p.info->name << " " << p.model;
}

std::vector<Pair> pairs() {
  Engine* const engines[] = {&graph()};
  std::vector<Pair> all;
  for (const ImplInfo* impl : all_impls(engines))
    for (const CaseInfo* info : all_cases(engines))
      for (const std::string_view model : {"lkmm", "rc11"})
        if (!impl->mutant && impl->name != "spec")
          all.push_back({impl, info, model});
  return all;
}

std::string name_of(const ::testing::TestParamInfo<Pair>& p) {
  std::string name = std::string(p.param.impl->name) + "_" +
                     std::string(p.param.info->name) + "_" +
                     std::string(p.param.model);
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

/// v6 and v7 leave one reader less room (VMA_REF_LIMIT was VMA_LOCK_OFFSET - 2
/// then), so both readers of this case may take the mmap lock instead.
bool is_stricter(const ImplInfo& impl, const CaseInfo& info) {
  return info.name == std::string_view("reader_limit") &&
         (impl.name == std::string_view("refcnt-v6") ||
          impl.name == std::string_view("refcnt-v7"));
}

class Refinement : public ::testing::TestWithParam<Pair> {};

TEST_P(Refinement, ShowsNothingThatSpecDoesNot) {
  const auto& [impl, info, model] = GetParam();
  const RunResult own = run(impl->name, info->name, model);
  if (own.verdict == Verdict::violated && is_known(*impl, info->name))
    GTEST_SKIP() << "a known bug breaks this case";
  const OutcomeDiff diff = diff_outcomes(run("spec", info->name, model), own);
  EXPECT_EQ(diff.old_run.verdict, Verdict::holds);
  EXPECT_EQ(diff.new_run.verdict, Verdict::holds);
  for (const Outcome& extra : diff.only_new)
    if (!is_stricter(*impl, *info))
      ADD_FAILURE() << impl->name << " alone shows " << text(extra);
}

INSTANTIATE_TEST_SUITE_P(All, Refinement, ::testing::ValuesIn(pairs()),
                         name_of);

}  // namespace
}  // namespace vmalock::cli
