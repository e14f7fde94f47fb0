// SPDX-License-Identifier: MIT
// The model platform: every shared access becomes an event of the explorer's
// execution graph. Orderings come from the running program's ordering table, so
// they can be changed without recompiling.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "harness/base/check.h"
#include "harness/explore/runtime.h"
#include "harness/platform/kernel_platform.h"
#include "harness/platform/model/loaded.h"
#include "harness/platform/program.h"

namespace vmalock::model {

/// The ordering table of the program that runs on this thread.
extern thread_local const Ordering* active_orderings;
/// A flag for each site: whether the program that runs on this thread has
/// looked its ordering up.
extern thread_local std::uint8_t* active_reached;

/// A literal is kept as long as the program runs.
inline constexpr const char* unnamed = "";

template <ordering_source S>
Ordering order_of(S) {
  if constexpr (S::index == no_site) {
    return S::default_order;
  } else {
    active_reached[S::index] = 1;
    return active_orderings[S::index];
  }
}

template <ordering_source S>
explore::Access access(S, Where where,
                       const explore::Dependencies* from = nullptr) {
  return {S::index, where, from};
}

/// A T as the explorer keeps it: zero-extended, pointers independent of where
/// this process put the memory.
template <class T>
explore::Value to_value(T v) {
  static_assert(sizeof(T) <= sizeof(explore::Value));
  static_assert(std::is_trivially_copyable_v<T>);
  if constexpr (std::is_pointer_v<T>) {
    return explore::encode_pointer(v);
  } else {
    explore::Value value = 0;
    std::memcpy(&value, &v, sizeof v);  // little-endian: the low bytes
    return value;
  }
}
static_assert(std::endian::native == std::endian::little);

template <class T>
T from_value(explore::Value value) {
  if constexpr (std::is_pointer_v<T>) {
    return static_cast<T>(explore::decode_pointer(value));
  } else {
    T v;
    std::memcpy(&v, &value, sizeof v);
    return v;
  }
}

/// The newest read of the running thread.
inline explore::Reads read_now() {
  return explore::tracks_dependencies() ? explore::last_read()
                                        : explore::Reads();
}

/// What the newest read of the running thread returned.
template <class T>
Value<T> just_read(explore::Value value) {
  if constexpr (std::is_pointer_v<T>)
    return from_value<T>(value);
  else
    return {from_value<T>(value), read_now()};
}

/// Of an access that stores v.
template <class U>
explore::Dependencies stores(const loaded<U>& v) {
  explore::Dependencies d;
  d.data = v.reads();
  return d;
}

template <ordering_source S>
void refuse_seq_cst(S s, const char* what) {
  if (order_of(s) == Ordering::seq_cst && explore::tracks_dependencies())
    user_error(std::string("the kernel has no seq_cst ") + what +
               "; write acquire, and a fence, under lkmm");
}

using Plain = FixedOrdering<Ordering::plain>;

/// A cell that marked and plain accesses reach.
template <class T>
class shared {
 public:
  shared() : cell_(make(std::nullopt, unnamed)) {}
  // NOLINTNEXTLINE: implicit on purpose, arrays of cells are written {0, 0}
  shared(T init, const char* name = unnamed)
      : cell_(make(to_value(init), name)) {}
  shared(Uninitialised, const char* name) : cell_(make(std::nullopt, name)) {}
  shared(const shared&) = delete;
  shared& operator=(const shared&) = delete;

  template <ordering_source S = Plain>
  Value<T> load(S s = {}, Where where = Where::here()) const {
    refuse_seq_cst(s, "load");
    return just_read<T>(explore::load(cell_, order_of(s), access(s, where)));
  }
  template <ordering_source S = Plain>
  void store(T v, S s = {}, Where where = Where::here()) {
    store(v, s, where, nullptr);
  }
  template <class U, ordering_source S = Plain>
  void store(const loaded<U>& v, S s = {}, Where where = Where::here()) {
    const explore::Dependencies from = stores(v);
    store(static_cast<T>(v.value()), s, where, &from);
  }

  template <ordering_source S>
  Value<T> exchange(T v, S s, Where where = Where::here()) {
    return rmw(explore::RmwOp::exchange, v, s, where);
  }
  template <ordering_source S>
  Value<T> fetch_add(T v, S s, Where where = Where::here()) {
    return rmw(explore::RmwOp::add, v, s, where);
  }
  template <ordering_source S>
  Value<T> fetch_sub(T v, S s, Where where = Where::here()) {
    return rmw(explore::RmwOp::sub, v, s, where);
  }
  template <ordering_source S>
  Value<T> fetch_or(T v, S s, Where where = Where::here()) {
    return rmw(explore::RmwOp::bit_or, v, s, where);
  }
  template <ordering_source S>
  Value<T> fetch_and(T v, S s, Where where = Where::here()) {
    return rmw(explore::RmwOp::bit_and, v, s, where);
  }

  template <class F, ordering_source S>
  updated<T> update(F&& f, S s, Where where = Where::here()) {
    const auto next = [&f](explore::Value old) { return apply(f, old); };
    const explore::CasResult r = explore::update(
        cell_, next, rmw_order(s), Ordering::relaxed, access(s, where));
    const updated<T> result{just_read<T>(r.old), {r.done, read_now()}};
    // A failed update is relaxed in the kernel, so only a success may be
    // surrounded by barriers; the one in front is left out.
    if (r.done) after_full_order(s, where);
    return result;
  }

  template <class F, ordering_source S>
  Value<T> await(F&& predicate, S s, Where where = Where::here()) {
    refuse_seq_cst(s, "await");
    const auto holds = [&predicate](explore::Value v) -> bool {
      return predicate(from_value<T>(v));
    };
    return just_read<T>(
        explore::await(cell_, holds, order_of(s), access(s, where)));
  }

  template <class F, ordering_source S>
  Value<T> await_update(F&& f, S s, Where where = Where::here()) {
    const auto next = [&f](explore::Value old) { return apply(f, old); };
    const Value<T> old = just_read<T>(
        explore::await_update(cell_, next, rmw_order(s), access(s, where)));
    after_full_order(s, where);
    return old;
  }

 private:
  explore::Location cell_;

  /// `from`: may be null.
  template <ordering_source S>
  void store(T v, S s, Where where, const explore::Dependencies* from) {
    // Under lkmm a seq_cst store is smp_store_mb().
    const bool mb =
        order_of(s) == Ordering::seq_cst && explore::tracks_dependencies();
    explore::store(cell_, to_value(v), mb ? Ordering::relaxed : order_of(s),
                   access(s, where, from));
    if (mb) explore::fence(Ordering::mb, access(s, where));
  }

  explore::Location make(std::optional<explore::Value> init,
                         const char* name) const {
    return explore::new_location(sizeof(T), init, name, this);
  }

  template <class F>
  static std::optional<explore::Value> apply(F& f, explore::Value old) {
    const std::optional<T> next = f(from_value<T>(old));
    if (!next) return std::nullopt;
    return to_value(*next);
  }

  /// A seq_cst RMW of the table is fully ordered in the kernel's sense: a full
  /// barrier on either side, which is more than C11's. With these barriers the
  /// RMW itself need not be SC. lkmm knows fully ordered RMWs.
  template <ordering_source S>
  Value<T> rmw(explore::RmwOp op, T v, S s, Where where) {
    if (needs_fences(s)) explore::fence(Ordering::mb, access(s, where));
    const Value<T> old = just_read<T>(
        explore::rmw(cell_, op, to_value(v), rmw_order(s), access(s, where)));
    after_full_order(s, where);
    return old;
  }
  template <ordering_source S>
  static bool needs_fences(S s) {
    return order_of(s) == Ordering::seq_cst && !explore::tracks_dependencies();
  }
  template <ordering_source S>
  static Ordering rmw_order(S s) {
    return needs_fences(s) ? Ordering::acq_rel : order_of(s);
  }
  template <ordering_source S>
  static void after_full_order(S s, Where where) {
    if (needs_fences(s)) explore::fence(Ordering::mb, access(s, where));
  }
};

/// A cell that is never accessed with a mark.
template <class T>
class plain {
 public:
  plain() : cell_(explore::new_plain(std::nullopt, unnamed, this)) {}
  // NOLINTNEXTLINE: implicit on purpose, arrays of cells are written {0, 0}
  plain(T init, const char* name = unnamed)
      : cell_(explore::new_plain(to_value(init), name, this)) {}
  plain(const plain&) = delete;
  plain& operator=(const plain&) = delete;

  Value<T> load(Where where = Where::here()) const {
    return just_read<T>(
        explore::plain_load(cell_, {explore::Access::no_site, where}));
  }
  void store(T v, Where where = Where::here()) {
    explore::plain_store(cell_, to_value(v), {explore::Access::no_site, where});
  }
  template <class U>
  void store(const loaded<U>& v, Where where = Where::here()) {
    const explore::Dependencies from = stores(v);
    explore::plain_store(cell_, to_value(static_cast<T>(v.value())),
                         {explore::Access::no_site, where, &from});
  }

 private:
  explore::PlainCell cell_;
};

struct platform {
  template <class T>
  using shared = model::shared<T>;
  template <class T>
  using plain = model::plain<T>;

  static constexpr unsigned main_thread = explore::main_thread;

  template <ordering_source S>
  static void fence(S s, Where where = Where::here()) {
    explore::fence(order_of(s), access(s, where));
  }

  static void rcu_read_lock(Where where = Where::here()) {
    explore::rcu_read_lock(at(where));
  }
  static void rcu_read_unlock(Where where = Where::here()) {
    explore::rcu_read_unlock(at(where));
  }
  static void synchronize_rcu(Where where = Where::here()) {
    explore::synchronize_rcu(at(where));
  }
  template <class T>
  static void call_rcu(void (*function)(T*), T* object,
                       Where where = Where::here()) {
    explore::call_rcu(
        [](void (*fn)(void*), void* p) {
          reinterpret_cast<void (*)(T*)>(fn)(static_cast<T*>(p));
        },
        reinterpret_cast<void (*)(void*)>(function), object, at(where));
  }

  /// The object is never destroyed: freeing it ends its life for the checker.
  template <class T, class... Args>
  static T* alloc(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    void* memory = explore::allocate(sizeof(T), alignof(T), "an object");
    if constexpr (std::is_constructible_v<T, Args...>)
      return new (memory) T(std::forward<Args>(args)...);
    else
      return new (memory) T{std::forward<Args>(args)...};
  }
  template <class T>
  static void free(T* p, Where where = Where::here()) {
    explore::release(p, at(where));
  }

  template <class T>
  static Branch branch(const T& condition) {
    return {static_cast<bool>(value_of(condition)), {{}, reads_of(condition)}};
  }
  template <class R>
  static R loop_ends(const R& result) {
    explore::keep_control(reads_of(result.done));
    return result;
  }
  static Branch through_pointer() { return {true, {read_now(), {}}}; }

  static unsigned thread_index() { return explore::thread_index(); }
  static unsigned choose(unsigned n, Where where = Where::here()) {
    return explore::choose(n, at(where));
  }
  static void observe(const char* name, unsigned index, std::int64_t value,
                      Where = Where::here()) {
    explore::observe(name, index, value);
  }
  static void require(bool condition, const char* id, const char* text,
                      Where where = Where::here()) {
    explore::require(condition, id, text, at(where));
  }
  static void misuse(const char* text, Where where = Where::here()) {
    explore::misuse(text, at(where));
  }

 private:
  static explore::Access at(Where where) {
    return {explore::Access::no_site, where};
  }
};

static_assert(kernel_platform<platform>);

}  // namespace vmalock::model
