// SPDX-License-Identifier: MIT
// Orderings of shared accesses and fences, in the kernel's vocabulary.
//
// These are not std::memory_order: Relacy's headers redefine those names, and
// C11 has no word for half of what the kernel needs (a pure store-store fence,
// a control dependency, a plain access).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vmalock {

enum class Ordering : std::uint8_t {
  // accesses
  plain,    ///< unmarked C access: races with every conflicting access
  relaxed,  ///< READ_ONCE, WRITE_ONCE, atomic_*_relaxed
  ctrl,     ///< relaxed, and a control dependency orders the stores after it.
            ///< Models without dependencies stand in acquire and say so.
  addr,     ///< relaxed load of a pointer, and an address dependency orders the
            ///< accesses to the object behind it: rcu_dereference. Stood in
            ///< like ctrl.
  acquire,
  release,
  acq_rel,
  seq_cst,  ///< access: C11 seq_cst; RMW in kernel words: fully ordered
  // fences
  none,           ///< fence row switched off (a mutant)
  rmb,            ///< smp_rmb: load-load
  wmb,            ///< smp_wmb: store-store. C11 stands in a release fence.
  acquire_fence,  ///< C11 acquire fence; smp_acquire__after_ctrl_dep
  release_fence,
  acq_rel_fence,
  mb,  ///< smp_mb; C11 seq_cst fence
};

inline constexpr std::array<std::string_view, 15> ordering_names = {
    "plain",   "relaxed",       "ctrl",          "addr",          "acquire",
    "release", "acq_rel",       "seq_cst",       "none",          "rmb",
    "wmb",     "acquire_fence", "release_fence", "acq_rel_fence", "mb"};

constexpr std::string_view name(Ordering o) {
  return ordering_names[static_cast<std::size_t>(o)];
}

constexpr std::optional<Ordering> ordering_named(std::string_view text) {
  for (std::size_t i = 0; i < ordering_names.size(); ++i)
    if (ordering_names[i] == text) return static_cast<Ordering>(i);
  return std::nullopt;
}

constexpr bool is_fence(Ordering o) { return o >= Ordering::none; }

/// A relaxed access with a dependency.
constexpr bool depends(Ordering o) {
  return o == Ordering::ctrl || o == Ordering::addr;
}

/// Acquire (release) semantics of an access; a dependency counts as acquire
/// because that is what every C11 platform stands in for it.
constexpr bool acquires(Ordering o) {
  return depends(o) || o == Ordering::acquire || o == Ordering::acq_rel ||
         o == Ordering::seq_cst;
}
constexpr bool releases(Ordering o) {
  return o == Ordering::release || o == Ordering::acq_rel ||
         o == Ordering::seq_cst;
}

/// A fence that has one of C11's in it; smp_wmb and smp_rmb are stood in.
constexpr bool is_release_fence(Ordering o) {
  return o == Ordering::wmb || o == Ordering::release_fence ||
         o == Ordering::acq_rel_fence || o == Ordering::mb;
}
constexpr bool is_acquire_fence(Ordering o) {
  return o == Ordering::rmb || o == Ordering::acquire_fence ||
         o == Ordering::acq_rel_fence || o == Ordering::mb;
}

}  // namespace vmalock
