// SPDX-License-Identifier: MIT
// The state of a search, in one struct: the graph, the threads but for their
// stacks, what they created and did locally, and the choices that are open. A
// snapshot, for another worker to go on from there, is a copy of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/explore/run/arena.h"
#include "harness/explore/run/plain.h"
#include "harness/explore/runtime.h"
#include "harness/explore/search/stable_vector.h"
#include "harness/graph/dependencies.h"
#include "harness/graph/graph.h"
#include "harness/result/run_result.h"

namespace vmalock::explore {

using graph::Block;
using graph::Event;
using graph::Graph;
using graph::Label;
using graph::Op;
using graph::Slot;

/// The functions of a wait or a conditional RMW. They live on the stack of the
/// thread that called, as long as it stands in the call.
struct Functions {
  Predicate holds;
  Update update;
};

/// What an access does if it reads a certain value.
struct Effect {
  bool writes = false;
  bool blocks = false;
  Value value = 0;
};

/// Another way to add an event: the write it reads from (reads), its co
/// predecessor (writes), the read to revisit (revisits), or a value (choose).
struct Alternative {
  Slot slot = graph::no_slot;
  Effect effect;
  bool promised = false;  ///< the read has no source yet, but a value
  Value promise = 0;
};

/// What else the read of a choice may be promised. Grows while the subtree of
/// the choice is explored (model/lkmm/promises.h).
struct Promised {
  Slot read = graph::no_slot;
  std::uint64_t id = 0;  ///< if the choice is on more than one stack (Claims)
  std::size_t next = 0;  ///< of `values`, which are in the order of learning
  std::vector<Value> values;
  std::vector<bool> is_free;  ///< by value: computed from no promise
  /// Another thread's RMW of the cell, that does not come before the read, has
  /// been in the subtree: what is known from elsewhere (Learnt) may be needed.
  bool is_contended = false;
  bool has_known = false;  ///< it is among the values
};

/// A choice that may have alternatives left.
struct Choice {
  enum class Kind : std::uint8_t { rf, co, value, revisit, undo };
  Kind kind;
  Slot event;           ///< the event that was added, the revisiting write
  std::uint32_t size;   ///< events in the graph when the choice came up
  std::uint32_t begin;  ///< its alternatives on the common stack
  std::uint32_t next;
  std::uint32_t end;
  bool promises = false;  ///< it has the newest State::promised so far
};

/// What a thread did wrong, if the execution turns out to be consistent.
struct Failure {
  ErrorKind kind = ErrorKind::failed_requirement;
  std::string message;
  Access access;
};

struct Observation {
  const char* name;
  unsigned index;
  std::int64_t value;
};

/// Where a thread stands.
enum class ThreadStatus : std::uint8_t {
  absent,   ///< a thread that nothing in the graph has spawned
  stale,    ///< must run from its start
  ready,    ///< stands in front of its next event
  waiting,  ///< a wait that is put off; it has no event
  joining,  ///< waits for another thread's end
  grace,    ///< waits for read sections to end
  held,     ///< in a grace period that never ends (lkmm)
  blocked,  ///< its last event is a wait that is not satisfied
  finished,
  discarded,
  failed,   ///< did what is an error if the execution is consistent (lkmm)
  bounded,  ///< reached Options::max_events
};

/// What a thread has made so far, and its names, which stay the same across
/// executions.
struct Made {
  std::uint32_t locations = 0;
  std::uint32_t cells = 0;
  std::uint32_t objects = 0;
  std::uint32_t spawned = 0;
  std::vector<Location> location_ids;
  std::vector<PlainCell> cell_ids;
  std::vector<std::uint32_t> object_ids;
  std::vector<unsigned> spawn_ids;
};

/// A thread of the program, but for its stack.
struct ThreadData {
  ThreadStatus state = ThreadStatus::stale;
  bool forced = false;        ///< the wait must not be put off again
  graph::Index position = 0;  ///< events replayed or added so far
  std::uint32_t log_position = 0;
  Made made;
  unsigned rcu_depth = 0;
  std::vector<LogEntry> log;
  std::vector<Observation> observations;

  // lkmm: what its accesses depend on.
  Reads control;  ///< to the end of the thread
  Within within;  ///< where it stands
  std::vector<std::pair<std::uint32_t, Reads>> pointers;  ///< to objects
  std::vector<Reads> releases;  ///< what a free depends on, by LogEntry::value
  Failure failure;              ///< ThreadStatus::failed

  const Label* wait_label = nullptr;
  const Functions* wait_functions = nullptr;
  unsigned joined = 0;

  Slot start = graph::no_slot;   ///< the event that spawned it
  void (*run)(void*) = nullptr;  ///< of spawned threads
  void* argument = nullptr;
};

/// What a backward revisit took out of the graph.
struct Undo {
  Slot read, write;
  std::uint32_t keep;         ///< events of the insertion order that stayed
  std::vector<Slot> tail;     ///< the others, in their old order
  std::vector<Slot> deleted;  ///< those of them that were unlinked
  std::vector<Slot> kept;     ///< those of them that stayed
  std::vector<Slot> co;       ///< old coherence orders, one after the other
  std::vector<std::pair<Location, std::uint32_t>> co_sizes;
  struct LogTail {
    unsigned thread = 0;
    std::uint32_t base = 0;         ///< entries that stayed
    std::vector<LogEntry> entries;  ///< the others, newest first
  };
  std::vector<LogTail> logs;
  std::size_t logs_used = 0;
  graph::Clock settled;
  Event old_read;
};

/// What clocks keep of an event beside it (model/clocks.h). "Last": of its
/// thread, up to the event.
struct Standing {
  Slot release_fence = graph::no_slot;  ///< the last one (rc11, lkmm)
  Slot sc_event = graph::no_slot;       ///< the last SC access or fence (rc11)
  graph::Index full_fence = 0;          ///< the last full barrier (tso)
};

/// What the memory models keep of the graph.
struct ModelData {
  std::vector<Standing> standing;  ///< by slot
  bool tracks_dependencies = false;
  std::vector<Dependencies> dependencies;  ///< by slot (lkmm)
  std::optional<Location> grace_location;  ///< numbers the grace periods
  bool any_rcu_sync = false;               ///< some thread waits for readers
  bool any_srcu = false;                   ///< events of SRCU (lkmm)
  bool any_branch = false;   ///< what is there may depend on values (lkmm)
  bool any_seq_cst = false;  ///< there are SC accesses or fences
};

struct State {
  /// Clocks hold up to `capacity` threads.
  explicit State(unsigned capacity) : graph(capacity) {}

  Graph graph;
  StableVector<ThreadData> threads;
  std::vector<PlainState> cells;
  std::vector<Object> objects;
  std::vector<Choice> choices;
  std::vector<Alternative> alternatives;
  StableVector<Promised> promised;  ///< a stack beside `choices`
  std::size_t promised_used = 0;
  std::uint64_t sequence = 0;  ///< of stores to plain cells
  StableVector<Undo> undos;
  std::size_t undos_used = 0;
  /// Events that an earlier backward revisit needs: never revisited, never
  /// deleted (the prefixes of all revisiting writes).
  graph::Clock settled;
  Slot pending = graph::no_slot;  ///< the read whose effect must be computed
  /// Objects are those of another branch of the search.
  bool memory_stale = false;
  ModelData model;
};

}  // namespace vmalock::explore
