// SPDX-License-Identifier: MIT
// Registers, expressions and simple statements of random C functions.
#include "harness/kernel_source/pass/testing/random_c_writer.h"

#include <fmt/format.h>

namespace vmalock::kernel_source::oracle {

using litmus::BinaryOp;
using litmus::Expr;
using litmus::OnFail;
using litmus::Statement;
using litmus::StatementKind;

namespace {

const std::vector<std::string> fields = {"x", "y", "z"};

const char* c_order(Ordering order) {
  switch (order) {
    case Ordering::acquire:
      return "__ATOMIC_ACQUIRE";
    case Ordering::release:
      return "__ATOMIC_RELEASE";
    case Ordering::acq_rel:
      return "__ATOMIC_ACQ_REL";
    case Ordering::seq_cst:
      return "__ATOMIC_SEQ_CST";
    default:
      return "__ATOMIC_RELAXED";
  }
}

const char* symbol(BinaryOp op) {
  switch (op) {
    case BinaryOp::add:
      return "+";
    case BinaryOp::sub:
      return "-";
    case BinaryOp::mul:
      return "*";
    case BinaryOp::bit_and:
      return "&";
    case BinaryOp::bit_or:
      return "|";
    case BinaryOp::bit_xor:
      return "^";
    case BinaryOp::eq:
      return "==";
    case BinaryOp::ne:
      return "!=";
    case BinaryOp::lt:
      return "<";
    default:
      return ">=";
  }
}

Formula binary(BinaryOp op, const Formula& a, const Formula& b) {
  return {fmt::format("({} {} {})", a.text, symbol(op), b.text),
          Expr::binary(op, a.value, b.value), a.selected || b.selected};
}

Formula constant(std::int64_t value) {
  return {std::to_string(value), Expr::constant(value), false, true};
}

}  // namespace

litmus::Statement set(unsigned reg, Expr value) {
  Statement s;
  s.kind = StatementKind::assign;
  s.reg = reg;
  s.value = std::move(value);
  return s;
}

litmus::Statement if_else(const Expr& condition, litmus::Block then_block,
                          litmus::Block else_block) {
  Statement s;
  s.kind = StatementKind::branch;
  s.value = condition;
  s.then_block = std::move(then_block);
  s.else_block = std::move(else_block);
  return s;
}

// ---- registers

Writer::Register& Writer::new_register(bool pointer) {
  const unsigned number =
      thread_->add_register(fmt::format("r{}", thread_->registers.size()));
  selected_.push_back(false);
  if (pointer) thread_->register_init[number] = litmus::address_of(0);
  Register r{number, fmt::format("r{}", number), pointer, false, loop_};
  if (pointer) {
    frame_->declarations += fmt::format("  int *{} = &s->x;\n", r.text);
  } else if (percent(20)) {
    r.text = fmt::format("v[{}]", frame_->slots++);
  } else {
    frame_->declarations +=
        fmt::format("  {}int {} = 0;\n", percent(5) ? "volatile " : "", r.text);
  }
  frame_->registers.push_back(r);
  return frame_->registers.back();
}

void Writer::assigns(unsigned number, bool selected) {
  assigned_.push_back(number);
  if (selected) selected_[number] = true;
}

void Writer::leave_branch(std::size_t mark) {
  for (std::size_t i = mark; i < assigned_.size(); ++i)
    selected_[assigned_[i]] = true;
}

const Writer::Register* Writer::some_register(bool pointer, bool unselected) {
  std::vector<const Register*> fitting;
  for (const Register& r : frame_->registers)
    if (r.pointer == pointer && !(unselected && selected_[r.number]))
      fitting.push_back(&r);
  return fitting.empty() ? nullptr : one_of(fitting);
}

/// Where a value goes: into a new register, or one of this round of the loop.
Writer::Register Writer::target(bool pointer) {
  std::vector<const Register*> fitting;
  for (const Register& r : frame_->registers)
    if (r.pointer == pointer && !r.constant && r.loop == loop_)
      fitting.push_back(&r);
  if (!fitting.empty() && percent(30)) return *one_of(fitting);
  return new_register(pointer);
}

// ---- expressions

Formula Writer::operand() {
  const Register* r = percent(70) ? some_register(false, false) : nullptr;
  if (!r) return constant(below(4));
  return {r->text, Expr::of_reg(r->number), selected_[r->number]};
}

Formula Writer::formula() {
  const Formula a = operand();
  if (percent(30)) return a;
  if (percent(20))  // a dependency without a difference
    return binary(BinaryOp::add, binary(BinaryOp::bit_xor, a, a),
                  constant(below(3)));
  if (percent(5)) return binary(BinaryOp::mul, a, constant(0));
  static const std::vector<BinaryOp> ops = {
      BinaryOp::add,     BinaryOp::sub,    BinaryOp::mul, BinaryOp::bit_and,
      BinaryOp::bit_xor, BinaryOp::bit_or, BinaryOp::eq,  BinaryOp::lt};
  return binary(one_of(ops), a, operand());
}

/// Of an `if`.
Formula Writer::condition() {
  if (percent(10)) {
    if (const Register* p = some_register(true, true)) {
      const unsigned l = below(integer_locations);
      return {fmt::format("{} == &s->{}", p->text, fields[l]),
              Expr::binary(BinaryOp::eq, Expr::of_reg(p->number),
                           Expr::constant(litmus::address_of(l))),
              false};
    }
  }
  const Register* r = some_register(false, true);
  if (!r) return constant(below(2));
  const Formula a{r->text, Expr::of_reg(r->number), false};
  if (percent(15)) return a;
  if (percent(10))
    return binary(BinaryOp::eq, binary(BinaryOp::bit_xor, a, a), constant(0));
  static const std::vector<BinaryOp> ops = {BinaryOp::eq, BinaryOp::ne,
                                            BinaryOp::lt, BinaryOp::ge};
  const Register* q = percent(20) ? some_register(false, true) : nullptr;
  return binary(one_of(ops), a,
                q ? Formula{q->text, Expr::of_reg(q->number), false}
                  : constant(below(4)));
}

// ---- accesses

Writer::Place Writer::place() {
  const unsigned l = below(integer_locations);
  const Register* p = percent(15) ? some_register(true, false) : nullptr;
  if (p) return {"*" + p->text, l, Expr::of_reg(p->number)};
  const Register* r = percent(12) ? some_register(false, false) : nullptr;
  if (!r) return {"s->" + fields[l], l, std::nullopt};
  const Expr reg = Expr::of_reg(r->number);
  if (percent(50))
    return {fmt::format("*(int *)((char *)&s->{} + ({} ^ {}))", fields[l],
                        r->text, r->text),
            l,
            Expr::binary(BinaryOp::add, Expr::constant(litmus::address_of(l)),
                         Expr::binary(BinaryOp::bit_xor, reg, reg))};
  return {
      fmt::format("(&s->x)[{} & 1]", r->text), 0,
      Expr::binary(BinaryOp::add, Expr::constant(litmus::address_of(0)),
                   Expr::binary(BinaryOp::bit_and, reg, Expr::constant(1)))};
}

Statement Writer::at(StatementKind kind, const Place& where) {
  Statement s;
  s.kind = kind;
  s.location = where.location;
  s.address = where.address;
  return s;
}

/// Reads if `value` is empty.
std::string Writer::access_text(const std::string& lvalue, Ordering order,
                                const std::string& value) {
  const char* call = order == Ordering::relaxed ? "_ONCE" : "";
  if (order == Ordering::plain)
    return value.empty() ? lvalue : fmt::format("{} = {}", lvalue, value);
  if (order == Ordering::acquire)
    return fmt::format("smp_load_acquire(&{})", lvalue);
  if (order == Ordering::release)
    return fmt::format("smp_store_release(&{}, {})", lvalue, value);
  return value.empty() ? fmt::format("READ{}({})", call, lvalue)
                       : fmt::format("WRITE{}({}, {})", call, lvalue, value);
}

Code Writer::load() {
  const std::vector<Ordering> orders = {Ordering::relaxed, Ordering::relaxed,
                                        Ordering::acquire, plain_};
  const Place from = place();
  Statement s = at(StatementKind::load, from);
  s.order = one_of(orders);
  const Register to = target(false);
  s.reg = to.number;
  assigns(to.number, false);
  return {
      fmt::format("{} = {};\n", to.text, access_text(from.text, s.order, "")),
      {s}};
}

Code Writer::load_pointer() {
  Statement s;
  s.kind = StatementKind::load;
  s.location = pointer_location;
  const Register to = target(true);
  s.reg = to.number;
  assigns(to.number, false);
  return {fmt::format("{} = READ_ONCE(s->p);\n", to.text), {s}};
}

Code Writer::store() {
  const std::vector<Ordering> orders = {Ordering::relaxed, Ordering::relaxed,
                                        Ordering::release, plain_};
  const Formula value = formula();
  const Place to = place();
  Statement s = at(StatementKind::store, to);
  s.order = one_of(orders);
  s.value = value.value;
  return {access_text(to.text, s.order, value.text) + ";\n", {s}};
}

Code Writer::store_pointer() {
  Statement s;
  s.kind = StatementKind::store;
  s.location = pointer_location;
  const Register* p = percent(50) ? some_register(true, false) : nullptr;
  const unsigned l = below(integer_locations);
  s.value = p ? Expr::of_reg(p->number) : Expr::constant(litmus::address_of(l));
  return {
      fmt::format("WRITE_ONCE(s->p, {});\n", p ? p->text : "&s->" + fields[l]),
      {s}};
}

Code Writer::rmw() {
  static const std::vector<Ordering> orders = {
      Ordering::relaxed, Ordering::acquire, Ordering::release,
      Ordering::acq_rel, Ordering::seq_cst};
  static const char* const names[] = {"exchange_n", "fetch_add", "fetch_sub",
                                      "fetch_and",  "fetch_or",  "fetch_xor"};
  const Formula value = formula();
  const Place where = place();
  Statement s = at(StatementKind::rmw, where);
  const unsigned op = below(6);
  s.op = static_cast<RmwOp>(op);
  s.order = one_of(orders);
  s.value = value.value;
  const Register to = target(false);
  s.reg = to.number;
  // What a fetch-and-op returns depends on its operand.
  assigns(to.number, op != 0 && value.selected);
  return {fmt::format("{} = __atomic_{}(&{}, {}, {});\n", to.text, names[op],
                      where.text, value.text, c_order(s.order)),
          {s}};
}

/// cmpxchg(), which returns the old value; or the C11 one, which says whether
/// it was the expected one.
Code Writer::compare_exchange() {
  static const std::vector<Ordering> orders = {
      Ordering::relaxed, Ordering::acquire, Ordering::release,
      Ordering::seq_cst};
  const Formula expected = operand();
  const Formula value = formula();
  const Place where = place();
  Statement s = at(StatementKind::rmw, where);
  s.order = one_of(orders);
  s.value = value.value;
  s.condition = {true, expected.value, OnFail::failed_rmw, Ordering::relaxed};
  const Register to = target(false);
  if (percent(50)) {
    s.reg = to.number;
    assigns(to.number, false);
    return {fmt::format("{} = cmpxchg(&{}, {}, {}, {});\n", to.text, where.text,
                        expected.text, value.text,
                        std::string("vmalock_") + std::string(name(s.order))),
            {s}};
  }
  // The litmus program's old value is nobody's in C.
  const unsigned old = thread_->add_register("");
  selected_.push_back(false);
  s.reg = old;
  const Statement tests = set(
      to.number, Expr::binary(BinaryOp::eq, Expr::of_reg(old), expected.value));
  assigns(to.number, expected.selected);
  return {fmt::format("{{ int e = {}; {} = __atomic_compare_exchange_n(&{}, "
                      "&e, {}, 0, {}, __ATOMIC_RELAXED); }}\n",
                      expected.text, to.text, where.text, value.text,
                      c_order(s.order)),
          {s, tests}};
}

Code Writer::fence() {
  static const std::vector<Ordering> orders = {Ordering::mb, Ordering::rmb,
                                               Ordering::wmb};
  Statement s;
  s.kind = StatementKind::fence;
  s.order = one_of(orders);
  return {fmt::format("smp_{}();{}\n", name(s.order),
                      percent(20) ? " barrier();" : ""),
          {s}};
}

Code Writer::assign() {
  const Formula value = formula();
  const Register to = target(false);
  const Statement s = set(to.number, value.value);
  assigns(to.number, value.selected);
  if (percent(20))
    return {fmt::format("{} = {}; __asm__(\"\" : \"+r\"({}));\n", to.text,
                        value.text, to.text),
            {s}};
  return {fmt::format("{} = {};\n", to.text, value.text), {s}};
}

/// r = c ? a : b
Code Writer::choose() {
  const Formula c = condition();
  const Formula a = formula(), b = formula();
  const Register to = target(false);
  const Statement s =
      if_else(c.value, {set(to.number, a.value)}, {set(to.number, b.value)});
  assigns(to.number, true);
  return {fmt::format("{} = {} ? {} : {};\n", to.text, c.text, a.text, b.text),
          {s}};
}

/// A loop that may wait.
Code Writer::wait() {
  const Place from = place();
  Statement s = at(StatementKind::load, from);
  s.order = percent(70) ? Ordering::relaxed : Ordering::acquire;
  const bool equal = percent(60);
  const unsigned value = below(3);
  s.condition = {equal, Expr::constant(value), OnFail::block,
                 Ordering::relaxed};
  const Register to = new_register(false);
  s.reg = to.number;
  assigns(to.number, false);
  const std::string read =
      fmt::format("{} = {}", to.text, access_text(from.text, s.order, ""));
  const char* goes_on = equal ? "!=" : "==";
  const char* ends = equal ? "==" : "!=";
  switch (below(3)) {
    case 0:
      return {
          fmt::format("while (({}) {} {}) barrier();\n", read, goes_on, value),
          {s}};
    case 1:
      return {fmt::format("do {{ {}; }} while ({} {} {});\n", read, to.text,
                          goes_on, value),
              {s}};
    default:
      return {fmt::format("for (;;) {{ {}; if ({} {} {}) break; }}\n", read,
                          to.text, ends, value),
              {s}};
  }
}

}  // namespace vmalock::kernel_source::oracle
