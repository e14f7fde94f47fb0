// SPDX-License-Identifier: MIT
#include "harness/litmus/interpreter.h"

#include <fmt/format.h>

#include "harness/base/check.h"

namespace vmalock::litmus {
namespace {

using explore::Location;
using explore::Value;

void find_marked(const Block& block, std::vector<bool>& plain) {
  for (const Statement& s : block) {
    const bool access = accesses(s);
    if (access && s.address)
      plain.assign(plain.size(), false);  // it may be any of them
    else if (access && s.order != Ordering::plain)
      plain[s.location] = false;
    find_marked(s.then_block, plain);
    find_marked(s.else_block, plain);
  }
}

/// One conditional RMW of any kind; returns the old value.
Value conditional_rmw(Location cell, const Action& a,
                      const explore::Access& access) {
  const auto update_if = [&a](Value old) -> std::optional<Value> {
    const auto value = static_cast<std::int64_t>(old);
    if (!a.succeeds(value)) return std::nullopt;
    return static_cast<Value>(a.new_value(value));
  };
  switch (a.on_fail) {
    case OnFail::block:
      return explore::await_update(cell, update_if, a.order, access);
    case OnFail::load:
      return explore::update(cell, update_if, a.order, a.fail_order, access)
          .old;
    case OnFail::failed_rmw:
      break;
  }
  if (explore::tracks_dependencies())
    return explore::update(cell, update_if, a.order, a.fail_order, access).old;
  if (a.equal && a.op == RmwOp::exchange)
    return explore::cmpxchg(cell, static_cast<Value>(a.compared),
                            static_cast<Value>(a.operand), a.order,
                            a.fail_order, access)
        .old;
  // A locked instruction that changes nothing writes the old value back (Intel
  // SDM, CMPXCHG). Only the kernel's atomic_add_unless comes here.
  const auto write_back = [&](Value old) {
    return std::optional<Value>(update_if(old).value_or(old));
  };
  return explore::update(cell, write_back, a.order, a.fail_order, access).old;
}

}  // namespace

class LitmusInterpreter::Run final : public explore::Program {
 public:
  explicit Run(const LitmusInterpreter& shared) : shared_(shared) {}

  unsigned threads() const override {
    return shared_.how_.started
               ? 1
               : static_cast<unsigned>(shared_.program_.threads.size());
  }

  void before() override {
    const LitmusProgram& p = shared_.program_;
    states_.resize(p.threads.size());
    for (unsigned t = 0; t < p.threads.size(); ++t)
      children_.push_back({this, t});
    for (std::size_t l = 0; l < p.locations.size(); ++l) {
      const auto initial = static_cast<Value>(p.init[l]);
      const char* name = p.locations[l].c_str();
      cells_.push_back(shared_.plain_[l]
                           ? explore::new_plain(initial, name)
                           : explore::new_location(8, initial, name));
    }
  }

  void thread(unsigned index) override {
    if (shared_.how_.started)
      start_all();
    else
      body(index);
  }

  void after() override {
    for (std::size_t l = 0; l < cells_.size(); ++l) {
      const Value value = shared_.plain_[l]
                              ? explore::plain_load(cells_[l])
                              : explore::load(cells_[l], Ordering::relaxed);
      explore::observe("mem", static_cast<unsigned>(l),
                       static_cast<std::int64_t>(value));
    }
  }

 private:
  struct Child {
    Run* run;
    unsigned index;
  };

  const LitmusInterpreter& shared_;
  std::vector<std::uint32_t> cells_;  ///< Location or PlainCell
  std::vector<ThreadState> states_;
  std::vector<Child> children_;

  Value perform(const Action& a, const explore::Access& access);

  void body(unsigned index) {
    const ThreadCode& code = shared_.code_[index];
    // Threads of the explorer own no heap memory, for they are abandoned; this
    // object keeps their registers.
    ThreadState& state = states_[index];
    code.restart(state);
    const bool kernel = shared_.how_.kernel;
    if (code.branches()) explore::may_select();
    while (const std::optional<Action> action = code.next(state)) {
      explore::Access access;
      if (kernel) access.from = &action->depends;
      const auto result = static_cast<std::int64_t>(perform(*action, access));
      code.complete(state, result,
                    kernel ? explore::last_read() : graph::Reads());
    }
    const char* name = shared_.thread_names_[index].c_str();
    for (std::size_t r = 0; r < state.regs.size(); ++r)
      explore::observe(name, static_cast<unsigned>(r), state.regs[r]);
  }

  /// What the others did to plain cells is ordered before the ends of joins.
  void start_all() {
    const auto run_child = [](void* argument) {
      const auto& child = *static_cast<Child*>(argument);
      child.run->body(child.index);
    };
    for (Child& child : children_) explore::spawn(run_child, &child);
    for (unsigned i = 0; i < children_.size(); ++i) explore::join(i + 1);
    for (std::size_t l = 0; l < cells_.size(); ++l)
      if (shared_.plain_[l]) explore::plain_load(cells_[l]);
  }
};

Value LitmusInterpreter::Run::perform(const Action& a,
                                      const explore::Access& access) {
  if (a.location == no_location)
    explore::misuse("a thread dereferences a value that is no address");
  // Of RCU's statements it is a domain.
  const bool plain =
      a.location < shared_.plain_.size() && shared_.plain_[a.location];
  const auto operand = static_cast<Value>(a.operand);
  switch (a.kind) {
    case StatementKind::load:
      if (a.conditional)
        return explore::await(
            cells_[a.location],
            [&a](Value old) {
              return a.succeeds(static_cast<std::int64_t>(old));
            },
            a.order, access);
      return plain ? explore::plain_load(cells_[a.location], access)
                   : explore::load(cells_[a.location], a.order, access);
    case StatementKind::store:
      if (plain)
        explore::plain_store(cells_[a.location], operand, access);
      else
        explore::store(cells_[a.location], operand, a.order, access);
      return 0;
    case StatementKind::rmw:
      return a.conditional ? conditional_rmw(cells_[a.location], a, access)
                           : explore::rmw(cells_[a.location], a.op, operand,
                                          a.order, access);
    case StatementKind::fence:
      explore::fence(a.order, {}, a.mark);
      return 0;
    case StatementKind::choose:
      return explore::choose(static_cast<unsigned>(a.operand));
    case StatementKind::assume:
      explore::discard();
    case StatementKind::rcu_lock:
      if (a.location != 0)
        explore::srcu_read_lock(a.location, access);
      else
        explore::rcu_read_lock();
      return 0;
    case StatementKind::rcu_unlock:
      if (a.location != 0)
        explore::srcu_read_unlock(a.location, access);
      else
        explore::rcu_read_unlock();
      return 0;
    case StatementKind::rcu_sync:
      if (a.location != 0)
        explore::synchronize_srcu(a.location, access);
      else
        explore::synchronize_rcu();
      return 0;
    case StatementKind::assign:
    case StatementKind::branch:
      break;
  }
  CHECK(false && "an action");
  return 0;
}

LitmusInterpreter::LitmusInterpreter(const LitmusProgram& program,
                                     LitmusRun how)
    : program_(program),
      how_(how),
      plain_(program.locations.size(), !how.kernel) {
  for (std::size_t t = 0; t < program.threads.size(); ++t) {
    code_.emplace_back(program, t, how.kernel);
    find_marked(program.threads[t].body, plain_);
    thread_names_.push_back(fmt::format("T{}", t));
  }
}

explore::ProgramFactory LitmusInterpreter::factory() const {
  return [this] { return std::make_unique<Run>(*this); };
}

FinalState LitmusInterpreter::final_state(
    const std::map<std::string, std::int64_t>& observed) const {
  FinalState state;
  const auto values = [&observed](const std::string& name, std::size_t n) {
    std::vector<std::int64_t> all;
    for (std::size_t i = 0; i < n; ++i)
      all.push_back(observed.at(fmt::format("{}[{}]", name, i)));
    return all;
  };
  for (std::size_t t = 0; t < code_.size(); ++t)
    state.registers.push_back(
        values(thread_names_[t], program_.threads[t].registers.size()));
  state.memory = values("mem", program_.locations.size());
  return state;
}

graph::Execution LitmusInterpreter::with_all_locations(
    const graph::Execution& x) const {
  std::vector<std::uint32_t> location_of;  // by the explorer's number
  for (std::uint32_t l = 0; l < plain_.size(); ++l)
    if (!plain_[l]) location_of.push_back(l);
  CHECK(location_of.size() == x.init.size());
  graph::Execution all = x;
  for (graph::ExecutionEvent& e : all.events) {
    if (e.accesses()) e.location = location_of[e.location];
    if (how_.started) --e.thread;
  }
  all.init = program_.init;
  all.co.assign(plain_.size(), {});
  for (std::size_t i = 0; i < location_of.size(); ++i)
    all.co[location_of[i]] = x.co[i];
  return all;
}

}  // namespace vmalock::litmus
