// SPDX-License-Identifier: MIT
// The dependencies that an access of a thread has on earlier reads of the same
// thread, as the Linux-kernel memory model uses them.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "harness/graph/clock.h"
#include "harness/graph/execution.h"

namespace vmalock::graph {

/// A set of events of one thread, by their index (from 1); mostly of reads.
class Reads {
 public:
  static constexpr int capacity = 256;

  static Reads of(Index index) {
    Reads r;
    const auto i = static_cast<unsigned>(index);
    r.bits_[i / 64] |= std::uint64_t{1} << i % 64;
    return r;
  }
  /// The first `last` events.
  static Reads up_to(Index last) {
    Reads r;
    const auto end = static_cast<unsigned>(last) + 1;
    for (unsigned w = 0; w < words && end > w * 64; ++w)
      r.bits_[w] = end - w * 64 >= 64 ? ~std::uint64_t{0}
                                      : (std::uint64_t{1} << end % 64) - 1;
    r.bits_[0] &= ~std::uint64_t{1};
    return r;
  }
  Reads& operator|=(const Reads& b) {
    for (std::size_t w = 0; w < words; ++w) bits_[w] |= b.bits_[w];
    return *this;
  }
  friend Reads operator|(Reads a, const Reads& b) { return a |= b; }
  friend Reads operator&(Reads a, const Reads& b) {
    for (std::size_t w = 0; w < words; ++w) a.bits_[w] &= b.bits_[w];
    return a;
  }
  Reads without(const Reads& b) const {
    Reads r = *this;
    for (std::size_t w = 0; w < words; ++w) r.bits_[w] &= ~b.bits_[w];
    return r;
  }
  friend bool operator==(const Reads&, const Reads&) = default;
  bool has(Index index) const {
    const auto i = static_cast<unsigned>(index);
    return (bits_[i / 64] >> i % 64 & 1u) != 0;
  }
  /// The last of them; 0: none.
  Index last() const {
    for (std::size_t w = words; w-- > 0;)
      if (bits_[w] != 0)
        return static_cast<Index>(
            w * 64 + 63 - static_cast<std::size_t>(std::countl_zero(bits_[w])));
    return 0;
  }
  bool empty() const {
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < words; ++w) any |= bits_[w];
    return any == 0;
  }
  /// Calls visit(index) for each, oldest first.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t w = 0; w < words; ++w)
      for (std::uint64_t rest = bits_[w]; rest != 0; rest &= rest - 1)
        visit(static_cast<Index>(
            w * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
  }

 private:
  static constexpr std::size_t words = capacity / 64;
  std::array<std::uint64_t, words> bits_{};
};

struct Dependencies {
  Reads addr;
  Reads data;
  Reads ctrl;
  /// What a conditional RMW writes is computed from what it reads itself. Not
  /// so the loop that the kernel has in its place: that has read the value
  /// before, perhaps from another write.
  bool own = false;
  /// What it is beyond its kind and ordering; of an RMW that fails: nothing.
  Mark mark = Mark::none;
  bool locked = false;  ///< Label
};

}  // namespace vmalock::graph
