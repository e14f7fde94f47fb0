// Cells of the model platform: every access is a call of the explorer.
//
// A cell holds no value, only its name in the explorer's graph; its value
// depends on the execution that is being built.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>

#include "harness/explore/runtime.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::model {

/// Orderings of the program that this OS thread explores (engine.cc sets it).
inline thread_local const Ordering* orderings = nullptr;

/// What the table says for a site; code without a row has a fixed ordering.
template <ordering_source S>
Ordering order_of(S) {
  if constexpr (S::index == no_site)
    return S::default_order;
  else
    return orderings[S::index];
}

template <ordering_source S>
explore::Access access_at(S, const Where& where) {
  return {S::index, where};
}

/// Values as the explorer knows them: zero-extended, and pointers relative to
/// its arena, so that they are the same in every process.
template <class T>
explore::Value encode(T value) {
  static_assert(sizeof(T) <= sizeof(explore::Value));
  if constexpr (std::is_pointer_v<T>) {
    return explore::encode_pointer(value);
  } else {
    static_assert(std::is_trivially_copyable_v<T>);
    explore::Value bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return bits;
  }
}

template <class T>
T decode(explore::Value bits) {
  if constexpr (std::is_pointer_v<T>) {
    return static_cast<T>(explore::decode_pointer(bits));
  } else {
    T value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
}
static_assert(std::endian::native == std::endian::little,
              "encode() takes the low bytes");

using Plain = FixedOrdering<Ordering::plain>;

template <class T>
class shared {
 public:
  shared() : location_(explore::new_location(sizeof(T), {}, "cell", this)) {}
  // NOLINTNEXTLINE: implicit on purpose, arrays of cells are written {0, 0}
  shared(T init, const char* name = "cell")
      : location_(explore::new_location(sizeof(T), encode(init), name, this)) {}
  shared(const shared&) = delete;
  shared& operator=(const shared&) = delete;

  template <ordering_source S = Plain>
  T load(S source = {}, Where where = Where::here()) const {
    return decode<T>(
        explore::load(location_, order_of(source), access_at(source, where)));
  }
  template <ordering_source S = Plain>
  void store(T value, S source = {}, Where where = Where::here()) {
    explore::store(location_, encode(value), order_of(source),
                   access_at(source, where));
  }

  template <ordering_source S>
  T exchange(T value, S source, Where where = Where::here()) {
    return rmw(explore::RmwOp::exchange, value, source, where);
  }
  template <ordering_source S>
  T fetch_add(T value, S source, Where where = Where::here()) {
    return rmw(explore::RmwOp::add, value, source, where);
  }
  template <ordering_source S>
  T fetch_sub(T value, S source, Where where = Where::here()) {
    return rmw(explore::RmwOp::sub, value, source, where);
  }
  template <ordering_source S>
  T fetch_or(T value, S source, Where where = Where::here()) {
    return rmw(explore::RmwOp::bit_or, value, source, where);
  }
  template <ordering_source S>
  T fetch_and(T value, S source, Where where = Where::here()) {
    return rmw(explore::RmwOp::bit_and, value, source, where);
  }

  /// A failure is a relaxed read, whatever the row says for success.
  template <class F, ordering_source S>
  Updated<T> update(F&& f, S source, Where where = Where::here()) {
    const auto next = encoded(f);
    const explore::CasResult result =
        explore::update(location_, next, order_of(source), Ordering::relaxed,
                        access_at(source, where));
    return {decode<T>(result.old), result.done};
  }
  template <class F, ordering_source S>
  T await(F&& predicate, S source, Where where = Where::here()) {
    const auto holds = [&predicate](explore::Value v) {
      return static_cast<bool>(predicate(decode<T>(v)));
    };
    return decode<T>(explore::await(location_, holds, order_of(source),
                                    access_at(source, where)));
  }
  template <class F, ordering_source S>
  T await_update(F&& f, S source, Where where = Where::here()) {
    const auto next = encoded(f);
    return decode<T>(explore::await_update(location_, next, order_of(source),
                                           access_at(source, where)));
  }

 private:
  template <ordering_source S>
  T rmw(explore::RmwOp op, T operand, S source, const Where& where) {
    return decode<T>(explore::rmw(location_, op, encode(operand),
                                  order_of(source), access_at(source, where)));
  }
  template <class F>
  static auto encoded(F& f) {
    return [&f](explore::Value old) -> std::optional<explore::Value> {
      const std::optional<T> next = f(decode<T>(old));
      if (!next) return std::nullopt;
      return encode(*next);
    };
  }

  explore::Location location_;
};

template <class T>
class plain {
 public:
  plain() : cell_(explore::new_plain({}, "cell", this)) {}
  // NOLINTNEXTLINE: implicit on purpose, arrays of cells are written {0, 0}
  plain(T init, const char* name = "cell")
      : cell_(explore::new_plain(encode(init), name, this)) {}
  plain(const plain&) = delete;
  plain& operator=(const plain&) = delete;

  T load(Where where = Where::here()) const {
    return decode<T>(explore::plain_load(cell_, {no_site, where}));
  }
  void store(T value, Where where = Where::here()) {
    explore::plain_store(cell_, encode(value), {no_site, where});
  }

 private:
  explore::PlainCell cell_;
};

}  // namespace vmalock::model
