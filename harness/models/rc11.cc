// SPDX-License-Identifier: MIT
// RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing Sequential Consistency
// in C/C++11", PLDI 2017), with the release sequences of C++20 (P0982R1: the
// store and the RMWs that continue it; later stores of the same thread do not).
// Line by line:
//
//   let eco   = (rf | co | fr)+
//   let rseq  = [atW] ; (rf ; [RMW])*
//   let sw    = [REL] ; ([F] ; sb)? ; rseq ; rf ; [atR] ; (sb ; [F])? ; [ACQ]
//   let hb    = (sb | sw)+
//   irreflexive hb ; eco?                                      as coherence
//   irreflexive [RMW] ; eco                                    as rmwcoherence
//   let sb-nl = sb \ loc
//   let scb   = sb | sb-nl ; hb ; sb-nl | hb & loc | co | fr
//   let psc_base = ([SC] | [F & SC] ; hb?) ; scb ; ([SC] | hb? ; [F & SC])
//   let psc_f    = [F & SC] ; (hb | hb ; eco ; hb) ; [F & SC]
//   acyclic psc_base | psc_f                                   as psc
//   acyclic sb | rf                                            as no-thin-air
//   races: conflicting, different threads, one of them plain, not ordered by hb
//
// An RMW is one event: atomicity follows from rmwcoherence, for a write between
// its source and itself is an fr then a co of it to itself.
//
// Stand-ins, because C11 cannot say it: a control dependency is an acquire,
// smp_rmb an acquire fence, smp_wmb a release fence; a grace period is a
// seq_cst fence, and the law of RCU adds to hb; so it adds to no-thin-air, too,
// as the sb and rf would of which hb is made.
#include "harness/models/model.h"
#include "harness/models/rcu_law.h"
#include "harness/models/relations.h"

namespace vmalock::models {
namespace {

Relation synchronizes_with(const Relations& r, EventSet grace) {
  using enum Ordering;
  const Relation& sb = r.po;
  const EventSet fence = r.F | grace;
  const EventSet atR = r.R - r.plain;
  const EventSet atW = r.W - r.plain - r.IW;
  const EventSet REL = grace | r.ordered({release, acq_rel, seq_cst, wmb,
                                          release_fence, acq_rel_fence, mb});
  const EventSet ACQ = grace | r.ordered({ctrl, acquire, acq_rel, seq_cst, rmb,
                                          acquire_fence, acq_rel_fence, mb});

  const Relation rseq = r.on(atW) * (r.rf * r.on(r.RMW)).star();
  return r.on(REL) * (r.on(fence) * sb).optional() * rseq * r.rf * r.on(atR) *
         (sb * r.on(fence)).optional() * r.on(ACQ);
}

Relation extended_coherence(const Relations& r) {
  return (r.rf | r.co | r.fr).transitive_closure();
}

Relation happens_before(const Relations& r, EventSet grace,
                        const Relation& rcu) {
  return (r.po | synchronizes_with(r, grace) | rcu).transitive_closure();
}

Relation partial_sc(const Relations& r, EventSet grace, const Relation& eco,
                    const Relation& hb) {
  const Relation& sb = r.po;
  const EventSet SC = grace | r.ordered({Ordering::seq_cst, Ordering::mb});
  const EventSet FSC = (r.F | grace) & SC;
  if (SC.empty()) return Relation(r.n);

  const Relation sb_nl = sb - r.loc;
  const Relation scb = sb | sb_nl * hb * sb_nl | (hb & r.loc) | r.co | r.fr;
  const Relation psc_base = (r.on(SC) | r.on(FSC) * hb.optional()) * scb *
                            (r.on(SC) | hb.optional() * r.on(FSC));
  const Relation psc_f = r.on(FSC) * (hb | hb * eco * hb) * r.on(FSC);
  return psc_base | psc_f;
}

class Rc11 final : public Model {
 public:
  std::string_view name() const override { return "rc11"; }

  Consistency check(const graph::Execution& x) const override {
    const Relations r(x);
    const EventSet grace = grace_periods(x);
    const Relation eco = extended_coherence(r);
    return for_some_rcu_order(x, r, [&](const Relation& rcu) {
      const Relation hb = happens_before(r, grace, rcu);
      Axioms axioms(r);
      axioms.irreflexive(hb * eco.optional(), "coherence") &&
          axioms.irreflexive(r.on(r.RMW) * eco, "rmwcoherence") &&
          axioms.acyclic(partial_sc(r, grace, eco, hb), "psc") &&
          axioms.acyclic(r.po | r.rf | rcu, "no-thin-air");
      return std::move(axioms).result();
    });
  }

  std::vector<Race> races(const graph::Execution& x) const override {
    const Relations r(x);
    std::vector<Race> found;
    if (r.plain.empty()) return found;
    const EventSet grace = grace_periods(x);
    for_each_rcu_order(x, r, [&](const Relation& rcu) {
      const Relation hb = happens_before(r, grace, rcu);
      if (!(hb * extended_coherence(r).optional()).irreflexive()) return;
      const EventSet M = r.M - r.IW;
      const EventSet W = r.W - r.IW;
      const Relation conflict = (r.times(W, M) | r.times(M, W)) & r.loc & r.ext;
      const Relation one_plain = r.times(r.plain, M) | r.times(M, r.plain);
      const Relation race = (conflict & one_plain) - hb - hb.inverse();
      for (std::size_t a = 0; a < r.n; ++a)
        for (std::size_t b = a + 1; b < r.n; ++b)
          if (race.has(a, b)) found.push_back({r.event_id(a), r.event_id(b)});
    });
    return found;
  }
};

}  // namespace

const Model& rc11() {
  static const Rc11 model;
  return model;
}

}  // namespace vmalock::models
