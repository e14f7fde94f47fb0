// SPDX-License-Identifier: MIT
#include "harness/platform/native/tsan.h"

#ifdef VMALOCK_TSAN_BUILD

#include <sanitizer/tsan_interface.h>

#include <array>
#include <bit>
#include <cstddef>

namespace vmalock::native {
namespace {

constexpr unsigned clock_count = 64;  // bits of a mark

/// By cell: the threads whose fences its stores came after.
constexpr std::size_t mark_count = 1 << 16;
std::array<std::atomic<std::uint64_t>, mark_count> marks{};

std::atomic<std::uint64_t>& mark_of(const void* cell) {
  constexpr unsigned alignment_bits = 2;  // most cells have four bytes
  return marks[(reinterpret_cast<std::uintptr_t>(cell) >> alignment_bits) %
               mark_count];
}

/// Only its address counts: TSan keeps the clock.
struct alignas(64) FenceClock {
  char address;
};
std::array<FenceClock, clock_count> fence_clocks;

std::atomic<unsigned> next_clock{0};

/// Threads beyond the 64th share a clock: an edge too many, never one too few.
unsigned my_clock() {
  thread_local const unsigned mine =
      next_clock.fetch_add(1, std::memory_order_relaxed) % clock_count;
  return mine;
}

constinit thread_local bool release_fence_seen = false;

void join(std::uint64_t fenced_by) {
  for (; fenced_by != 0; fenced_by &= fenced_by - 1)
    tsan::acquire(
        &fence_clocks[static_cast<unsigned>(std::countr_zero(fenced_by))]);
}

/// Relaxed loads since the last acquire fence. A fence covers the newest 256
/// places; no function under test reads that many before it fences.
struct RelaxedLoads {
  struct Load {
    const void* cell;
    std::uint64_t fenced_by;
  };
  std::array<Load, 256> ring;
  std::size_t count;
};
constinit thread_local RelaxedLoads relaxed_loads{};

}  // namespace

namespace tsan {

void on_store(const void* cell) {
  if (release_fence_seen)
    mark_of(cell).fetch_or(std::uint64_t{1} << my_clock(),
                           std::memory_order_relaxed);
}

void on_acquire(const void* cell) {
  join(mark_of(cell).load(std::memory_order_relaxed));
}

void on_relaxed_load(const void* cell) {
  const std::uint64_t fenced_by = mark_of(cell).load(std::memory_order_relaxed);
  RelaxedLoads& loads = relaxed_loads;
  if (loads.count > 0) {  // a wait reads one cell again and again
    RelaxedLoads::Load& last = loads.ring[(loads.count - 1) % 256];
    if (last.cell == cell) {
      last.fenced_by |= fenced_by;
      return;
    }
  }
  loads.ring[loads.count % 256] = {cell, fenced_by};
  ++loads.count;
}

void release_fence() {
  release(&fence_clocks[my_clock()]);
  release_fence_seen = true;
}

void acquire_fence() {
  RelaxedLoads& loads = relaxed_loads;
  const std::size_t kept = loads.count < 256 ? loads.count : 256;
  for (std::size_t i = 0; i < kept; ++i) {
    __tsan_acquire(const_cast<void*>(loads.ring[i].cell));
    join(loads.ring[i].fenced_by);
  }
  loads.count = 0;
}

// g++ warns that TSan does not understand the fence: that is why the clocks
// above exist. The instruction is needed all the same.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wtsan"
#endif
void hardware_fence() { std::atomic_thread_fence(std::memory_order_seq_cst); }

void release(void* clock) { __tsan_release(clock); }
void acquire(void* clock) { __tsan_acquire(clock); }

}  // namespace tsan
}  // namespace vmalock::native

#endif
