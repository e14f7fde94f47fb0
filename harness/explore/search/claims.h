// SPDX-License-Identifier: MIT
// Which worker explores a promise (model/lkmm/promises.h). A choice that was
// copied to another worker is on both stacks, and both may learn the same
// value for it; the first one explores it.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <utility>

#include "harness/graph/event.h"

namespace vmalock::explore {

class Claims {
 public:
  using Claim = std::pair<std::uint64_t, std::uint64_t>;  ///< choice, value

  /// A name for a choice that is on more than one stack.
  std::uint64_t new_choice() {
    const std::lock_guard lock(mutex_);
    return ++choices_;
  }
  /// False: another worker has it.
  bool first(const Claim& claim) {
    const std::lock_guard lock(mutex_);
    return claims_.insert(claim).second;
  }

 private:
  std::mutex mutex_;
  std::uint64_t choices_ = 0;
  std::set<Claim> claims_;
};

}  // namespace vmalock::explore
