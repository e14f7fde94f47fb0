// SPDX-License-Identifier: MIT
#include "harness/study/history.h"

#include <algorithm>
#include <utility>

#include "harness/base/check.h"
#include "harness/study/orderings.h"
#include "harness/study/runner.h"
#include "impl/mutants/orderings.h"

namespace vmalock::study {

namespace {

/// A row of a known bug as a run: who, what, and where in the history.
struct BugRun {
  std::size_t version;
  std::string bug;
  Cell cell;
};

/// The model that is asked for, if it shows the bug; else the first that does.
std::string model_of(const KnownBug& row, const std::string& asked) {
  const NameList models = models_of(row);
  return models.has(asked) ? asked : std::string(*models.begin());
}

Cell cell_of(Engine& engine, const Selection& selection, const ImplInfo& impl,
             const KnownBug& row, const ChangedRows& rows) {
  Question question;
  question.impl = impl.name;
  question.case_name = row.case_name;
  question.model = model_of(row, selection.model);
  question.orderings = rows;
  question.bound = row.bound;
  Cell cell = make_cell(engine, question);
  cell.request.limits = selection.limits;
  cell.request.jobs = selection.jobs;
  cell.expected = Expectation{std::string(row.bug), row.kinds, true};
  return cell;
}

/// The rows of a version: its own, and the changes that take one bug away to
/// show another one behind it. (A change of a version that holds without it
/// plants a bug; that is no bug of the version.) A program outside the tree may
/// lack the case of a row.
void add_bugs(Engine& engine, const Selection& selection, std::size_t version,
              const ImplInfo& impl, std::vector<BugRun>& all) {
  for (const KnownBug& row : impl.known_bugs)
    if (find_binding(engine, impl.name, row.case_name))
      all.push_back({version, std::string(row.bug),
                     cell_of(engine, selection, impl, row, {})});
  for (const impl::OrderingMutant& m : impl::ordering_mutants)
    if (m.impl == impl.name && !m.fixed_by.empty() &&
        find_binding(engine, impl.name, m.case_name))
      all.push_back(
          {version, std::string(m.bug),
           cell_of(engine, selection, impl, {m.case_name, m.bug, m.kinds},
                   {{std::string(m.site), m.ordering}})});
}

std::vector<const ImplInfo*> chosen(Engine& engine,
                                    const Selection& selection) {
  std::vector<const ImplInfo*> impls;
  for (const Cell& cell : make_plan(engine, selection))
    if (std::find(impls.begin(), impls.end(), cell.request.binding->impl) ==
        impls.end())
      impls.push_back(cell.request.binding->impl);
  impls = in_order(std::move(impls));
  if (impls.empty())
    user_error(
        "history: of these implementations none is a version of the lock; "
        "`vmalock list impls` prints them");
  return impls;
}

void compare_neighbours(History& history) {
  for (std::size_t v = 1; v < history.versions.size(); ++v) {
    const Version& before = history.versions[v - 1];
    Version& after = history.versions[v];
    after.changed = site_changes(*before.impl, *after.impl);
    for (const RunResult& run : after.runs)
      for (const RunResult& old : before.runs)
        if (old.question.case_name == run.question.case_name)
          after.changed->cases.push_back(diff_outcomes(old, run));
  }
}

}  // namespace

std::vector<const ImplInfo*> in_order(std::vector<const ImplInfo*> impls) {
  std::erase_if(impls, [](const ImplInfo* impl) {
    return impl->mutant || impl->specification;
  });
  // Whom an entry follows comes right before it, so whoever follows somebody
  // waits for that turn, not for that of its kernel.
  const auto waits = [&](const ImplInfo* impl) {
    return std::any_of(impls.begin(), impls.end(), [&](const ImplInfo* other) {
      return other->name == impl->follows;
    });
  };
  std::vector<const ImplInfo*> order;
  const auto place = [&](const auto& self, const ImplInfo* impl) -> void {
    order.push_back(impl);
    for (const ImplInfo* next : impls)
      if (next->follows == impl->name) self(self, next);
  };
  for (const ImplInfo* impl : impls)
    if (!waits(impl)) place(place, impl);
  return order;
}

VersionChange site_changes(const ImplInfo& from, const ImplInfo& to) {
  VersionChange change;
  change.from = &from;
  const auto row_of = [](const ImplInfo& impl, std::string_view site) {
    return std::find_if(impl.sites.begin(), impl.sites.end(),
                        [&](const SiteRow& row) { return row.name == site; });
  };
  for (const SiteRow& row : to.sites) {
    const auto old = row_of(from, row.name);
    if (old == from.sites.end())
      change.new_sites.emplace_back(row.name);
    else if (old->order != row.order)
      change.orderings.push_back(
          {std::string(row.name), old->order, row.order});
  }
  for (const SiteRow& row : from.sites)
    if (row_of(to, row.name) == to.sites.end())
      change.gone_sites.emplace_back(row.name);
  return change;
}

History find_history(Engine& engine, const Selection& selection,
                     const Listener& listener) {
  History history;
  history.model = model_for(engine, selection.model);
  std::vector<Cell> plan;
  std::vector<BugRun> bugs;
  for (const ImplInfo* impl : chosen(engine, selection)) {
    Selection own = selection;
    own.impls = {std::string(impl->name)};
    own.mutants = false;
    const std::vector<Cell> cells = make_plan(engine, own);
    plan.insert(plan.end(), cells.begin(), cells.end());
    own.cases.clear();
    add_bugs(engine, own, history.versions.size(), *impl, bugs);
    history.versions.push_back({impl, {}, {}, {}});
  }
  for (const BugRun& bug : bugs) plan.push_back(bug.cell);

  std::vector<RunResult> results = run_plan(plan, listener);
  const std::size_t cases = plan.size() - bugs.size();
  for (std::size_t i = 0; i < cases; ++i)
    for (Version& version : history.versions)
      if (version.impl == plan[i].request.binding->impl)
        version.runs.push_back(std::move(results[i]));
  for (std::size_t i = 0; i < bugs.size(); ++i)
    history.versions[bugs[i].version].bugs.push_back(
        {bugs[i].bug, std::move(results[cases + i])});
  compare_neighbours(history);
  return history;
}

ExitStatus exit_status(const History& history) {
  ExitStatus worst = ExitStatus::holds;
  const auto add = [&](Assessment assessment) {
    if (is_failure(assessment))
      worst = ExitStatus::violated;
    else if (assessment == Assessment::unknown && worst == ExitStatus::holds)
      worst = ExitStatus::unknown;
  };
  for (const Version& version : history.versions) {
    for (const FoundBug& bug : version.bugs) add(bug.assessment());
    for (const RunResult& run : version.runs) add(assess(run));
  }
  return worst;
}

}  // namespace vmalock::study
