// SPDX-License-Identifier: MIT
// Calls of primitives: their arguments, and what they do in terms of
// litmus_program.h.
#include <fmt/format.h>

#include "harness/base/check.h"
#include "harness/litmus/body_parser.h"

namespace vmalock::litmus {

Expr BodyParser::parse_call(const Token& name, bool result_used) {
  std::string kinds;
  const std::optional<Primitive> p =
      find_primitive(test_.dialect, name.text, kinds);
  if (!p)
    unsupported(name, fmt::format("the function '{}'", name.text),
                fmt::format("a known one ('{}' is the most similar)",
                            most_similar_primitive(test_.dialect, name.text)));
  if (result_used && p->result == ResultOf::nothing)
    lexer_.error(
        name.place,
        fmt::format("'{}' has no value; write it as a statement", name.text));
  const Arguments arguments = parse_arguments(name, kinds);
  check_orders(*p, arguments);
  const unsigned result = p->result == ResultOf::nothing ? no_reg : temporary();
  return lower(*p, name, arguments, result);
}

BodyParser::Arguments BodyParser::parse_arguments(const Token& name,
                                                  std::string_view kinds) {
  Arguments a;
  lexer_.expect("(");
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (i != 0) lexer_.expect(",");
    const Token t = lexer_.peek();
    if (kinds[i] == 'e') {
      a.values.push_back(parse_expression());
      continue;
    }
    if (kinds[i] == 'o') {
      const std::optional<Ordering> order = memory_order(t.text);
      if (!order)
        unsupported(t, fmt::format("'{}' as a memory order", t.text),
                    "memory_order_relaxed, _acquire, _release, _acq_rel or "
                    "_seq_cst");
      a.orders.push_back(*order);
      a.order_places.push_back(t.place);
      lexer_.next();
      continue;
    }
    if (kinds[i] == 'v' && !lexer_.accept("*"))
      lexer_.error(t.place, fmt::format("'{}' takes *NAME here, not '{}'",
                                        name.text, t.text));
    if (kinds[i] == 'p' && (t.is("*") || t.is("&")))
      lexer_.error(t.place, fmt::format("'{}' takes a pointer here; write it "
                                        "without '{}'",
                                        name.text, t.text));
    a.locations.push_back(
        target_named(lexer_.expect_word("a parameter of the thread")));
  }
  lexer_.expect(")");
  return a;
}

/// C11 7.17.7: which orders a load, a store and a failure cannot have.
void BodyParser::check_orders(const Primitive& p, const Arguments& a) const {
  using enum Ordering;
  const auto refuse = [&](std::size_t i, std::string_view what,
                          std::string_view instead) {
    lexer_.error(a.order_places[i],
                 fmt::format("{} cannot be {}; write memory_order_{} instead",
                             what, name(a.orders[i]), instead));
  };
  for (std::size_t i = 0; i < a.orders.size(); ++i) {
    const bool read_only =
        p.shape == Shape::load || (i == 1 && (p.shape == Shape::cas_strong ||
                                              p.shape == Shape::cas_weak));
    if (read_only && (a.orders[i] == release || a.orders[i] == acq_rel))
      refuse(i, i == 1 ? "the order of a failure" : "a load", "acquire");
    if (p.shape == Shape::store &&
        (a.orders[i] == acquire || a.orders[i] == acq_rel))
      refuse(i, "a store", "release");
  }
}

namespace {

/// C11 fences have their own words here.
Ordering fence_order(Ordering o) {
  switch (o) {
    case Ordering::relaxed:
      return Ordering::none;
    case Ordering::acquire:
      return Ordering::acquire_fence;
    case Ordering::release:
      return Ordering::release_fence;
    case Ordering::acq_rel:
      return Ordering::acq_rel_fence;
    case Ordering::seq_cst:
      return Ordering::mb;
    default:
      return o;
  }
}

/// What an atomic returns that has read `old`, if not that.
Expr computed(const Primitive& p, Expr old, Expr operand) {
  Expr value = Expr::binary(p.op == RmwOp::add ? BinaryOp::add : BinaryOp::sub,
                            std::move(old), std::move(operand));
  if (p.result == ResultOf::new_value) return value;
  return Expr::binary(
      p.result == ResultOf::new_is_zero ? BinaryOp::eq : BinaryOp::lt,
      std::move(value), Expr::constant(0));
}

}  // namespace

Expr BodyParser::lower(const Primitive& p, const Token& name,
                       const Arguments& a, unsigned result) {
  const Ordering order = a.orders.empty() ? p.order : a.orders[0];
  switch (p.shape) {
    case Shape::load:
    case Shape::spin_is_locked: {
      Statement& s = emit(StatementKind::load, a.locations[0]);
      s.order = order;
      s.reg = result;
      break;
    }
    case Shape::store:
    case Shape::store_mb:
    case Shape::spin_unlock: {
      Statement& s = emit(StatementKind::store, a.locations[0]);
      s.order = order;
      s.mark = p.mark;
      if (!a.values.empty()) s.value = a.values[0];
      if (p.shape == Shape::store_mb)
        emit(StatementKind::fence).order = Ordering::mb;
      break;
    }
    case Shape::fence:
      if (fence_order(order) != Ordering::none)
        emit(StatementKind::fence).order = fence_order(order);
      break;
    case Shape::no_fence: {
      Statement& s = emit(StatementKind::fence);
      s.order = Ordering::none;
      s.mark = p.mark;
      break;
    }
    case Shape::rmw:
      lower_rmw(p, a, result);
      break;
    case Shape::cmpxchg:
    case Shape::add_unless:
    case Shape::conditional_add:
    case Shape::await_exchange:
      test_.uses_cas = true;
      lower_cmpxchg(p, a, result);
      break;
    case Shape::cas_strong:
    case Shape::cas_weak:
      test_.uses_cas = true;
      return lower_c11_cas(p, a);
    case Shape::spin_lock:
    case Shape::spin_trylock:
      return lower_lock(p, a, result);
    case Shape::rcu_lock:
    case Shape::rcu_unlock:
    case Shape::rcu_sync:
      lower_rcu(p, a, result);
      break;
  }
  if (p.result == ResultOf::nothing) return Expr::constant(0);
  CHECK(!name.text.empty() && result != no_reg);
  Expr value = Expr::of_reg(result);
  if (p.shape == Shape::add_unless)
    return Expr::binary(BinaryOp::ne, std::move(value), a.values[1]);
  if (p.shape == Shape::rmw && p.result != ResultOf::old)
    return computed(p, std::move(value),
                    a.values.empty() ? Expr::constant(1) : a.values[0]);
  return value;
}

void BodyParser::lower_rmw(const Primitive& p, const Arguments& a,
                           unsigned result) {
  Statement& s = emit(StatementKind::rmw, a.locations[0]);
  s.order = a.orders.empty() ? p.order : a.orders[0];
  s.mark = p.mark;
  s.op = p.op;
  s.value = a.values.empty() ? Expr::constant(1) : a.values[0];
  if (p.complement)  // ~v = v ^ -1
    s.value =
        Expr::binary(BinaryOp::bit_xor, std::move(s.value), Expr::constant(-1));
  s.reg = result;
}

// A failure orders nothing, which is the kernel's rule for every conditional
// RMW, unless the call says otherwise.
void BodyParser::lower_cmpxchg(const Primitive& p, const Arguments& a,
                               unsigned result) {
  const bool add =
      p.shape == Shape::add_unless || p.shape == Shape::conditional_add;
  Statement& s = emit(StatementKind::rmw, a.locations[0]);
  s.order = a.orders.empty() ? p.order : a.orders[0];
  s.op = add ? RmwOp::add : RmwOp::exchange;
  s.value = a.values[add ? 0 : 1];
  s.condition = {!add, a.values[add ? 1 : 0],
                 p.shape == Shape::conditional_add  ? OnFail::load
                 : p.shape == Shape::await_exchange ? OnFail::block
                                                    : OnFail::failed_rmw,
                 a.orders.size() < 2 ? Ordering::relaxed : a.orders[1]};
  s.reg = result;
}

// `expected` is read without a mark; a failure stores the value that was seen
// to it, without a mark. The weak form may fail although the value is the
// expected one: then it is a load with the failure order.
Expr BodyParser::lower_c11_cas(const Primitive& p, const Arguments& a) {
  const Target& target = a.locations[0];
  const Target& expected_at = a.locations[1];
  const Ordering success = a.orders.empty() ? p.order : a.orders[0];
  const Ordering failure = a.orders.size() < 2 ? success : a.orders[1];
  const unsigned expected = temporary(), old = temporary(), done = temporary();
  const auto equals_expected = [&] {
    return Expr::binary(BinaryOp::eq, Expr::of_reg(old),
                        Expr::of_reg(expected));
  };

  Statement& read = emit(StatementKind::load, expected_at);
  read.order = Ordering::plain;
  read.reg = expected;

  Statement rmw;
  rmw.kind = StatementKind::rmw;
  rmw.location = target.location;
  rmw.address = target.address;
  rmw.order = success;
  rmw.value = a.values[0];
  rmw.condition = {true, Expr::of_reg(expected), OnFail::failed_rmw, failure};
  rmw.reg = old;
  Statement set_done;
  set_done.kind = StatementKind::assign;
  set_done.reg = done;
  set_done.value = equals_expected();

  if (p.shape == Shape::cas_strong) {
    block_->push_back(rmw);
    block_->push_back(set_done);
  } else {
    const unsigned spurious = temporary();
    Statement& choice = emit(StatementKind::choose);
    choice.reg = spurious;
    choice.value = Expr::constant(2);
    Statement branch;
    branch.kind = StatementKind::branch;
    branch.value = Expr::of_reg(spurious);
    branch.else_block = {rmw, set_done};
    Statement load;
    load.kind = StatementKind::load;
    load.location = target.location;
    load.address = target.address;
    load.order = failure;
    load.reg = old;
    Statement assume;
    assume.kind = StatementKind::assume;
    assume.value = equals_expected();
    branch.then_block = {load, assume};
    block_->push_back(branch);
  }

  Statement report;
  report.kind = StatementKind::store;
  report.location = expected_at.location;
  report.address = expected_at.address;
  report.order = Ordering::plain;
  report.value = Expr::of_reg(old);
  Statement& failed = emit(StatementKind::branch);
  failed.value = Expr::of_reg(done);
  failed.else_block = {report};
  return Expr::of_reg(done);
}

// A spinlock is free (0) or held (1). An execution in which somebody waits for
// ever is no execution. A failed trylock has read that the lock is held.
Expr BodyParser::lower_lock(const Primitive& p, const Arguments& a,
                            unsigned result) {
  Statement& s = emit(StatementKind::rmw, a.locations[0]);
  s.order = p.order;
  s.mark = p.mark;
  s.value = Expr::constant(1);
  s.condition = {true, Expr::constant(0),
                 p.shape == Shape::spin_lock ? OnFail::block : OnFail::load,
                 Ordering::relaxed};
  s.reg = result;
  if (p.result == ResultOf::nothing) return Expr::constant(0);
  return Expr::binary(BinaryOp::eq, Expr::of_reg(result), Expr::constant(0));
}

// Domain 0 is RCU; an SRCU domain is its structure's location + 1. The index
// that srcu_read_lock returns is always 0; the unlock that gets it is matched
// with the lock.
void BodyParser::lower_rcu(const Primitive& p, const Arguments& a,
                           unsigned result) {
  test_.uses_rcu = true;
  Statement& s = emit(p.shape == Shape::rcu_lock     ? StatementKind::rcu_lock
                      : p.shape == Shape::rcu_unlock ? StatementKind::rcu_unlock
                                                     : StatementKind::rcu_sync);
  if (!a.locations.empty()) {
    test_.uses_srcu = true;
    s.location = a.locations[0].location + 1;
  }
  s.reg = result;
  if (!a.values.empty()) s.value = a.values[0];
}

}  // namespace vmalock::litmus
