// SPDX-License-Identifier: MIT
// Answers: the cases of one implementation, asked about ordering tables. It
// remembers, so that a table is run only when no earlier answer decides it:
//
//   - the ordering of a site that no execution of a run passes makes no
//     difference to that run;
//   - a table that is weaker than one that fails, fails too;
//   - a table that is stronger than one that holds, holds too.
//
// Under lkmm it first searches without load buffering, of which weaker
// orderings have much, and completely where that finds nothing: a violation is
// one either way.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/study/plan.h"

namespace vmalock::study {

struct Answer {
  Verdict verdict = Verdict::unknown;
  std::size_t case_index = 0;  ///< which case; of a table: the one that decided
  std::optional<ErrorKind> kind;
  std::string reason;  ///< why UNKNOWN
};

class Answers {
 public:
  /// Cells of one implementation; `on_run` is called after each run, from any
  /// thread.
  Answers(std::vector<Cell> cells, std::function<void()> on_run);

  std::size_t size() const { return asked_.size(); }
  const Cell& cell(std::size_t i) const { return asked_[i]->cell; }
  const std::string& case_name(std::size_t i) const { return asked_[i]->name; }

  /// One case.
  Answer ask(std::size_t i, const OrderingTable& table);
  /// The complete search of the case has more executions than the one without
  /// load buffering.
  bool searches_twice(std::size_t i) const;
  /// One case, without load buffering: HOLDS is not the last word.
  Answer glance(std::size_t i, const OrderingTable& table);
  /// All cases of `who`, likely ones first, up to the first violated one; none
  /// is searched completely before all were without load buffering.
  Answer ask(const std::vector<std::size_t>& who, const OrderingTable& table);
  /// What a run of the case made elsewhere has found; `reached` as
  /// RunRequest has it.
  void remember(std::size_t i, const OrderingTable& table,
                const RunResult& result, std::vector<std::uint8_t> reached);
  /// The whole result of one case, always run.
  RunResult run(std::size_t i, const OrderingTable& table);
  /// Whether a run of the case that held has passed the site; engines that do
  /// not know make it true.
  bool passes(std::size_t i, std::size_t site) const;

  /// Executions of the first run of the case: how large it is.
  std::uint64_t size_of(std::size_t i) const;

  std::uint64_t runs() const { return runs_; }
  std::uint64_t remembered() const { return remembered_; }
  /// What the answers leaned on, each text once.
  std::vector<std::string> notes() const;

 private:
  enum class Depth : std::uint8_t { acyclic, complete };
  struct Memory {
    OrderingTable table;
    Depth depth;
    std::vector<std::uint8_t> reached;  ///< empty: every site
    Answer answer;
  };
  struct Asked {
    Cell cell;
    std::string name;
    std::vector<Memory> memory;
    std::atomic<unsigned> kills{0};
    std::uint64_t executions = 0;  ///< of the first run
  };

  std::vector<std::unique_ptr<Asked>> asked_;
  std::function<void()> on_run_;
  std::atomic<std::uint64_t> runs_{0}, remembered_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> notes_;

  std::optional<Answer> recall(const Asked& one, const OrderingTable& table,
                               Depth depth) const;
  Answer ask(std::size_t i, const OrderingTable& table, Depth depth);
  RunResult run(std::size_t i, const OrderingTable& table, Depth depth);
  void remember(std::size_t i, const OrderingTable& table, Depth depth,
                const RunResult& result, std::vector<std::uint8_t> reached);
  std::vector<std::size_t> likely_first(std::vector<std::size_t> who) const;
};

}  // namespace vmalock::study
