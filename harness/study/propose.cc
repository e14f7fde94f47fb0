#include "harness/study/propose.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/check.h"
#include "harness/study/frontier.h"
#include "harness/study/lattice.h"
#include "harness/study/runner.h"

namespace vmalock::study {

namespace {

/// What was asked for, with what the proposal says for itself.
Selection selection_for(const Proposal& p, Selection selection) {
  selection.set.clear();
  if (!p.cases.empty()) selection.cases = p.cases;
  if (p.readers) selection.readers = p.readers;
  if (p.writers) selection.writers = p.writers;
  if (p.rounds) selection.rounds = p.rounds;
  return selection;
}

bool reaches(const std::vector<std::uint8_t>& reached, std::size_t site) {
  return reached.empty() || reached[site] != 0;
}

std::string expectation_missed(const Judged& judged) {
  const Proposal& p = judged.proposal;
  if (!p.expect) return "";
  const bool holds = judged.verdict == ProposalVerdict::safe ||
                     judged.verdict == ProposalVerdict::no_difference;
  const bool met = judged.verdict == *p.expect ||
                   (holds && *p.expect == ProposalVerdict::safe);
  if (!met)
    return fmt::format("expected {}, found {}", name(*p.expect),
                       name(judged.verdict));
  for (const std::string& wanted : p.by) {
    const auto broken = judged.broken();
    if (std::none_of(broken.begin(), broken.end(), [&](const RunResult* run) {
          return run->case_name == wanted;
        }))
      return fmt::format("expected {} to break, it does not", wanted);
  }
  return "";
}

}  // namespace

const char* name(ProposalVerdict verdict) {
  constexpr const char* names[] = {"NO DIFFERENCE", "SAFE", "BROKEN",
                                   "UNKNOWN"};
  return names[static_cast<std::size_t>(verdict)];
}

bool Judged::failed() const {
  return proposal.expect ? !complaint.empty()
                         : verdict == ProposalVerdict::broken;
}

std::vector<const RunResult*> Judged::broken() const {
  std::vector<const RunResult*> all;
  for (const OutcomeDiff& d : cases)
    if (d.new_run.verdict == Verdict::violated &&
        d.old_run.verdict != Verdict::violated)
      all.push_back(&d.new_run);
  // The smallest program gives the shortest trace.
  const auto size = [&](const RunResult* run) {
    for (const OutcomeDiff& d : cases)
      if (&d.new_run == run) return d.old_run.executions;
    return std::uint64_t{0};
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](const RunResult* a, const RunResult* b) {
                     return size(a) < size(b);
                   });
  return all;
}

std::vector<const RunResult*> Judged::mended() const {
  std::vector<const RunResult*> all;
  for (const OutcomeDiff& d : cases)
    if (d.old_run.verdict == Verdict::violated &&
        d.new_run.verdict == Verdict::holds)
      all.push_back(&d.new_run);
  return all;
}

void Proposer::plan(const std::vector<Proposal>& proposals) {
  for (const Proposal& p : proposals) {
    Selection selection = selection_for(p, selection_);
    Task task;
    task.proposal = p;
    try {
      task.before = proving_plan(engines_, p.impl, selection);
      for (const Change& c : p.changes)
        selection.set.push_back(c.site + "=" + c.ordering);
      task.after = proving_plan(engines_, p.impl, selection);
    } catch (const UserError& error) {
      if (p.where.empty()) throw;
      user_error(p.where + ": " + error.what());
    }
    tasks_.push_back(std::move(task));
  }
}

const Proposer::Before& Proposer::before(const Cell& cell) {
  const RunRequest& asked = cell.request;
  const std::string key =
      fmt::format("{} {} {}", asked.binding->impl->name,
                  asked.binding->case_info->name, describe(asked.bound));
  {
    const std::lock_guard lock(mutex_);
    const auto it = known_.find(key);
    if (it != known_.end()) return it->second;
  }
  Before found;
  RunRequest request = asked;
  request.reached = &found.reached;
  found.result = completed(cell, cell.engine->run(request));
  const std::lock_guard lock(mutex_);
  return known_.emplace(key, std::move(found)).first->second;
}

OutcomeDiff Proposer::compare(const Cell& cell, const Cell& after,
                              bool& passes) {
  if (stop_requested) {
    RunResult skipped = begin_result(after.request, *after.engine);
    skipped.reason = "not run: interrupted";
    return diff_outcomes(skipped, skipped);
  }
  const Before& old = before(cell);
  passes = false;
  for (std::size_t i = 0; i < after.request.orderings.size(); ++i)
    if (after.request.orderings[i] != cell.request.orderings[i])
      passes = passes || reaches(old.reached, i);
  // Where no execution passes a changed site, the run would be the same one.
  if (!passes) return diff_outcomes(old.result, old.result);
  Cell plain = after;
  plain.expected.reset();
  return diff_outcomes(old.result,
                       completed(plain, after.engine->run(after.request)));
}

Judged Proposer::judge(const Task& task) {
  Judged judged;
  judged.proposal = task.proposal;
  judged.impl = task.after[0].request.binding->impl;
  judged.engine = task.after[0].engine->name();
  judged.model = task.after[0].request.model;
  judged.cases.resize(task.after.size());
  std::vector<std::uint8_t> passes(task.after.size());
  in_parallel(task.after.size(), selection_.jobs, [&](std::size_t i) {
    bool passed = false;
    judged.cases[i] = compare(task.before[i], task.after[i], passed);
    passes[i] = passed;
  });
  judged.passed =
      static_cast<std::size_t>(std::count(passes.begin(), passes.end(), 1));

  const OrderingTable& from = task.before[0].request.orderings;
  const OrderingTable& to = task.after[0].request.orderings;
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (to[i] == from[i]) continue;
    const std::string site(site_row(*judged.impl, i).name);
    const bool reached =
        std::any_of(task.before.begin(), task.before.end(), [&](const Cell& c) {
          return !stop_requested && reaches(before(c).reached, i);
        });
    if (!reached && !stop_requested) judged.unpassed.push_back(site);
    const std::string blind = blind_to(judged.model, from[i], to[i]);
    if (!blind.empty())
      judged.blind.push_back(
          fmt::format("{}={}: {} {}", site, name(to[i]), judged.model, blind));
  }

  judged.verdict = ProposalVerdict::no_difference;
  for (const OutcomeDiff& d : judged.cases) {
    if (d.new_run.verdict == Verdict::unknown ||
        d.old_run.verdict == Verdict::unknown) {
      judged.verdict = ProposalVerdict::unknown;
      judged.reason =
          d.new_run.case_name + ": " +
          (d.new_run.reason.empty() ? d.old_run.reason : d.new_run.reason);
    } else if (d.difference() == Difference::differ &&
               judged.verdict == ProposalVerdict::no_difference) {
      judged.verdict = ProposalVerdict::safe;
    }
  }
  if (!judged.broken().empty()) judged.verdict = ProposalVerdict::broken;
  judged.complaint = expectation_missed(judged);
  return judged;
}

std::vector<Judged> Proposer::run(
    const std::function<void(const std::string&)>& progress) {
  std::vector<Judged> all;
  for (const Task& task : tasks_) {
    progress(fmt::format("{} of {}: {}", all.size() + 1, tasks_.size(),
                         task.proposal.name));
    all.push_back(judge(task));
  }
  return all;
}

}  // namespace vmalock::study
