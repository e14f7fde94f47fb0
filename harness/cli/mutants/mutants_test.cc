// The suite tests itself: every case catches its mutants, and nothing but them.
// Method: a mutant is a row of impl/mutants/orderings.h or a folder of
// impl/mutants; it must be found by the case and as the kind that its row
// names, on each engine that can see it. The released implementations hold on
// every case and every engine, with their listed bugs found.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "harness/platform/model/engine.h"
#include "harness/platform/relacy/engine.h"
#include "harness/report/text.h"
#include "harness/result/judgement.h"
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

struct Question {
  std::string impl, case_name, seen_by;  ///< seen_by: a model, or "relacy"
  std::string change;                    ///< "SITE=ORDERING" or empty
  std::string bug, kind;
  Bound bound{0, 0, 0};  ///< zeros: the case's default
};

/// What gtest prints when a test fails.
void PrintTo(const Question& q, std::ostream* out) {
  *out << q.case_name << " " << q.impl << " " << q.change << " " << q.seen_by;
}

/// The name that gtest prints: letters, digits and underscores only.
std::string name_of(const ::testing::TestParamInfo<Question>& info) {
  const Question& q = info.param;
  std::string name =
      q.impl + "_" + q.change + "_" + q.case_name + "_" + q.seen_by;
  if (q.bound.rounds != 0) name += "_" + short_bound(describe(q.bound));
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

Cell cell_of(const Question& q) {
  Selection options;
  options.impls = {q.impl};
  options.cases = {q.case_name};
  options.engine = q.seen_by == "relacy" ? "relacy" : "graph";
  if (q.seen_by != "relacy") options.model = q.seen_by;
  if (!q.change.empty()) options.set = {q.change};
  if (q.bound.rounds != 0) {
    options.readers = q.bound.readers;
    options.writers = q.bound.writers;
    options.rounds = q.bound.rounds;
  }
  return make_plan(engine_named(engines(), options.engine), options).front();
}

RunResult answer(const Cell& cell) {
  return completed(cell, cell.engine->run(cell.request));
}

std::vector<std::string> words(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> all;
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}

std::vector<Question> ordering_questions() {
  std::vector<Question> all;
  for (const impl::OrderingMutant& m : impl::ordering_mutants)
    for (const std::string& seen_by : words(m.models))
      all.push_back({std::string(m.impl), std::string(m.case_name), seen_by,
                     std::string(m.site) + "=" + std::string(name(m.ordering)),
                     std::string(m.bug), std::string(m.kind)});
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
  std::vector<std::string> all = words(models_of(bug));
  if (bug.models.empty() && is_bound("relacy", impl, bug.case_name))
    all.emplace_back("relacy");
  return all;
}

std::vector<Question> structural_questions() {
  std::vector<Question> all;
  for (const ImplInfo* impl : all_impls(engines()))
    for (const KnownBug& bug : impl->known_bugs)
      if (bug.case_name != other_cases)
        for (const std::string& seen_by : finders(*impl, bug))
          all.push_back({std::string(impl->name), std::string(bug.case_name),
                         seen_by, "", std::string(bug.bug),
                         std::string(bug.kind), bug.bound});
  return all;
}

/// The same cases where the bug is fixed.
std::vector<Question> fixed_questions() {
  std::vector<Question> all;
  const auto add = [&](std::string_view impl, std::string_view case_name,
                       std::string_view model, std::string_view fixed_by,
                       const Bound& bound) {
    const bool change = fixed_by.find('=') != std::string_view::npos;
    all.push_back({std::string(change ? impl : fixed_by),
                   std::string(case_name), std::string(model),
                   change ? std::string(fixed_by) : "", "", "", bound});
  };
  for (const ImplInfo* impl : all_impls(engines()))
    for (const KnownBug& bug : impl->known_bugs)
      if (bug.case_name != other_cases)
        for (const std::string& model : words(models_of(bug)))
          add(impl->name, bug.case_name, model, bug.fixed_by, bug.bound);
  for (const impl::OrderingMutant& m : impl::ordering_mutants)
    for (const char* model : {"rc11", "lkmm"})
      add(m.impl, m.case_name, model, m.fixed_by.empty() ? m.impl : m.fixed_by,
          {0, 0, 0});
  const auto key = [](const Question& q) {
    return std::tuple(q.impl, q.case_name, q.seen_by, q.change, q.bound.readers,
                      q.bound.writers, q.bound.rounds);
  };
  std::sort(all.begin(), all.end(), [&](const Question& a, const Question& b) {
    return key(a) < key(b);
  });
  all.erase(std::unique(all.begin(), all.end(),
                        [&](const Question& a, const Question& b) {
                          return key(a) == key(b);
                        }),
            all.end());
  return all;
}

std::vector<Question> released_questions() {
  std::vector<Question> all;
  for (const ImplInfo* impl : all_impls(engines()))
    for (const CaseInfo* info : all_cases(engines()))
      for (const char* seen_by : {"sc", "tso", "rc11", "lkmm", "relacy"})
        if (!impl->mutant &&
            is_bound(seen_by == std::string_view("relacy") ? "relacy" : "graph",
                     *impl, info->name))
          all.push_back({std::string(impl->name), std::string(info->name),
                         seen_by, "", "", ""});
  return all;
}

class Mutant : public ::testing::TestWithParam<Question> {};

TEST_P(Mutant, IsCaught) {
  const Question& q = GetParam();
  Cell cell = cell_of(q);
  cell.expected = Expectation{q.bug, q.kind, true};
  const RunResult run = answer(cell);
  EXPECT_EQ(judge(run), Judgement::expected) << run_text(run, {});
  EXPECT_LT(run.seconds, 10) << "a planted bug is found in seconds";
}

INSTANTIATE_TEST_SUITE_P(Orderings, Mutant,
                         ::testing::ValuesIn(ordering_questions()), name_of);
INSTANTIATE_TEST_SUITE_P(Structure, Mutant,
                         ::testing::ValuesIn(structural_questions()), name_of);

/// Every bug has a version, or a change, without it: the case can also hold.
class Fixed : public ::testing::TestWithParam<Question> {};

TEST_P(Fixed, Holds) {
  const RunResult run = answer(cell_of(GetParam()));
  EXPECT_EQ(run.verdict, Verdict::holds) << run_text(run, {});
}

INSTANTIATE_TEST_SUITE_P(All, Fixed, ::testing::ValuesIn(fixed_questions()),
                         name_of);

class Released : public ::testing::TestWithParam<Question> {};

TEST_P(Released, Holds) {
  const RunResult run = answer(cell_of(GetParam()));
  const Judgement judgement = judge(run);
  EXPECT_TRUE(judgement == Judgement::holds || judgement == Judgement::expected)
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
      for (const Question& q : questions)
        caught = caught || q.case_name == info->name;
    EXPECT_TRUE(caught) << info->name << " has no mutant";
  }
}

}  // namespace
}  // namespace vmalock::cli
