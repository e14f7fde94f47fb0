// SPDX-License-Identifier: MIT
// The execution graph that the explorer works on: events with program order,
// reads-from, coherence per location, and the order of insertion.
//
// Flat and cheap to change: events live in a pool that grows and shrinks like
// a stack, relations are indices into it, nothing is allocated per event.
//
// Invariants (check_invariants()):
//   INV-PO  thread(t) lists the events of t; index = place in it + 1.
//   INV-RF  a read has one source, at the same location, in the graph.
//   INV-CO  co of a location starts with its initial write and holds each of
//           its writes once; a successful RMW follows its source directly.
//   INV-ST  stamps number the events in insertion order; every event comes
//           after its predecessor in po.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/base/check.h"
#include "harness/graph/clock.h"
#include "harness/graph/event.h"

namespace vmalock::graph {

/// A location and its part of the graph.
struct LocationState {
  const char* name = "";
  std::uint8_t width = 8;
  bool initialised = false;
  bool internal = false;      ///< the explorer's own, not the program's
  bool any_plain = false;     ///< some access to it is unmarked
  std::uint32_t threads = 0;  ///< bit t: thread t has accessed it
  std::vector<Slot> co;       ///< co[0] is the initial write
  std::array<Slot, max_threads> last{};  ///< last access of each thread

  // Where it came from: main program, or a thread after `created` events.
  static constexpr std::uint8_t by_main = 0xff;
  std::uint8_t creator = by_main;
  Index created = 0;  ///< not_created: in this execution it is not there
  static constexpr Index not_created = -1;
  std::uint32_t number = 0;  ///< the creator's n-th location
  std::uint32_t object = ~0u;
};

class Graph {
 public:
  /// `threads` may grow later; clocks hold up to `capacity` of them.
  explicit Graph(unsigned capacity);

  // ---- events
  Event& operator[](Slot s) { return pool_[s]; }
  const Event& operator[](Slot s) const { return pool_[s]; }

  /// All events (without initial writes) in insertion order.
  std::span<const Slot> order() const { return order_; }
  std::size_t size() const { return order_.size(); }

  unsigned threads() const { return static_cast<unsigned>(po_.size()); }
  void add_thread() { po_.emplace_back(); }
  std::span<const Slot> thread(unsigned t) const { return po_[t]; }
  std::size_t length(unsigned t) const { return po_[t].size(); }
  /// The event in front of `e` in its thread, or no_slot.
  Slot predecessor(const Event& e) const {
    return e.index > 1 ? po_[e.thread][static_cast<std::size_t>(e.index) - 2]
                       : no_slot;
  }
  static bool is_init(Slot s) { return s < max_locations; }

  /// A new event at the end of thread t. Accesses are linked to their
  /// location; rf, co and clocks are the caller's business.
  Slot append(unsigned t, const Label& label);
  /// Takes the newest event out again.
  void remove_last();

  // ---- locations
  std::size_t locations() const { return location_count_; }
  LocationState& location(std::uint32_t l) { return locations_[l]; }
  const LocationState& location(std::uint32_t l) const { return locations_[l]; }
  std::uint32_t add_location(unsigned width, const char* name);
  void set_initial(std::uint32_t l, bool initialised, std::uint64_t value);

  /// Value that a read of `s` sees.
  std::uint64_t value(Slot s) const { return pool_[s].value; }
  std::uint64_t value_read(const Event& e) const {
    return e.promised ? e.promise : pool_[e.rf].value;
  }

  // ---- coherence
  void insert_co(Slot write, std::size_t place);
  void remove_co(Slot write);
  /// Replaces a location's coherence order (undoing a revisit).
  void assign_co(std::uint32_t l, std::span<const Slot> writes);
  Slot co_last(std::uint32_t l) const { return locations_[l].co.back(); }
  /// The successful RMW that reads `write`, or no_slot: it can only be the
  /// write's immediate successor in co.
  Slot rmw_of(Slot write) const;
  /// Place in co that an access shows: its own, or that of its source.
  std::int32_t shown(const Event& e) const {
    return e.writes && e.co >= 0 ? e.co : pool_[e.rf].co;
  }
  /// Place of the co-latest write at `l` that is in the clock or that a read
  /// in the clock reads; `except` is not looked at.
  std::int32_t floor(const Block* clock, std::uint32_t l,
                     Slot except = no_slot) const;

  // ---- clocks
  // prefix: the events that must be there for e to be there. porf for the
  //         models of today; models with load buffering need a smaller one.
  // hb:     happens-before of the model, e included.
  // message: what a read that synchronises with this write learns.
  unsigned blocks() const { return blocks_; }
  Block* prefix(Slot s) { return &clocks_[s * 3 * blocks_]; }
  Block* hb(Slot s) { return &clocks_[(s * 3 + 1) * blocks_]; }
  Block* message(Slot s) { return &clocks_[(s * 3 + 2) * blocks_]; }
  const Block* prefix(Slot s) const { return &clocks_[s * 3 * blocks_]; }
  const Block* hb(Slot s) const { return &clocks_[(s * 3 + 1) * blocks_]; }
  const Block* message(Slot s) const { return &clocks_[(s * 3 + 2) * blocks_]; }

  // ---- surgery for backward revisits
  /// Makes the newest event of a thread a read that was promised its value, or
  /// a read again. The former shows no write but its own, so without one it is
  /// not linked to the location's accesses.
  void set_promised(Slot s, bool promised, bool writes);
  /// Takes an event out of its thread and its location, but not out of the
  /// pool or the insertion order; it must be the last of its thread.
  void unlink(Slot s);
  /// Puts it back.
  void relink(Slot s);
  /// Cuts the insertion order to its first `keep` events and appends `more`.
  void set_order_tail(std::size_t keep, std::span<const Slot> more);

  void check_invariants() const;
  /// After each step of a search: in debug builds, and where the build asks for
  /// it (VMALOCK_CHECK_GRAPH). Elsewhere nothing.
  void check_step() const {
#if !defined(NDEBUG) || defined(VMALOCK_CHECK_GRAPH)
    check_invariants();
#endif
  }

 private:
  unsigned blocks_;
  Slot top_ = max_locations;  ///< first free slot
  std::vector<Event> pool_;
  std::vector<Block> clocks_;
  std::vector<Slot> order_;
  std::vector<std::vector<Slot>> po_;
  std::vector<LocationState> locations_;
  std::size_t location_count_ = 0;

  void grow();
  bool is_linked(const Event& e) const {
    return (may_read(e.label.op) || may_write(e.label.op)) &&
           !(e.promised && !e.writes);
  }
  void link_location(Slot s);
  void unlink_location(const Event& e);
  void renumber_co(LocationState& location, std::size_t from);
};

}  // namespace vmalock::graph
