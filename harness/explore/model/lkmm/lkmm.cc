// SPDX-License-Identifier: MIT
#include "harness/explore/model/lkmm/lkmm.h"

#include "harness/base/check.h"
#include "harness/explore/run/memory.h"
#include "harness/explore/run/threads.h"
#include "harness/explore/tell/errors.h"
#include "harness/models/lkmm.h"

namespace vmalock::explore {

namespace {

std::string place(const Where& w) {
  return std::string(w.file) + ":" + std::to_string(w.line);
}

}  // namespace

// ---- clocks

bool Lkmm::is_release_fence(const Event& e) const {
  return e.label.op == Op::grace_end ||
         (e.label.op == Op::fence && is_full_fence(e));
}

bool Lkmm::is_acquire_fence(const Event& e) const {
  return is_release_fence(e);
}

Slot Lkmm::acquired_by(const Event& e) const {
  return depends(e.order) ? graph::no_slot : told_by(state_, e);
}

// ---- judgement

bool Lkmm::consistent_at(Slot s) {
  if (sc_acyclic(s)) return true;
  const Edges edges(state_);
  const bool allows = acyclic(edges, s);
  const bool refuses = !allows && !promises_.pretend() && forbids(edges, s);
  if ((allows || refuses) && !run_.options.check_shortcuts) return allows;
  described_.describe(false);
  const std::uint32_t threads =
      graph_.location(graph_[s].label.location).threads;
  const bool of_one_thread = (threads & (threads - 1)) == 0;
  const bool allowed =
      of_one_thread
          ? static_cast<bool>(models::lkmm_without_rcu(described_.execution()))
          : models::lkmm_allows_without_rcu(described_.execution());
  CHECK((allowed || !allows) && (!allowed || !refuses));
  return allowed;
}

bool Lkmm::satisfies_without_rcu() {
  described_.describe(false);
  return static_cast<bool>(models::lkmm_without_rcu(described_.execution()));
}

bool Lkmm::satisfies_without_rcu(const std::vector<bool>& left_out) {
  described_.describe_without(left_out);
  return static_cast<bool>(models::lkmm_without_rcu(described_.execution()));
}

/// Judges the finished execution. False: it is not consistent, or is an error.
bool Lkmm::judge() {
  if (!judge_plain_accesses()) {
    ++run_.result.inconsistent;
    return false;
  }
  if (!run_.over) check_initialised();
  for (const ThreadData& t : state_.threads) {
    if (t.state != ThreadStatus::failed || run_.over) continue;
    errors_.report(t.failure.kind, t.failure.message, t.failure.access);
  }
  return !run_.over;
}

/// The axioms but RCU's, of the execution as it is described. The model is
/// asked about the part that matters; that is for coherent executions.
bool Lkmm::allows_promises() const {
  const graph::Execution& x = described_.execution();
  const bool allowed =
      promises_.are_coherent() && models::lkmm_allows_without_rcu(x);
  CHECK(!run_.options.check_shortcuts ||
        allowed == static_cast<bool>(models::lkmm_without_rcu(x)));
  return allowed;
}

/// The axiom about RCU, races and life times. The model is asked only for what
/// the clocks leave open (order.cc). A race may be why a thread did
/// something wrong: it is told first. False: not consistent.
bool Lkmm::judge_plain_accesses() {
  const bool promised = promises_.any();
  const bool trusts_clocks = !promised && !run_.options.check_shortcuts;
  const bool law = !promised && (!state_.model.any_rcu_sync ||
                                 (!any_is_stuck() && keeps_rcu_law(state_)));
  const bool ordered =
      law && order_.accesses_are_ordered() && order_.lives_are_ordered();
  if (ordered && trusts_clocks) return true;
  described_.describe(true);
  if (promised && !allows_promises()) return false;
  race_free_.assign(described_.execution().init.size(), false);
  for (std::uint32_t l = 0; l < graph_.locations(); ++l)
    if (trusts_clocks && described_.location(l) < race_free_.size())
      race_free_[described_.location(l)] =
          order_.is_ordered(graph_.location(l));
  find_lifetime_pairs(trusts_clocks);
  const models::FinalVerdict verdict =
      models::lkmm_final(described_.execution(), lifetime_pairs_, race_free_);
  CHECK(!law || verdict.consistent);
  CHECK(!ordered || (verdict.races.empty() && verdict.unordered.empty()));
  if (!verdict.consistent) return false;
  for (const auto* races : {&verdict.races, &verdict.unordered})
    for (const models::Race& race : *races)
      if (!run_.over) report_race(race.first, race.second);
  return true;
}

/// What must be ordered: the begin of an object's life, the accesses to it, its
/// end.
void Lkmm::find_lifetime_pairs(bool trusts_clocks) {
  lifetime_pairs_.clear();
  for (const Lifetime& life : described_.lifetimes())
    for (std::size_t i = 0; i < described_.events(); ++i) {
      const Slot s = described_.slot(i);
      if (s == graph::no_slot) continue;
      const Event& e = graph_[s];
      if (graph_.location(e.label.location).object != life.object) continue;
      if (!e.reads && !e.writes) continue;
      const bool same_thread = e.thread == life.thread;
      if ((same_thread || trusts_clocks) && order_.is_ordered(life, s))
        continue;
      const auto access = static_cast<std::int32_t>(i);
      lifetime_pairs_.push_back(life.ends ? models::Race{access, life.event}
                                          : models::Race{life.event, access});
    }
}

void Lkmm::check_initialised() {
  for (const Slot s : graph_.order()) {
    const Event& e = graph_[s];
    if (!e.reads || !Graph::is_init(e.rf) || run_.over) continue;
    const graph::LocationState& l = graph_.location(e.label.location);
    if (!l.initialised)
      errors_.report(ErrorKind::uninitialised_read,
                     std::string(l.name) + " is read before it is written",
                     {e.label.site, e.label.where});
  }
}

/// Two accesses, or an access and the begin or end of its object's life.
void Lkmm::report_race(std::int32_t first, std::int32_t second) {
  const auto slot = [this](std::int32_t id) {
    return id < 0 ? graph::no_slot
                  : described_.slot(static_cast<std::size_t>(id));
  };
  const Slot a = slot(first), b = slot(second);
  for (const Lifetime& life : described_.lifetimes()) {
    if (life.event != first && life.event != second) continue;
    const Event& e = graph_[life.ends ? a : b];
    const Object& o = state_.objects[life.object];
    const Access access{e.label.site, e.label.where};
    const std::string cell = graph_.location(e.label.location).name;
    if (life.ends)
      errors_.report(ErrorKind::use_after_free,
                     std::string(o.name) + " is freed at " +
                         place(o.release.where) + ", and " + cell +
                         " may be accessed after that",
                     access);
    else
      errors_.report(
          ErrorKind::data_race,
          cell + " is used, but its initialisation is not ordered before",
          access);
    return;
  }
  if (a == graph::no_slot || b == graph::no_slot) return;
  const bool a_last = graph_[a].stamp > graph_[b].stamp;
  const Event& e = graph_[a_last ? a : b];
  const Event& x = graph_[a_last ? b : a];
  if (order_.tolerates(a, b)) return;
  errors_.set_conflict({.first = a_last ? b : a, .second = a_last ? a : b});
  errors_.report(ErrorKind::data_race,
                 std::string(graph_.location(e.label.location).name) +
                     ": unordered with the access at " + place(x.label.where),
                 {e.label.site, e.label.where});
}

void Lkmm::finish(bool complete, Accounts& accounts) {
  if (holds_for_nothing()) {
    ++run_.result.moot;
    return;
  }
  promises_.finish(complete, accounts);
}

}  // namespace vmalock::explore
