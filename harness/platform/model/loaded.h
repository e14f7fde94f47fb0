// SPDX-License-Identifier: MIT
// A value that was loaded from shared memory, and the loads of this thread that
// it was computed from: the data dependencies of the Linux-kernel memory model.
//
// Arithmetic and comparison carry them on; storing the value makes them a data
// dependency; K::branch() makes a control dependency of them. Whatever turns it
// into a plain T drops them, and then the model orders less than the kernel
// does: a missing dependency may show a bug that is none, and hides none.
// Pointers are plain: a row with the ordering `addr` makes the dependency.
#pragma once

#include <type_traits>
#include <utility>

#include "harness/explore/runtime.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::model {

template <class T>
class loaded {
 public:
  constexpr loaded(T value, const explore::Reads& reads)
      : value_(value), reads_(reads) {}
  // NOLINTNEXTLINE: implicit on purpose, a value is used like a T
  constexpr operator T() const { return value_; }
  constexpr T value() const { return value_; }
  constexpr const explore::Reads& reads() const { return reads_; }

 private:
  T value_;
  explore::Reads reads_;
};

template <class T>
inline constexpr bool is_loaded = false;
template <class T>
inline constexpr bool is_loaded<loaded<T>> = true;

/// What a load of a cell of T returns.
template <class T>
using Value = std::conditional_t<std::is_pointer_v<T>, T, loaded<T>>;

template <class T>
constexpr T value_of(const loaded<T>& v) {
  return v.value();
}
template <class T>
constexpr T value_of(const T& v) {
  return v;
}
template <class T>
constexpr explore::Reads reads_of(const loaded<T>& v) {
  return v.reads();
}
template <class T>
constexpr explore::Reads reads_of(const T&) {
  return {};
}

template <class T>
concept operand = is_loaded<T> || std::is_arithmetic_v<T>;
template <class A, class B>
concept one_is_loaded = operand<A> && operand<B> &&
    (is_loaded<A> || is_loaded<B>);

/// Operands are converted as C does it.
template <class A, class B, class F>
constexpr auto combine(const A& a, const B& b, F f) {
  using Common =
      std::common_type_t<decltype(value_of(a)), decltype(value_of(b))>;
  auto value =
      f(static_cast<Common>(value_of(a)), static_cast<Common>(value_of(b)));
  return loaded<decltype(value)>(value, reads_of(a) | reads_of(b));
}

#define VMALOCK_CARRIES_DEPENDENCIES(op)                         \
  template <class A, class B>                                    \
  requires one_is_loaded<A, B>                                   \
  constexpr auto operator op(const A& a, const B& b) {           \
    return combine(a, b, [](auto x, auto y) { return x op y; }); \
  }
VMALOCK_CARRIES_DEPENDENCIES(+)
VMALOCK_CARRIES_DEPENDENCIES(-)
VMALOCK_CARRIES_DEPENDENCIES(*)
VMALOCK_CARRIES_DEPENDENCIES(&)
VMALOCK_CARRIES_DEPENDENCIES(|)
VMALOCK_CARRIES_DEPENDENCIES(^)
VMALOCK_CARRIES_DEPENDENCIES(==)
VMALOCK_CARRIES_DEPENDENCIES(!=)
VMALOCK_CARRIES_DEPENDENCIES(<)
VMALOCK_CARRIES_DEPENDENCIES(<=)
VMALOCK_CARRIES_DEPENDENCIES(>)
VMALOCK_CARRIES_DEPENDENCIES(>=)
#undef VMALOCK_CARRIES_DEPENDENCIES

template <class T>
constexpr loaded<bool> operator!(const loaded<T>& v) {
  return {!v.value(), v.reads()};
}

/// Updated<T> with its dependencies.
template <class T>
struct updated {
  Value<T> old;
  loaded<bool> done;
  explicit operator bool() const { return done; }
  // NOLINTNEXTLINE: implicit on purpose, as above
  operator Updated<T>() const { return {old, done}; }
};

/// The extent of a branch: while it lives, accesses have a control dependency
/// on what the condition was computed from. Or that of a pointer that was just
/// loaded: an address dependency on the load.
///
///   if (const auto taken = K::branch(x == 0)) { … } else { … }
///
/// is the `if` of the kernel's source, early returns included; `else` too. For
///   if (x) return; …
/// declare it before the `if`: the rest of the block is in the branch.
class Branch {
 public:
  Branch(bool taken, const explore::Within& within)
      : taken_(taken), outer_(explore::enter(within)) {}
  ~Branch() { explore::leave(outer_); }
  Branch(const Branch&) = delete;
  Branch& operator=(const Branch&) = delete;
  explicit operator bool() const { return taken_; }

 private:
  bool taken_;
  explore::Within outer_;
};

}  // namespace vmalock::model
