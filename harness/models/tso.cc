// SPDX-License-Identifier: MIT
// Total store order with the usual mapping of C11 to x86: every access is a
// MOV, a seq_cst store is followed by MFENCE, RMWs are LOCK-prefixed, and of
// the fences only the full one is an instruction. Line by line:
//
//   let at = RMW
//   let mf = po ; [F & SC] ; po | [W & SC] ; po
//   let ppo = ([M] ; po ; [M]) \ ([W \ at] ; po ; [R \ at])
//   acyclic po & loc | rf | co | fr as coherence
//   acyclic ppo | mf | rfe | co | fr as tso
//
// Atomicity follows from coherence, because an RMW is one event. A failed
// compare-exchange is LOCK-prefixed too (Intel SDM vol. 2, CMPXCHG: the
// destination is written back), so it is in `at`.
// Owens, Sarkar, Sewell, "A Better x86 Memory Model: x86-TSO", TPHOLs 2009;
// Alglave, Maranget, Tautschnig, "Herding Cats", TOPLAS 2014.
#include "harness/models/model.h"
#include "harness/models/rcu_law.h"
#include "harness/models/relations.h"

namespace vmalock::models {
namespace {

class Tso final : public Model {
 public:
  std::string_view name() const override { return "tso"; }

  Consistency check(const graph::Execution& x) const override {
    const Relations r(x);
    const Relation& po = r.po;
    const EventSet full = (r.F & r.ordered({Ordering::mb})) | grace_periods(x);
    const EventSet sc = r.ordered({Ordering::seq_cst});
    const EventSet at = r.RMW | r.failed;

    const Relation mf = po * r.on(full) * po | r.on(r.W & sc) * po;
    const Relation ppo =
        (r.on(r.M) * po * r.on(r.M)) - (r.on(r.W - at) * po * r.on(r.R - at));
    return for_some_rcu_order(x, r, [&](const Relation& rcu) {
      Axioms axioms(r);
      axioms.acyclic((po & r.loc) | r.rf | r.co | r.fr, "coherence") &&
          axioms.acyclic(ppo | mf | r.rfe() | r.co | r.fr | rcu, "tso");
      return std::move(axioms).result();
    });
  }
};

}  // namespace

const Model& tso() {
  static const Tso model;
  return model;
}

}  // namespace vmalock::models
