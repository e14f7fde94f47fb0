// SPDX-License-Identifier: MIT
#include "harness/models/lkmm_order.h"

namespace vmalock::models::linux_kernel {

// [S] ; r is written S * r here, and r ; [S] is r * S.

template <std::size_t words>
Fences<words>::Fences(const Events<words>& e)
    : acq_po(e.Acquire * e.po * e.M),
      po_rel(e.M * e.po * e.Release),
      po_unlock_lock_po(e.po * e.UL * (e.po | e.rf) * e.LKR * e.po),
      rmb(e.n),
      wmb(e.W * e.fencerel({Fence::wmb}) * e.W),
      mb(e.n),
      gp(e.po * (e.Sync_rcu | e.Sync_srcu) * e.po.optional()),
      strong_fence(e.n),
      nonrw_fence(e.n),
      fence(e.n) {
  const auto R4rmb = e.R - e.Noreturn;
  rmb = R4rmb * e.fencerel({Fence::rmb}) * R4rmb;

  const Relation po_opt = e.po.optional();
  const Relation po_unlock_lock = e.po * e.UL * (e.po | e.rf) * e.LKR;
  mb = e.M *
       (e.fencerel({Fence::mb, Fence::around_rmw}) |
        e.fencerel({Fence::before_atomic}) * e.RMW * po_opt |
        po_opt * e.RMW * e.fencerel({Fence::after_atomic}) |
        po_opt * e.LKW * e.fencerel({Fence::after_spinlock}) |
        po_unlock_lock * e.fencerel({Fence::after_unlock_lock}) |
        po_opt * e.Srcu_unlock * e.fencerel({Fence::after_srcu_read_unlock})) *
       e.M;

  strong_fence = mb | gp;
  nonrw_fence = strong_fence | po_rel | acq_po;
  fence = nonrw_fence | wmb | rmb;
}

template <std::size_t words>
HappensBefore<words>::HappensBefore(const Events<words>& e,
                                    const Fences<words>& f)
    : ppo(e.n),
      rmw_sequence(e.n),
      cumul_fence(e.n),
      prop(e.n),
      hb(e.n),
      hb_plus(e.n) {
  // Preserved program order
  const Relation dep = e.addr | e.data;
  const Relation rwdep = (dep | e.ctrl) * e.W;
  const Relation overwrite = e.co | e.fr;
  const Relation to_w = rwdep | (overwrite & e.int_) | e.addr * e.Plain * f.wmb;
  const Relation to_r = e.addr * e.R | dep * e.Marked * e.rfi;
  ppo = to_r | to_w | (f.fence & e.int_) | (f.po_unlock_lock_po & e.int_);

  // Propagation: ordering from release operations and strong fences
  const auto A_cumul = [&](const Relation& r) {
    return (e.rfe * e.Marked).optional() * r;
  };
  rmw_sequence = (e.rf * e.rmw).star();
  cumul_fence =
      e.Marked *
      (A_cumul(f.strong_fence | f.po_rel) | f.wmb | f.po_unlock_lock_po) *
      e.Marked * rmw_sequence;
  prop = e.Marked * (overwrite & e.ext).optional() * cumul_fence.star() *
         e.Marked * e.rfe.optional() * e.Marked;

  const Relation id = Relation::identity(e.n);
  hb = e.Marked * (ppo | e.rfe | ((prop - id) & e.int_)) * e.Marked;
  hb_plus = hb.transitive_closure();
}

template <std::size_t words>
Propagation<words>::Propagation(const Events<words>& e, const Fences<words>& f,
                                const HappensBefore<words>& h)
    : hb_star(h.hb_plus.optional()),
      pb(h.prop * f.strong_fence * hb_star * e.Marked),
      pb_plus(pb.transitive_closure()) {}

template <std::size_t words>
Rcu<words>::Rcu(const Events<words>& e, const HappensBefore<words>& h,
                const Propagation<words>& p, bool ordering)
    : rcu_link(e.n), rcu_order(e.n), rcu_fence(e.n), rb(e.n) {
  if (!ordering || (e.Sync_rcu | e.Sync_srcu).empty()) return;
  const Relation hb_pb = p.hb_star * p.pb_plus.optional();
  rcu_link = e.po.optional() * hb_pb * h.prop * e.po;
  rcu_order = order(e);
  rcu_fence = e.po * rcu_order * e.po.optional();
  rb = h.prop * rcu_fence * hb_pb * e.Marked;
}

// A sequence with at least as many grace periods as read-side critical
// sections, joined by rcu-link; SRCU's must be of the same domain. The least
// fixed point, by iteration.
template <std::size_t words>
auto Rcu<words>::order(const Events<words>& e) const -> Relation {
  const Relation rcu_gp = identity_on(e.Sync_rcu, e.n);
  const Relation srcu_gp = identity_on(e.Sync_srcu, e.n);
  const Relation rcu_rscsi = e.rcu_rscs.inverse();
  const Relation srcu_rscsi = e.srcu_rscs.inverse();
  const auto around = [&](const Relation& link) {
    return rcu_gp * link * rcu_rscsi | rcu_rscsi * link * rcu_gp |
           ((srcu_gp * link * srcu_rscsi | srcu_rscsi * link * srcu_gp) &
            e.loc);
  };
  Relation r = rcu_gp | srcu_gp | around(rcu_link);
  while (true) {
    const Relation chain = rcu_link * r * rcu_link;
    const Relation next = r | around(chain) | r * rcu_link * r;
    if (next == r) return r;
    r = next;
  }
}

template struct Fences<1>;
template struct Fences<2>;
template struct Fences<3>;
template struct Fences<4>;
template struct HappensBefore<1>;
template struct HappensBefore<2>;
template struct HappensBefore<3>;
template struct HappensBefore<4>;
template struct Propagation<1>;
template struct Propagation<2>;
template struct Propagation<3>;
template struct Propagation<4>;
template struct Rcu<1>;
template struct Rcu<2>;
template struct Rcu<3>;
template struct Rcu<4>;

}  // namespace vmalock::models::linux_kernel
