// SPDX-License-Identifier: MIT
// The Relacy platform: cells and calls of the simulation, given their types.
//
// Orderings are looked up at run time in the table of the running program, so
// that a proposal or a mutant needs no recompiling.
#pragma once

#include <cstdint>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "harness/platform/kernel_platform.h"
#include "harness/platform/relacy/cell.h"
#include "harness/platform/relacy/runtime.h"

namespace vmalock::relacy {

template <class T>
concept cell_value = std::is_trivially_copyable_v<T> &&
                     sizeof(T) <= sizeof(std::uint64_t);

template <cell_value T>
std::uint64_t to_bits(T value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  return bits;
}

template <cell_value T>
T from_bits(std::uint64_t bits) {
  T value{};
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

template <class T>
constexpr Format format_of() {
  if constexpr (std::is_pointer_v<T>)
    return Format::pointer;
  else if constexpr (std::is_same_v<T, bool>)
    return Format::boolean;
  else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>)
    return sizeof(T) == 8 ? Format::signed64 : Format::signed32;
  else
    return Format::number;
}

template <ordering_source S>
Ordering order_of() {
  if constexpr (S::index == no_site)
    return S::default_order;
  else
    return runtime.orderings[S::index];
}

template <class T, ordering_source S>
Access access_of(Where where) {
  return {order_of<S>(), S::index, format_of<T>(), where};
}

/// f: T -> std::optional<T>, borrowed for the time of one access.
template <class T, class F>
UpdateRef update_ref(F& f) {
  return {const_cast<void*>(static_cast<const void*>(&f)),
          [](void* object, std::uint64_t old, std::uint64_t* next) {
            const std::optional<T> value =
                (*static_cast<F*>(object))(from_bits<T>(old));
            if (value) *next = to_bits<T>(*value);
            return value.has_value();
          }};
}

using Plain = FixedOrdering<Ordering::plain>;

template <cell_value T>
class shared {
 public:
  shared() : cell_(nullptr) {}
  // NOLINTNEXTLINE: implicit on purpose, arrays of cells are written {0, 0}
  shared(T init, const char* name = nullptr) : cell_(to_bits(init), name) {}
  shared(Uninitialised, const char* name) : cell_(name) {}

  template <ordering_source S = Plain>
  T load(S = {}, Where where = Where::here()) const {
    return from_bits<T>(cell_.load(access_of<T, S>(where)));
  }

  template <ordering_source S = Plain>
  void store(T value, S = {}, Where where = Where::here()) {
    cell_.store(to_bits(value), access_of<T, S>(where));
  }

  template <ordering_source S>
  T exchange(T value, S source, Where where = Where::here()) {
    return rmw([=](T) { return value; }, source, where);
  }
  template <ordering_source S>
  T fetch_add(T value, S source, Where where = Where::here()) {
    return rmw([=](T old) { return wrap(bits(old) + bits(value)); }, source,
               where);
  }
  template <ordering_source S>
  T fetch_sub(T value, S source, Where where = Where::here()) {
    return rmw([=](T old) { return wrap(bits(old) - bits(value)); }, source,
               where);
  }
  template <ordering_source S>
  T fetch_or(T value, S source, Where where = Where::here()) {
    return rmw([=](T old) { return wrap(bits(old) | bits(value)); }, source,
               where);
  }
  template <ordering_source S>
  T fetch_and(T value, S source, Where where = Where::here()) {
    return rmw([=](T old) { return wrap(bits(old) & bits(value)); }, source,
               where);
  }

  template <class F, ordering_source S>
  Updated<T> update(F&& f, S, Where where = Where::here()) {
    const Cell::Updated result =
        cell_.update(update_ref<T>(f), access_of<T, S>(where));
    return {from_bits<T>(result.old), result.done};
  }

  template <class F, ordering_source S>
  T await(F&& predicate, S, Where where = Where::here()) {
    auto condition = [&predicate](T value) -> std::optional<T> {
      if (!predicate(value)) return std::nullopt;
      return value;
    };
    return from_bits<T>(
        cell_.await(update_ref<T>(condition), access_of<T, S>(where)));
  }

  template <class F, ordering_source S>
  T await_update(F&& f, S, Where where = Where::here()) {
    return from_bits<T>(
        cell_.await_update(update_ref<T>(f), access_of<T, S>(where)));
  }

 private:
  /// Arithmetic wraps around, as the kernel's does.
  static std::uint64_t bits(T value) { return to_bits(value); }
  static T wrap(std::uint64_t value) { return from_bits<T>(value); }

  template <class F, ordering_source S>
  T rmw(F next, S, Where where) {
    auto f = [&next](T old) { return std::optional<T>(next(old)); };
    return from_bits<T>(cell_.rmw(update_ref<T>(f), access_of<T, S>(where)));
  }

  mutable Cell cell_;
};

template <cell_value T>
class plain {
 public:
  plain() : cell_(nullptr) {}
  // NOLINTNEXTLINE: implicit on purpose, arrays of cells are written {0, 0}
  plain(T init, const char* name = nullptr) : cell_(to_bits(init), name) {}

  T load(Where where = Where::here()) const {
    return from_bits<T>(cell_.load(access_of<T, Plain>(where)));
  }
  void store(T value, Where where = Where::here()) {
    cell_.store(to_bits(value), access_of<T, Plain>(where));
  }

 private:
  mutable PlainCell cell_;
};

struct platform {
  template <class T>
  using shared = relacy::shared<T>;
  template <class T>
  using plain = relacy::plain<T>;

  static constexpr unsigned main_thread = ~0u;

  template <ordering_source S>
  static void fence(S, Where where = Where::here()) {
    relacy::fence({order_of<S>(), S::index, Format::number, where});
  }

  static void rcu_read_lock(Where = Where::here()) {
    runtime.rcu.read_lock(current_thread());
  }
  static void rcu_read_unlock(Where where = Where::here()) {
    runtime.rcu.read_unlock(current_thread(), where);
  }
  static void synchronize_rcu(Where where = Where::here()) {
    runtime.rcu.synchronize(current_thread(), where);
  }
  template <class T>
  static void call_rcu(void (*function)(T*), T* object, Where = Where::here()) {
    runtime.rcu.call(
        [](void* f, void* p) {
          reinterpret_cast<void (*)(T*)>(f)(static_cast<T*>(p));
        },
        reinterpret_cast<void*>(function), object);
  }

  template <class T, class... Args>
  static T* alloc(Args&&... args) {
    static_assert(alignof(T) <= 16);
    void* memory = allocate(sizeof(T));
    if constexpr (std::is_constructible_v<T, Args...>)
      return new (memory) T(std::forward<Args>(args)...);
    else
      return new (memory) T{std::forward<Args>(args)...};
  }
  template <class T>
  static void free(T* p, Where where = Where::here()) {
    if (!p) return;
    if (!runtime.memory.release(p))
      fail(ErrorKind::double_free, "object freed that is not allocated", where);
    const Freeing mark(where);
    p->~T();
  }

  static bool branch(bool condition) { return condition; }
  template <class R>
  static R loop_ends(R result) {
    return result;
  }
  static bool through_pointer() { return true; }

  static unsigned thread_index() {
    return runtime.sequential ? main_thread : current_thread();
  }
  static unsigned choose(unsigned n, Where = Where::here()) {
    return relacy::choose(n);
  }
  static void observe(const char* name, unsigned index, std::int64_t value,
                      Where = Where::here()) {
    runtime.observed.push_back({name, index, value});
  }
  static void require(bool condition, const char* id, const char* text,
                      Where where = Where::here()) {
    if (!condition) [[unlikely]]
      fail(ErrorKind::failed_requirement, std::string(id) + ": " + text, where);
  }
  static void misuse(const char* text, Where where = Where::here()) {
    fail(ErrorKind::lock_misuse, text, where);
  }
};

static_assert(kernel_platform<platform>);

}  // namespace vmalock::relacy
