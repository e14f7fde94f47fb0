// SPDX-License-Identifier: MIT
// Vector clocks over the threads of a program: for each thread the number of
// its events that are included, counting from 1. A clock is a few vectors of
// eight 16-bit lanes; only the lanes of existing threads are ever touched.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace vmalock::graph {

inline constexpr unsigned max_threads = 32;
inline constexpr unsigned lanes = 8;

using Index = std::int16_t;
inline constexpr int max_index = 32'000;

/// Eight lanes; baseline x86-64 has signed maximum and comparison for them.
using Block = Index __attribute__((vector_size(lanes * sizeof(Index))));

inline Block maximum(Block a, Block b) { return a > b ? a : b; }

/// A clock that does not belong to an event.
class Clock {
 public:
  Index operator[](unsigned thread) const {
    return blocks_[thread / lanes][thread % lanes];
  }
  void set(unsigned thread, Index value) {
    blocks_[thread / lanes][thread % lanes] = value;
  }
  Block* data() { return blocks_.data(); }
  const Block* data() const { return blocks_.data(); }

 private:
  std::array<Block, max_threads / lanes> blocks_{};
};

/// Clocks of a graph are `blocks` vectors long, wherever they are stored.
inline void copy(Block* to, const Block* from, unsigned blocks) {
  for (unsigned i = 0; i < blocks; ++i) to[i] = from[i];
}
inline void join(Block* to, const Block* from, unsigned blocks) {
  for (unsigned i = 0; i < blocks; ++i) to[i] = maximum(to[i], from[i]);
}
inline void clear(Block* to, unsigned blocks) {
  for (unsigned i = 0; i < blocks; ++i) to[i] = Block{};
}
using Lane = Index __attribute__((may_alias));
inline Index at(const Block* clock, unsigned thread) {
  return reinterpret_cast<const Lane*>(clock)[thread];
}
inline void set(Block* clock, unsigned thread, Index value) {
  reinterpret_cast<Lane*>(clock)[thread] = value;
}

/// Whether some lane of `a`, `thread` left out, exceeds that of `b`.
inline bool exceeds(const Block* a, const Block* b, unsigned thread,
                    unsigned blocks) {
  for (unsigned i = 0; i < blocks; ++i) {
    Block over = a[i] > b[i];
    if (thread / lanes == i) over[thread % lanes] = 0;
    std::uint64_t halves[2];
    std::memcpy(halves, &over, sizeof over);
    if ((halves[0] | halves[1]) != 0) return true;
  }
  return false;
}

}  // namespace vmalock::graph
