// SPDX-License-Identifier: MIT
// RISC-V, RVWMO: the rules of preserved program order by their numbers in the
// manual, and one global order of what they leave.
#include "harness/models/hardware.h"
#include "harness/models/hardware_events.h"

namespace vmalock::models {
namespace {

using graph::Barrier;
using hardware::Events;

// [S] ; r is written S * r here, and r ; [S] is r * S.

/// An amo is one operation: it is a read and a write, and what is before or
/// after one half is so for the other. `joined` makes that of a relation over
/// halves.
struct Operations {
  explicit Operations(const Events& e) : same(identity(e.n)) {
    for (std::size_t a = 0; a < e.n; ++a)
      e.amo.successors(a).for_each([&](std::size_t b) {
        amos.add(a);
        amos.add(b);
        same.add(a, b);
        same.add(b, a);
      });
  }
  Relation joined(const Relation& r) const { return same * (r - same) * same; }
  EventSet amos;
  Relation same;
};

Relation fence(const Events& e) {
  return e.between({Barrier::fence_rw_rw}) |
         e.R * e.between({Barrier::fence_r_r}) * e.R |
         e.W * e.between({Barrier::fence_w_w}) * e.W |
         e.R * e.between({Barrier::fence_r_rw}) |
         e.between({Barrier::fence_rw_w}) * e.W;
}

Relation preserved_program_order(const Events& e, const Operations& o) {
  const EventSet rcsc = (e.A | e.L) & (o.amos | e.X);
  const Relation no_write_between =
      e.po_loc - e.po_loc.optional() * e.W * e.po_loc;
  // herd7 counts the operand of an amo among the addresses.
  const Relation addr = e.addr | e.data * (o.amos & e.W);
  // Whether a store-exclusive has stored is what it gives to the branch.
  const Relation ctrl = e.ctrl | e.store_exclusive_ctrl | (e.W & e.X) * e.po;
  const Relation r1 = e.po_loc * e.W;
  const Relation r2 = (e.R * no_write_between * e.R) - e.same_source;
  const Relation r3 = (o.amos | e.X) * e.rfi;
  const Relation r4 = fence(e);
  const Relation r5 = e.A * e.po;
  const Relation r6 = e.po * e.L;
  const Relation r7 = rcsc * e.po * rcsc;
  const Relation r8 = e.rmw;
  const Relation r9 = addr;
  const Relation r10 = e.data;
  const Relation r11 = ctrl * e.W;
  const Relation r12 = (addr | e.data) * e.W * e.rfi;
  const Relation r13 = addr * e.po * e.W;
  return r1 | r2 | r3 | r4 | r5 | r6 | r7 | r8 | r9 | r10 | r11 | r12 | r13;
}

class Riscv final : public Model {
 public:
  std::string_view name() const override { return "riscv"; }
  Consistency check(const graph::Execution& x) const override {
    const Events e(x);
    const Operations o(e);
    const Relation order = preserved_program_order(e, o) | e.rfe | e.co | e.fr;
    hardware::Axioms axioms(e);
    axioms.coherent_and_atomic() &&
        axioms.acyclic(o.joined(order), "global order");
    return std::move(axioms).result();
  }
};

}  // namespace

const Model& riscv() {
  static const Riscv model;
  return model;
}

}  // namespace vmalock::models
