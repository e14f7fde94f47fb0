// SPDX-License-Identifier: MIT
// The explorer: TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis, POPL
// 2022), stateless optimal partial order reduction on execution graphs.
//
//   (1) Run the threads; every new event is added in the maximal way: a read
//       reads the co-last write, a write goes last. Put every other way on a
//       stack (search/choices.cc).
//   (2) A new write may also have been read by a read that is already there.
//       The read is revisited if everything that would be deleted was added
//       in the maximal way (search/revisit.cc).
//   (3) When no thread can move, account for the execution, take the last
//       choice back and go on with its next alternative.
//
// We differ from the paper, and from GenMC, in these points:
//   - A read-modify-write is one event.
//   - Nothing is copied: a backward revisit keeps what it took out of the graph
//     and puts it back when its subtree is done.
//   - All revisits of one write are found in one scan over the graph.
//   - A wait is put off while its value does not satisfy it and other threads
//     can run: it enters the graph blocked only if it must.
//   - Plain accesses are not in the graph (run/plain.h), but for lkmm.
//   - A thread is run again only if it lost events or a read of it changed.
//
// Rooms: run/ runs the program, search/ has the state and the tree of choices,
// guide/ says how the search goes, model/ judges graphs, tell/ makes traces and
// tokens. This class puts one explorer together; runtime.cc is what the program
// sees of it.
#pragma once

#include <memory>

#include "harness/explore/explore.h"
#include "harness/explore/guide/guide.h"
#include "harness/explore/model/model.h"
#include "harness/explore/run/accesses.h"
#include "harness/explore/run/log.h"
#include "harness/explore/run/memory.h"
#include "harness/explore/run/plain_cells.h"
#include "harness/explore/run/threads.h"
#include "harness/explore/search/accounts.h"
#include "harness/explore/search/search.h"
#include "harness/explore/tell/errors.h"

namespace vmalock::explore {

class Team;

/// Everything that an explorer knows, for another one to go on from there.
struct Snapshot {
  State state;
  const std::byte* arena_base;
};

class Explorer {
 public:
  /// `team`: the workers that this one belongs to, or null.
  Explorer(const ProgramFactory& factory, const Options& options,
           unsigned capacity, Team* team = nullptr);
  ~Explorer();

  Result run_all();
  /// Explores what the snapshot's last choice has left, and nothing below it.
  Result run_from(const Snapshot& snapshot);

  static Explorer& current();
  static Explorer& for_pointers();     ///< also while a function is called
  static Explorer* running_program();  ///< of this OS thread, or null
  static bool explores();              ///< whether this OS thread has one

  bool too_many_threads() const { return run.too_many_threads; }
  bool must_hold_grace_periods() const { return run.must_hold_grace_periods; }
  bool learnt_too_late() const { return run.learnt_too_late; }

  /// Gives the oldest choice with alternatives left to an idle worker.
  void hand_over_oldest();

  // ---- the parts; each sees those that it is made with
  Run run;
  State state;
  Team* const team;

 private:
  ModelParts parts();
  Guide* guide_ = nullptr;  ///< for the parts that are made before it

 public:
  const std::unique_ptr<MemoryModel> model;
  Errors errors;
  Threads threads;
  Log log;
  Memory memory;
  PlainCells plain;
  Search search;
  Accesses accesses;
  Accounts accounts;
  const std::unique_ptr<Guide> guide;

 private:
  std::uint64_t handed_over_at_ = 0;  ///< executions when it last happened

  Snapshot snapshot(std::size_t choices);
  void adopt(const Snapshot& snapshot);
  Result finish();
};

/// Makes an explorer the one that runtime calls of this OS thread go to.
class Current {
 public:
  explicit Current(Explorer* explorer);
  ~Current();
  Current(const Current&) = delete;
  Current& operator=(const Current&) = delete;

 private:
  Explorer* outer_;
};

}  // namespace vmalock::explore
