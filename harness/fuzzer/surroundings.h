// SPDX-License-Identifier: MIT
// What programs of the platform have beyond litmus programs (threads that a
// thread starts, objects that live and die, rows that say ctrl or addr), said
// in litmus programs, so that the oracle, which knows nothing of it, judges
// the same program:
//  - to start a thread is a release store to a location of its own, start1, and
//    the thread begins with a wait of order acquire; so is its end, end1, and
//    the join;
//  - an object is a location, object0. It is born by a plain store of `born`
//    and freed by a plain store of `freed`. To race with either, to read a
//    value that was there before or after, or to write then, is an error;
//  - a row that says ctrl is a load that waits for any value at all, for what
//    comes after a wait depends on it; one that says addr loads `pointer`, and
//    the accesses to the object have its register for their address.
// The names of the locations say what they are.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/graph/execution.h"
#include "harness/program/litmus_program.h"

namespace vmalock::fuzzer {

/// Values of objects, none of which a random program computes.
inline constexpr std::int64_t unborn = 10'000, born = 20'000, freed = 30'000;
/// What a row that says ctrl waits for not to be read.
inline constexpr std::int64_t never = 40'000;

enum class Role : std::uint8_t { ordinary, start, end, object, pointer };

/// A load that waits for no value: a row that says ctrl.
bool is_ctrl_row(const litmus::Statement& s);

/// What the program's locations stand for. Refers to the program.
class Surroundings {
 public:
  explicit Surroundings(const litmus::LitmusProgram& program);

  bool any() const { return any_; }
  /// ordinary: also those that an oracle adds.
  Role role(std::uint32_t location) const {
    return location < places_.size() ? places_[location].role : Role::ordinary;
  }
  /// The thread that the location, of role start or end, is about.
  unsigned thread(std::uint32_t location) const {
    return places_[location].thread;
  }
  bool is_started(unsigned thread) const {
    return thread < started_.size() && started_[thread];
  }
  /// Whether it is started and somebody waits for its end.
  bool is_joined(unsigned thread) const { return joined_[thread]; }
  bool is_born(std::uint32_t object) const { return places_[object].is_born; }
  bool is_freed(std::uint32_t object) const { return places_[object].is_freed; }

  /// Whether starts and joins, births and frees are where they belong, which
  /// shrinking does not heed.
  bool is_sound() const;
  /// Whether an access meets an object before or after its life. A race with
  /// either end is for the model to find.
  bool has_life_error(const graph::Execution& x) const;
  /// The execution without what says it. It has no error.
  graph::Execution without(const graph::Execution& x) const;

 private:
  struct Place {
    Role role = Role::ordinary;
    unsigned thread = 0;
    bool is_born = false;  ///< by a thread, not before they start
    bool is_freed = false;
  };

  const litmus::LitmusProgram& program_;
  std::vector<Place> places_;
  std::vector<bool> started_, joined_;
  bool any_ = false;

  bool ends_a_life(const graph::ExecutionEvent& e, std::int64_t value) const;
};

}  // namespace vmalock::fuzzer
