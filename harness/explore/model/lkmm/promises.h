// SPDX-License-Identifier: MIT
// Load buffering: reads of writes that come later in po | rf, which the
// Linux-kernel memory model allows where nothing orders them.
//
// The search itself knows graphs without such cycles only. So a read may also
// be promised a value, as if the program had chosen it: it has no source until
// the execution is finished; then each write of that value is tried as its
// source, and the model is asked. Values do not come out of thin air, for the
// model forbids a cycle of dependencies and reads-from.
//
// Each execution is to be found once, so it must say which of its reads are
// promised: exactly those that read another thread's write and are on a cycle
// of po | rf that leaves their thread by a later write which nothing local
// orders after them (ordered_locally). Every cycle has such a read, else it
// were one of happens-before. A finished execution with any other set of
// promises is dropped (promises_are_canonical).
//
// Which values can be promised to which reads is learnt: the values that some
// execution writes, and the reads that have such a later write. The search is
// repeated until nothing is learnt any more (explore()). The first rounds learn
// from promises that come to nothing as well, since one may be what another
// needs; a chain of more than four such values is not followed. With each read
// that may have a promise the search takes many times as long:
// Options::max_promises.
//
// Not explored: cycles through a plain access. They need a data race, or an
// order between plain accesses that runs against po | rf.
#pragma once

#include <vector>

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
        model_(model) {}

  /// Adds the promises to the alternatives of a new read.
  void add(Slot s, const Functions& functions);
  void take(Slot s, const Alternative& alternative);
  /// A value that an RMW could write, also one that would have to displace
  /// another RMW.
  void learn_value(Slot rmw, Value v);
  void finish(bool complete, Accounts& accounts);
  /// The execution at hand has promised reads.
  bool any() const { return !promises_.empty(); }

 private:
  Run& run_;
  State& state_;
  Graph& graph_;
  Search& search_;
  Lkmm& model_;
  std::vector<Slot> promises_;  ///< the reads of this execution that have one

  std::uint64_t location_key(Location l) const;
  std::uint64_t read_key(unsigned thread, const Label& label) const;
  bool may_be_promised(unsigned thread, const Label& label) const;
  bool ordered_locally(Slot r, Slot w, bool whatever_fails) const;
  void learn();
  bool must_be_promised(Slot r);
  bool promises_are_canonical();
  void fulfil(std::size_t i, bool complete, Accounts& accounts);
};

/// Makes the newest event, a read, one that was promised a value.
void set_promise(State& state, MemoryModel& model, Slot s,
                 const Alternative& alternative);

}  // namespace vmalock::explore
