// SPDX-License-Identifier: MIT
#include "harness/study/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/check.h"
#include "harness/study/names.h"
#include "harness/study/orderings.h"
#include "harness/study/releases.h"

namespace vmalock::study {

namespace {

/// A case that was asked for by name must be able to run with the bound. When
/// all cases run, each does so with the bound it has that is next to the one
/// asked for, and the report says which.
unsigned bounded(const CaseInfo& info, const Selection& selection,
                 const char* option, const std::optional<unsigned>& asked,
                 unsigned Bound::*part) {
  const unsigned min = info.min.*part;
  const unsigned max = info.max.*part;
  if (!asked) return info.bound.*part;
  if (selection.cases.empty()) return std::clamp(*asked, min, max);
  if (*asked > max)
    user_error(fmt::format(
        "{} {}: the case {} runs with at most {}; write {} {} or less", option,
        *asked, info.name, max, option, max));
  if (*asked < min)
    user_error(
        fmt::format("{} {}: the case {} needs at least {}; write {} {} or more",
                    option, *asked, info.name, min, option, min));
  return *asked;
}

/// The name of a case is easily written where a lock's is expected.
void require_lock(Engine& engine, const std::string& name, const Names& known) {
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  std::string hint = release_hint(name);
  Engine* const engines[] = {&engine};
  for (const CaseInfo* info : all_cases(engines))
    if (info->name == name) hint = "; it is a case: write --case " + name;
  user_error(unknown_name("implementation", name, known, "vmalock list impls") +
             hint);
}

std::vector<const ImplInfo*> chosen_impls(Engine& engine,
                                          const Selection& selection) {
  Engine* const engines[] = {&engine};
  const std::vector<const ImplInfo*> all = all_impls(engines);
  Names known;
  Names plain;
  for (const ImplInfo* impl : all) {
    known.emplace_back(impl->name);
    if (!impl->mutant || selection.mutants) plain.emplace_back(impl->name);
  }
  Names wanted = plain;
  if (!selection.impls.empty()) {
    Names globs, exact;
    for (const std::string& pattern : selection.impls)
      (is_glob(pattern) ? globs : exact).push_back(lock_named(pattern));
    for (const std::string& name : exact) require_lock(engine, name, known);
    wanted = select(globs, plain, "implementation", "vmalock list impls");
    const Names named =
        select(exact, known, "implementation", "vmalock list impls");
    wanted.insert(wanted.end(), named.begin(), named.end());
  }
  std::vector<const ImplInfo*> chosen;
  for (const ImplInfo* impl : all)
    if (std::find(wanted.begin(), wanted.end(), impl->name) != wanted.end())
      chosen.push_back(impl);
  return chosen;
}

std::vector<const CaseInfo*> chosen_cases(Engine& engine,
                                          const Selection& selection) {
  Engine* const engines[] = {&engine};
  std::vector<const CaseInfo*> all = all_cases(engines);
  if (selection.cases.empty()) return all;
  Names known;
  for (const CaseInfo* info : all) known.emplace_back(info->name);
  const Names wanted =
      select(selection.cases, known, "case", "vmalock list cases");
  std::vector<const CaseInfo*> chosen;
  for (const CaseInfo* info : all)
    if (std::find(wanted.begin(), wanted.end(), info->name) != wanted.end())
      chosen.push_back(info);
  return chosen;
}

/// Whether the row is about this run. What shows under one model only says
/// nothing about another, nor does one at a larger bound.
bool concerns(const KnownBug& bug, const RunRequest& request) {
  return bug.case_name == request.binding->case_info->name &&
         (bug.models.empty() || shows(bug, request.question.model)) &&
         (bug.bound.rounds == 0 || reaches(request.question.bound, bug.bound));
}

/// Whether this run must show a bug that the implementation is known to have.
/// A stronger machine (sc, tso, native), other orderings, a smaller bound or a
/// limit may hide it without anybody's fault.
bool must_show(const KnownBug& bug, const Engine& engine,
               const RunRequest& request, const Selection& selection) {
  const bool weak = request.question.model.empty()
                        ? bug.models.empty() && engine.can_set_orderings()
                        : shows(bug, request.question.model);
  return weak && selection.orderings.empty() && !request.limits.executions &&
         !request.limits.seconds &&
         reaches(request.question.bound,
                 shown_at(bug, *request.binding->case_info));
}

/// What needs a larger bound than usual may show in every case that has it; but
/// it must not excuse what a changed row breaks.
std::vector<Expectation> may_show(const RunRequest& request,
                                  const Selection& selection) {
  std::vector<Expectation> all;
  if (!selection.orderings.empty()) return all;
  for (const KnownBug& bug : request.binding->impl->known_bugs)
    if (bug.case_name == other_cases ||
        (bug.bound.rounds != 0 && reaches(request.question.bound, bug.bound)))
      all.push_back({std::string(bug.bug), bug.kinds, false});
  return all;
}

std::optional<Expectation> expectation(const Engine& engine,
                                       const RunRequest& request,
                                       const Selection& selection) {
  const ImplInfo& impl = *request.binding->impl;
  for (const KnownBug& bug : impl.known_bugs)
    if (concerns(bug, request) &&
        (selection.orderings.empty() || bug.bound.rounds == 0))
      return Expectation{std::string(bug.bug), bug.kinds,
                         must_show(bug, engine, request, selection)};
  const std::vector<Expectation> others = may_show(request, selection);
  if (!others.empty()) return others.front();
  // Which further cases catch a planted bug is not listed, and does not matter.
  if (impl.mutant) return Expectation{"planted", {}, false};
  return std::nullopt;
}

/// With changed rows nobody knows which of them are left.
std::vector<HiddenBug> hidden_bugs(const RunRequest& request) {
  std::vector<HiddenBug> hidden;
  if (!request.question.orderings.empty()) return hidden;
  const std::string& model = request.question.model;
  for (const KnownBug& bug : request.binding->impl->known_bugs) {
    if (bug.case_name != request.binding->case_info->name) continue;
    const Bound least = shown_at(bug, *request.binding->case_info);
    const bool other_model = !model.empty() && !shows(bug, model);
    if (reaches(request.question.bound, least) && !other_model) continue;
    HiddenBug found{std::string(bug.bug), least, ""};
    if (other_model)
      for (const std::string_view known : models_of(bug))
        found.models += (found.models.empty() ? "" : " ") + std::string(known);
    if (std::find(hidden.begin(), hidden.end(), found) == hidden.end())
      hidden.push_back(std::move(found));
  }
  return hidden;
}

}  // namespace

Bound bound_for(const CaseInfo& info, const Selection& selection) {
  if (selection.readers == 0u && selection.writers == 0u)
    user_error(
        "--readers 0 --writers 0: the cases would run without any thread; "
        "write --readers 1 --writers 1 at least");
  if (selection.rounds == 0u)
    user_error("--rounds 0: nothing would run; write --rounds 1 at least");
  return {
      bounded(info, selection, "--readers", selection.readers, &Bound::readers),
      bounded(info, selection, "--writers", selection.writers, &Bound::writers),
      bounded(info, selection, "--rounds", selection.rounds, &Bound::rounds)};
}

namespace {

void check_numbers(const Selection& selection) {
  if (selection.limits.events == 0u)
    user_error("--max-events 0 lets no thread do anything; write 1 or more");
  if (selection.limits.executions == 0u)
    user_error("--max-executions 0: nothing would run; write 1 at least");
  if (selection.jobs == 0)
    user_error("--jobs 0: nothing would run; write --jobs 1 at least");
}

void require_changeable(const Engine& engine) {
  if (!engine.can_set_orderings())
    user_error("--set: the orderings of the engine " +
               std::string(engine.name()) +
               " are compiled in; use --engine graph or --engine relacy");
}

}  // namespace

Cell at_bound(Cell cell, const Bound& bound, const Selection& selection) {
  cell.request.question.bound = bound;
  cell.expected = expectation(*cell.engine, cell.request, selection);
  cell.may_show = may_show(cell.request, selection);
  cell.hidden = hidden_bugs(cell.request);
  const Bound asked = {selection.readers.value_or(bound.readers),
                       selection.writers.value_or(bound.writers),
                       selection.rounds.value_or(bound.rounds)};
  cell.asked.reset();
  if (asked != bound) cell.asked = asked;
  return cell;
}

std::vector<Cell> make_plan(Engine& engine, const Selection& selection) {
  if (!selection.orderings.empty()) require_changeable(engine);
  const std::string model = model_for(engine, selection.model);
  check_numbers(selection);
  const auto impls =
      impls_with_rows(chosen_impls(engine, selection), selection.orderings);
  std::vector<Cell> plan;
  for (const CaseInfo* info : chosen_cases(engine, selection)) {
    const Bound bound = bound_for(*info, selection);
    for (const ImplInfo* impl : impls) {
      const Binding* const binding =
          find_binding(engine, impl->name, info->name);
      if (!binding) continue;  // a mutant has only the cases it names
      RunRequest request = request_for(engine, *binding);
      request.question.model = model;
      request.question.orderings = rows_for(*impl, selection.orderings);
      request.question.search = selection.search;
      request.limits = selection.limits;
      request.seed = selection.seed;
      request.jobs = selection.jobs;
      request.strict_races = selection.strict_races;
      plan.push_back(
          at_bound({&engine, request, std::nullopt}, bound, selection));
    }
  }
  if (plan.empty())
    user_error("nothing to run: the engine " + std::string(engine.name()) +
               " has no case for these options (a mutant has those cases only "
               "that must catch it); `vmalock list cases` and `vmalock list "
               "impls` print what there is");
  return plan;
}

Selection with_rows(Engine& engine, Selection selection,
                    const std::vector<std::string>& texts) {
  if (texts.empty()) return selection;
  require_changeable(engine);
  selection.orderings = parse_rows(texts, chosen_impls(engine, selection));
  return selection;
}

Cell make_cell(Engine& engine, const Question& question) {
  binding_of(engine, question.impl, question.case_name);
  Selection selection;
  selection.impls = {question.impl};
  selection.cases = {question.case_name};
  selection.model = question.model;
  selection.orderings = question.orderings;
  selection.search = question.search;
  if (question.bound != Bound{0, 0, 0}) {
    selection.readers = question.bound.readers;
    selection.writers = question.bound.writers;
    selection.rounds = question.bound.rounds;
  }
  return make_plan(engine, selection).front();
}

void require_one(const std::string& impl) {
  if (is_glob(impl))
    user_error("'" + impl +
               "' is a glob, and this command takes one implementation; "
               "`vmalock list impls` prints them");
}

std::string bounds_note(const std::vector<Cell>& plan,
                        const Selection& selection) {
  std::vector<std::string> cases, all;
  const auto add = [](std::vector<std::string>& to, std::string_view name) {
    if (std::find(to.begin(), to.end(), name) == to.end())
      to.emplace_back(name);
  };
  for (const Cell& cell : plan) {
    const Question& q = cell.request.question;
    add(all, q.case_name);
    if (cell.asked) add(cases, q.case_name);
  }
  if (cases.empty()) return "";
  std::string options;
  const auto say = [&](const char* name, const std::optional<unsigned>& n) {
    if (n)
      options += fmt::format("{}{} {}", options.empty() ? "" : " ", name, *n);
  };
  say("--readers", selection.readers);
  say("--writers", selection.writers);
  say("--rounds", selection.rounds);
  return fmt::format(
      "{}: {} of {} cases run with the nearest bound that they have; the "
      "report says which",
      options, cases.size(), all.size());
}

std::vector<Cell> proving_plan(std::span<Engine* const> engines,
                               const std::string& impl, Selection selection,
                               const std::vector<std::string>& texts) {
  require_one(impl);
  selection.impls = {impl};
  Engine& engine = proving_engine(engines);
  std::vector<Cell> cells =
      make_plan(engine, with_rows(engine, std::move(selection), texts));
  for (Cell& cell : cells) cell.request.jobs = 1;
  return cells;
}

}  // namespace vmalock::study
