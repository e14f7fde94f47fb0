// SPDX-License-Identifier: MIT
// The platform interface: what a lock implementation and a case may use.
//
// A platform K supplies cells, fences, waiting, RCU, memory, and the calls by
// which a case talks to its engine. Implementations and cases are templates
// over K and never name a platform. Loaded values are kept in `auto`: the
// model's carry dependencies (model/loaded.h), the others' are plain.
//
// Every access takes an ordering source (a site of an ordering table, or an
// `order::` constant) and, as its last parameter, `Where where =
// Where::here()`: kernel-named wrappers pass the caller's place through.
//
//   K::shared<T>   a cell that marked accesses reach (T: integral, bool, enum
//                  or pointer, at most 64 bits). Default ordering source of the
//                  plain accesses of the same cell: order::plain.
//     T    load(src)            READ_ONCE, smp_load_acquire, or plain
//     void store(v, src)        WRITE_ONCE, smp_store_release, or plain
//     T    exchange(v, src)
//     T    fetch_add(v, src), fetch_sub(v, src), fetch_or(v, src),
//          fetch_and(v, src)    all return the old value
//     Updated<T> update(f, src) conditional RMW as one event: f(old) returns
//                               std::optional<T>; empty means "leave it", and
//                               then the access is a relaxed read. f is pure.
//     T    await(pred, src)     blocks until pred(value); pred is pure
//     T    await_update(f, src) blocks until f(old) has a value, stores it;
//                               returns the old value (a sleeping lock)
//   K::plain<T>    never accessed with a mark: load() and store(v). Conflicting
//                  accesses that are not ordered are a data race; a read of a
//                  never-written cell is an error. Any trivially copyable T of
//                  at most 64 bits. Both kinds of cell may be built with an
//                  initial value; shared with `uninitialised`, too.
//
//   K::fence(src)                     smp_mb, smp_rmb, smp_wmb, ... by the row
//   K::rcu_read_lock/unlock(), K::synchronize_rcu()
//   K::call_rcu(fn, p)                fn(p) after a grace period;
//                                     fn: void(*)(T*)
//   K::alloc<T>(args...) -> T*        memory of the case; K::free(p). Access to
//                                     freed memory is an error; so is a leak.
//   K::branch(condition)              the condition of an `if` on which later
//                                     accesses have a control dependency; the
//                                     object lives as long as the branch does:
//                                     if (const auto taken = K::branch(c)) …
//   K::loop_ends(updated)             its argument, the result of an update
//                                   that stands for a retry loop: the loop
//                                   ends by what was read, so all that follows
//                                   in the thread has a control dependency on
//                                   it
//   K::through_pointer()            the accesses while the object lives are
//                                     through the pointer loaded last, which
//                                     leads to no allocated object (a row that
//                                     says addr knows the others)
//   K::thread_index()                 which thread of the program runs; in
//                                     before() and after(): K::main_thread
//   K::choose(n)                      explored value in [0, n)
//   K::observe(name, index, value)    one component of the outcome, called
//                                     name[index]; last value of a run counts
//   K::require(cond, id, text)        property; id is a guarantee ("R-12")
//   K::misuse(text)                   a facility was used wrongly (double
//                                     unlock, attach twice, …): an error
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>

#include "harness/base/where.h"
#include "harness/platform/site.h"

namespace vmalock {

/// Result of a conditional RMW.
template <class T>
struct Updated {
  T old;
  bool done;  ///< the new value was stored
  explicit operator bool() const { return done; }
};

/// What a cell is made with that holds nothing yet, but has a name: a read
/// before the first store is an error.
struct Uninitialised {};
inline constexpr Uninitialised uninitialised{};

/// T::load, store and the RMWs, as they are described above.
template <class C, class T>
concept shared_cell = requires(C& c, T v) {
  { c.load(order::acquire) } -> std::convertible_to<T>;
  c.store(v, order::release);
  { c.exchange(v, order::acq_rel) } -> std::convertible_to<T>;
  { c.fetch_add(v, order::relaxed) } -> std::convertible_to<T>;
  { c.fetch_sub(v, order::release) } -> std::convertible_to<T>;
  { c.fetch_or(v, order::relaxed) } -> std::convertible_to<T>;
  { c.fetch_and(v, order::relaxed) } -> std::convertible_to<T>;
  {
    c.update([](T old) { return std::optional<T>(old); }, order::acquire).done
    } -> std::convertible_to<bool>;
  {
    c.await([](T) { return true; }, order::acquire)
    } -> std::convertible_to<T>;
  {
    c.await_update([](T old) { return std::optional<T>(old); }, order::acquire)
    } -> std::convertible_to<T>;
};

template <class C, class T>
concept plain_cell = requires(C& c, T v) {
  { c.load() } -> std::convertible_to<T>;
  c.store(v);
};

template <class K>
concept has_fences = requires {
  K::fence(order::mb);
};

template <class K>
concept has_rcu = requires(void (*fn)(int*), int* p) {
  K::rcu_read_lock();
  K::rcu_read_unlock();
  K::synchronize_rcu();
  K::call_rcu(fn, p);
};

template <class K>
concept has_memory = requires(int* p) {
  { K::template alloc<int>(1) } -> std::same_as<int*>;
  K::free(p);
};

template <class K>
concept has_branches = requires {
  {static_cast<bool>(K::branch(true))};
  {static_cast<bool>(K::through_pointer())};
  { K::loop_ends(Updated<int>{}).done } -> std::convertible_to<bool>;
};

template <class K>
concept talks_to_engine = requires {
  { K::thread_index() } -> std::convertible_to<unsigned>;
  { K::main_thread } -> std::convertible_to<unsigned>;
  { K::choose(2u) } -> std::convertible_to<unsigned>;
  K::observe("name", 0u, std::int64_t{1});
  K::require(true, "R-0", "text");
  K::misuse("text");
};

template <class K>
concept kernel_platform = shared_cell < typename K::template shared<unsigned>,
unsigned >
    &&shared_cell<typename K::template shared<int>, int>&&
        plain_cell<typename K::template plain<int>, int>&& has_fences<K>&&
            has_rcu<K>&& has_memory<K>&& has_branches<K>&& talks_to_engine<K>;

}  // namespace vmalock
