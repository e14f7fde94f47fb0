// SPDX-License-Identifier: MIT
// x86: program order but for a store and a later load, unless MFENCE or an
// instruction with LOCK stands between them.
#include "harness/models/hardware.h"
#include "harness/models/hardware_events.h"

namespace vmalock::models {
namespace {

using graph::Barrier;
using hardware::Events;

// [S] ; r is written S * r here, and r ; [S] is r * S.

class X86 final : public Model {
 public:
  std::string_view name() const override { return "x86"; }
  Consistency check(const graph::Execution& x) const override {
    const Events e(x);
    const Relation kept = e.po - product(e.W, e.R, e.n);
    const Relation fenced = e.between({Barrier::mfence}) |
                            e.W * e.po * (e.R & e.Locked) |
                            (e.W & e.Locked) * e.po * e.R;
    hardware::Axioms axioms(e);
    axioms.coherent_and_atomic() &&
        axioms.acyclic(kept | fenced | e.rfe | e.fre | e.coe, "order");
    return std::move(axioms).result();
  }
};

}  // namespace

const Model& x86() {
  static const X86 model;
  return model;
}

}  // namespace vmalock::models
