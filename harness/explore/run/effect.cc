// SPDX-License-Identifier: MIT
#include "harness/explore/run/effect.h"

namespace vmalock::explore {

Value mask(unsigned width) {
  return width >= 8 ? ~Value{0} : (Value{1} << (8 * width)) - 1;
}

namespace {

Value apply(RmwOp op, Value old, Value operand) {
  switch (op) {
    case RmwOp::exchange:
      return operand;
    case RmwOp::add:
      return old + operand;
    case RmwOp::sub:
      return old - operand;
    case RmwOp::bit_and:
      return old & operand;
    case RmwOp::bit_or:
      return old | operand;
    case RmwOp::bit_xor:
      return old ^ operand;
  }
  return old;
}

}  // namespace

Effect effect(const Graph& graph, const Label& label,
              const Functions& functions, Value old) {
  const Value bits = mask(graph.location(label.location).width);
  switch (label.op) {
    case Op::rmw:
      return {true, false, apply(label.rmw_op, old, label.operand) & bits};
    case Op::grace_start:
      return {true, false, old + 1};
    case Op::cas:
      return {old == (label.expected & bits), false, label.operand & bits};
    case Op::await:
      return {false, !functions.holds(old), 0};
    case Op::update: {
      const std::optional<Value> next = functions.update(old);
      return {next.has_value(), false, next.value_or(0) & bits};
    }
    case Op::await_update: {
      const std::optional<Value> next = functions.update(old);
      return {next.has_value(), !next.has_value(), next.value_or(0) & bits};
    }
    default:
      return {};
  }
}

}  // namespace vmalock::explore
