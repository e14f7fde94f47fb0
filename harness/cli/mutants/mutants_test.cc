// SPDX-License-Identifier: MIT
// The suite tests itself: every case catches its mutants, and nothing but them.
// Method: a mutant is a row of impl/mutants/orderings.h or a folder of
// impl/mutants; it must be found by the case and as the kind that its row
// names, on each engine that can see it. The released implementations hold on
// every case and every engine, with their listed bugs found.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "harness/platform/model/engine.h"
#include "harness/platform/relacy/engine.h"
#include "harness/report/text.h"
#include "harness/report/words.h"
#include "harness/result/assessment.h"
#include "harness/study/plan.h"
#include "harness/study/runner.h"
#include "impl/mutants/orderings.h"

namespace vmalock::cli {
namespace {

using namespace study;

/// Both engines live as long as the tests: making one is cheap, but the list of
/// parameters is built from their matrix.
std::span<Engine* const> engines() {
  static const std::unique_ptr<Engine> graph = make_graph_engine();
  static const std::unique_ptr<Engine> relacy = make_relacy_engine();
  static Engine* const all[] = {graph.get(), relacy.get()};
  return all;
}

/// A question, and what its answer must be.
struct Known {
  Question question;
  std::string bug;
  ErrorKinds kinds;
};

/// What gtest prints when a test fails.
void PrintTo(const Known& known, std::ostream* out) {
  const Question& q = known.question;
  *out << q.case_name << " " << q.impl << " " << text_of(q.orderings) << " "
       << q.engine << " " << q.model;
}

/// The name that gtest prints: letters, digits and underscores only.
std::string name_of(const ::testing::TestParamInfo<Known>& info) {
  const Question& q = info.param.question;
  std::string name = q.impl + "_" + text_of(q.orderings) + "_" + q.case_name +
                     "_" + (q.model.empty() ? q.engine : q.model);
  if (q.bound.rounds != 0) name += "_" + short_text(q.bound);
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

/// `seen_by`: a model of graph, or "relacy". Without load buffering: a weakened
/// lock has many such executions, and none of these bugs needs one.
Question ask(std::string_view impl, std::string_view case_name,
             std::string_view seen_by, const ChangedRows& rows = {},
             const Bound& bound = {0, 0, 0}) {
  const bool relacy = seen_by == "relacy";
  return {std::string(case_name),
          std::string(impl),
          relacy ? "relacy" : "graph",
          relacy ? "" : std::string(seen_by),
          rows,
          bound,
          seen_by == "lkmm" ? "acyclic" : ""};
}

Cell cell_of(const Known& known) {
  return make_cell(engine_named(engines(), known.question.engine),
                   known.question);
}

RunResult answer(const Cell& cell) {
  return completed(cell, cell.engine->run(cell.request));
}

ChangedRows row_of(const impl::OrderingMutant& m) {
  return {{std::string(m.site), m.ordering}};
}

std::vector<Known> ordering_questions() {
  std::vector<Known> all;
  for (const impl::OrderingMutant& m : impl::ordering_mutants)
    for (const std::string_view seen_by : m.models)
      all.push_back({ask(m.impl, m.case_name, seen_by, row_of(m)),
                     std::string(m.bug), m.kinds});
  return all;
}

bool is_bound(std::string_view engine, const ImplInfo& impl,
              std::string_view case_name) {
  return find_binding(engine_named(engines(), std::string(engine)), impl.name,
                      case_name) != nullptr;
}

/// Who must find it: the models of the row, or rc11, lkmm and, if it has the
/// lock, Relacy.
std::vector<std::string> finders(const ImplInfo& impl, const KnownBug& bug) {
  std::vector<std::string> all;
  for (const std::string_view model : models_of(bug)) all.emplace_back(model);
  if (bug.models.empty() && is_bound("relacy", impl, bug.case_name))
    all.emplace_back("relacy");
  return all;
}

std::vector<Known> structural_questions() {
  std::vector<Known> all;
  for (const ImplInfo* impl : all_impls(engines()))
    for (const KnownBug& bug : impl->known_bugs)
      if (bug.case_name != other_cases)
        for (const std::string& seen_by : finders(*impl, bug))
          all.push_back({ask(impl->name, bug.case_name, seen_by, {}, bug.bound),
                         std::string(bug.bug), bug.kinds});
  return all;
}

/// The same cases where the bug is fixed.
std::vector<Known> fixed_questions() {
  std::vector<Known> all;
  for (const ImplInfo* impl : all_impls(engines()))
    for (const KnownBug& bug : impl->known_bugs)
      if (bug.case_name != other_cases)
        for (const std::string_view model : models_of(bug)) {
          const FixedBy& fixed = bug.fixed_by;
          ChangedRows rows;
          if (!fixed.site.empty()) rows.emplace(fixed.site, fixed.order);
          all.push_back({ask(fixed.site.empty() ? fixed.impl : impl->name,
                             bug.case_name, model, rows, bug.bound),
                         "",
                         {}});
        }
  for (const impl::OrderingMutant& m : impl::ordering_mutants)
    for (const char* model : {"rc11", "lkmm"})
      all.push_back(
          {ask(m.fixed_by.empty() ? m.impl : m.fixed_by, m.case_name, model),
           "",
           {}});
  std::vector<Known> once;
  for (const Known& known : all)
    if (std::none_of(once.begin(), once.end(), [&](const Known& other) {
          return other.question == known.question;
        }))
      once.push_back(known);
  return once;
}

std::vector<Known> released_questions() {
  std::vector<Known> all;
  for (const ImplInfo* impl : all_impls(engines()))
    for (const CaseInfo* info : all_cases(engines()))
      for (const char* seen_by : {"sc", "tso", "rc11", "lkmm", "relacy"})
        if (!impl->mutant &&
            is_bound(seen_by == std::string_view("relacy") ? "relacy" : "graph",
                     *impl, info->name))
          all.push_back({ask(impl->name, info->name, seen_by), "", {}});
  return all;
}

class Mutant : public ::testing::TestWithParam<Known> {};

TEST_P(Mutant, IsCaught) {
  const Known& known = GetParam();
  Cell cell = cell_of(known);
  cell.expected = Expectation{known.bug, known.kinds, true};
  const RunResult run = answer(cell);
  EXPECT_EQ(assess(run), Assessment::expected) << run_text(run, {});
  EXPECT_LT(run.seconds, 10) << "a planted bug is found in seconds";
}

INSTANTIATE_TEST_SUITE_P(Orderings, Mutant,
                         ::testing::ValuesIn(ordering_questions()), name_of);
INSTANTIATE_TEST_SUITE_P(Structure, Mutant,
                         ::testing::ValuesIn(structural_questions()), name_of);

/// Every bug has a version, or a change, without it: the case can also hold.
class Fixed : public ::testing::TestWithParam<Known> {};

TEST_P(Fixed, Holds) {
  const RunResult run = answer(cell_of(GetParam()));
  EXPECT_EQ(run.verdict, Verdict::holds) << run_text(run, {});
}

INSTANTIATE_TEST_SUITE_P(All, Fixed, ::testing::ValuesIn(fixed_questions()),
                         name_of);

class Released : public ::testing::TestWithParam<Known> {};

TEST_P(Released, Holds) {
  const RunResult run = answer(cell_of(GetParam()));
  const Assessment assessment = assess(run);
  EXPECT_TRUE(assessment == Assessment::holds ||
              assessment == Assessment::expected)
      << run_text(run, {});
}

INSTANTIATE_TEST_SUITE_P(All, Released,
                         ::testing::ValuesIn(released_questions()), name_of);

/// A case that no mutant tests may be unable to fail.
TEST(Mutants, EveryCaseCatchesOne) {
  const auto orderings = ordering_questions();
  const auto structural = structural_questions();
  for (const CaseInfo* info : all_cases(engines())) {
    bool caught = false;
    for (const auto& questions : {orderings, structural})
      for (const Known& known : questions)
        caught = caught || known.question.case_name == info->name;
    EXPECT_TRUE(caught) << info->name << " has no mutant";
  }
}

}  // namespace
}  // namespace vmalock::cli
