// SPDX-License-Identifier: MIT
// Armv8. What is not ordered before itself is allowed: local order (what one
// observer's instructions are kept in) and observation by others. Store
// atomicity: when one other sees a store, all do.
#include "harness/models/hardware.h"
#include "harness/models/hardware_events.h"

namespace vmalock::models {
namespace {

using graph::Barrier;
using hardware::Events;

// [S] ; r is written S * r here, and r ; [S] is r * S.

/// Dependencies. A register may pass through memory of the thread: from a store
/// to its next load (lrs). An atomic passes on what it computes from its read;
/// a compare-exchange passes on whether it wrote, which is enough for what ends
/// in a write ("pick").
struct Dependencies {
  explicit Dependencies(const Events& e)
      : lrs((e.W * e.po_loc * e.R) - e.po_loc * e.W * e.po_loc),
        addr(e.n),
        data(e.n),
        ctrl(e.n),
        pick(e.n),
        pick_to_write(e.n) {
    const Relation written = (e.addr | e.data) * e.W | e.amo_data;
    const Relation carried = (written * lrs).star();
    addr = carried * e.addr;
    data = carried * e.data;
    ctrl = carried * e.ctrl;
    const Relation picked = ((written | e.cas) * lrs).star();
    pick = picked | picked * (e.addr | e.data | e.ctrl);
    pick_to_write = picked * (e.addr | e.data | e.ctrl) * e.W |
                    picked * e.addr * e.po * e.W;
  }
  Relation lrs, addr, data, ctrl, pick, pick_to_write;
};

Relation local_order(const Events& e) {
  const Dependencies d(e);
  const Relation dob = d.addr | d.data | d.ctrl * e.W | d.addr * e.po * e.W |
                       (d.addr | d.data) * d.lrs | d.pick_to_write;
  const Relation aob = e.rmw | e.rmw * d.lrs * e.A;
  const Relation full = e.between({Barrier::dmb_ish});
  const Relation loads = e.between({Barrier::dmb_ishld});
  const Relation stores = e.between({Barrier::dmb_ishst});
  // casal and its like: after what they write, too.
  const Relation acquire_release = e.A * e.amo * e.L;
  const Relation bob = full | (e.R - e.NoRet) * loads | e.W * stores * e.W |
                       acquire_release.inverse() * acquire_release * e.po |
                       e.L * e.po * e.A | e.A * e.po | e.po * e.L;
  const Relation to_later_write = e.po_loc * e.W;
  const Relation lob = (to_later_write | dob | aob | bob).transitive_closure();
  return lob | d.pick * lob * e.W;
}

class Arm64 final : public Model {
 public:
  std::string_view name() const override { return "arm64"; }
  Consistency check(const graph::Execution& x) const override {
    const Events e(x);
    const Relation after = (e.co | e.fr) & e.ext;
    // A later read of the location that has seen less than this one.
    const Relation hazard = e.R * e.po_loc * e.R * after;
    hardware::Axioms axioms(e);
    axioms.coherent_and_atomic() &&
        axioms.acyclic(local_order(e) | hazard | e.rfe | after, "external");
    return std::move(axioms).result();
  }
};

}  // namespace

const Model& arm64() {
  static const Arm64 model;
  return model;
}

}  // namespace vmalock::models
