// SPDX-License-Identifier: MIT
// What a model runs in place of what it has no word for. One table, so that
// every engine says the same with its verdict, and `sweep` and `propose` know
// which rows they cannot judge.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "harness/base/ordering.h"

namespace vmalock {

/// An ordering of the kernel that sc, tso, rc11 and Relacy strengthen; lkmm has
/// them all. `rcu`: a grace period that waits for its readers, so that RCU is
/// happens-before, where the kernel has an axiom.
enum class StandIn : std::uint8_t { ctrl, addr, wmb, rmb, rcu };

struct StandInRow {
  StandIn kind;
  Ordering order;  ///< rows with it lean on the stand-in; none: no row does
  std::string_view text;
};

inline constexpr std::array stand_ins = {
    StandInRow{StandIn::ctrl, Ordering::ctrl,
               "stand-in: a control dependency ran as an acquire"},
    StandInRow{StandIn::addr, Ordering::addr,
               "stand-in: an address dependency ran as an acquire"},
    StandInRow{StandIn::wmb, Ordering::wmb,
               "stand-in: smp_wmb ran as a release fence"},
    StandInRow{StandIn::rmb, Ordering::rmb,
               "stand-in: smp_rmb ran as an acquire fence"},
    StandInRow{StandIn::rcu, Ordering::none,
               "stand-in: a grace period happens after its readers"},
};

/// The stand-ins that an answer leaned on.
class StandIns {
 public:
  void add(StandIn s) { bits_ |= bit(s); }
  bool has(StandIn s) const { return (bits_ & bit(s)) != 0; }
  void join(StandIns other) { bits_ |= other.bits_; }

 private:
  std::uint8_t bits_ = 0;
  static constexpr std::uint8_t bit(StandIn s) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(s));
  }
};

}  // namespace vmalock
