// SPDX-License-Identifier: MIT
// Plain accesses: what orders them, which reads and overwritings of them cannot
// be, and when two of them race. Line by line as the last part of
// linux-kernel.cat.
#include <tuple>

#include "harness/models/lkmm_order.h"

namespace vmalock::models::linux_kernel {
namespace {

/// Nothing reordered by a compiler or a CPU may cross these.
template <std::size_t words>
BasicRelation<words> barrier_of(const Events<words>& e, Version version) {
  const auto between = [&](const BasicEventSet<words>& s) {
    return e.po * s * e.po;
  };
  const auto fences =
      e.fencerel({Fence::barrier, Fence::rmb, Fence::wmb, Fence::mb,
                  Fence::before_atomic, Fence::after_atomic}) |
      between(e.Sync_rcu | e.Sync_srcu | e.Acquire | e.Release | e.Rcu_lock |
              e.Rcu_unlock | e.Srcu_lock | e.Srcu_unlock) |
      e.po * e.Release | e.Acquire * e.po;
  // A fully ordered rmw: accesses that are marked as a fence, and nothing of
  // theirs is between them and their neighbours. It was two fences once.
  return fences | (version == Version::v6_12 ? e.fencerel({Fence::around_rmw})
                                             : between(e.Mb));
}

}  // namespace

template <std::size_t words>
PlainAccesses<words>::PlainAccesses(const Events<words>& e,
                                    const Fences<words>& f,
                                    const HappensBefore<words>& h,
                                    const Propagation<words>& p,
                                    const Rcu<words>& rcu)
    : incoherent(e.n), data_race(e.n), before(e.n) {
  if (e.Plain.empty()) return;
  const auto& [Plain, Marked, R, W, M] =
      std::tie(e.Plain, e.Marked, e.R, e.W, e.M);
  const auto times = [&](const auto& from, const auto& to) {
    return product(from, to, e.n);
  };

  // Executes-before and visibility; the last part of the model adds rcu-fence
  // to fence and strong-fence.
  const Relation fence = f.fence | rcu.rcu_fence;
  const Relation strong_fence = f.strong_fence | rcu.rcu_fence;
  const Relation xbstar = (h.hb | p.pb | rcu.rb).star();
  const Relation vis = h.cumul_fence.star() * e.rfe.optional() * Marked *
                       (strong_fence * Marked * xbstar | (xbstar & e.int_));

  // Boundaries for lifetimes of plain accesses
  const auto R4rmb = R - e.Noreturn;
  const auto not_noreturn = e.all - e.Noreturn;
  const Relation rmb_around = e.fencerel({Fence::rmb});
  const Relation w_pre_bounded = Marked * (e.addr | fence).optional();
  const Relation r_pre_bounded =
      Marked *
      (e.addr | f.nonrw_fence | R4rmb * rmb_around * not_noreturn).optional();
  const Relation w_post_bounded = fence.optional() * Marked * h.rmw_sequence;
  const Relation r_post_bounded =
      (f.nonrw_fence | not_noreturn * rmb_around * R4rmb).optional() * Marked;

  // Visibility and executes-before for plain accesses
  const Relation ww_vis = fence | strong_fence * xbstar * w_pre_bounded |
                          w_post_bounded * vis * w_pre_bounded;
  const Relation wr_vis = fence | strong_fence * xbstar * r_pre_bounded |
                          w_post_bounded * vis * r_pre_bounded;
  const Relation rw_xbstar = fence | r_post_bounded * xbstar * w_pre_bounded;

  // Potential races
  const Relation pre_race = e.ext & (times(Plain, M) | times(M, Plain));

  // Coherence requirements for plain accesses
  const Relation wr_incoh = pre_race & e.rf & rw_xbstar.inverse();
  const Relation rw_incoh = pre_race & e.fr & wr_vis.inverse();
  const Relation ww_incoh = pre_race & e.co & ww_vis.inverse();
  incoherent = wr_incoh | rw_incoh | ww_incoh;

  // Actual races
  const Relation ww_nonrace =
      ww_vis & (times(Marked, W) | rw_xbstar) & (times(W, Marked) | wr_vis);
  const Relation ww_race = (pre_race & e.co) - ww_nonrace;
  const Relation wr_race =
      (pre_race & (e.co.optional() * e.rf)) - wr_vis - rw_xbstar.inverse();
  const Relation rw_race = (pre_race & e.fr) - rw_xbstar;
  data_race = ww_race | wr_race | rw_race;
  before = W * ww_nonrace * W | W * wr_vis * R | R * rw_xbstar * W;
}

template <std::size_t words>
BasicRelation<words> mixed_accesses(const Events<words>& e, Version version) {
  const auto unfenced = e.po_loc - barrier_of(e, version);
  const auto plain_writes = e.Plain & e.W;
  return plain_writes * unfenced * e.Marked |
         e.Marked * unfenced * plain_writes;
}

template BasicRelation<1> mixed_accesses(const Events<1>&, Version);
template BasicRelation<2> mixed_accesses(const Events<2>&, Version);
template BasicRelation<3> mixed_accesses(const Events<3>&, Version);
template BasicRelation<4> mixed_accesses(const Events<4>&, Version);

template struct PlainAccesses<1>;
template struct PlainAccesses<2>;
template struct PlainAccesses<3>;
template struct PlainAccesses<4>;

}  // namespace vmalock::models::linux_kernel
