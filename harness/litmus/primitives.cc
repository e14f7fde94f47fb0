// SPDX-License-Identifier: MIT
// Sources: the C11 standard, 7.17; Linux 7.2 Documentation/atomic_t.txt and
// tools/memory-model/linux-kernel.def for the names, their arguments and which
// of them order anything.
#include "harness/litmus/primitives.h"

#include <algorithm>
#include <span>
#include <vector>

namespace vmalock::litmus {
namespace {

using enum Shape;
using enum ResultOf;
constexpr Ordering relaxed = Ordering::relaxed;
constexpr Ordering seq_cst = Ordering::seq_cst;

constexpr Primitive marked(Primitive p, graph::Mark mark) {
  p.mark = mark;
  return p;
}
constexpr Primitive complemented(Primitive p) {
  p.complement = true;
  return p;
}
constexpr Primitive no_return(std::string_view name, std::string_view args,
                              RmwOp op) {
  return marked({name, args, rmw, relaxed, nothing, op}, graph::Mark::noreturn);
}
constexpr Primitive fence_for(std::string_view name, graph::Mark mark) {
  return marked({name, "", no_fence}, mark);
}

// Without _explicit, a C11 function is seq_cst.
constexpr auto c11_primitives = std::to_array<Primitive>({
    {"atomic_load", "p", load, seq_cst, old},
    {"atomic_store", "pe", store, seq_cst},
    {"atomic_exchange", "pe", rmw, seq_cst, old, RmwOp::exchange},
    {"atomic_fetch_add", "pe", rmw, seq_cst, old, RmwOp::add},
    {"atomic_fetch_sub", "pe", rmw, seq_cst, old, RmwOp::sub},
    {"atomic_fetch_or", "pe", rmw, seq_cst, old, RmwOp::bit_or},
    {"atomic_fetch_xor", "pe", rmw, seq_cst, old, RmwOp::bit_xor},
    {"atomic_fetch_and", "pe", rmw, seq_cst, old, RmwOp::bit_and},
    {"atomic_compare_exchange_strong", "ppe", cas_strong, seq_cst, old},
    {"atomic_compare_exchange_weak", "ppe", cas_weak, seq_cst, old},
    {"atomic_thread_fence", "o", fence},
});

// Extensions, for what C11 has no word for and the explorer has.
constexpr auto extensions = std::to_array<Primitive>({
    {"vmalock_cmpxchg", "peeoo", cmpxchg, relaxed, old},
    {"vmalock_add_unless", "peeoo", conditional_add, relaxed, old, RmwOp::add},
    {"vmalock_await_exchange", "peeo", await_exchange, relaxed, old},
    {"vmalock_rcu_read_lock", "", rcu_lock},
    {"vmalock_rcu_read_unlock", "", rcu_unlock},
    {"vmalock_synchronize_rcu", "", rcu_sync},
});

constexpr auto kernel_primitives = std::to_array<Primitive>({
    {"READ_ONCE", "v", load, relaxed, old},
    {"WRITE_ONCE", "ve", store, relaxed},
    {"smp_load_acquire", "p", load, Ordering::acquire, old},
    {"smp_store_release", "pe", store, Ordering::release},
    {"smp_store_mb", "ve", store_mb, relaxed},
    {"rcu_dereference", "v", load, relaxed, old},
    {"rcu_assign_pointer", "ve", store, Ordering::release},
    {"atomic_read", "p", load, relaxed, old},
    {"atomic_read_acquire", "p", load, Ordering::acquire, old},
    {"atomic_set", "pe", store, relaxed},
    {"atomic_set_release", "pe", store, Ordering::release},

    {"smp_mb", "", fence, Ordering::mb},
    {"smp_rmb", "", fence, Ordering::rmb},
    {"smp_wmb", "", fence, Ordering::wmb},
    fence_for("smp_mb__before_atomic", graph::Mark::before_atomic),
    fence_for("smp_mb__after_atomic", graph::Mark::after_atomic),
    fence_for("smp_mb__after_spinlock", graph::Mark::after_spinlock),
    fence_for("smp_mb__after_unlock_lock", graph::Mark::after_unlock_lock),
    fence_for("smp_mb__after_srcu_read_unlock",
              graph::Mark::after_srcu_read_unlock),
    fence_for("barrier", graph::Mark::barrier),

    no_return("atomic_add", "ep", RmwOp::add),
    no_return("atomic_sub", "ep", RmwOp::sub),
    no_return("atomic_inc", "p", RmwOp::add),
    no_return("atomic_dec", "p", RmwOp::sub),
    no_return("atomic_and", "ep", RmwOp::bit_and),
    no_return("atomic_or", "ep", RmwOp::bit_or),
    no_return("atomic_xor", "ep", RmwOp::bit_xor),
    complemented(no_return("atomic_andnot", "ep", RmwOp::bit_and)),
    {"atomic_sub_and_test", "ep", rmw, seq_cst, new_is_zero, RmwOp::sub},
    {"atomic_dec_and_test", "p", rmw, seq_cst, new_is_zero, RmwOp::sub},
    {"atomic_inc_and_test", "p", rmw, seq_cst, new_is_zero, RmwOp::add},
    {"atomic_add_unless", "pee", add_unless, seq_cst, old, RmwOp::add},

    marked({"spin_lock", "p", spin_lock, Ordering::acquire}, graph::Mark::lock),
    marked({"spin_unlock", "p", spin_unlock, Ordering::release},
           graph::Mark::unlock),
    marked({"spin_trylock", "p", spin_trylock, Ordering::acquire, old},
           graph::Mark::lock),
    {"spin_is_locked", "p", spin_is_locked, relaxed, old},

    {"rcu_read_lock", "", rcu_lock},
    {"rcu_read_unlock", "", rcu_unlock},
    {"synchronize_rcu", "", rcu_sync},
    {"synchronize_rcu_expedited", "", rcu_sync},
    {"srcu_read_lock", "p", rcu_lock, relaxed, old},
    {"srcu_read_unlock", "pe", rcu_unlock},
    {"srcu_down_read", "p", rcu_lock, relaxed, old},
    {"srcu_up_read", "pe", rcu_unlock},
    {"synchronize_srcu", "p", rcu_sync},
    {"synchronize_srcu_expedited", "p", rcu_sync},
});

// These come fully ordered, and with _relaxed, _acquire and _release.
constexpr auto kernel_rmws = std::to_array<Primitive>({
    {"xchg", "pe", rmw, seq_cst, old, RmwOp::exchange},
    {"cmpxchg", "pee", cmpxchg, seq_cst, old},
    {"atomic_xchg", "pe", rmw, seq_cst, old, RmwOp::exchange},
    {"atomic_cmpxchg", "pee", cmpxchg, seq_cst, old},
    {"atomic_add_return", "ep", rmw, seq_cst, new_value, RmwOp::add},
    {"atomic_sub_return", "ep", rmw, seq_cst, new_value, RmwOp::sub},
    {"atomic_inc_return", "p", rmw, seq_cst, new_value, RmwOp::add},
    {"atomic_dec_return", "p", rmw, seq_cst, new_value, RmwOp::sub},
    {"atomic_fetch_add", "ep", rmw, seq_cst, old, RmwOp::add},
    {"atomic_fetch_sub", "ep", rmw, seq_cst, old, RmwOp::sub},
    {"atomic_fetch_inc", "p", rmw, seq_cst, old, RmwOp::add},
    {"atomic_fetch_dec", "p", rmw, seq_cst, old, RmwOp::sub},
    {"atomic_fetch_and", "ep", rmw, seq_cst, old, RmwOp::bit_and},
    {"atomic_fetch_or", "ep", rmw, seq_cst, old, RmwOp::bit_or},
    {"atomic_fetch_xor", "ep", rmw, seq_cst, old, RmwOp::bit_xor},
    complemented(
        {"atomic_fetch_andnot", "ep", rmw, seq_cst, old, RmwOp::bit_and}),
    {"atomic_add_negative", "ep", rmw, seq_cst, new_is_negative, RmwOp::add},
});

const Primitive* named(std::span<const Primitive> table,
                       std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(),
                   [&](const Primitive& p) { return p.name == name; });
  return found == table.end() ? nullptr : &*found;
}

/// Removes the suffix if it is there.
bool strip(std::string_view& name, std::string_view suffix) {
  if (!name.ends_with(suffix)) return false;
  name.remove_suffix(suffix.size());
  return true;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<Primitive> find_primitive(Dialect dialect, std::string_view name,
                                        std::string& args) {
  if (const Primitive* p = named(extensions, name)) {
    args = p->args;
    return *p;
  }
  if (dialect == Dialect::c11) {
    const bool fence_name = name == "atomic_thread_fence";
    const bool explicit_order = strip(name, "_explicit");
    const Primitive* p = named(c11_primitives, name);
    if (p == nullptr || (explicit_order && fence_name)) return std::nullopt;
    args = p->args;
    if (explicit_order)
      args += p->shape == cas_strong || p->shape == cas_weak ? "oo" : "o";
    return *p;
  }
  if (const Primitive* p = named(kernel_primitives, name)) {
    args = p->args;
    return *p;
  }
  std::optional<Ordering> order;
  if (strip(name, "_relaxed")) order = relaxed;
  if (!order && strip(name, "_acquire")) order = Ordering::acquire;
  if (!order && strip(name, "_release")) order = Ordering::release;
  const Primitive* p = named(kernel_rmws, name);
  if (p == nullptr) return std::nullopt;
  args = p->args;
  Primitive found = *p;
  if (order) found.order = *order;
  return found;
}

std::optional<Ordering> memory_order(std::string_view name) {
  if (name == "memory_order_relaxed") return Ordering::relaxed;
  if (name == "memory_order_acquire") return Ordering::acquire;
  if (name == "memory_order_release") return Ordering::release;
  if (name == "memory_order_acq_rel") return Ordering::acq_rel;
  if (name == "memory_order_seq_cst") return Ordering::seq_cst;
  return std::nullopt;
}

std::string_view most_similar_primitive(Dialect dialect,
                                        std::string_view name) {
  std::string_view best;
  std::size_t distance = ~std::size_t{0};
  const auto look = [&](std::span<const Primitive> table) {
    for (const Primitive& p : table) {
      const std::size_t d = edit_distance(p.name, name);
      if (d < distance) {
        distance = d;
        best = p.name;
      }
    }
  };
  if (dialect == Dialect::c11) {
    look(c11_primitives);
  } else {
    look(kernel_primitives);
    look(kernel_rmws);
  }
  return best;
}

}  // namespace vmalock::litmus
