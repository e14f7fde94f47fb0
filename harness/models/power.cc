// SPDX-License-Identifier: MIT
// POWER. A store reaches the other processors one after the other: fences say
// what has propagated where before what (prop), preserved program order (ppo)
// what one processor keeps.
#include "harness/models/hardware.h"
#include "harness/models/hardware_events.h"

namespace vmalock::models {
namespace {

using graph::Barrier;
using hardware::Events;

// [S] ; r is written S * r here, and r ; [S] is r * S.

/// Each instruction is initiated (i) and committed (c). ppc.cat has the least
/// relations ii, ic, ci, cc with some rules; without isync, which the kernel
/// does not use in this mapping, they come to two. All that orders initiations
/// orders commits, for it is in dd | po_loc, but for what a detour adds: so cc
/// and ic are `committed`. A read that is initiated after another one's commit
/// is so by a detour only, behind something committed.
Relation preserved_program_order(const Events& e) {
  const Relation dd = e.addr | e.data;
  const Relation ctrl = e.ctrl | e.store_exclusive_ctrl;
  const Relation read_different = e.po_loc & (e.fre * e.rfe);
  const Relation detour = e.po_loc & (e.coe * e.rfe);
  const Relation committed =
      (dd | e.po_loc | ctrl | e.addr * e.po).transitive_closure();
  const Relation initiated =
      (dd | e.rfi | read_different | committed.optional() * detour)
          .transitive_closure();
  return e.R * initiated * e.R | e.R * committed * e.W;
}

class Power final : public Model {
 public:
  std::string_view name() const override { return "power"; }
  Consistency check(const graph::Execution& x) const override {
    const Events e(x);
    const Relation strong = e.between({Barrier::sync});
    const Relation light =
        e.between({Barrier::lwsync}) - product(e.W, e.R, e.n);
    const Relation fence = strong | light;
    const Relation hb = preserved_program_order(e) | fence | e.rfe;
    const Relation hb_star = hb.star();
    const Relation base = (fence | e.rfe * fence) * hb_star;
    // com*, of other threads; what begins with co has co in front of it below.
    const Relation seen = e.rfe | e.fre | e.fre * e.rfe;
    const Relation prop =
        e.W * base * e.W | seen.optional() * base.star() * strong * hb_star;
    hardware::Axioms axioms(e);
    axioms.coherent_and_atomic() && axioms.acyclic(hb, "no-thin-air") &&
        axioms.acyclic(e.co | prop, "propagation") &&
        axioms.irreflexive(e.fre * prop * hb_star, "observation") &&
        axioms.acyclic(e.co | e.X * e.po * e.X, "exclusives");
    return std::move(axioms).result();
  }
};

}  // namespace

const Model& power() {
  static const Power model;
  return model;
}

}  // namespace vmalock::models
