// SPDX-License-Identifier: MIT
// Blocks and branches of random C functions.
#include <fmt/format.h>

#include "harness/kernel_source/pass/testing/random_c_writer.h"

namespace vmalock::kernel_source::oracle {

using litmus::BinaryOp;
using litmus::Block;
using litmus::Expr;
using litmus::Statement;
using litmus::StatementKind;

Code Writer::simple() {
  const unsigned kind = below(100);
  if (kind < 28) return load();
  if (kind < 34) return load_pointer();
  if (kind < 60) return store();
  if (kind < 64) return store_pointer();
  if (kind < 72) return rmw();
  if (kind < 79) return compare_exchange();
  if (kind < 84) return fence();
  if (kind < 92) return assign();
  if (kind < 97) return choose();
  return wait();
}

Code Writer::statements(unsigned n, bool tail) {
  Code all;
  while (n > 0) {
    --n;
    if (tail && n > 0 && percent(15)) {
      all.append(percent(70) ? early_return(n) : returning_loop(n));
      return all;
    }
    all.append(statement());
  }
  if (tail) all.append(ends(false));
  return all;
}

/// What has blocks of its own is rarer, and there is an end to it.
Code Writer::statement() {
  if (budget_ > 0) --budget_;
  if (budget_ == 0 || percent(55)) return simple();
  const unsigned kind = below(100);
  const bool may_loop = in_loops_ < 2;
  if (kind < 35) return branch();
  if (kind < 50) return branch_on_two();
  if (kind < 58) return cases();
  if (kind < 80) return helper_count_ < 4 ? helper() : branch();
  if (!may_loop) return simple();
  if (kind < 84) return recursion();
  if (kind < 88) return loop();
  if (kind < 91) return loop_while_read();
  return loop_with_jumps(kind % 2 == 0, kind % 3 != 0);
}

Code Writer::arm(unsigned n, bool tail) {
  const std::size_t mark = assigned_.size();
  const Code code = statements(n, tail);
  leave_branch(mark);
  return code;
}

Code Writer::branch() {
  const Formula c = condition();
  const Code yes = arm(below(3));
  const bool has_else = percent(50);
  const Code no = has_else ? arm(1 + below(2)) : Code();
  std::string text = fmt::format("if ({}) {{\n{}}}", c.text, yes.text);
  text += has_else ? fmt::format(" else {{\n{}}}\n", no.text) : "\n";
  return {text, {if_else(c.value, yes.block, no.block)}};
}

/// if (a && b), if (a || b); b may read. Neither is a constant: of `a || 1`
/// clang makes no branch, so there is no dependency on a (README.md).
Code Writer::branch_on_two() {
  const Formula a = condition();
  Formula b = condition();
  if (a.is_constant || b.is_constant) return branch();
  Block second;
  if (percent(50)) {
    const unsigned hidden = thread_->add_register("");
    selected_.push_back(false);
    const Place from = place();
    Statement read = at(StatementKind::load, from);
    read.reg = hidden;
    second.push_back(read);
    const unsigned value = below(3);
    b.text = fmt::format("READ_ONCE({}) == {}", from.text, value);
    b.value =
        Expr::binary(BinaryOp::eq, Expr::of_reg(hidden), Expr::constant(value));
  }
  const Code yes = arm(1 + below(2));
  const Code no = percent(50) ? arm(1) : Code();
  const bool both = percent(50);
  second.push_back(if_else(b.value, yes.block, no.block));
  const Statement s = both ? if_else(a.value, second, no.block)
                           : if_else(a.value, yes.block, second);
  return {fmt::format("if ({} {} {}) {{\n{}}} else {{\n{}}}\n", a.text,
                      both ? "&&" : "||", b.text, yes.text, no.text),
          {s}};
}

Code Writer::cases() {
  const Register* r = some_register(false, true);
  if (!r) return simple();
  const std::string text = r->text;
  const Expr reg = Expr::of_reg(r->number);
  const Code zero = arm(1 + below(2)), two = arm(1), other = arm(below(2));
  const bool falls_through = percent(30);
  Block first = zero.block;
  if (falls_through)
    first.insert(first.end(), two.block.begin(), two.block.end());
  const auto is = [&reg](std::int64_t value) {
    return Expr::binary(BinaryOp::eq, reg, Expr::constant(value));
  };
  const Statement s =
      if_else(is(0), first, {if_else(is(2), two.block, other.block)});
  return {fmt::format("switch ({}) {{\ncase 0:\n{}{}case 2:\n{}break;\n"
                      "default:;\n{}}}\n",
                      text, zero.text, falls_through ? "" : "break;\n",
                      two.text, other.text),
          {s}};
}

/// The end of the function.
Code Writer::ends(bool early) {
  if (!frame_->returns) return {early ? "return;\n" : "", {}};
  const Formula value = formula();
  assigns(frame_->result, value.selected);
  return {fmt::format("return {};\n", value.text),
          {set(frame_->result, value.value)}};
}

/// The rest of the function is the other arm.
Code Writer::early_return(unsigned rest) {
  const Formula c = condition();
  const std::size_t mark = assigned_.size();
  Code yes = statements(below(2), false);
  yes.append(ends(true));
  leave_branch(mark);
  const Code no = arm(rest, true);
  return {fmt::format("if ({}) {{\n{}}}\n{}", c.text, yes.text, no.text),
          {if_else(c.value, yes.block, no.block)}};
}

/// for (…) { before; if (c) { …; return; } after }; rest
Code Writer::returning_loop(unsigned rest) {
  if (in_loops_ > 0) return arm(rest, true);
  const std::size_t mark = assigned_.size();
  const Counter counter = begin_loop();
  const Code before = statements(1, false);
  const Formula c = condition();
  Code yes = arm(below(2));
  yes.append(ends(true));
  const Code after = arm(below(2));
  end_loop(counter);
  leave_branch(mark);
  const Code last = arm(rest, true);
  Block next = last.block;
  for (unsigned round = counter.rounds; round-- > 0;) {
    Block no = after.block;
    no.insert(no.end(), next.begin(), next.end());
    next = {set(counter.number, Expr::constant(round))};
    next.insert(next.end(), before.block.begin(), before.block.end());
    next.push_back(if_else(c.value, yes.block, no));
  }
  return {fmt::format("{} {{\n{}if ({}) {{\n{}}}\n{}}}\n{}", head(counter),
                      before.text, c.text, yes.text, after.text, last.text),
          next};
}

}  // namespace vmalock::kernel_source::oracle
