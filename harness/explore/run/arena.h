// SPDX-License-Identifier: MIT
// Memory for the objects of the program under test. Each thread allocates from
// its own region by moving a mark, so the n-th allocation of a thread has the
// same address whenever the thread runs, and no address is used twice in an
// execution: a stale pointer never meets a new object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/explore/runtime.h"
#include "harness/graph/clock.h"

namespace vmalock::explore {

/// One allocation of the program under test.
struct Object {
  const char* name = "";
  std::byte* address = nullptr;
  std::size_t bytes = 0;
  bool live = false;      ///< the present execution allocates it
  bool released = false;  ///< … and has released it
  std::uint8_t thread = 0;
  std::uint8_t released_by = 0;
  Access allocation, release;
  std::vector<Location> locations;
  std::vector<PlainCell> cells;
};

/// Address space for one explorer.
class Arena {
 public:
  /// Bytes for each thread; before() and after() have a region of their own.
  static constexpr std::size_t region_bytes = std::size_t{1} << 20;
  static constexpr unsigned main_region = graph::max_threads;
  static constexpr std::size_t total_bytes = region_bytes * (main_region + 1);

  Arena();
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  std::byte* bump(unsigned region, std::size_t bytes, std::size_t align);
  /// Forgets a thread's allocations down to `mark` (0: all of them).
  void rewind(unsigned region, std::size_t mark) { marks_[region] = mark; }
  std::size_t mark(unsigned region) const { return marks_[region]; }

  bool contains(const void* address) const;
  /// Distance from the start of the arena, the same in every process.
  Value offset(const void* address) const;
  void* at(Value offset) const { return base_ + offset; }
  const std::byte* base() const { return base_; }

 private:
  std::byte* base_ = nullptr;
  std::size_t marks_[main_region + 1] = {};
};

}  // namespace vmalock::explore
