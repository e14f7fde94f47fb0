// SPDX-License-Identifier: MIT
// The Linux-kernel memory model (models/lkmm.cc) in the explorer.
//
// What is searched, optimally, are the executions of the model without its
// axiom about RCU: without cycles in po | rf they are closed under prefixes and
// can always be extended in the maximal way, which the algorithm relies on. The
// axiom about RCU has neither property (the end of a read section constrains
// what came before it), so it is asked at the end of every execution, and what
// it forbids is dropped there.
//
// Most graphs need no matrix: all the model's axioms but RCU's speak of cycles
// of po, rf, co and fr, so a choice that closes no such cycle (sc.cc) is
// allowed. Most of the others are decided by clocks and a search as well
// (cycles.cc).
//
// A thread that does something wrong stops; whether it is an error is known
// when the execution is finished and consistent. So are races and life times:
// plain accesses are events like any other here.
//
// The clocks are the part of the model's order that releases, acquires and full
// fences make, by which hopeless choices are recognised early.
#pragma once

#include <vector>

#include "harness/explore/model/clocks.h"
#include "harness/explore/model/lkmm/edges.h"
#include "harness/explore/model/lkmm/execution.h"
#include "harness/explore/model/lkmm/order.h"
#include "harness/explore/model/lkmm/promises.h"
#include "harness/models/model.h"

namespace vmalock::explore {

class Lkmm final : public Clocks {
 public:
  explicit Lkmm(const ModelParts& parts)
      : Clocks(parts, {.tracks_dependencies = true,
                       .plain_accesses_are_events = true,
                       .judges_errors_later = true,
                       .own_hb = true,
                       .max_events = Reads::capacity - 1}),
        described_(parts.state),
        order_(parts.run, parts.state),
        promises_(parts, *this) {}

  bool may_follow(const Label& label) override {
    return !promises_.is_in_vain(label);
  }

  // ---- dependencies.cc
  void on_add(Slot s, const Dependencies& from) override;
  void after_access(const Label& label, const CasResult& result,
                    graph::Mark mark) override;
  void check_fence(const Label& label) override;
  Value release_dependency(std::uint32_t object) override;

  // ---- promises.cc
  bool may_be_promised(const Label& label) const override {
    return promises_.may_be_promised(label);
  }
  bool take_promise(Slot s, Value promise) override {
    return promises_.take(s, promise);
  }
  bool complete_promise(Slot s, const Effect& does) override {
    return promises_.complete(s, does);
  }
  void on_possible_write(Slot rmw, Slot source, Value v) override {
    promises_.learn_possible_write(rmw, source, v);
  }

  bool consistent_at(Slot s) override;
  void finish(bool complete, Accounts& accounts) override;
  /// Judges the finished execution. False: it is not consistent, or is an
  /// error.
  bool judge();
  /// The graph as it is satisfies all axioms but that about RCU.
  bool satisfies_without_rcu();
  /// … without these events, given by slot.
  bool satisfies_without_rcu(const std::vector<bool>& left_out);
  /// The graph breaks an axiom by the event, for an obvious reason (cycles.cc).
  bool forbids(const Edges& edges, Slot s) const;

  // ---- grace.cc
  void rcu_lock(const Access& access) override;
  void rcu_unlock(const Access& access) override;
  void synchronize_rcu(const Access& access) override;
  void srcu(Op op, unsigned domain, const Access& access) override;
  void before_wait() override;

 protected:
  bool is_release_fence(const Event& e) const override;
  bool is_acquire_fence(const Event& e) const override;
  Slot acquired_by(const Event& e) const override;

 private:
  Described described_;
  ClockOrder order_;
  Promises promises_;
  std::vector<models::Race> lifetime_pairs_;
  std::vector<bool> race_free_;  ///< by described location

  bool allows_promises() const;
  bool judge_plain_accesses();
  void find_lifetime_pairs(bool trusts_clocks);
  void check_initialised();
  void report_race(std::int32_t a, std::int32_t b);
  // cycles.cc
  bool acyclic(const Edges& edges, Slot s) const;
  // grace.cc
  bool any_is_stuck() const;
  bool holds_for_nothing() const;
};

}  // namespace vmalock::explore
