// SPDX-License-Identifier: MIT
// The functions that a litmus test may call: one table for C11, one for the
// kernel. Everything that knows a primitive's name is there.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/litmus/test.h"

namespace vmalock::litmus {

enum class Shape : std::uint8_t {
  load,
  store,
  store_mb,    ///< smp_store_mb
  rmw,         ///< reads the old value, writes op(old, operand)
  cas_strong,  ///< C11: expected is a location
  cas_weak,
  cmpxchg,          ///< kernel: expected is a value, result is the old one
  add_unless,       ///< kernel: atomic_add_unless(v, a, u)
  conditional_add,  ///< extension: as add_unless, value is the old one
  await_exchange,   ///< extension: waits until it can exchange
  fence,
  no_fence,  ///< its mark says what it orders, under lkmm only
  spin_lock,
  spin_unlock,
  spin_trylock,
  spin_is_locked,
  rcu_lock,
  rcu_unlock,
  rcu_sync,
};

enum class ResultOf : std::uint8_t {
  nothing,
  old,
  new_value,
  new_is_zero,
  new_is_negative,
};

struct Primitive {
  std::string_view name;
  /// One letter an argument: p a pointer to a location, v `*pointer`, e an
  /// expression, o a memory_order.
  std::string_view args;
  Shape shape;
  Ordering order = Ordering::relaxed;
  ResultOf result = ResultOf::nothing;
  RmwOp op = RmwOp::exchange;
  graph::Mark mark = graph::Mark::none;
  bool complement = false;  ///< rmw: the operand is ~value (andnot)
};

/// A primitive of this dialect; orderings that are part of the name (_acquire)
/// are in `order`, those of `_explicit` functions in further `o` arguments.
std::optional<Primitive> find_primitive(Dialect dialect, std::string_view name,
                                        std::string& args);

/// memory_order_acquire and so on.
std::optional<Ordering> memory_order(std::string_view name);

/// Name of the known primitive that is most like this one, for messages.
std::string_view most_similar_primitive(Dialect dialect, std::string_view name);

}  // namespace vmalock::litmus
