// SPDX-License-Identifier: MIT
// The Linux-kernel memory model: the axioms of linux-kernel.cat (Linux 7.2),
// named and ordered as there. The relations are in lkmm_order.h.
#include "harness/models/lkmm.h"

#include <string_view>

#include "harness/models/lkmm_order.h"
#include "harness/models/lkmm_slice.h"

namespace vmalock::models {
namespace {

using graph::Execution;

template <std::size_t words>
class Judgement {
 public:
  using Relation = BasicRelation<words>;
  explicit Judgement(const Execution& x) : events_(x) {}

  /// The first axiom that is broken.
  Consistency check(bool with_rcu = true) const {
    Consistency result;
    const linux_kernel::Events<words>& e = events_;
    const Relation communication = e.po_loc | e.rf | e.co | e.fr;
    if (!acyclic(communication, communication.transitive_closure(), "coherence",
                 result) ||
        !empty(e.rmw & ((e.fr & e.ext) * (e.co & e.ext)), "atomic", result))
      return result;
    const linux_kernel::Fences<words> f(e);
    const linux_kernel::HappensBefore<words> h(e, f);
    if (!acyclic(h.hb, h.hb_plus, "happens-before", result)) return result;
    const linux_kernel::Propagation<words> p(e, f, h);
    if (!acyclic(p.pb, p.pb_plus, "propagation", result)) return result;
    const linux_kernel::Rcu<words> rcu(e, h, p, with_rcu);
    if (!irreflexive(rcu.rb, "rcu", result) || e.Plain.empty()) return result;
    const linux_kernel::PlainAccesses<words> plain(e, f, h, p, rcu);
    empty(plain.incoherent, "plain-coherence", result);
    return result;
  }

  linux_kernel::PlainAccesses<words> plain_accesses() const {
    const linux_kernel::Fences<words> f(events_);
    const linux_kernel::HappensBefore<words> h(events_, f);
    const linux_kernel::Propagation<words> p(events_, f, h);
    const linux_kernel::Rcu<words> rcu(events_, h, p);
    return {events_, f, h, p, rcu};
  }

  std::vector<Race> races() const { return races(plain_accesses()); }

  /// Races, and the pairs that the model does not put in this order.
  FinalVerdict final_verdict(std::span<const Race> pairs) const {
    FinalVerdict result;
    const linux_kernel::Fences<words> f(events_);
    const linux_kernel::HappensBefore<words> h(events_, f);
    const linux_kernel::Propagation<words> p(events_, f, h);
    const linux_kernel::Rcu<words> rcu(events_, h, p);
    result.consistent = rcu.rb.irreflexive();
    if (!result.consistent || events_.Plain.empty()) return result;
    const linux_kernel::PlainAccesses<words> plain(events_, f, h, p, rcu);
    result.consistent = plain.incoherent.empty();
    if (!result.consistent) return result;
    result.races = races(plain);
    for (const Race& pair : pairs)
      if (!ordered(plain, pair)) result.unordered.push_back(pair);
    return result;
  }

  std::vector<std::string_view> flags(linux_kernel::Version version) const {
    const linux_kernel::Events<words>& e = events_;
    std::vector<std::string_view> flags;
    const auto raise = [&](bool raised, std::string_view flag) {
      if (raised) flags.push_back(flag);
    };
    if (!e.Plain.empty()) {
      const linux_kernel::PlainAccesses<words> plain = plain_accesses();
      raise(!plain.data_race.empty(), "data-race");
      raise(!linux_kernel::mixed_accesses(e, version).empty(),
            "mixed-accesses");
    }
    const auto unmatched = [&](const auto& set, const Relation& matched) {
      return !(set * (Relation::identity(e.n) - matched * matched.inverse()))
                  .empty();
    };
    const Relation rcu_unlocks = e.rcu_rscs.inverse();
    const Relation srcu_unlocks = e.srcu_rscs.inverse();
    raise(unmatched(e.Rcu_lock, e.rcu_rscs), "unmatched-rcu-lock");
    raise(unmatched(e.Rcu_unlock, rcu_unlocks), "unmatched-rcu-unlock");
    raise(unmatched(e.Srcu_lock, e.srcu_rscs), "unmatched-srcu-lock");
    raise(unmatched(e.Srcu_unlock, srcu_unlocks), "unmatched-srcu-unlock");
    raise(!(srcu_unlocks * e.srcu_rscs - Relation::identity(e.n)).empty(),
          "multiple-srcu-matches");
    raise(!(e.rcu_rscs & (e.po * e.Sync_srcu * e.po)).empty(), "invalid-sleep");
    return flags;
  }

 private:
  const linux_kernel::Events<words> events_;

  std::vector<Race> races(
      const linux_kernel::PlainAccesses<words>& plain) const {
    std::vector<Race> found;
    for (std::size_t a = 0; a < events_.n; ++a)
      plain.data_race.successors(a).for_each([&](std::size_t b) {
        found.push_back({events_.event_id(a), events_.event_id(b)});
      });
    return found;
  }

  bool ordered(const linux_kernel::PlainAccesses<words>& plain,
               const Race& pair) const {
    bool all = true;
    const auto each_half = [&](EventId id, auto visit) {
      for (std::size_t e = 0; e < events_.n; ++e)
        if (events_.event_id(e) == id) visit(e);
    };
    each_half(pair.first, [&](std::size_t a) {
      each_half(pair.second,
                [&](std::size_t b) { all = all && plain.before.has(a, b); });
    });
    return all;
  }

  bool acyclic(const Relation& r, const Relation& closure,
               std::string_view axiom, Consistency& result) const {
    if (closure.irreflexive()) return true;
    result.axiom = axiom;
    for (const std::size_t e : r.find_cycle())
      result.cycle.push_back(events_.event_id(e));
    return false;
  }

  bool irreflexive(const Relation& r, std::string_view axiom,
                   Consistency& result) const {
    for (std::size_t e = 0; e < r.size(); ++e) {
      if (!r.has(e, e)) continue;
      result = {axiom, {events_.event_id(e)}};
      return false;
    }
    return true;
  }

  bool empty(const Relation& r, std::string_view axiom,
             Consistency& result) const {
    for (std::size_t a = 0; a < r.size(); ++a) {
      if (r.successors(a).empty()) continue;
      result.axiom = axiom;
      result.cycle = {events_.event_id(a)};
      return false;
    }
    return true;
  }
};

/// Calls f with the smallest matrices that hold the execution.
template <class F>
auto judge(const Execution& x, F f) {
  const std::size_t n = linux_kernel::event_count(x);
  if (n <= 64) return f(Judgement<1>(x));
  if (n <= 128) return f(Judgement<2>(x));
  if (n <= 192) return f(Judgement<3>(x));
  if (n <= 256) return f(Judgement<4>(x));
  user_error("an execution has more than 256 accesses, lkmm's limit: " +
             std::to_string(n) + "; use fewer threads or rounds");
}

class Lkmm final : public Model {
 public:
  Lkmm(std::string_view name, linux_kernel::Version version)
      : name_(name), version_(version) {}
  std::string_view name() const override { return name_; }
  Consistency check(const Execution& x) const override {
    return judge(x, [](const auto& j) { return j.check(); });
  }
  std::vector<Race> races(const Execution& x) const override {
    return judge(x, [](const auto& j) { return j.races(); });
  }
  std::vector<std::string_view> flags(const Execution& x) const override {
    return judge(x, [this](const auto& j) { return j.flags(version_); });
  }

 private:
  std::string_view name_;
  linux_kernel::Version version_;
};

}  // namespace

Consistency lkmm_without_rcu(const Execution& x) {
  return judge(x, [](const auto& j) { return j.check(false); });
}

bool lkmm_allows_without_rcu(const Execution& x) {
  static thread_local Slice part;
  slice(x, {}, {}, part);
  return static_cast<bool>(lkmm_without_rcu(part.execution));
}

FinalVerdict lkmm_final(const Execution& x, std::span<const Race> pairs,
                        const std::vector<bool>& race_free) {
  Slice part;
  slice(x, pairs, race_free, part);
  std::vector<Race> renumbered;
  for (const Race& pair : pairs)
    renumbered.push_back({part.number[static_cast<std::size_t>(pair.first)],
                          part.number[static_cast<std::size_t>(pair.second)]});
  FinalVerdict result = judge(part.execution, [&](const auto& j) {
    return j.final_verdict(renumbered);
  });
  for (std::vector<Race>* races : {&result.races, &result.unordered})
    for (Race& race : *races)
      for (EventId* e : {&race.first, &race.second})
        *e = part.whole[static_cast<std::size_t>(*e)];
  return result;
}

const Model& lkmm() {
  static const Lkmm model("lkmm", linux_kernel::Version::newest);
  return model;
}

const Model& lkmm_6_12() {
  static const Lkmm model("lkmm-6.12", linux_kernel::Version::v6_12);
  return model;
}

}  // namespace vmalock::models
