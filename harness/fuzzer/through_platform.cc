// SPDX-License-Identifier: MIT
#include "harness/fuzzer/through_platform.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/check.h"
#include "harness/platform/model/platform.h"

namespace vmalock::fuzzer {

namespace {

using litmus::BinaryOp;
using litmus::Block;
using litmus::Expr;
using litmus::LitmusProgram;
using litmus::OnFail;
using litmus::Statement;
using litmus::StatementKind;
using K = model::platform;
using Word = std::int64_t;
using Loaded = model::loaded<Word>;
using Registers = std::vector<Loaded>;

// ---- the program

/// Any constant will do, as long as there are several.
Expr constant_instead(const Expr& e) {
  if (e.kind == Expr::Kind::constant) return e;
  return Expr::constant(1 + (e.kind == Expr::Kind::reg));
}

void adapt(Block& block, bool kernel);

void adapt(Statement& s, bool kernel) {
  s.address.reset();
  adapt(s.then_block, kernel);
  adapt(s.else_block, kernel);
  if (s.condition) s.condition->value = constant_instead(s.condition->value);
  if (s.kind == StatementKind::fence && s.order == Ordering::none)
    s.order = Ordering::mb;
  s.mark = graph::Mark::none;
  if (s.kind != StatementKind::rmw) return;
  s.value = constant_instead(s.value);
  if (s.op == RmwOp::bit_xor) s.op = RmwOp::bit_or;
  if (s.order == Ordering::seq_cst && !kernel) s.order = Ordering::acq_rel;
  if (!s.condition) return;
  s.op = RmwOp::exchange;
  s.condition->fail_order = Ordering::relaxed;
  if (s.condition->on_fail == OnFail::failed_rmw)
    s.condition->on_fail = OnFail::load;
}

void adapt(Block& block, bool kernel) {
  for (Statement& s : block) adapt(s, kernel);
}

/// Whether a location is reached by plain accesses only.
void find_marked(const Block& block, std::vector<bool>& plain) {
  for (const Statement& s : block) {
    if (s.kind == StatementKind::rmw ||
        ((s.kind == StatementKind::load || s.kind == StatementKind::store) &&
         s.order != Ordering::plain))
      plain[s.location] = false;
    find_marked(s.then_block, plain);
    find_marked(s.else_block, plain);
  }
}

// ---- orderings: the platform takes them as types

template <class F>
auto with_order(Ordering order, F f) {
  switch (order) {
#define VMALOCK_CASE(name) \
  case Ordering::name:     \
    return f(FixedOrdering<Ordering::name>())
    VMALOCK_CASE(plain);
    VMALOCK_CASE(relaxed);
    VMALOCK_CASE(acquire);
    VMALOCK_CASE(release);
    VMALOCK_CASE(acq_rel);
    VMALOCK_CASE(seq_cst);
    VMALOCK_CASE(rmb);
    VMALOCK_CASE(wmb);
    VMALOCK_CASE(acquire_fence);
    VMALOCK_CASE(release_fence);
    VMALOCK_CASE(acq_rel_fence);
    VMALOCK_CASE(mb);
#undef VMALOCK_CASE
    case Ordering::ctrl:
    case Ordering::addr:
    case Ordering::none:
      break;
  }
  CHECK(false && "an ordering of a random program");
  return f(FixedOrdering<Ordering::relaxed>());
}

// ---- values

/// An `int` of 32 bits, as litmus::evaluate() has it.
template <class T>
Loaded as_int(const model::loaded<T>& v) {
  return {static_cast<std::int32_t>(v.value()), v.reads()};
}

Loaded evaluate(const Expr& e, const Registers& registers) {
  if (e.kind == Expr::Kind::constant) return {e.value, {}};
  if (e.kind == Expr::Kind::reg) return registers[e.reg];
  const Loaded a = evaluate(e.args[0], registers);
  const Loaded b = evaluate(e.args[1], registers);
  switch (e.op) {
    case BinaryOp::add:
      return as_int(a + b);
    case BinaryOp::sub:
      return as_int(a - b);
    case BinaryOp::mul:
      return as_int(a * b);
    case BinaryOp::bit_and:
      return as_int(a & b);
    case BinaryOp::bit_or:
      return as_int(a | b);
    case BinaryOp::bit_xor:
      return as_int(a ^ b);
    case BinaryOp::eq:
      return as_int(a == b);
    case BinaryOp::ne:
      return as_int(a != b);
    case BinaryOp::lt:
      return as_int(a < b);
    case BinaryOp::le:
      return as_int(a <= b);
    case BinaryOp::gt:
      return as_int(a > b);
    case BinaryOp::ge:
      return as_int(a >= b);
    case BinaryOp::land:
      return as_int((a != 0) & (b != 0));
    case BinaryOp::lor:
      return as_int((a != 0) | (b != 0));
  }
  CHECK(false);
  return a;
}

// ---- running it

struct Cell {
  std::optional<K::shared<Word>> shared;
  std::optional<K::plain<Word>> plain;
};

class Run final : public explore::Program {
 public:
  Run(const LitmusProgram& program, bool kernel)
      : program_(program), plain_(program.locations.size(), !kernel) {
    for (const auto& t : program.threads) find_marked(t.body, plain_);
  }

  unsigned threads() const override {
    return static_cast<unsigned>(program_.threads.size());
  }

  void before() override {
    for (std::size_t l = 0; l < plain_.size(); ++l) {
      Cell& cell = cells_.emplace_back();
      const char* name = program_.locations[l].c_str();
      if (plain_[l])
        cell.plain.emplace(program_.init[l], name);
      else
        cell.shared.emplace(program_.init[l], name);
    }
    // Threads own no heap memory, for they are abandoned.
    for (std::size_t t = 0; t < program_.threads.size(); ++t) {
      registers_.emplace_back();
      for (const Word initial : program_.threads[t].register_init)
        registers_.back().emplace_back(initial, explore::Reads());
      names_.push_back("T" + std::to_string(t));
    }
  }

  void thread(unsigned t) override {
    Registers& registers = registers_[t];
    for (std::size_t r = 0; r < registers.size(); ++r)
      registers[r] = {program_.threads[t].register_init[r], {}};
    run(program_.threads[t].body, registers);
    for (unsigned r = 0; r < registers.size(); ++r)
      K::observe(names_[t].c_str(), r, registers[r].value());
  }

  void after() override {
    for (unsigned l = 0; l < cells_.size(); ++l)
      K::observe("mem", l,
                 plain_[l] ? cells_[l].plain->load().value()
                           : cells_[l].shared->load(order::relaxed).value());
  }

 private:
  const LitmusProgram& program_;
  std::vector<bool> plain_;
  std::deque<Cell> cells_;
  std::vector<Registers> registers_;
  std::vector<std::string> names_;

  void run(const Block& block, Registers& registers) {
    for (const Statement& s : block) {
      if (s.kind == StatementKind::branch) {
        if (const auto taken = K::branch(evaluate(s.value, registers) != 0))
          run(s.then_block, registers);
        else
          run(s.else_block, registers);
        continue;
      }
      const Loaded result = perform(s, registers);
      if (s.reg != litmus::no_reg) registers[s.reg] = result;
    }
  }

  Loaded perform(const Statement& s, const Registers& registers) {
    switch (s.kind) {
      case StatementKind::load:
        return load(s);
      case StatementKind::store:
        store(s, evaluate(s.value, registers));
        break;
      case StatementKind::rmw:
        return s.condition ? conditional(s) : rmw(s);
      case StatementKind::fence:
        with_order(s.order, [](auto o) { K::fence(o); });
        break;
      case StatementKind::assign:
        return evaluate(s.value, registers);
      case StatementKind::choose:
        return {K::choose(static_cast<unsigned>(
                    evaluate(s.value, registers).value())),
                {}};
      case StatementKind::assume:
        if (!evaluate(s.value, registers)) explore::discard();
        break;
      case StatementKind::rcu_lock:
        K::rcu_read_lock();
        break;
      case StatementKind::rcu_unlock:
        K::rcu_read_unlock();
        break;
      case StatementKind::rcu_sync:
        K::synchronize_rcu();
        break;
      case StatementKind::branch:
        CHECK(false);
    }
    return {0, {}};
  }

  Loaded load(const Statement& s) {
    Cell& cell = cells_[s.location];
    if (cell.plain) return cell.plain->load();
    return with_order(s.order, [&](auto o) -> Loaded {
      if (!s.condition) return cell.shared->load(o);
      return cell.shared->await([&s](Word old) { return meets(s, old); }, o);
    });
  }

  void store(const Statement& s, const Loaded& value) {
    Cell& cell = cells_[s.location];
    if (cell.plain) return cell.plain->store(value);
    with_order(s.order, [&](auto o) { cell.shared->store(value, o); });
  }

  Loaded rmw(const Statement& s) {
    K::shared<Word>& cell = *cells_[s.location].shared;
    const Word value = s.value.value;
    return with_order(s.order, [&](auto o) -> Loaded {
      switch (s.op) {
        case RmwOp::exchange:
          return cell.exchange(value, o);
        case RmwOp::add:
          return cell.fetch_add(value, o);
        case RmwOp::sub:
          return cell.fetch_sub(value, o);
        case RmwOp::bit_and:
          return cell.fetch_and(value, o);
        case RmwOp::bit_or:
        case RmwOp::bit_xor:
          break;
      }
      return cell.fetch_or(value, o);
    });
  }

  Loaded conditional(const Statement& s) {
    K::shared<Word>& cell = *cells_[s.location].shared;
    const auto next = [&s](Word old) -> std::optional<Word> {
      return meets(s, old) ? std::optional(s.value.value) : std::nullopt;
    };
    return with_order(s.order, [&](auto o) -> Loaded {
      if (s.condition->on_fail == OnFail::block)
        return cell.await_update(next, o);
      return cell.update(next, o).old;
    });
  }

  static bool meets(const Statement& s, Word old) {
    return (old == s.condition->value.value) == s.condition->equal;
  }
};

}  // namespace

LitmusProgram for_platform(LitmusProgram program, bool kernel) {
  for (litmus::LitmusThread& t : program.threads) adapt(t.body, kernel);
  return program;
}

explore::ProgramFactory through_platform(const LitmusProgram& program,
                                         bool kernel) {
  return [&program, kernel] { return std::make_unique<Run>(program, kernel); };
}

}  // namespace vmalock::fuzzer
