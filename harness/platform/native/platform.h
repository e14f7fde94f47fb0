// SPDX-License-Identifier: MIT
// The native platform: std::atomic operations on real threads.
//
// Orderings are compile-time constants, so an access compiles to the
// instructions of the hand-written std::atomic one. RCU is liburcu (memb
// flavour). In a ThreadSanitizer build fences, control dependencies and RCU
// are explained to it (tsan.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#ifndef VMALOCK_TSAN_BUILD
// liburcu's licence allows any program to inline functions of ten lines.
#define URCU_INLINE_SMALL_FUNCTIONS
#endif
#include <urcu/urcu-memb.h>
// Macros of liburcu that are functions of harness/kernel.
#undef rcu_assign_pointer
#undef rcu_dereference

#include "harness/platform/kernel_platform.h"
#include "harness/platform/native/thread.h"
#include "harness/platform/native/tsan.h"

namespace vmalock::native {

/// The C11 order of an access. ctrl: the hardware keeps the dependency and
/// compiler_barrier() keeps the compiler from moving the stores; TSan knows no
/// dependencies and gets an acquire.
constexpr std::memory_order c11(Ordering o) {
  switch (o) {
    case Ordering::ctrl:
      return tsan_build ? std::memory_order_acquire : std::memory_order_relaxed;
    case Ordering::addr:
      return std::memory_order_consume;  // which compilers make an acquire
    case Ordering::acquire:
      return std::memory_order_acquire;
    case Ordering::release:
      return std::memory_order_release;
    case Ordering::acq_rel:
      return std::memory_order_acq_rel;
    case Ordering::seq_cst:
      return std::memory_order_seq_cst;
    default:
      return std::memory_order_relaxed;
  }
}

inline void compiler_barrier() {
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

/// A fence of the table. C11 has no store-store or load-load fence: wmb is a
/// release fence and rmb an acquire fence. On x86 both emit no instruction.
template <Ordering O>
inline void fence() {
  if constexpr (O == Ordering::none) {
    return;
  } else if constexpr (tsan_build) {
    if constexpr (O != Ordering::rmb && O != Ordering::acquire_fence)
      tsan::release_fence();
    if constexpr (O == Ordering::mb)
      tsan::hardware_fence();
    else
      compiler_barrier();
    if constexpr (O != Ordering::wmb && O != Ordering::release_fence)
      tsan::acquire_fence();
  } else if constexpr (O == Ordering::rmb || O == Ordering::acquire_fence) {
    std::atomic_thread_fence(std::memory_order_acquire);
  } else if constexpr (O == Ordering::wmb || O == Ordering::release_fence) {
    std::atomic_thread_fence(std::memory_order_release);
  } else if constexpr (O == Ordering::acq_rel_fence) {
    std::atomic_thread_fence(std::memory_order_acq_rel);
  } else {
    static_assert(O == Ordering::mb, "an access ordering is no fence");
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }
}

using Plain = FixedOrdering<Ordering::plain>;

/// A cell that marked and plain accesses reach. The value is an ordinary
/// object; marked accesses go through std::atomic_ref.
template <class T>
class shared {
 public:
  shared() = default;
  // NOLINTNEXTLINE: implicit on purpose, arrays of cells are written {0, 0}
  shared(T init, const char* /*name*/ = nullptr) : value_(init) {}
  shared(Uninitialised, const char* /*name*/) {}
  shared(const shared&) = delete;
  shared& operator=(const shared&) = delete;

  template <ordering_source S = Plain>
  T load(S = {}, Where = Where::here()) const {
    if constexpr (S::default_order == Ordering::plain) {
      return value_;
    } else {
      const T value = cell().load(c11(S::default_order));
      loaded<S::default_order>();
      return value;
    }
  }

  template <ordering_source S = Plain>
  void store(T value, S = {}, Where = Where::here()) {
    if constexpr (S::default_order == Ordering::plain) {
      value_ = value;
    } else {
      tsan::on_store(&value_);
      cell().store(value, c11(S::default_order));
    }
  }

  template <ordering_source S>
  T exchange(T value, S, Where = Where::here()) {
    return rmw<S>([&](auto c, auto o) { return c.exchange(value, o); });
  }
  template <ordering_source S>
  T fetch_add(T value, S, Where = Where::here()) {
    return rmw<S>([&](auto c, auto o) { return c.fetch_add(value, o); });
  }
  template <ordering_source S>
  T fetch_sub(T value, S, Where = Where::here()) {
    return rmw<S>([&](auto c, auto o) { return c.fetch_sub(value, o); });
  }
  template <ordering_source S>
  T fetch_or(T value, S, Where = Where::here()) {
    return rmw<S>([&](auto c, auto o) { return c.fetch_or(value, o); });
  }
  template <ordering_source S>
  T fetch_and(T value, S, Where = Where::here()) {
    return rmw<S>([&](auto c, auto o) { return c.fetch_and(value, o); });
  }

  template <class F, ordering_source S>
  Updated<T> update(F&& f, S, Where = Where::here()) {
    T old = cell().load(std::memory_order_relaxed);
    T next;
    // Taken apart at once: g++ 12 keeps an optional that lives longer in
    // memory.
    while (unpack(f(old), next))
      if (try_replace<S>(old, next)) return {old, true};
    loaded<Ordering::relaxed>();
    return {old, false};
  }

  template <class F, ordering_source S>
  T await(F&& predicate, S, Where where = Where::here()) {
    T value = cell().load(c11(S::default_order));
    if (!predicate(value)) [[unlikely]] {
      Waiting waiting(S::index, where);
      do {
        waiting.poll();
        value = cell().load(c11(S::default_order));
      } while (!predicate(value));
    }
    loaded<S::default_order>();
    return value;
  }

  template <class F, ordering_source S>
  T await_update(F&& f, S source, Where where = Where::here()) {
    Updated<T> result = update(f, source, where);
    if (!result.done) [[unlikely]] {
      Waiting waiting(S::index, where);
      do {
        waiting.poll();
        result = update(f, source, where);
      } while (!result.done);
    }
    return result.old;
  }

 private:
  using Ref = std::atomic_ref<T>;

  Ref cell() const { return Ref(value_); }

  static bool unpack(std::optional<T> from, T& to) {
    if (!from) return false;
    to = *from;
    return true;
  }

  /// After a load or the load of an RMW.
  template <Ordering O>
  void loaded() const {
    if constexpr (O == Ordering::ctrl) compiler_barrier();
    if constexpr (tsan_build) {
      if constexpr (acquires(O))
        tsan::on_acquire(&value_);
      else
        tsan::on_relaxed_load(&value_);
    }
  }

  template <ordering_source S, class Operation>
  T rmw(Operation operation) {
    tsan::on_store(&value_);
    const T old = operation(cell(), c11(S::default_order));
    fully_order<S>();
    loaded<S::default_order>();
    return old;
  }

  template <ordering_source S>
  bool try_replace(T& old, T next) {
    tsan::on_store(&value_);
    if (!cell().compare_exchange_weak(old, next, c11(S::default_order),
                                      std::memory_order_relaxed))
      return false;
    fully_order<S>();
    loaded<S::default_order>();
    return true;
  }

  /// A seq_cst RMW of the table is fully ordered in the kernel's sense. That is
  /// more than C11's, except on x86 where each locked instruction is a fence.
  template <ordering_source S>
  static void fully_order() {
#if !defined(__x86_64__) && !defined(__i386__)
    if constexpr (S::default_order == Ordering::seq_cst)
      native::fence<Ordering::mb>();
#endif
  }

  alignas(Ref::required_alignment) mutable T value_;
};

/// A cell that is never accessed with a mark.
template <class T>
class plain {
 public:
  plain() = default;
  // NOLINTNEXTLINE: implicit on purpose, arrays of cells are written {0, 0}
  plain(T init, const char* /*name*/ = nullptr) : value_(init) {}
  plain(const plain&) = delete;
  plain& operator=(const plain&) = delete;

  T load(Where = Where::here()) const { return value_; }
  void store(T value, Where = Where::here()) { value_ = value; }

 private:
  T value_;
};

/// TSan's clocks of RCU. Each read section either ends before a given grace
/// period does (its end happens before the period's), or begins after the
/// period began (the period's beginning happens before it).
struct RcuClocks {
  char sections_ended;
  char periods_begun;
};
inline RcuClocks rcu_clocks;

/// Callbacks of call_rcu. The engine waits until both are equal: unlike
/// rcu_barrier(), that is something TSan can follow.
inline std::atomic<std::uint64_t> callbacks_queued{0};
inline std::atomic<std::uint64_t> callbacks_done{0};

template <class T>
struct Callback {
  rcu_head head;  // first: the address of one is the address of the other
  void (*function)(T*);
  T* object;

  static void run(rcu_head* head) {
    auto* callback = reinterpret_cast<Callback*>(head);
    tsan::acquire(callback);
    tsan::acquire(&rcu_clocks.sections_ended);
    callback->function(callback->object);
    delete callback;
    callbacks_done.fetch_add(1, std::memory_order_release);
  }
};

struct platform {
  template <class T>
  using shared = native::shared<T>;
  template <class T>
  using plain = native::plain<T>;

  static constexpr unsigned main_thread = ~0u;

  template <ordering_source S>
  static void fence(S, Where = Where::here()) {
    native::fence<S::default_order>();
  }

  static void rcu_read_lock(Where = Where::here()) {
    urcu_memb_read_lock();
    tsan::acquire(&rcu_clocks.periods_begun);
  }
  static void rcu_read_unlock(Where = Where::here()) {
    tsan::release(&rcu_clocks.sections_ended);
    urcu_memb_read_unlock();
  }
  static void synchronize_rcu(Where where = Where::here()) {
    const GracePeriod period(where);
    tsan::release(&rcu_clocks.periods_begun);
    urcu_memb_synchronize_rcu();
    tsan::acquire(&rcu_clocks.sections_ended);
  }
  template <class T>
  static void call_rcu(void (*function)(T*), T* object, Where = Where::here()) {
    auto* callback = new Callback<T>{{}, function, object};
    callbacks_queued.fetch_add(1, std::memory_order_relaxed);
    tsan::release(&rcu_clocks.periods_begun);
    tsan::release(callback);
    urcu_memb_call_rcu(&callback->head, &Callback<T>::run);
  }

  template <class T, class... Args>
  static T* alloc(Args&&... args) {
    if constexpr (std::is_constructible_v<T, Args...>)
      return new T(std::forward<Args>(args)...);
    else
      return new T{std::forward<Args>(args)...};
  }
  template <class T>
  static void free(T* p, Where = Where::here()) {
    delete p;
  }

  static constexpr bool branch(bool condition) { return condition; }
  template <class R>
  static constexpr R loop_ends(R result) {
    return result;
  }
  static constexpr bool through_pointer() { return true; }

  static unsigned thread_index() { return self.index; }
  static unsigned choose(unsigned n, Where = Where::here()) {
    return static_cast<unsigned>((next_random(self.random) >> 32) % n);
  }
  static void observe(const char* name, unsigned index, std::int64_t value,
                      Where = Where::here()) {
    if (self.observed) self.observed->push_back({name, index, value});
  }
  static void require(bool condition, const char* id, const char* text,
                      Where where = Where::here()) {
    if (!condition) [[unlikely]]
      report(ErrorKind::failed_requirement, id, text, where.file,
             where.function, where.line);
  }
  static void misuse(const char* text, Where where = Where::here()) {
    report(ErrorKind::lock_misuse, "", text, where.file, where.function,
           where.line);
  }
};

static_assert(kernel_platform<platform>);

}  // namespace vmalock::native
