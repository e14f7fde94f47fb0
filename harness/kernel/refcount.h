// SPDX-License-Identifier: GPL-2.0-only OR MIT
// refcount_t: a counter that saturates instead of wrapping.
//
// Operations and orderings of include/linux/refcount.h (6.15: the _acquire,
// _limited_acquire and _set_release forms, commits 7f8ceea0c580 and
// 4e0dbe105d50). Each conditional operation is one event that stands for a
// compare-exchange loop. Its failure has no ordering but the control dependency
// of the loop's end, and so has its success (refcount-vs-atomic.rst). The
// caller passes the sites, because one counter is changed with several
// orderings.
#pragma once

#include <limits>

#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

inline constexpr int REFCOUNT_SATURATED = std::numeric_limits<int>::min() / 2;

/// Limit of an add that has none.
inline constexpr int REFCOUNT_MAX = std::numeric_limits<int>::max();

/// `Lock`: the tag of the lock version, by which it can replace a step.
template <kernel_platform K, class Lock = void>
struct refcount_t {
  refcount_t() = default;
  explicit refcount_t(int count, const char* name) : refs(count, name) {}

  typename K::template shared<int> refs;
};

/// Result of a conditional add: the value before, and whether it was done. The
/// platform's own type: g++ 12 keeps a copy of its two members in a register
/// and takes them apart again (harness/bench/native_identity.py looks).
using RefcountAdd = Updated<int>;

template <kernel_platform K, class Lock, ordering_source Site>
void refcount_set(refcount_t<K, Lock>* r, int n, Site site,
                  Where where = Where::here()) {
  r->refs.store(n, site, where);
}

template <kernel_platform K, class Lock, ordering_source Site>
void refcount_set_release(refcount_t<K, Lock>* r, int n, Site site,
                          Where where = Where::here()) {
  r->refs.store(n, site, where);
}

template <kernel_platform K, class Lock, ordering_source Site>
auto refcount_read(const refcount_t<K, Lock>* r, Site site,
                   Where where = Where::here()) {
  return r->refs.load(site, where);
}

/// The counter was saturated already, or i would overflow it.
constexpr bool refcount_saturates(int old, int i) {
  return old < 0 || old > REFCOUNT_MAX - i;
}

/// Adds i unless the counter is 0. A counter that would overflow saturates: it
/// then never reaches 0 again, and its object leaks rather than being freed
/// under somebody.
template <kernel_platform K, class Lock, ordering_source Site>
RefcountAdd refcount_add_not_zero(int i, refcount_t<K, Lock>* r, Site site,
                                  Where where = Where::here()) {
  const auto result = K::loop_ends(r->refs.update(
      [i](int old) -> std::optional<int> {
        if (old == 0) return std::nullopt;
        return refcount_saturates(old, i) ? REFCOUNT_SATURATED : old + i;
      },
      site, where));
  if (refcount_saturates(result.old, i)) [[unlikely]]
    K::misuse("refcount_t: saturated; leaking memory", where);
  return result;
}

template <kernel_platform K, class Lock, ordering_source Site>
RefcountAdd refcount_inc_not_zero(refcount_t<K, Lock>* r, Site site,
                                  Where where = Where::here()) {
  return refcount_add_not_zero(1, r, site, where);
}

/// Adds 1 unless the counter is 0 or at the limit already.
template <kernel_platform K, class Lock, ordering_source Site>
RefcountAdd refcount_inc_not_zero_limited_acquire(refcount_t<K, Lock>* r,
                                                  int limit, Site site,
                                                  Where where = Where::here()) {
  const auto result = K::loop_ends(r->refs.update(
      [limit](int old) -> std::optional<int> {
        if (old == 0 || old >= limit) return std::nullopt;
        return old + 1;
      },
      site, where));
  if (result.old < 0) [[unlikely]]
    K::misuse("refcount_t: saturated; leaking memory", where);
  return result;
}

/// Subtracts i, with release. Only the caller that reaches 0 gets an acquire:
/// the fence of the second site (smp_acquire__after_ctrl_dep).
/// Returns the new value.
template <kernel_platform K, class Lock, ordering_source Sub,
          ordering_source Zero>
auto refcount_sub_return(int i, refcount_t<K, Lock>* r, Sub sub, Zero zero,
                         Where where = Where::here()) {
  const auto old = r->refs.fetch_sub(i, sub, where);
  if (old < i) [[unlikely]]
    K::misuse("refcount_t: underflow, use after free", where);
  if (old == i) K::fence(zero, where);
  return old - i;
}

template <kernel_platform K, class Lock, ordering_source Sub,
          ordering_source Zero>
bool refcount_sub_and_test(int i, refcount_t<K, Lock>* r, Sub sub, Zero zero,
                           Where where = Where::here()) {
  return refcount_sub_return(i, r, sub, zero, where) == 0;
}

template <kernel_platform K, class Lock, ordering_source Sub,
          ordering_source Zero>
bool refcount_dec_and_test(refcount_t<K, Lock>* r, Sub sub, Zero zero,
                           Where where = Where::here()) {
  return refcount_sub_return(1, r, sub, zero, where) == 0;
}

}  // namespace vmalock::kernel
