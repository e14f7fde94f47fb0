// SPDX-License-Identifier: MIT
// Sites: every shared access of a lock implementation is a named row that
// says which ordering it has, what it pairs with and why. The row is the only
// place that says the ordering.
//
//   inline constexpr std::array sites = {
//       SiteRow{"reader_inc", Primitive::rmw_if, Ordering::acquire,
//               "writer_exit", "vm_lock_seq must be re-read after the count"},
//   };
//   template <FixedString Name>
//   inline constexpr auto at = site<sites, Name, kernel_site_count>;
//   ...
//   refcount_inc_not_zero(&vma->vm_refcnt, at<"reader_inc">)
//
// A site is an empty type, so on the native platform its ordering is a compile
// time constant. Platforms that can change orderings look up Site::index in
// the ordering table of the running program. A misspelt name does not compile.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "harness/base/ordering.h"

namespace vmalock {

/// What a site does. It decides which orderings the row may be set to.
enum class Primitive : std::uint8_t {
  load,
  store,
  rmw,     ///< unconditional read-modify-write
  rmw_if,  ///< conditional RMW (inc_not_zero, trylock, cmpxchg): the ordering
           ///< is that of success; a failure has no ordering
  await,   ///< load repeated until its value satisfies a predicate
  fence,
};

inline constexpr std::array<std::string_view, 6> primitive_names = {
    "load", "store", "rmw", "rmw_if", "await", "fence"};

constexpr std::string_view name(Primitive p) {
  return primitive_names[static_cast<std::size_t>(p)];
}

namespace detail {
using enum Ordering;
inline constexpr Ordering load_orderings[] = {plain, relaxed, ctrl,
                                              addr,  acquire, seq_cst};
inline constexpr Ordering store_orderings[] = {plain, relaxed, release,
                                               seq_cst};
inline constexpr Ordering rmw_orderings[] = {relaxed, acquire, release, acq_rel,
                                             seq_cst};
inline constexpr Ordering await_orderings[] = {relaxed, ctrl, acquire, seq_cst};
inline constexpr Ordering fence_orderings[] = {
    none, rmb, wmb, acquire_fence, release_fence, acq_rel_fence, mb};
}  // namespace detail

/// Orderings that a primitive can have, weakest first.
constexpr std::span<const Ordering> legal_orderings(Primitive p) {
  switch (p) {
    case Primitive::load:
      return detail::load_orderings;
    case Primitive::store:
      return detail::store_orderings;
    case Primitive::rmw:
    case Primitive::rmw_if:
      return detail::rmw_orderings;
    case Primitive::await:
      return detail::await_orderings;
    case Primitive::fence:
      return detail::fence_orderings;
  }
  return {};
}

constexpr bool is_legal(Primitive p, Ordering o) {
  const auto legal = legal_orderings(p);
  return std::find(legal.begin(), legal.end(), o) != legal.end();
}

/// Whether the kernel has a primitive with this ordering: lkmm has no word for
/// the others.
constexpr bool kernel_has(Primitive p, Ordering o) {
  if (p == Primitive::load || p == Primitive::await)
    return o != Ordering::seq_cst;
  return o != Ordering::release_fence && o != Ordering::acq_rel_fence;
}

/// One row of an ordering table. All strings live as long as the program.
struct SiteRow {
  std::string_view name;
  Primitive primitive;
  Ordering order;               ///< the ordering of the version as released
  std::string_view pairs_with;  ///< partner site(s), or "-"
  std::string_view why;         ///< what breaks without it, or why none needed
  /// "mm/mmap_lock.c:262": of rows that have a line of their own, another name.
  std::string_view place{};
};

/// A string literal as template argument.
template <std::size_t N>
struct FixedString {
  char text[N]{};
  // NOLINTNEXTLINE: implicit on purpose, at<"name"> must work
  consteval FixedString(const char (&s)[N]) { std::copy_n(s, N, text); }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

/// Index of an access that has no row (cases, tests): its ordering is fixed.
inline constexpr std::uint16_t no_site = 0xffff;

/// A source of an ordering: a Site (a row that can be changed) or a
/// FixedOrdering. `K::order(source)` of a platform says what applies.
template <class S>
concept ordering_source = requires {
  { S::index } -> std::convertible_to<std::uint16_t>;
  { S::default_order } -> std::convertible_to<Ordering>;
};

template <const auto& Rows, std::size_t Row, std::size_t Base>
struct Site {
  static_assert(is_legal(Rows[Row].primitive, Rows[Row].order),
                "this primitive cannot have this ordering");
  static constexpr std::uint16_t index = static_cast<std::uint16_t>(Base + Row);
  static constexpr Ordering default_order = Rows[Row].order;
  static constexpr const SiteRow& row = Rows[Row];
};

template <Ordering O>
struct FixedOrdering {
  static constexpr std::uint16_t index = no_site;
  static constexpr Ordering default_order = O;
};

/// Orderings for code that owns no row (cases, tests, benchmarks).
namespace order {
inline constexpr FixedOrdering<Ordering::plain> plain{};
inline constexpr FixedOrdering<Ordering::relaxed> relaxed{};
inline constexpr FixedOrdering<Ordering::ctrl> ctrl{};
inline constexpr FixedOrdering<Ordering::addr> addr{};
inline constexpr FixedOrdering<Ordering::acquire> acquire{};
inline constexpr FixedOrdering<Ordering::release> release{};
inline constexpr FixedOrdering<Ordering::acq_rel> acq_rel{};
inline constexpr FixedOrdering<Ordering::seq_cst> seq_cst{};
inline constexpr FixedOrdering<Ordering::mb> mb{};
inline constexpr FixedOrdering<Ordering::rmb> rmb{};
inline constexpr FixedOrdering<Ordering::wmb> wmb{};
inline constexpr FixedOrdering<Ordering::acquire_fence> acquire_fence{};
inline constexpr FixedOrdering<Ordering::release_fence> release_fence{};
}  // namespace order

/// Position of the row called `name`; not found is a compile error.
template <std::size_t N>
consteval std::size_t row_of(const std::array<SiteRow, N>& rows,
                             std::string_view name) {
  for (std::size_t i = 0; i < N; ++i)
    if (rows[i].name == name) return i;
  throw "no row of this name in the ordering table";
}

/// Base: number of sites in front of this table in the program's flat table
/// (0 for the kernel facilities' table, kernel_site_count for a lock's).
template <const auto& Rows, FixedString Name, std::size_t Base>
inline constexpr Site<Rows, row_of(Rows, Name.view()), Base> site{};

}  // namespace vmalock
