// SPDX-License-Identifier: MIT
// Cells of the Relacy platform. A cell holds 64 bits; platform.h gives it its
// type. Nothing here shows Relacy's headers, so that locks and cases compile
// without them.
//
// An access is one scheduling point and then one step. What Relacy has no word
// for is built from its parts:
//   - a conditional update: its newest value is looked at and replaced without
//     a scheduling point between; before that a stale value may be read, on
//     which the update may fail (Relacy's own compare-exchange never does);
//   - a wait: a thread whose condition is false is taken from the scheduler
//     until a store makes it true. No `yield`, which would change what later
//     loads may read (dvyukov/relacy#8), and a wait that never ends is a
//     deadlock, not a livelock.
//   - a plain access to a shared cell: vector clocks of plain and marked
//     accesses find the races that Relacy, which keeps plain and atomic
//     variables apart, has no type for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "harness/base/ordering.h"
#include "harness/base/where.h"

namespace vmalock::relacy {

/// Threads of a program, and one more that runs callbacks of call_rcu.
inline constexpr unsigned max_threads = 6;
inline constexpr unsigned max_slots = max_threads + 1;

/// How a trace prints a value.
enum class Format : std::uint8_t {
  number,
  signed32,
  signed64,
  boolean,
  pointer,
};

/// One access: everything but the value.
struct Access {
  Ordering order;
  std::uint16_t site;
  Format format;
  Where where;
};

/// A borrowed function of the old value: false means "leave it".
struct UpdateRef {
  void* object;
  bool (*call)(void* object, std::uint64_t old, std::uint64_t* next);
  bool operator()(std::uint64_t old, std::uint64_t* next) const {
    return call(object, old, next);
  }
};

/// Times of the last accesses of each thread, by kind.
class RaceClocks {
 public:
  enum class Kind : std::uint8_t {
    plain_load,
    plain_store,
    marked_load,
    marked_store,
  };
  /// False: not ordered behind a conflicting access of another thread.
  bool access(Kind kind);

 private:
  using Times = std::array<std::size_t, max_slots>;
  std::array<Times, 4> times_{};
};

/// A thread that waits for a cell; lives on the waiting thread's stack.
struct Waiter {
  Waiter* next;
  unsigned thread;
  UpdateRef condition;
};

class Cell {
 public:
  struct Updated {
    std::uint64_t old;
    bool done;
  };

  explicit Cell(const char* name);
  Cell(std::uint64_t init, const char* name);
  ~Cell();
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  std::uint64_t load(const Access& access);
  void store(std::uint64_t value, const Access& access);
  /// `f` always has a new value.
  std::uint64_t rmw(UpdateRef f, const Access& access);
  Updated update(UpdateRef f, const Access& access);
  /// `condition` leaves *next alone.
  std::uint64_t await(UpdateRef condition, const Access& access);
  std::uint64_t await_update(UpdateRef f, const Access& access);

 private:
  void begin_step(const Access& access);
  void check_race(RaceClocks::Kind kind, const Access& access);
  std::uint64_t read_newest(std::uint64_t newest, const Access& access);
  void replace(std::uint64_t old, std::uint64_t next, const Access& access);
  void wait(UpdateRef condition, const Access& access);
  void wake(std::uint64_t value);

  static constexpr std::size_t storage_size = 80;
  alignas(16) std::byte storage_[storage_size];  // rl::atomic<std::uint64_t>
  const char* name_;
  Waiter* waiters_ = nullptr;
  RaceClocks clocks_;
};

class PlainCell {
 public:
  explicit PlainCell(const char* name);
  PlainCell(std::uint64_t init, const char* name);
  ~PlainCell();
  PlainCell(const PlainCell&) = delete;
  PlainCell& operator=(const PlainCell&) = delete;

  std::uint64_t load(const Access& access);
  void store(std::uint64_t value, const Access& access);

 private:
  static constexpr std::size_t storage_size = 48;
  alignas(16) std::byte storage_[storage_size];  // rl::var<std::uint64_t>
  const char* name_;
};

void fence(const Access& access);

}  // namespace vmalock::relacy
