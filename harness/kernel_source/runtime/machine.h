// SPDX-License-Identifier: MIT
// What the runtime keeps for one running program: one for each worker of an
// exploration.
#pragma once

#include <array>
#include <vector>

#include "harness/base/check.h"
#include "harness/explore/runtime.h"
#include "harness/graph/clock.h"
#include "harness/kernel_source/runtime/cells.h"
#include "harness/kernel_source/runtime/hooks.h"
#include "harness/kernel_source/runtime/shadow.h"

namespace vmalock::kernel_source {

class Machine {
 public:
  Cells cells;
  Hooks* hooks = nullptr;

  /// The one that compiled code on this thread of the process talks to.
  static Machine& current() {
    CHECK(active_ && "the binding activates its machine");
    return *active_;
  }
  /// Makes it so. The binding says it in before(), thread() and after(), as
  /// the engine does with its ordering table.
  void activate() { active_ = this; }
  /// A thread of the program starts, or starts again: its stack is new.
  void begin_thread();

  /// Of the running thread.
  Shadow& shadow() { return threads_[slot()].shadow; }
  /// How many facilities the running thread is in: C code under it is running.
  unsigned& nesting() { return threads_[slot()].nesting; }

  /// The rw_semaphores of ours that the running thread holds, as a kernel with
  /// lockdep knows it: kept aside, so that an assertion is no access.
  void take(const void* sem) { threads_[slot()].held.push_back(sem); }
  void drop(const void* sem);
  bool holds(const void* sem);

 private:
  struct Thread {
    Shadow shadow;
    unsigned nesting = 0;
    std::vector<const void*> held;
  };
  /// before() and after(), then the threads.
  std::array<Thread, graph::max_threads + 1> threads_;

  static inline constinit thread_local Machine* active_ = nullptr;

  static std::size_t slot() {
    return explore::thread_index() + 1u;  // main_thread is ~0u
  }
};

/// For an address without a cell: null if it is private to the running thread,
/// else an error of the program, at the site.
const Cell* find_no_cell(const void* address, const vmalock_site& site);
/// The size is not the cell's.
[[noreturn]] void refuse_size(const void* address, const Cell& cell,
                              unsigned bytes, const vmalock_site& site);

/// The cell behind an address; null if the address is private. `bytes` must be
/// the cell's; 0: any.
inline const Cell* find_word(const void* address, unsigned bytes,
                             const vmalock_site& site) {
  const Cell* cell = Machine::current().cells.find(address);
  if (!cell) return find_no_cell(address, site);
  if (bytes != 0 && cell->bytes != bytes)
    refuse_size(address, *cell, bytes, site);
  return cell;
}
/// The object of ours that stands for a C structure which only facilities know.
void* find_facility(const void* address, const vmalock_site& site);

/// Where the access comes from, for traces, and what it depends on.
inline explore::Access access_of(const vmalock_site& site,
                                 const explore::Dependencies* from = nullptr) {
  return {
      site.row, {site.file, site.function, static_cast<int>(site.line)}, from};
}
/// The ordering that the running program's table gives the site.
Ordering order_in_table(const vmalock_site& site);
inline Ordering order_of(const vmalock_site& site) {
  return site.row == vmalock_no_row ? static_cast<Ordering>(site.order)
                                    : order_in_table(site);
}

}  // namespace vmalock::kernel_source
