// SPDX-License-Identifier: MIT
// What reads may be promised (model/lkmm/promises.h), by where they are in
// their threads, for all of a search.
//
// A value is learnt of a read in one graph, and may be needed for the read in
// another one, that the search has left for good: the read's other choices have
// kept in the graph what its promise does not. So what is learnt after a choice
// of that read has been taken back is known from the start when the search
// begins again (Attempt), and it does so until nothing is learnt too late: at
// once, a few times, while it has not explored much, else when it has ended.
//
// Only an RMW keeps for itself what it reads. So a read that no other thread
// has an RMW of its cell beside, anywhere in its subtree, learns in that
// subtree what it may be promised, and need not know more
// (Promised::is_contended). Where a branch was declared, it is a load's value
// that may show in other graphs only: there loads know it everywhere.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "harness/explore/search/state.h"

namespace vmalock::explore {

class Learnt {
 public:
  /// A location, by what is the same in every graph and for every worker.
  /// Another branch may have made another cell in its place: hence the name.
  struct Cell {
    const char* name;
    std::uint8_t creator;
    std::uint32_t number;
    bool operator==(const Cell&) const = default;
  };
  static Cell cell(const graph::LocationState& l) {
    return {l.name, l.creator, l.number};
  }

  /// A read, by where it is.
  struct Read {
    unsigned thread;
    graph::Index index;
    Cell cell;
  };

  /// The promised reads that a value was computed from, and what their promises
  /// were, by thread and index; sorted.
  using Origins = std::vector<std::pair<unsigned, graph::Index>>;
  /// Each is enough to compute it, and none has all of another one.
  using Ways = std::vector<Origins>;

  struct Learning {
    Cell cell;
    Value value;
    Ways ways;
    bool everywhere;  ///< known from the start, in all graphs
  };

  static void add_way(Ways& ways, Origins way) {
    const auto needs = [](const Origins& more, const Origins& less) {
      return std::includes(more.begin(), more.end(), less.begin(), less.end());
    };
    for (const Origins& w : ways)
      if (needs(way, w)) return;
    std::erase_if(ways, [&](const Origins& w) { return needs(w, way); });
    ways.push_back(std::move(way));
  }

  /// `shared`: by several workers.
  explicit Learnt(bool shared) : shared_(shared) {}

  /// What was learnt before of the read at `index` of the thread, of whatever
  /// cell it was there; where several workers learn: before this attempt.
  const std::vector<Learning>& known(unsigned thread,
                                     graph::Index index) const {
    static const std::vector<Learning> nothing;
    const Values& values = shared_ ? known_ : new_;
    const auto i = static_cast<std::size_t>(index);
    return i < values[thread].size() ? values[thread][i] : nothing;
  }

  /// How what the read is promised is computed: at least one way.
  Ways ways(const Read& read, Value v) const {
    const std::lock_guard lock(mutex_);
    const auto& of_thread = new_[read.thread];
    const auto i = static_cast<std::size_t>(read.index);
    if (i < of_thread.size())
      for (const Learning& l : of_thread[i])
        if (l.cell == read.cell && l.value == v) return l.ways;
    return {{}};
  }

  /// To be called by any worker. `left`: a choice of the read has been taken
  /// back already, which would have had to know the value. True: the search
  /// may begin again at once.
  bool add(const Read& read, Value v, Ways ways, bool everywhere, bool left) {
    const std::lock_guard lock(mutex_);
    auto& of_thread = new_[read.thread];
    const auto i = static_cast<std::size_t>(read.index);
    if (of_thread.size() <= i) of_thread.resize(i + 1);
    for (Learning& l : of_thread[i]) {
      if (l.cell != read.cell || l.value != v) continue;
      const Ways before = l.ways;
      for (Origins& way : ways) add_way(l.ways, std::move(way));
      const bool late = has_refused_ && l.ways != before;
      late_ = late_ || late;
      return late && !shared_;
    }
    const bool late = everywhere && (left || shared_);
    late_ = late_ || late;
    of_thread[i].push_back({read.cell, v, std::move(ways), everywhere});
    return late && !shared_;
  }

  /// A value was not learnt, for what was known of how it is computed. Ways are
  /// looked for from the first time on, and what was learnt before it might
  /// have others: the search begins again. True: at once.
  bool refuse() {
    const std::lock_guard lock(mutex_);
    has_refused_ = true;
    if (looks_for_ways_.exchange(true)) return false;
    late_ = true;
    return !shared_;
  }
  bool looks_for_ways() const { return looks_for_ways_; }
  /// How often the search has begun again.
  unsigned attempts() const { return attempts_; }

  /// Something was learnt too late: what was learnt is known from now on.
  bool begins_again() {
    has_refused_ = false;
    if (!std::exchange(late_, false)) return false;
    if (shared_) known_ = new_;
    ++attempts_;
    return true;
  }

 private:
  using Values = std::array<std::vector<std::vector<Learning>>,
                            graph::max_threads>;  ///< by thread and index
  Values known_, new_;
  const bool shared_;
  bool late_ = false;
  unsigned attempts_ = 0;
  bool has_refused_ = false;
  std::atomic<bool> looks_for_ways_{false};
  mutable std::mutex mutex_;
};

/// The reads of which a choice has been taken back.
class Left {
 public:
  void set(unsigned thread, graph::Index index) {
    reads_[thread].set(static_cast<std::size_t>(index));
  }
  bool has(unsigned thread, graph::Index index) const {
    return reads_[thread].test(static_cast<std::size_t>(index));
  }

 private:
  std::array<std::bitset<Reads::capacity + 1>, graph::max_threads> reads_;
};

}  // namespace vmalock::explore
