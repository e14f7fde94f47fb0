// SPDX-License-Identifier: MIT
// Load buffering: reads of writes that come later in po | rf, which the
// Linux-kernel memory model allows where nothing orders them.
//
// The search itself knows graphs without such cycles only. So a read may also
// be promised a value, as if the program had chosen it: it has no source until
// the execution is finished; then each write of that value is tried as its
// source, and the model is asked.
//
// What can be promised to a read is found while its subtree is explored: the
// value of a write that the read is before in po | rf, by a path that leaves
// the read's thread by a write which nothing local orders after the read, and
// that is not ordered after the read as a whole. The read's own choice then has
// one more alternative (search/backtrack.cc). That finds every execution:
// the model forbids cycles of dependencies and reads-from, so the write does
// not need the read to have seen it, and there is an execution with the same
// path in which the read, at the same place of the search, reads something
// else. A program without such a path pays for the question only. A value is
// not promised if what does not depend on the read tells that it cannot see the
// write (late.cc).
//
// A promise may be what another one waits for: that read sees a value only
// where this one is promised the right value. So an execution in which a
// promise has no source is no result, but it is learnt from all the same, also
// where something writes the value: that need not be the right write (fulfil).
// A value that would be computed from itself, by way of other promises, is not
// learnt: there is no end to those (Learnt::Ways).
//
// Where an RMW is promised a value, other RMWs find free what it reads else,
// and the graph no longer needs what that came from. So what one RMW may be
// promised may show in graphs that are none of those in which it is needed: it
// is kept for all of the search, which begins again if it came too late
// (search/learnt.h). And a conditional RMW that fails may be late where its
// success is what its own thread waits for (ends_a_wait).
//
// A conditional RMW that orders what follows it only if it succeeds is late
// where it fails, and another program then than where it succeeds. So it learns
// what made it fail, if there might be a path (fails_early). And what it fails
// by late may be written only where its success has not kept that from
// happening. So it is also promised values that it succeeds by, and does so
// without its order: no result comes of that, but others learn what is there
// (is_pretended).
//
// Each execution is to be found once, so it must say which of its reads are
// promised. They are taken in a fixed order (is_before): a read is promised if
// it is on a cycle of po | rf that leaves its thread by such a write and does
// not pass the sources of promised reads before it. A finished execution with
// any other set of promises is dropped. Every cycle has a read of that kind,
// else it were one of happens-before.
//
// A later read of the same cell that orders what follows it, as the slow way of
// a lock is behind the fast one that failed, takes its place: the cycle passes
// that as well, and is ordered from there (Paths::enters_again), so it is no
// reason for a promise. If no write is between the two that is known as soon as
// the second one comes (is_in_vain).
//
// Plain reads come last in that order, and are promised only beside a marked
// one: where all reads of a cycle that could be promised are plain, the
// execution has a data race that another one has as well.
#pragma once

#include <utility>
#include <vector>

#include "harness/explore/model/lkmm/paths.h"
#include "harness/explore/model/model.h"

namespace vmalock::explore {

class Lkmm;

class Promises {
 public:
  Promises(const ModelParts& parts, Lkmm& model)
      : run_(parts.run),
        state_(parts.state),
        graph_(parts.state.graph),
        search_(parts.search),
        runner_(parts.threads),
        model_(model),
        paths_(parts.state) {}

  /// There may be values that could be promised to the read.
  bool may_be_promised(const Label& label) const;
  /// Promises the newest event the value. False: drop the graph.
  bool take(Slot s, Value promise);
  /// Gives a promised read its effect, where only its thread knows that.
  bool complete(Slot s, const Effect& does);
  /// The RMW could write the value if it read `source`, which another RMW
  /// reads that comes before it.
  void learn_possible_write(Slot rmw, Slot source, Value v);
  /// The access would follow a promised read that it keeps from being late.
  bool is_in_vain(const Label& label) const;
  void finish(bool complete, Accounts& accounts);
  /// Promised reads are coherent with the other accesses of their threads to
  /// the cell, and the stores of promised RMWs follow their sources; the search
  /// keeps the rest so.
  bool are_coherent() const;
  /// Some RMW of the graph succeeds for no other reason than to learn from it.
  bool pretend() const;
  /// The execution at hand has promised reads.
  bool any() const { return !promises_.empty(); }

 private:
  Run& run_;
  State& state_;
  Graph& graph_;
  Search& search_;
  Threads& runner_;
  Lkmm& model_;
  std::vector<Slot> promises_;  ///< the reads of this execution that have one
  unsigned finished_ = 0;       ///< executions, promised ones included
  Paths paths_;
  // learn.cc
  std::vector<Slot> unfinished_;  ///< promised reads that are on no cycle
  bool any_unkept_ = false;       ///< a promised read that has no source
  bool learns_plain_ = false;
  std::vector<Promised*> open_;                     ///< choices that may learn
  std::vector<std::pair<Promised*, Slot>> learnt_;  ///< and the write
  std::vector<Slot> sources_;
  std::vector<bool> left_out_;  ///< by slot (late.cc)

  /// Branches select what there is, which is no dependency for the model.
  bool selects() const {
    return state_.model.any_branch && run_.options.follow_selections;
  }
  bool is_open(const Promised& choice) const;
  void find_contended();
  void find_contended(Slot rmw);
  bool is_there(Slot read) const;
  bool is_source(Slot w, Slot r);
  bool helps(Slot r) const;
  void learn();
  void learn_for(Promised& choice);
  bool fails_early(Slot r, Slot w);
  bool gives_way(Slot other, Slot r) const;
  bool ends_a_wait(Slot r) const;
  bool hides_a_failure(Slot r);
  void learn_success(const Promised& choice);
  bool may_be_seen(Slot r, Slot w);
  bool knows(const Promised& choice, Value v) const;
  void add(const Promised& choice, Value v, Learnt::Ways ways);
  bool teach(const Promised& choice, Value v, Learnt::Ways ways);
  Learnt::Ways ways(Slot w) {
    return paths_.ways(w, *run_.options.attempt.learnt);
  }

  // late.cc
  bool breaks_happens_before();
  bool is_forbidden();
  bool can_be_kept();
  bool could_be_late(Slot r, Slot w);
  void leave_out_readers_of(Slot r);
  void leave_out_what_depends_on(Slot r);
  bool comes_of_left_out(Slot s, Slot r) const;
  bool depends_on_left_out(Slot s, Slot r) const;
  bool is_coherent(Slot r) const;

  bool must_be_promised(Slot r);
  bool promises_are_canonical();
  void fulfil(std::size_t i, bool complete, Accounts& accounts);
  void finish_fulfilled(bool complete, Accounts& accounts);
};

/// A conditional RMW that orders what follows it, but not where it fails.
bool fails_in_no_order(const Label& label);
/// The promised RMW succeeds without the order of a success, so that others
/// learn what is there if it does not succeed. No result comes of it.
bool is_pretended(const Event& e);

/// Makes the newest event, a read, one that was promised a value.
void set_promise(State& state, MemoryModel& model, Slot s, Value promise,
                 const Effect& does);

}  // namespace vmalock::explore
