// SPDX-License-Identifier: MIT
// sc, tso and rc11: the models without cycles in po | rf. Plain accesses are no
// events under them; races are found by clocks, and RCU is made of messages.
#pragma once

#include "harness/explore/model/clocks.h"
#include "harness/explore/model/rc11/psc.h"

namespace vmalock::explore {

class InOrder : public Clocks {
 public:
  explicit InOrder(const ModelParts& parts, bool own_hb = false)
      : Clocks(parts, {.own_hb = own_hb}) {}

  void check_access(Slot s) override;
  void check_release(std::uint32_t object, const Access& access) override;
  void finish(bool complete, Accounts& accounts) override;

  void rcu_lock(const Access& access) override;
  void rcu_unlock(const Access& access) override;
  void synchronize_rcu(const Access& access) override;
  unsigned next_grace_period() const override;
  std::int32_t oldest_source(Slot s) const override;

 protected:
  void join_sections(Slot s) override;
  void raise_sections(const Event& end, graph::Clock& below) const override;
  void stood_in(StandIn s) override { run_.result.stand_ins.add(s); }

 private:
  Slot older_section(unsigned t, std::int32_t place, bool& open) const;
  template <class Visit>
  void for_each_waited(const Event& end, Visit visit) const;
  std::int32_t newest_ended_grace_period() const;
};

class Sc final : public InOrder {
 public:
  using InOrder::InOrder;
  bool consistent_at(Slot s) override { return sc_acyclic(s); }
};

class Tso final : public InOrder {
 public:
  using InOrder::InOrder;
  bool consistent_at(Slot s) override;

 private:
  void predecessors(Slot x, graph::Clock& all, graph::Clock& reads) const;
};

class Rc11 final : public InOrder {
 public:
  explicit Rc11(const ModelParts& parts)
      : InOrder(parts, true), psc_(parts.state) {}
  bool consistent_at(Slot s) override;

 private:
  PscFences psc_;
  bool psc_acyclic();
};

}  // namespace vmalock::explore
