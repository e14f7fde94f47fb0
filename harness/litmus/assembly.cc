// SPDX-License-Identifier: MIT
// A program of instructions as a test in assembly language.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/base/check.h"
#include "harness/litmus/assembler.h"
#include "harness/litmus/machine.h"
#include "harness/litmus/pointers.h"

namespace vmalock::litmus {
namespace {

// Which register holds what: the test's registers, then those that computing
// an operand needs, then the addresses of the locations.
constexpr unsigned first_scratch = 19, last_scratch = 24;
constexpr unsigned first_address_register = 25, last_address_register = 30;

unsigned register_of(unsigned reg) { return reg + 1; }
unsigned address_register(std::uint32_t location) {
  return first_address_register + location;
}

class AssemblyPrinter {
 public:
  AssemblyPrinter(const LitmusTest& test, const Machine& machine)
      : test_(test),
        program_(compile(test, machine)),
        pointers_(program_),
        assembler_(assembler_of(machine)) {
    if (!assembler_)
      user_error(
          fmt::format("no assembly language for {} here; use --model "
                      "arm64, arm64-llsc, power or riscv",
                      machine.name));
  }
  std::string print();

 private:
  const LitmusTest& test_;
  const LitmusProgram program_;
  const Pointers pointers_;
  std::size_t thread_ = 0;  ///< at hand
  const std::unique_ptr<Assembler> assembler_;
  unsigned scratch_ = first_scratch;

  [[noreturn]] void refuse(std::string_view what) const {
    user_error(
        fmt::format("{}: {} cannot be printed in assembly language; ask "
                    "the model instead",
                    test_.file, what));
  }
  /// What is read through it would be an address or not, as the case may be.
  void check_pointer_to(std::uint32_t location) const {
    if (location != no_location && pointers_.location(location))
      refuse("the address of a pointer, as a value");
  }
  unsigned scratch() {
    if (scratch_ > last_scratch) refuse("a statement of this size");
    return scratch_++;
  }
  unsigned value(const Expr& e);
  unsigned operand(const Expr& e);
  unsigned address(const Statement& s) const;
  std::string written(std::int64_t value) const;
  void block(const Block& b);
  void statement(const Statement& s);
  void branch(const Statement& s);
  void rmw(const Statement& s);
  std::string variable(const Variable& v) const;
  std::string proposition(const Prop& p) const;
  std::string initial_state() const;
};

/// The register that holds the value.
unsigned AssemblyPrinter::value(const Expr& e) {
  switch (e.kind) {
    case Expr::Kind::reg:
      return register_of(e.reg);
    case Expr::Kind::constant: {
      const std::uint32_t l = location_at(e.value, program_.locations.size());
      check_pointer_to(l);
      if (l != no_location) return address_register(l);
      const unsigned to = scratch();
      assembler_->constant(to, e.value);
      return to;
    }
    case Expr::Kind::binary:
      break;
  }
  const unsigned a = operand(e.args[0]), b = operand(e.args[1]);
  const unsigned to = scratch();
  assembler_->compute(e.op, to, a, b);
  return to;
}

/// The same of a value that is computed with or compared: 32 bits.
unsigned AssemblyPrinter::operand(const Expr& e) {
  if (pointers_.is_address(thread_, e)) refuse("arithmetic on an address");
  return value(e);
}

unsigned AssemblyPrinter::address(const Statement& s) const {
  if (!s.address) return address_register(s.location);
  if (s.address->kind != Expr::Kind::reg)
    refuse("an access through what is no register");
  return register_of(s.address->reg);
}

void AssemblyPrinter::block(const Block& b) {
  for (const Statement& s : b) {
    scratch_ = first_scratch;
    statement(s);
  }
}

void AssemblyPrinter::statement(const Statement& s) {
  Assembler& to = *assembler_;
  const bool wide = accesses(s) && pointers_.is_wide(thread_, s);
  if (wide && s.address) refuse("an address behind an address");
  switch (s.kind) {
    case StatementKind::load:
      return to.load(s.instruction, wide, register_of(s.reg), address(s));
    case StatementKind::store:
      return to.store(s.instruction, wide, value(s.value), address(s));
    case StatementKind::rmw:
      if (wide) refuse("an atomic operation on a pointer");
      return rmw(s);
    case StatementKind::fence:
      return to.barrier(s.instruction.barrier);
    case StatementKind::assign:
      return to.move(pointers_.reg(thread_, s.reg), register_of(s.reg),
                     value(s.value));
    case StatementKind::branch:
      return branch(s);
    default:
      refuse("a statement that no primitive is made of");
  }
}

void AssemblyPrinter::branch(const Statement& s) {
  const bool compares =
      s.value.kind == Expr::Kind::binary &&
      (s.value.op == BinaryOp::eq || s.value.op == BinaryOp::ne);
  const Expr zero = Expr::constant(0);
  const unsigned a = operand(compares ? s.value.args[0] : s.value);
  const unsigned b = operand(compares ? s.value.args[1] : zero);
  const bool if_equal = compares && s.value.op == BinaryOp::eq;
  const std::string other = assembler_->label(), end = assembler_->label();
  assembler_->jump_if(!if_equal, a, b, other);
  block(s.then_block);
  if (!s.else_block.empty()) assembler_->jump(end);
  assembler_->at(other);
  block(s.else_block);
  if (!s.else_block.empty()) assembler_->at(end);
}

void AssemblyPrinter::rmw(const Statement& s) {
  if (s.condition && s.condition->on_fail != OnFail::failed_rmw)
    refuse("a primitive that asks before it compares (a lock, add_unless)");
  Assembler::Rmw r;
  r.instruction = s.instruction;
  r.op = s.op;
  r.operand = operand(s.value);
  if (s.condition) r.compared = operand(s.condition->value);
  r.old = s.reg == no_reg ? scratch() : register_of(s.reg);
  r.address = address(s);
  r.scratch = scratch();
  scratch();
  assembler_->rmw(r);
}

std::string AssemblyPrinter::variable(const Variable& v) const {
  return v.is_register ? fmt::format("{}:{}", v.thread,
                                     assembler_->reg(register_of(v.index)))
                       : program_.locations[v.index];
}

std::string AssemblyPrinter::proposition(const Prop& p) const {
  switch (p.kind) {
    case Prop::Kind::atom:
      if (!p.equal)
        return fmt::format("~({}={})", variable(p.variable), written(p.value));
      return fmt::format("{}={}", variable(p.variable), written(p.value));
    case Prop::Kind::negation:
      return fmt::format("~({})", proposition(p.args[0]));
    default:
      break;
  }
  if (p.args.empty()) return p.kind == Prop::Kind::all_of ? "true" : "false";
  std::string text;
  for (const Prop& arg : p.args)
    text += (text.empty()                   ? ""
             : p.kind == Prop::Kind::all_of ? " /\\ "
                                            : " \\/ ") +
            ("(" + proposition(arg) + ")");
  return text;
}

std::string AssemblyPrinter::written(std::int64_t value) const {
  const std::uint32_t l = location_at(value, program_.locations.size());
  check_pointer_to(l);
  return l == no_location ? std::to_string(value) : program_.locations[l];
}

std::string AssemblyPrinter::initial_state() const {
  std::string text = "{";
  for (std::size_t l = 0; l < program_.locations.size(); ++l)
    text += fmt::format(" {}={};", program_.locations[l],
                        written(program_.init[l]));
  for (std::size_t t = 0; t < program_.threads.size(); ++t) {
    text += "\n ";
    for (std::uint32_t l = 0; l < program_.locations.size(); ++l)
      text += fmt::format(" {}:{}={};", t, assembler_->reg(address_register(l)),
                          program_.locations[l]);
    const auto& init = program_.threads[t].register_init;
    for (unsigned r = 0; r < init.size(); ++r)
      if (init[r] != 0)
        text += fmt::format(" {}:{}={};", t, assembler_->reg(register_of(r)),
                            written(init[r]));
  }
  return text + " }\n";
}

std::string AssemblyPrinter::print() {
  if (program_.locations.size() >
      last_address_register - first_address_register + 1)
    refuse("a test of more than 6 locations");
  std::string names;
  std::vector<std::vector<std::string>> columns;
  std::size_t rows = 0;
  for (std::size_t t = 0; t < program_.threads.size(); ++t) {
    const LitmusThread& thread = program_.threads[t];
    if (thread.registers.size() >= first_scratch)
      refuse("a thread of more than 17 values");
    for (unsigned r = 0; r < thread.registers.size(); ++r)
      if (!thread.registers[r].empty())
        names += fmt::format(" {}:{}={}", t, thread.registers[r],
                             assembler_->reg(register_of(r)));
    assembler_->lines.clear();
    thread_ = t;
    block(thread.body);
    columns.push_back(assembler_->lines);
    rows = std::max(rows, columns.back().size());
  }
  std::string text = fmt::format("{} {}\n(*{} *)\n", assembler_->name(),
                                 program_.name, names) +
                     initial_state();
  for (std::size_t t = 0; t < columns.size(); ++t)
    text += fmt::format("{} P{:<23}", t == 0 ? "" : "|", t);
  text += ";\n";
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t t = 0; t < columns.size(); ++t)
      text += fmt::format("{} {:<24}", t == 0 ? "" : "|",
                          row < columns[t].size() ? columns[t][row] : "");
    text += ";\n";
  }
  if (!test_.shown.empty()) {
    text += "locations [";
    for (const Variable& v : test_.shown) text += variable(v) + "; ";
    text += "]\n";
  }
  if (test_.filter)
    text += fmt::format("filter ({})\n", proposition(*test_.filter));
  const std::string_view word =
      test_.quantifier == Quantifier::exists       ? "exists"
      : test_.quantifier == Quantifier::not_exists ? "~exists"
                                                   : "forall";
  return text + fmt::format("{} ({})\n", word, proposition(test_.condition));
}

}  // namespace

std::string to_assembly(const LitmusTest& test, const Machine& machine) {
  return AssemblyPrinter(test, machine).print();
}

}  // namespace vmalock::litmus
