// SPDX-License-Identifier: MIT
// A program as the text of a C11 litmus test, so that a program that was made
// at random can be stored, read back, and shown to herd7 (unless it uses one of
// the extensions named in harness/litmus/README.md).
#include <fmt/format.h>

#include <array>

#include "harness/base/check.h"
#include "harness/program/litmus_program.h"

namespace vmalock::litmus {
namespace {

constexpr std::array<std::string_view, 14> operator_texts = {
    "+", "-", "*", "&", "|", "^", "==", "!=", "<", "<=", ">", ">=", "&&", "||"};

constexpr std::array<std::string_view, 6> rmw_names = {
    "exchange", "fetch_add", "fetch_sub", "fetch_and", "fetch_or", "fetch_xor"};

std::string_view memory_order_text(Ordering o) {
  switch (o) {
    case Ordering::relaxed:
      return "memory_order_relaxed";
    case Ordering::acquire:
    case Ordering::acquire_fence:
      return "memory_order_acquire";
    case Ordering::release:
    case Ordering::release_fence:
      return "memory_order_release";
    case Ordering::acq_rel:
    case Ordering::acq_rel_fence:
      return "memory_order_acq_rel";
    case Ordering::seq_cst:
    case Ordering::mb:
      return "memory_order_seq_cst";
    default:
      return name(o);  // the kernel's: for people, not for herd7
  }
}

class Printer {
 public:
  explicit Printer(const LitmusProgram& program) : program_(program) {}
  std::string print();

 private:
  const LitmusProgram& program_;
  std::string text_;

  std::string expr(const Expr& e, const LitmusThread& t) const;
  void block(const Block& b, const LitmusThread& t, int depth);
  std::string access(const Statement& s, const LitmusThread& t) const;
  std::string rmw(const Statement& s, const LitmusThread& t) const;
  void thread(std::size_t index);
};

std::string Printer::expr(const Expr& e, const LitmusThread& t) const {
  switch (e.kind) {
    case Expr::Kind::constant:
      return fmt::format("{}", e.value);
    case Expr::Kind::reg:
      return t.registers[e.reg];
    case Expr::Kind::binary:
      return fmt::format("({} {} {})", expr(e.args[0], t),
                         operator_texts[static_cast<std::size_t>(e.op)],
                         expr(e.args[1], t));
  }
  CHECK(false);
  return "";
}

std::string Printer::rmw(const Statement& s, const LitmusThread& t) const {
  const std::string& x = program_.locations[s.location];
  const std::string value = expr(s.value, t);
  const std::string_view order = memory_order_text(s.order);
  if (!s.condition)
    return fmt::format("atomic_{}_explicit({}, {}, {})",
                       rmw_names[static_cast<std::size_t>(s.op)], x, value,
                       order);
  const RmwCondition& c = *s.condition;
  const std::string compared = expr(c.value, t);
  if (c.on_fail == OnFail::block) {
    CHECK(c.equal && s.op == RmwOp::exchange);
    return fmt::format("vmalock_await_exchange({}, {}, {}, {})", x, compared,
                       value, order);
  }
  const std::string_view failure = memory_order_text(c.fail_order);
  if (c.equal) {
    if (s.op == RmwOp::exchange && c.on_fail == OnFail::failed_rmw)
      return fmt::format("vmalock_cmpxchg({}, {}, {}, {}, {})", x, compared,
                         value, order, failure);
  } else if (s.op == RmwOp::add && c.on_fail == OnFail::load) {
    return fmt::format("vmalock_add_unless({}, {}, {}, {}, {})", x, value,
                       compared, order, failure);
  }
  // What the dialect has no name for is for a reader only.
  return fmt::format("vmalock_{}_if_{}({}, {}, {}, {}, {}) /* {} */",
                     rmw_names[static_cast<std::size_t>(s.op)],
                     c.equal ? "equal" : "other", x, value, compared, order,
                     failure, c.on_fail == OnFail::load ? "load" : "rmw");
}

std::string Printer::access(const Statement& s, const LitmusThread& t) const {
  const bool plain = s.order == Ordering::plain;
  const std::string location =
      s.kind == StatementKind::fence ? "" : program_.locations[s.location];
  switch (s.kind) {
    case StatementKind::load:
      if (s.condition)
        return fmt::format("vmalock_await_{}({}, {}, {})",
                           s.condition->equal ? "equal" : "other", location,
                           expr(s.condition->value, t),
                           memory_order_text(s.order));
      return plain ? "*" + location
                   : fmt::format("atomic_load_explicit({}, {})", location,
                                 memory_order_text(s.order));
    case StatementKind::store:
      return plain ? fmt::format("*{} = {}", location, expr(s.value, t))
                   : fmt::format("atomic_store_explicit({}, {}, {})", location,
                                 expr(s.value, t), memory_order_text(s.order));
    case StatementKind::rmw:
      return rmw(s, t);
    case StatementKind::fence:
      return fmt::format("atomic_thread_fence({})", memory_order_text(s.order));
    case StatementKind::assign:
      return expr(s.value, t);
    case StatementKind::choose:
      return fmt::format("vmalock_choose({})", expr(s.value, t));
    case StatementKind::rcu_lock:
      return "vmalock_rcu_read_lock()";
    case StatementKind::rcu_unlock:
      return "vmalock_rcu_read_unlock()";
    case StatementKind::rcu_sync:
      return "vmalock_synchronize_rcu()";
    default:
      CHECK(false && "a statement that C11 litmus tests have");
      return "";
  }
}

void Printer::block(const Block& b, const LitmusThread& t, int depth) {
  const std::string indent(static_cast<std::size_t>(2 * depth), ' ');
  for (const Statement& s : b) {
    if (s.kind == StatementKind::branch) {
      text_ += fmt::format("{}if ({}) {{\n", indent, expr(s.value, t));
      block(s.then_block, t, depth + 1);
      if (!s.else_block.empty()) {
        text_ += indent + "} else {\n";
        block(s.else_block, t, depth + 1);
      }
      text_ += indent + "}\n";
      continue;
    }
    text_ += indent;
    if (s.reg != no_reg) text_ += t.registers[s.reg] + " = ";
    text_ += access(s, t) + ";\n";
  }
}

void Printer::thread(std::size_t index) {
  const LitmusThread& t = program_.threads[index];
  text_ += fmt::format("\nP{} (", index);
  for (std::size_t l = 0; l < program_.locations.size(); ++l)
    text_ += fmt::format("{}atomic_int* {}", l == 0 ? "" : ", ",
                         program_.locations[l]);
  text_ += ") {\n";
  for (const std::string& r : t.registers)
    text_ += fmt::format("  int {} = 0;\n", r);
  block(t.body, t, 1);
  text_ += "}\n";
}

std::string Printer::print() {
  text_ = fmt::format("C {}\n\n{{ ", program_.name);
  for (std::size_t l = 0; l < program_.locations.size(); ++l)
    text_ += fmt::format("[{}]={}; ", program_.locations[l], program_.init[l]);
  text_ += "}\n";
  for (std::size_t i = 0; i < program_.threads.size(); ++i) thread(i);
  text_ += "\nlocations [";
  for (const std::string& l : program_.locations) text_ += l + "; ";
  for (std::size_t i = 0; i < program_.threads.size(); ++i)
    for (const std::string& r : program_.threads[i].registers)
      text_ += fmt::format("{}:{}; ", i, r);
  text_ += "]\nexists (true)\n";
  return text_;
}

}  // namespace

std::string to_litmus(const LitmusProgram& program) {
  return Printer(program).print();
}

}  // namespace vmalock::litmus
