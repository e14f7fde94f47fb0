// SPDX-License-Identifier: MIT
// The relations of the Linux-kernel memory model over the events of one
// execution, under the names that linux-kernel.cat (tools/memory-model of Linux
// 7.2) gives them and in its order. Each part needs the one before it, and an
// axiom can be checked as soon as its part is there.
//
// Alglave, Maranget, McKenney, Parri, Stern, "Frightening Small Children and
// Disconcerting Grown-ups: Concurrency in the Linux Kernel", ASPLOS 2018;
// tools/memory-model/Documentation/explanation.txt.
#pragma once

#include "harness/models/lkmm_events.h"

namespace vmalock::models::linux_kernel {

/// Releases, acquires and fences.
template <std::size_t words>
struct Fences {
  using Relation = BasicRelation<words>;
  explicit Fences(const Events<words>& e);

  Relation acq_po, po_rel, po_unlock_lock_po;
  Relation rmb, wmb, mb, gp;
  Relation strong_fence, nonrw_fence, fence;
};

/// Order in which instructions execute, and propagation of their effects.
template <std::size_t words>
struct HappensBefore {
  using Relation = BasicRelation<words>;
  HappensBefore(const Events<words>& e, const Fences<words>& f);

  Relation ppo;
  Relation rmw_sequence, cumul_fence, prop;
  Relation hb, hb_plus;
};

template <std::size_t words>
struct Propagation {
  using Relation = BasicRelation<words>;
  Propagation(const Events<words>& e, const Fences<words>& f,
              const HappensBefore<words>& h);

  Relation hb_star, pb, pb_plus;
};

template <std::size_t words>
struct Rcu {
  using Relation = BasicRelation<words>;
  /// `ordering`: false leaves all of them empty.
  Rcu(const Events<words>& e, const HappensBefore<words>& h,
      const Propagation<words>& p, bool ordering = true);

  Relation rcu_link, rcu_order, rcu_fence, rb;

 private:
  Relation order(const Events<words>& e) const;
};

/// What becomes of plain accesses.
template <std::size_t words>
struct PlainAccesses {
  using Relation = BasicRelation<words>;
  PlainAccesses(const Events<words>& e, const Fences<words>& f,
                const HappensBefore<words>& h, const Propagation<words>& p,
                const Rcu<words>& rcu);

  Relation incoherent;  ///< wr-incoh | rw-incoh | ww-incoh
  Relation data_race;   ///< ww-race | wr-race | rw-race
  /// What is no race: ww-nonrace, wr-vis and rw-xbstar, by what the two do.
  Relation before;
};

/// What the model has changed by: README.md says what.
enum class Version : std::uint8_t { v6_12, newest };

/// Plain writes and marked accesses of one location with nothing between them
/// that a compiler or a CPU keeps.
template <std::size_t words>
BasicRelation<words> mixed_accesses(const Events<words>& e, Version version);

}  // namespace vmalock::models::linux_kernel
