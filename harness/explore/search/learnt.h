// SPDX-License-Identifier: MIT
// What reads may be promised (model/lkmm/promises.h), by where they are in
// their threads, for all of a search.
//
// A value is learnt of a read in one graph, and may be needed for the read in
// another one, that the search has left for good: the read's other choices have
// kept in the graph what its promise does not. So what is learnt after a choice
// of that read has been taken back is known from the start when the search
// begins again (Attempt), and it does so until nothing is learnt too late.
#pragma once

#include <algorithm>
#include <array>
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

  struct Learning {
    Cell cell;
    Value value;
    Promised::Origins origins;
  };

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

  /// To be called by any worker. `left`: a choice of the read has been taken
  /// back already, which would have had to know the value.
  void add(unsigned thread, graph::Index index, Learning learning, bool left) {
    const std::lock_guard lock(mutex_);
    auto& of_thread = new_[thread];
    const auto i = static_cast<std::size_t>(index);
    if (of_thread.size() <= i) of_thread.resize(i + 1);
    for (Learning& l : of_thread[i]) {
      if (l.cell != learning.cell || l.value != learning.value) continue;
      // Of two ways to compute it, the one that needs less.
      if (std::includes(l.origins.begin(), l.origins.end(),
                        learning.origins.begin(), learning.origins.end()))
        l.origins = std::move(learning.origins);
      return;
    }
    late_ = late_ || left || shared_;
    of_thread[i].push_back(std::move(learning));
  }

  /// Something was learnt too late: what was learnt is known from now on.
  bool begins_again() {
    if (!std::exchange(late_, false)) return false;
    if (shared_) known_ = new_;
    return true;
  }

 private:
  using Values = std::array<std::vector<std::vector<Learning>>,
                            graph::max_threads>;  ///< by thread and index
  Values known_, new_;
  const bool shared_;
  bool late_ = false;
  std::mutex mutex_;
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
