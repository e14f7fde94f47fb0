// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The state of an rw_semaphore in one word: what the kernel keeps in `count`
// and, under the wait_lock, in the list of waiters. Pure functions, so that a
// step on both is one event.
//
//   bit 0        a writer holds the lock                  RWSEM_WRITER_LOCKED
//   bit 1        the first waiter, a writer, was woken
//   bits 8 … 17  readers that hold the lock               RWSEM_READER_BIAS
//   from bit 18  the waiters, first come first: four entries of eleven bits
//
// More waiters than four wait for a place: then who came first is lost.
#pragma once

#include <optional>

namespace vmalock::kernel {

using rwsem_word = unsigned long;

inline constexpr rwsem_word RWSEM_WRITER_LOCKED = 1;
inline constexpr rwsem_word RWSEM_WOKEN = 1 << 1;
inline constexpr rwsem_word RWSEM_READER_BIAS = 1 << 8;
inline constexpr rwsem_word RWSEM_READER_MASK = 0x3ff00;
inline constexpr unsigned RWSEM_WAITERS_SHIFT = 18;

constexpr bool rwsem_readers(rwsem_word w) { return w & RWSEM_READER_MASK; }
constexpr bool rwsem_writer(rwsem_word w) { return w & RWSEM_WRITER_LOCKED; }
constexpr bool rwsem_waiters(rwsem_word w) { return w >> RWSEM_WAITERS_SHIFT; }
/// Nobody holds it. Somebody may be about to.
constexpr bool rwsem_free(rwsem_word w) {
  return !rwsem_readers(w) && !rwsem_writer(w);
}

/// An entry of the wait list.
struct rwsem_waiter {
  static constexpr unsigned bits = 11;
  static constexpr unsigned places = 4;
  static constexpr unsigned present = 1, is_writer = 2, is_killed = 4;

  unsigned entry = 0;

  constexpr bool writer() const { return entry & is_writer; }
  /// A fatal signal woke it.
  constexpr bool killed() const { return entry & is_killed; }
  constexpr unsigned task() const { return entry >> 3; }
};

constexpr unsigned rwsem_entry(rwsem_word w, unsigned place) {
  return static_cast<unsigned>(
             w >> (RWSEM_WAITERS_SHIFT + rwsem_waiter::bits * place)) &
         ((1u << rwsem_waiter::bits) - 1);
}

constexpr rwsem_waiter rwsem_first_waiter(rwsem_word w) {
  return {rwsem_entry(w, 0)};
}

/// The place of the task on the list.
constexpr std::optional<unsigned> rwsem_find(rwsem_word w, unsigned task) {
  for (unsigned place = 0; place < rwsem_waiter::places; ++place) {
    const rwsem_waiter waiter{rwsem_entry(w, place)};
    if (waiter.entry && waiter.task() == task) return place;
  }
  return std::nullopt;
}

constexpr bool rwsem_waits(rwsem_word w, unsigned task) {
  return rwsem_find(w, task).has_value();
}

constexpr rwsem_word rwsem_flag_waiter(rwsem_word w, unsigned task,
                                       unsigned flag) {
  const auto place = rwsem_find(w, task);
  if (!place) return w;
  return w | rwsem_word{flag}
                 << (RWSEM_WAITERS_SHIFT + rwsem_waiter::bits * *place);
}

constexpr bool rwsem_killed(rwsem_word w, unsigned task) {
  const auto place = rwsem_find(w, task);
  return place && rwsem_waiter{rwsem_entry(w, *place)}.killed();
}

/// Nothing if there is no place.
constexpr std::optional<rwsem_word> rwsem_add_waiter(rwsem_word w,
                                                     unsigned task,
                                                     unsigned kind) {
  unsigned place = 0;
  while (place < rwsem_waiter::places && rwsem_entry(w, place)) ++place;
  if (place == rwsem_waiter::places || rwsem_waits(w, task))
    return std::nullopt;
  const rwsem_word entry = rwsem_waiter::present | kind | task << 3;
  return w | entry << (RWSEM_WAITERS_SHIFT + rwsem_waiter::bits * place);
}

/// The entries behind it move up. Who is first then was not woken yet.
constexpr rwsem_word rwsem_del_waiter(rwsem_word w, unsigned place) {
  const unsigned shift = RWSEM_WAITERS_SHIFT + rwsem_waiter::bits * place;
  const rwsem_word before = w & ((rwsem_word{1} << shift) - 1);
  const rwsem_word rest = (w >> shift) >> rwsem_waiter::bits << shift;
  return place == 0 ? (before & ~RWSEM_WOKEN) | rest : before | rest;
}

/// All readers of the list hold the lock, and leave the list.
constexpr rwsem_word rwsem_grant_readers(rwsem_word w) {
  for (unsigned place = 0; place < rwsem_waiter::places;) {
    const rwsem_waiter waiter{rwsem_entry(w, place)};
    if (waiter.entry && !waiter.writer())
      w = rwsem_del_waiter(w, place) + RWSEM_READER_BIAS;
    else
      ++place;
  }
  return w;
}

}  // namespace vmalock::kernel
