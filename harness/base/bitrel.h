// SPDX-License-Identifier: MIT
// Sets of events and binary relations over events as bit matrices, so that a
// memory model can be written as its .cat file is: r1 | r2, r1 & r2, r1 ; r2,
// r^-1, r+, [S] ; r, acyclic r.
//
// A row is `words` words of 64 events. `Relation` has one word: enough for
// litmus tests and for comparing an explorer with exhaustive enumeration. A
// model that is asked about larger graphs is a template over `words`.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/base/check.h"

namespace vmalock {

inline constexpr std::size_t max_rel_events = 64;

/// A set of events.
template <std::size_t words>
class BasicEventSet {
 public:
  static constexpr std::size_t capacity = words * 64;

  /// The events from `begin` on, without `end`.
  static BasicEventSet range(std::size_t begin, std::size_t end) {
    CHECK(begin <= end && end <= capacity);
    BasicEventSet set;
    for (std::size_t w = 0; w < words; ++w)
      set.bits_[w] = below(end, w) & ~below(begin, w);
    return set;
  }

  void add(std::size_t e) {
    CHECK(e < capacity);
    bits_[e / 64] |= std::uint64_t{1} << e % 64;
  }
  bool has(std::size_t e) const { return (bits_[e / 64] >> e % 64 & 1u) != 0; }
  bool empty() const {
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < words; ++w) any |= bits_[w];
    return any == 0;
  }
  std::size_t size() const {
    std::size_t count = 0;
    for (std::size_t w = 0; w < words; ++w)
      count += static_cast<std::size_t>(std::popcount(bits_[w]));
    return count;
  }
  /// Calls visit(event) for each event, lowest first.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t w = 0; w < words; ++w)
      for (std::uint64_t rest = bits_[w]; rest != 0; rest &= rest - 1)
        visit(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
  }

  BasicEventSet& operator|=(const BasicEventSet& b) {
    for (std::size_t w = 0; w < words; ++w) bits_[w] |= b.bits_[w];
    return *this;
  }
  BasicEventSet& operator&=(const BasicEventSet& b) {
    for (std::size_t w = 0; w < words; ++w) bits_[w] &= b.bits_[w];
    return *this;
  }
  BasicEventSet& operator-=(const BasicEventSet& b) {
    for (std::size_t w = 0; w < words; ++w) bits_[w] &= ~b.bits_[w];
    return *this;
  }
  friend BasicEventSet operator|(BasicEventSet a, const BasicEventSet& b) {
    return a |= b;
  }
  friend BasicEventSet operator&(BasicEventSet a, const BasicEventSet& b) {
    return a &= b;
  }
  friend BasicEventSet operator-(BasicEventSet a, const BasicEventSet& b) {
    return a -= b;
  }
  friend bool operator==(const BasicEventSet&, const BasicEventSet&) = default;

 private:
  std::array<std::uint64_t, words> bits_{};

  /// Word w of the set of events below `end`.
  static constexpr std::uint64_t below(std::size_t end, std::size_t w) {
    if (end >= (w + 1) * 64) return ~std::uint64_t{0};
    return end <= w * 64 ? 0 : (std::uint64_t{1} << end % 64) - 1;
  }
};

/// A binary relation over the events 0 .. size()-1.
template <std::size_t words>
class BasicRelation {
 public:
  using Set = BasicEventSet<words>;

  explicit BasicRelation(std::size_t events) : size_(events) {
    CHECK(events <= Set::capacity);
  }

  /// id
  static BasicRelation identity(std::size_t events) {
    BasicRelation out(events);
    for (std::size_t i = 0; i < events; ++i) out.rows_[i].add(i);
    return out;
  }

  std::size_t size() const { return size_; }
  void add(std::size_t from, std::size_t to) {
    CHECK(from < size_ && to < size_);
    rows_[from].add(to);
  }
  void add(std::size_t from, const Set& to) { rows_[from] |= to; }
  bool has(std::size_t from, std::size_t to) const {
    return rows_[from].has(to);
  }
  const Set& successors(std::size_t from) const { return rows_[from]; }
  bool empty() const {
    for (std::size_t i = 0; i < size_; ++i)
      if (!rows_[i].empty()) return false;
    return true;
  }
  std::size_t pairs() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < size_; ++i) count += rows_[i].size();
    return count;
  }

  /// r1 | r2, r1 & r2, r1 \ r2
  friend BasicRelation operator|(BasicRelation a, const BasicRelation& b) {
    CHECK(a.size_ == b.size_);
    for (std::size_t i = 0; i < a.size_; ++i) a.rows_[i] |= b.rows_[i];
    return a;
  }
  friend BasicRelation operator&(BasicRelation a, const BasicRelation& b) {
    CHECK(a.size_ == b.size_);
    for (std::size_t i = 0; i < a.size_; ++i) a.rows_[i] &= b.rows_[i];
    return a;
  }
  friend BasicRelation operator-(BasicRelation a, const BasicRelation& b) {
    CHECK(a.size_ == b.size_);
    for (std::size_t i = 0; i < a.size_; ++i) a.rows_[i] -= b.rows_[i];
    return a;
  }
  /// r1 ; r2
  friend BasicRelation operator*(const BasicRelation& a,
                                 const BasicRelation& b) {
    CHECK(a.size_ == b.size_);
    BasicRelation out(a.size_);
    for (std::size_t i = 0; i < a.size_; ++i)
      a.rows_[i].for_each([&](std::size_t j) { out.rows_[i] |= b.rows_[j]; });
    return out;
  }
  /// [S] ; r
  friend BasicRelation operator*(const Set& from, BasicRelation r) {
    for (std::size_t i = 0; i < r.size_; ++i)
      if (!from.has(i)) r.rows_[i] = Set();
    return r;
  }
  /// r ; [S]
  friend BasicRelation operator*(BasicRelation r, const Set& to) {
    for (std::size_t i = 0; i < r.size_; ++i) r.rows_[i] &= to;
    return r;
  }
  friend bool operator==(const BasicRelation& a, const BasicRelation& b) {
    return a.size_ == b.size_ &&
           std::equal(a.rows_.begin(), a.rows_.begin() + a.size_,
                      b.rows_.begin());
  }

  /// r^-1
  BasicRelation inverse() const {
    BasicRelation out(size_);
    for (std::size_t i = 0; i < size_; ++i)
      rows_[i].for_each([&](std::size_t j) { out.rows_[j].add(i); });
    return out;
  }
  /// r+, by Warshall's algorithm, a row at a time.
  BasicRelation transitive_closure() const {
    BasicRelation out = *this;
    for (std::size_t via = 0; via < size_; ++via)
      for (std::size_t i = 0; i < size_; ++i)
        if (out.rows_[i].has(via)) out.rows_[i] |= out.rows_[via];
    return out;
  }
  /// r?  = r | id
  BasicRelation optional() const {
    BasicRelation out = *this;
    for (std::size_t i = 0; i < size_; ++i) out.rows_[i].add(i);
    return out;
  }
  /// r*  = r+ | id
  BasicRelation star() const { return transitive_closure().optional(); }
  bool irreflexive() const {
    for (std::size_t i = 0; i < size_; ++i)
      if (rows_[i].has(i)) return false;
    return true;
  }
  bool acyclic() const { return transitive_closure().irreflexive(); }
  /// The events of one shortest cycle in order (each is related to the next,
  /// the last to the first), or nothing if there is none.
  std::vector<std::size_t> find_cycle() const;

 private:
  std::size_t size_;
  std::array<Set, Set::capacity> rows_;
};

using EventSet = BasicEventSet<1>;
using Relation = BasicRelation<1>;

/// id
inline Relation identity(std::size_t events) {
  return Relation::identity(events);
}
/// [S]
template <std::size_t words>
BasicRelation<words> identity_on(const BasicEventSet<words>& set,
                                 std::size_t events) {
  BasicRelation<words> out(events);
  set.for_each([&](std::size_t i) { out.add(i, i); });
  return out;
}
/// S1 * S2 of a .cat file
template <std::size_t words>
BasicRelation<words> product(const BasicEventSet<words>& from,
                             const BasicEventSet<words>& to,
                             std::size_t events) {
  BasicRelation<words> out(events);
  from.for_each([&](std::size_t i) { out.add(i, to); });
  return out;
}

}  // namespace vmalock
