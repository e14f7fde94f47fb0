// SPDX-License-Identifier: MIT
#include "harness/fuzzer/loaded_values.h"

#include "harness/base/check.h"

namespace vmalock::fuzzer {

namespace {

using litmus::BinaryOp;
using litmus::Expr;

/// An `int` of 32 bits, as litmus::evaluate() has it.
template <class T>
Loaded as_int(const model::loaded<T>& v) {
  return {static_cast<std::int32_t>(v.value()), v.reads()};
}

}  // namespace

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

}  // namespace vmalock::fuzzer
