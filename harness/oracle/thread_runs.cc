// SPDX-License-Identifier: MIT
#include "harness/oracle/thread_runs.h"

#include <bit>
#include <utility>

#include "harness/base/check.h"

namespace vmalock::oracle {
namespace {

using graph::EventKind;
using graph::Mark;
using litmus::BinaryOp;
using litmus::Expr;
using litmus::Statement;
using litmus::StatementKind;

Symbolic constant(std::int64_t value) { return {Expr::constant(value), 0, 0}; }

Symbolic binary(BinaryOp op, const Symbolic& left, const Symbolic& right) {
  Symbolic s{Expr::binary(op, left.value, right.value),
             left.needs | right.needs, left.sources | right.sources};
  if (s.needs == 0) s.value = Expr::constant(litmus::evaluate(s.value, {}));
  return s;
}

/// The expression with each register replaced by what is in it.
Symbolic substitute(const Expr& e, const std::vector<Symbolic>& registers) {
  switch (e.kind) {
    case Expr::Kind::constant:
      return constant(e.value);
    case Expr::Kind::reg:
      return registers[e.reg];
    case Expr::Kind::binary:
      return binary(e.op, substitute(e.args[0], registers),
                    substitute(e.args[1], registers));
  }
  CHECK(false);
  return {};
}

Symbolic new_value(RmwOp op, const Symbolic& old, const Symbolic& operand) {
  switch (op) {
    case RmwOp::exchange:
      return operand;
    case RmwOp::add:
      return binary(BinaryOp::add, old, operand);
    case RmwOp::sub:
      return binary(BinaryOp::sub, old, operand);
    case RmwOp::bit_and:
      return binary(BinaryOp::bit_and, old, operand);
    case RmwOp::bit_or:
      return binary(BinaryOp::bit_or, old, operand);
    case RmwOp::bit_xor:
      return binary(BinaryOp::bit_xor, old, operand);
  }
  CHECK(false);
  return {};
}

/// A run so far.
struct Partial {
  ThreadRun run;               ///< its registers are the present ones
  RunEvents control = 0;       ///< conditions of the `if`s around this place
  RunEvents waited = 0;        ///< the reads that ended a wait
  bool impossible = false;     ///< a condition without loads does not hold
  std::uint32_t location = 0;  ///< of the statement at hand
  RunEvents address = 0;       ///< the events that this location depends on

  Symbolic value_of(const Expr& e) const {
    return substitute(e, run.registers);
  }
  void set(unsigned reg, Symbolic value) {
    if (reg != litmus::no_reg) run.registers[reg] = std::move(value);
  }
  void require(Symbolic value, bool holds) {
    if (value.needs != 0)
      run.conditions.push_back({std::move(value), holds});
    else if ((value.value.value != 0) != holds)
      impossible = true;
  }
};

class Runs {
 public:
  Runs(const litmus::LitmusProgram& program, std::size_t thread, bool may_stop)
      : locations_(static_cast<std::uint32_t>(program.locations.size())),
        thread_(static_cast<std::uint16_t>(thread)),
        may_stop_(may_stop),
        machine_(program.machine) {}
  std::vector<Partial> block(const litmus::Block& statements,
                             std::vector<Partial> runs) const;

 private:
  std::uint32_t locations_;
  std::uint16_t thread_;
  bool may_stop_;
  bool machine_;

  /// The run before a statement: once for each location that it may be about.
  std::vector<Partial> at_locations(const Statement& s, Partial p) const;
  std::vector<Partial> step(const Statement& s, Partial p) const;
  std::vector<Partial> load(const Statement& s, Partial p) const;
  std::vector<Partial> branch(const Statement& s, const Partial& p) const;
  std::vector<Partial> read_modify_write(const Statement& s,
                                         const Partial& p) const;
  static Partial stopped(const Partial& p, const Symbolic& met);
  /// Appends an event of the statement; returns the bit of the event.
  RunEvents append(const Statement& s, EventKind kind, Partial& p) const;
};

std::vector<Partial> Runs::block(const litmus::Block& statements,
                                 std::vector<Partial> runs) const {
  for (const Statement& s : statements) {
    std::vector<Partial> next;
    for (Partial& p : runs) {
      if (p.run.end != ThreadRun::End::complete) {
        next.push_back(std::move(p));
        continue;
      }
      for (Partial& at : at_locations(s, std::move(p)))
        for (Partial& q : step(s, std::move(at)))
          if (!q.impossible) next.push_back(std::move(q));
    }
    runs = std::move(next);
  }
  return runs;
}

std::vector<Partial> Runs::at_locations(const Statement& s, Partial p) const {
  std::vector<Partial> all;
  if (!s.address) {
    p.location = s.location;
    p.address = 0;
    all.push_back(std::move(p));
    return all;
  }
  const Symbolic address = p.value_of(*s.address);
  for (std::uint32_t l = 0; l < locations_; ++l) {
    Partial at = p;
    at.require(binary(BinaryOp::eq, address, constant(litmus::address_of(l))),
               true);
    at.location = l;
    at.address = address.sources;
    if (!at.impossible) all.push_back(std::move(at));
  }
  return all;
}

RunEvents Runs::append(const Statement& s, EventKind kind, Partial& p) const {
  const std::size_t index = p.run.events.size();
  if (index >= max_run_events)
    user_error("a thread has more than 64 events; write shorter threads");
  RunEvent e;
  e.event.thread = thread_;
  e.event.index = static_cast<std::uint16_t>(index);
  e.event.kind = kind;
  e.event.order = s.order;
  e.event.mark = s.mark;
  e.event.instruction = s.instruction;
  e.event.location = p.location;
  e.addr = p.address;
  e.ctrl = p.control | p.waited;
  e.waited = p.waited;
  p.run.events.push_back(std::move(e));
  return RunEvents{1} << index;
}

/// What an event reads.
Symbolic read_by(RunEvents event) {
  return {Expr::of_reg(static_cast<unsigned>(std::countr_zero(event))), event,
          event};
}

std::vector<Partial> Runs::load(const Statement& s, Partial p) const {
  const Symbolic read = read_by(append(s, EventKind::load, p));
  if (!s.condition) {
    p.set(s.reg, read);
    return {std::move(p)};
  }
  const BinaryOp meets = s.condition->equal ? BinaryOp::eq : BinaryOp::ne;
  const Symbolic met = binary(meets, read, p.value_of(s.condition->value));
  std::vector<Partial> all;
  if (may_stop_) all.push_back(stopped(p, met));
  p.set(s.reg, read);
  p.waited |= read.sources;
  p.require(met, true);
  all.push_back(std::move(p));
  return all;
}

std::vector<Partial> Runs::step(const Statement& s, Partial p) const {
  switch (s.kind) {
    case StatementKind::load:
      return load(s, std::move(p));
    case StatementKind::store: {
      const Symbolic value = p.value_of(s.value);
      append(s, EventKind::store, p);
      p.run.events.back().data = value.sources;
      p.run.events.back().written = value;
      break;
    }
    case StatementKind::rmw:
      return read_modify_write(s, p);
    case StatementKind::fence:
      append(s, EventKind::fence, p);
      break;
    case StatementKind::assign:
      p.set(s.reg, p.value_of(s.value));
      break;
    case StatementKind::choose: {
      std::vector<Partial> all;
      const Symbolic count = p.value_of(s.value);
      CHECK(count.needs == 0);
      for (std::int64_t choice = 0; choice < count.value.value; ++choice) {
        all.push_back(p);
        all.back().set(s.reg, constant(choice));
      }
      return all;
    }
    case StatementKind::assume:
      p.require(p.value_of(s.value), true);
      break;
    case StatementKind::branch:
      return branch(s, p);
    case StatementKind::rcu_lock:
      // The index has one value, and carries a dependency all the same: that
      // is how an unlock is matched with its lock.
      p.set(s.reg, {Expr::constant(0), 0, append(s, EventKind::rcu_lock, p)});
      ++p.run.depth;
      break;
    case StatementKind::rcu_unlock: {
      const RunEvents index = p.value_of(s.value).sources;
      append(s, EventKind::rcu_unlock, p);
      p.run.events.back().data = index;
      --p.run.depth;
      break;
    }
    case StatementKind::rcu_sync: {
      std::vector<Partial> all;
      if (may_stop_) {
        all.push_back(p);
        all.back().run.end = ThreadRun::End::held;
      }
      append(s, EventKind::rcu_sync, p);
      all.push_back(std::move(p));
      return all;
    }
  }
  return {std::move(p)};
}

std::vector<Partial> Runs::branch(const Statement& s, const Partial& p) const {
  const Symbolic condition = p.value_of(s.value);
  std::vector<Partial> all;
  for (const bool taken : {true, false}) {
    Partial arm = p;
    arm.require(condition, taken);
    if (arm.impossible) continue;
    arm.control |= condition.sources;
    std::vector<Partial> start;
    start.push_back(std::move(arm));
    for (Partial& end : block(taken ? s.then_block : s.else_block, start)) {
      end.control = p.control;
      if (machine_) end.waited |= condition.sources;
      all.push_back(std::move(end));
    }
  }
  return all;
}

std::vector<Partial> Runs::read_modify_write(const Statement& s,
                                             const Partial& p) const {
  const Symbolic operand = p.value_of(s.value);
  std::vector<Partial> all;

  Partial done = p;
  const RunEvents event = append(s, EventKind::rmw, done);
  const Symbolic old = read_by(event);
  RunEvent& e = done.run.events.back();
  e.written = new_value(s.op, old, operand);
  e.data = e.written.sources;
  Symbolic result = old;
  if (s.op != RmwOp::exchange && !s.condition && !machine_)
    result.sources |= operand.sources;
  done.set(s.reg, result);
  if (!s.condition) {
    all.push_back(std::move(done));
    return all;
  }

  const Symbolic compared = p.value_of(s.condition->value);
  const BinaryOp meets = s.condition->equal ? BinaryOp::eq : BinaryOp::ne;
  if (machine_) done.run.events.back().ctrl |= compared.sources;
  done.require(binary(meets, old, compared), true);
  if (s.condition->on_fail == litmus::OnFail::block && s.mark != Mark::lock)
    done.waited |= event;
  all.push_back(std::move(done));
  const bool blocks = s.condition->on_fail == litmus::OnFail::block;
  if (blocks && !may_stop_) return all;

  Partial failed = p;
  append(s, EventKind::load, failed);
  RunEvent& load = failed.run.events.back();
  load.event.order = s.condition->fail_order;
  load.event.mark = Mark::none;
  load.event.failed_rmw = s.condition->on_fail == litmus::OnFail::failed_rmw;
  load.event.instruction.release = false;
  if (!load.event.failed_rmw) load.event.instruction = {};
  if (blocks) {
    load.event.order = Ordering::relaxed;
    all.push_back(stopped(failed, binary(meets, old, compared)));
    return all;
  }
  failed.set(s.reg, old);
  failed.require(binary(meets, old, compared), false);
  all.push_back(std::move(failed));
  return all;
}

/// The run whose last event is a wait that ends if `met`, and does not.
Partial Runs::stopped(const Partial& p, const Symbolic& met) {
  Partial q = p;
  q.run.end = ThreadRun::End::waits;
  q.run.wait = q.run.events.size() - 1;
  q.require(met, false);
  return q;
}

}  // namespace

std::vector<ThreadRun> thread_runs(const litmus::LitmusProgram& program,
                                   std::size_t thread, bool may_stop) {
  const litmus::LitmusThread& t = program.threads[thread];
  std::vector<Partial> start(1);
  for (const std::int64_t value : t.register_init)
    start[0].run.registers.push_back(constant(value));
  std::vector<ThreadRun> runs;
  for (Partial& p :
       Runs(program, thread, may_stop).block(t.body, std::move(start)))
    runs.push_back(std::move(p.run));
  return runs;
}

}  // namespace vmalock::oracle
