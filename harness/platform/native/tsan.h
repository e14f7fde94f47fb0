// SPDX-License-Identifier: MIT
// What ThreadSanitizer does not understand, told to it in its own words.
//
// TSan has no model of stand-alone fences: correct fence-based publication is
// reported as a race (google/sanitizers#1415, #1352). In a TSan build a fence
// is therefore a clock of its thread:
//   - a release fence publishes what the thread did so far (INV: only that)
//     into the thread's fence clock; a later store or RMW of the thread marks
//     its cell with the thread's bit. The marks are kept beside the cells, by
//     address: after an RMW that drops the last reference the cell may be gone;
//   - an acquire access joins the fence clocks of the bits that it found in the
//     cell; a relaxed load remembers cell and bits, and the next acquire fence
//     of the thread joins them all.
// Cells may share a mark, bits are never taken away, and a clock holds the
// thread's newest fence, so a reader can learn more than the memory model
// promises: a race can be missed, a correct program is never reported.
//
// In every other build the functions do nothing.
#pragma once

#include <atomic>
#include <cstdint>

#if defined(__SANITIZE_THREAD__)
#define VMALOCK_TSAN_BUILD 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define VMALOCK_TSAN_BUILD 1
#endif
#endif

namespace vmalock::native {

#ifdef VMALOCK_TSAN_BUILD

inline constexpr bool tsan_build = true;

namespace tsan {
// `cell` is the address of the value; it is not accessed.
/// Before a store or RMW.
void on_store(const void* cell);
/// After a load or RMW with acquire semantics.
void on_acquire(const void* cell);
/// After a load or RMW without.
void on_relaxed_load(const void* cell);
void release_fence();
void acquire_fence();
/// A real fence instruction without the compiler's warning.
void hardware_fence();
/// A happens-before edge from each release to each later acquire of `clock`.
void release(void* clock);
void acquire(void* clock);
}  // namespace tsan

#else

inline constexpr bool tsan_build = false;

namespace tsan {
inline void on_store(const void*) {}
inline void on_acquire(const void*) {}
inline void on_relaxed_load(const void*) {}
inline void release_fence() {}
inline void acquire_fence() {}
inline void hardware_fence() {}
inline void release(void*) {}
inline void acquire(void*) {}
}  // namespace tsan

#endif

}  // namespace vmalock::native
