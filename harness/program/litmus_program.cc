// SPDX-License-Identifier: MIT
#include "harness/program/litmus_program.h"

#include <algorithm>

#include "harness/base/check.h"

namespace vmalock::litmus {
namespace {

std::int64_t apply(BinaryOp op, std::int64_t a, std::int64_t b) {
  switch (op) {
    case BinaryOp::add:
      return static_cast<std::int32_t>(a + b);
    case BinaryOp::sub:
      return static_cast<std::int32_t>(a - b);
    case BinaryOp::mul:
      return static_cast<std::int32_t>(a * b);
    case BinaryOp::bit_and:
      return a & b;
    case BinaryOp::bit_or:
      return a | b;
    case BinaryOp::bit_xor:
      return a ^ b;
    case BinaryOp::eq:
      return a == b;
    case BinaryOp::ne:
      return a != b;
    case BinaryOp::lt:
      return a < b;
    case BinaryOp::le:
      return a <= b;
    case BinaryOp::gt:
      return a > b;
    case BinaryOp::ge:
      return a >= b;
    case BinaryOp::land:
      return a != 0 && b != 0;
    case BinaryOp::lor:
      return a != 0 || b != 0;
  }
  CHECK(false);
  return 0;
}

void mark_accesses(Block& block) {
  for (Statement& s : block) {
    if (s.order == Ordering::plain) s.order = Ordering::relaxed;
    mark_accesses(s.then_block);
    mark_accesses(s.else_block);
  }
}

}  // namespace

Expr Expr::constant(std::int64_t value) {
  Expr e;
  e.value = value;
  return e;
}

Expr Expr::of_reg(unsigned reg) {
  Expr e;
  e.kind = Kind::reg;
  e.reg = reg;
  return e;
}

Expr Expr::binary(BinaryOp op, Expr left, Expr right) {
  Expr e;
  e.kind = Kind::binary;
  e.op = op;
  e.args.reserve(2);  // a list of two would copy both
  e.args.push_back(std::move(left));
  e.args.push_back(std::move(right));
  return e;
}

std::int64_t evaluate(const Expr& e, const std::vector<std::int64_t>& regs) {
  switch (e.kind) {
    case Expr::Kind::constant:
      return e.value;
    case Expr::Kind::reg:
      return regs[e.reg];
    case Expr::Kind::binary:
      return apply(e.op, evaluate(e.args[0], regs), evaluate(e.args[1], regs));
  }
  CHECK(false);
  return 0;
}

unsigned LitmusThread::add_register(std::string register_name) {
  registers.push_back(std::move(register_name));
  register_init.push_back(0);
  return static_cast<unsigned>(registers.size() - 1);
}

std::uint32_t LitmusProgram::add_location(std::string location,
                                          std::int64_t value) {
  locations.push_back(std::move(location));
  init.push_back(value);
  return static_cast<std::uint32_t>(locations.size() - 1);
}

bool Action::succeeds(std::int64_t old) const {
  return !conditional || (old == compared) == equal;
}

std::int64_t Action::new_value(std::int64_t old) const {
  switch (op) {
    case RmwOp::exchange:
      return operand;
    case RmwOp::add:
      return apply(BinaryOp::add, old, operand);
    case RmwOp::sub:
      return apply(BinaryOp::sub, old, operand);
    case RmwOp::bit_and:
      return old & operand;
    case RmwOp::bit_or:
      return old | operand;
    case RmwOp::bit_xor:
      return old ^ operand;
  }
  CHECK(false);
  return 0;
}

std::uint32_t location_at(std::int64_t address, std::size_t locations) {
  const std::int64_t location = address - first_address;
  return location >= 0 && location < static_cast<std::int64_t>(locations)
             ? static_cast<std::uint32_t>(location)
             : no_location;
}

ThreadCode::ThreadCode(const LitmusProgram& program, std::size_t thread,
                       bool kernel)
    : program_(program), thread_(program.threads[thread]), kernel_(kernel) {
  flatten(thread_.body);
}

void ThreadCode::flatten(const Block& block) {
  using Kind = Instruction::Kind;
  for (const Statement& s : block) {
    if (s.kind == StatementKind::fence && s.order == Ordering::none && !kernel_)
      continue;
    if (s.kind != StatementKind::branch) {
      code_.push_back({Kind::statement, &s, 0});
      continue;
    }
    const std::size_t test = code_.size();
    code_.push_back({Kind::jump_if_zero, &s, 0});
    flatten(s.then_block);
    const std::size_t end_of_then = code_.size();
    code_.push_back({Kind::jump, &s, 0});
    code_[test].target = code_.size();
    flatten(s.else_block);
    code_[end_of_then].target = code_.size();
    code_.push_back({Kind::join, &s, 0});
  }
}

bool ThreadCode::branches() const {
  return std::any_of(code_.begin(), code_.end(), [](const Instruction& i) {
    return i.kind == Instruction::Kind::jump_if_zero;
  });
}

ThreadState ThreadCode::start() const {
  return {0, thread_.register_init, {}, {}};
}

void ThreadCode::restart(ThreadState& state) const {
  state.pc = 0;
  state.regs = thread_.register_init;
  if (!kernel_) return;
  state.sources.assign(state.regs.size(), {});
  state.control.clear();
}

graph::Reads ThreadCode::sources(const Expr& e,
                                 const ThreadState& state) const {
  if (e.kind == Expr::Kind::reg) return state.sources[e.reg];
  graph::Reads all;
  for (const Expr& arg : e.args) all |= sources(arg, state);
  return all;
}

/// As oracle/thread_runs.h has them.
void ThreadCode::add_dependencies(const Statement& s, const ThreadState& state,
                                  Action& a) const {
  if (s.address) a.depends.addr = sources(*s.address, state);
  a.depends.data = sources(s.value, state);
  a.depends.own = s.op != RmwOp::exchange;
  a.depends.mark = s.mark;
  a.depends.locked = s.condition && s.condition->on_fail == OnFail::failed_rmw;
  for (const graph::Reads& condition : state.control)
    a.depends.ctrl |= condition;
}

std::optional<Action> ThreadCode::next(ThreadState& state) const {
  while (state.pc < code_.size()) {
    const Instruction& i = code_[state.pc];
    const Statement& s = *i.statement;
    if (i.kind == Instruction::Kind::jump) {
      state.pc = i.target;
      continue;
    }
    if (i.kind == Instruction::Kind::join) {
      if (kernel_) state.control.pop_back();
      ++state.pc;
      continue;
    }
    const std::int64_t value = evaluate(s.value, state.regs);
    if (i.kind == Instruction::Kind::jump_if_zero) {
      if (kernel_) state.control.push_back(sources(s.value, state));
      state.pc = value != 0 ? state.pc + 1 : i.target;
      continue;
    }
    if (s.kind == StatementKind::assign) {
      complete(state, value);
      continue;
    }
    if (s.kind == StatementKind::assume && value != 0) {
      ++state.pc;
      continue;
    }
    Action a{s.kind, s.location, s.order,       s.op,    value,  false,
             true,   0,          OnFail::block, s.order, s.mark, {}};
    if (kernel_) add_dependencies(s, state, a);
    if (s.address)
      a.location = location_at(evaluate(*s.address, state.regs),
                               program_.locations.size());
    if (s.condition) {
      a.conditional = true;
      a.equal = s.condition->equal;
      a.compared = evaluate(s.condition->value, state.regs);
      a.on_fail = s.condition->on_fail;
      a.fail_order = s.condition->fail_order;
    }
    return a;
  }
  return std::nullopt;
}

void ThreadCode::complete(ThreadState& state, std::int64_t result,
                          const graph::Reads& read) const {
  const Statement& s = *code_[state.pc].statement;
  if (s.reg != no_reg) {
    if (kernel_) {
      graph::Reads sources_of_result = read;
      const bool fetch_and_op = s.kind == StatementKind::rmw &&
                                s.op != RmwOp::exchange && !s.condition;
      if (fetch_and_op || s.kind == StatementKind::assign)
        sources_of_result |= sources(s.value, state);
      state.sources[s.reg] = sources_of_result;
    }
    state.regs[s.reg] = result;
  }
  ++state.pc;
}

graph::ExecutionEvent event_of(const Action& action, std::int64_t old,
                               std::int32_t rf) {
  using graph::EventKind;
  graph::ExecutionEvent e;
  e.order = action.order;
  e.location = action.location;
  switch (action.kind) {
    case StatementKind::load:
      e.kind = EventKind::load;
      break;
    case StatementKind::store:
      e.kind = EventKind::store;
      e.written = action.operand;
      return e;
    case StatementKind::rmw:
      if (action.succeeds(old)) {
        e.kind = EventKind::rmw;
        e.written = action.new_value(old);
      } else {
        e.kind = EventKind::load;
        e.order = action.fail_order;
        e.failed_rmw = action.on_fail == OnFail::failed_rmw;
      }
      break;
    case StatementKind::fence:
      e.kind = EventKind::fence;
      e.location = 0;
      return e;
    case StatementKind::rcu_lock:
      e.kind = EventKind::rcu_lock;
      return e;
    case StatementKind::rcu_unlock:
      e.kind = EventKind::rcu_unlock;
      return e;
    case StatementKind::rcu_sync:
      e.kind = EventKind::rcu_sync;
      return e;
    case StatementKind::assign:
    case StatementKind::choose:
    case StatementKind::assume:
    case StatementKind::branch:
      CHECK(false);
  }
  e.read = old;
  e.rf = rf;
  return e;
}

LitmusProgram with_marked_accesses(LitmusProgram program) {
  for (LitmusThread& t : program.threads) mark_accesses(t.body);
  return program;
}

}  // namespace vmalock::litmus
