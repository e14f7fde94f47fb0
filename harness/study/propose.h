// SPDX-License-Identifier: MIT
// Propose: every case with the changed rows against every case without.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "harness/report/style.h"
#include "harness/result/outcome_diff.h"
#include "harness/study/plan.h"
#include "harness/study/proposal.h"

namespace vmalock::study {

struct ProposalResult {
  Proposal proposal;
  const ImplInfo* impl = nullptr;
  std::string engine, model;
  ProposalVerdict verdict = ProposalVerdict::unknown;
  std::vector<OutcomeDiff> cases;     ///< old: as released; new: as proposed
  std::size_t passed = 0;             ///< cases that pass a changed site
  std::vector<std::string> unpassed;  ///< changed sites that no case passes
  std::vector<std::string> blind;     ///< changes that the model cannot see
  std::string reason;                 ///< why unknown
  std::string complaint;              ///< why it is not as expected

  /// An expectation that is not met; without one, a broken case.
  bool failed() const;
  /// Violated with the proposal, and not without.
  std::vector<const RunResult*> broken() const;
  /// Violated without the proposal, and not with it.
  std::vector<const RunResult*> mended() const;
};

class Proposer {
 public:
  Proposer(std::span<Engine* const> engines, const Selection& selection)
      : engines_(engines), selection_(selection) {}

  /// All wrong input is refused here, before the first run.
  void plan(const std::vector<Proposal>& proposals);
  std::vector<ProposalResult> run(
      const std::function<void(const std::string&)>& progress);

 private:
  struct Before {
    RunResult result;
    std::vector<std::uint8_t> reached;
  };
  struct Task {
    Proposal proposal;
    std::vector<Cell> before, after;
  };

  std::span<Engine* const> engines_;
  const Selection& selection_;
  std::vector<Task> tasks_;
  std::deque<Before> known_;  ///< entries stay where they are
  std::mutex mutex_;

  const Before* find_before(const Question& question);
  const Before& before(const Cell& cell);
  OutcomeDiff compare(const Cell& before, const Cell& after, bool& passes);
  ProposalResult answer(const Task& task);
};

std::string propose_text(const std::vector<ProposalResult>& all, bool suite,
                         const Style& style);
std::string propose_json(const std::vector<ProposalResult>& all,
                         const std::string& command_line);

}  // namespace vmalock::study
