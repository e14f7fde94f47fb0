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

/// Each instruction is initiated (i) and committed (c); xy: x of the first is
/// before y of the second. The least relations with these rules. The kernel
/// uses no isync in this mapping, so no control dependency delays a load.
Relation preserved_program_order(const Events& e) {
  const Relation dd = e.addr | e.data;
  const Relation ctrl = e.ctrl | e.store_exclusive_ctrl;
  const Relation read_different = e.po_loc & (e.fre * e.rfe);
  const Relation detour = e.po_loc & (e.coe * e.rfe);
  Relation ii = dd | e.rfi | read_different;
  Relation ci = detour;
  Relation cc = dd | e.po_loc | ctrl | e.addr * e.po;
  Relation ic(e.n);
  while (true) {
    const Relation ci2 = ci | ci * ii | cc * ci;
    const Relation ii2 = ii | ci | ic * ci | ii * ii;
    const Relation cc2 = cc | ci | ci * ic | cc * cc;
    const Relation ic2 = ic | ii | cc | ic * cc | ii * ic;
    if (ci2 == ci && ii2 == ii && cc2 == cc && ic2 == ic) break;
    ci = ci2;
    ii = ii2;
    cc = cc2;
    ic = ic2;
  }
  return e.R * ii * e.R | e.R * ic * e.W;
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
    const Relation seen = e.rfe | e.fre | e.coe | e.fre * e.rfe | e.coe * e.rfe;
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
