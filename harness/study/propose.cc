// SPDX-License-Identifier: MIT
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
  selection.orderings.clear();
  if (!p.cases.empty()) selection.cases = p.cases;
  if (p.readers) selection.readers = p.readers;
  if (p.writers) selection.writers = p.writers;
  if (p.rounds) selection.rounds = p.rounds;
  return selection;
}

bool reaches(const std::vector<std::uint8_t>& reached, std::size_t site) {
  return reached.empty() || reached[site] != 0;
}

std::string expectation_missed(const ProposalResult& proposed) {
  const Proposal& p = proposed.proposal;
  // What is not known is no disappointment: a run was cut, or nothing looked.
  if (!p.expect || proposed.verdict == ProposalVerdict::unknown) return "";
  const bool holds = proposed.verdict == ProposalVerdict::safe ||
                     proposed.verdict == ProposalVerdict::no_difference;
  const bool met = proposed.verdict == *p.expect ||
                   (holds && *p.expect == ProposalVerdict::safe);
  if (!met)
    return fmt::format("expected {}, found {}", name(*p.expect),
                       name(proposed.verdict));
  for (const std::string& wanted : p.by) {
    const auto broken = proposed.broken();
    if (std::none_of(broken.begin(), broken.end(), [&](const RunResult* run) {
          return run->question.case_name == wanted;
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

bool ProposalResult::failed() const {
  return proposal.expect ? !complaint.empty()
                         : verdict == ProposalVerdict::broken;
}

std::vector<const RunResult*> ProposalResult::broken() const {
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

std::vector<const RunResult*> ProposalResult::mended() const {
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
      selection.orderings = p.rows;
      task.after = proving_plan(engines_, p.impl, selection);
    } catch (const UserError& error) {
      if (p.where.empty()) throw;
      user_error(p.where + ": " + error.what());
    }
    tasks_.push_back(std::move(task));
  }
}

const Proposer::Before* Proposer::find_before(const Question& question) {
  const std::lock_guard lock(mutex_);
  for (const Before& known : known_)
    if (known.result.question == question) return &known;
  return nullptr;
}

const Proposer::Before& Proposer::before(const Cell& cell) {
  if (const Before* known = find_before(cell.request.question)) return *known;
  Before found;
  RunRequest request = cell.request;
  request.reached = &found.reached;
  found.result = completed(cell, run_within_memory(cell, request));
  found.result.question = request.question;
  const std::lock_guard lock(mutex_);
  known_.push_back(std::move(found));
  return known_.back();
}

OutcomeDiff Proposer::compare(const Cell& cell, const Cell& after,
                              bool& passes) {
  if (stop_requested) {
    RunResult skipped = begin_result(after.request);
    skipped.reason = "not run: interrupted";
    return diff_outcomes(skipped, skipped);
  }
  const Before& old = before(cell);
  passes = false;
  for (const auto& [site, order] : after.request.question.orderings)
    passes = passes || reaches(old.reached,
                               *site_index(*cell.request.binding->impl, site));
  // Where no execution passes a changed site, the run would be the same one.
  if (!passes) return diff_outcomes(old.result, old.result);
  Cell plain = after;
  plain.expected.reset();
  return diff_outcomes(
      old.result, completed(plain, run_within_memory(after, after.request)));
}

ProposalResult Proposer::answer(const Task& task) {
  ProposalResult proposed;
  proposed.proposal = task.proposal;
  proposed.impl = task.after[0].request.binding->impl;
  proposed.engine = task.after[0].engine->name();
  proposed.model = task.after[0].request.question.model;
  proposed.cases.resize(task.after.size());
  std::vector<std::uint8_t> passes(task.after.size());
  in_parallel(task.after.size(), selection_.jobs, [&](std::size_t i) {
    bool passed = false;
    proposed.cases[i] = compare(task.before[i], task.after[i], passed);
    passes[i] = passed;
  });
  proposed.passed =
      static_cast<std::size_t>(std::count(passes.begin(), passes.end(), 1));

  const OrderingTable from = default_orderings(*proposed.impl);
  const OrderingTable to =
      table_of(*proposed.impl, task.after[0].request.question.orderings);
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (to[i] == from[i]) continue;
    const std::string site(site_row(*proposed.impl, i).name);
    const bool reached =
        std::any_of(task.before.begin(), task.before.end(), [&](const Cell& c) {
          return !stop_requested && reaches(before(c).reached, i);
        });
    if (!reached && !stop_requested) proposed.unpassed.push_back(site);
    const std::string blind = blind_to(proposed.model, from[i], to[i]);
    if (!blind.empty())
      proposed.blind.push_back(fmt::format("{}={}: {} {}", site, name(to[i]),
                                           proposed.model, blind));
  }

  proposed.verdict = ProposalVerdict::no_difference;
  for (const OutcomeDiff& d : proposed.cases) {
    if (d.new_run.verdict == Verdict::unknown ||
        d.old_run.verdict == Verdict::unknown) {
      proposed.verdict = ProposalVerdict::unknown;
      proposed.reason =
          d.new_run.question.case_name + ": " +
          (d.new_run.reason.empty() ? d.old_run.reason : d.new_run.reason);
    } else if (d.difference() == Difference::differ &&
               proposed.verdict == ProposalVerdict::no_difference) {
      proposed.verdict = ProposalVerdict::safe;
    }
  }
  if (proposed.passed == 0 &&
      proposed.verdict == ProposalVerdict::no_difference) {
    proposed.verdict = ProposalVerdict::unknown;
    proposed.reason = "no case passes a changed site";
  }
  if (!proposed.broken().empty()) proposed.verdict = ProposalVerdict::broken;
  proposed.complaint = expectation_missed(proposed);
  return proposed;
}

std::vector<ProposalResult> Proposer::run(
    const std::function<void(const std::string&)>& progress) {
  std::vector<ProposalResult> all;
  for (const Task& task : tasks_) {
    progress(fmt::format("{} of {}: {}", all.size() + 1, tasks_.size(),
                         task.proposal.name));
    all.push_back(answer(task));
  }
  return all;
}

}  // namespace vmalock::study
