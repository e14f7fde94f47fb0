// SPDX-License-Identifier: MIT
// A small program as a syntax tree: threads with registers, shared accesses,
// fences, branches. Litmus tests are parsed into it, random programs are made
// of it, and it is run either by the oracle's generators (harness/oracle) or
// inside the explorer's threads (harness/litmus/interpreter.h).
//
// An access whose name says two things at once in its source language (a
// compare-exchange through a pointer, an atomic_add_return) is taken apart by
// the reader; here an RMW has one shape: it reads `old`; if it has a condition
// and old does not meet it, it is a load; else it writes op(old, value).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/ordering.h"
#include "harness/base/rmw_op.h"
#include "harness/graph/dependencies.h"
#include "harness/graph/execution.h"

namespace vmalock::litmus {

enum class BinaryOp : std::uint8_t {
  add,
  sub,
  mul,
  bit_and,
  bit_or,
  bit_xor,
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  land,
  lor,
};

/// An expression over the registers of a thread. `int` of 32 bits.
struct Expr {
  enum class Kind : std::uint8_t { constant, reg, binary };
  Kind kind = Kind::constant;
  std::int64_t value = 0;       ///< constant
  unsigned reg = 0;             ///< reg
  BinaryOp op = BinaryOp::add;  ///< binary
  std::vector<Expr> args;       ///< binary: left, right

  static Expr constant(std::int64_t value);
  static Expr of_reg(unsigned reg);
  static Expr binary(BinaryOp op, Expr left, Expr right);
};

std::int64_t evaluate(const Expr& e, const std::vector<std::int64_t>& regs);

enum class OnFail : std::uint8_t {
  load,        ///< an ordinary load (refcount_inc_not_zero, spin_trylock)
  failed_rmw,  ///< a load, but by a locked instruction (compare-exchange)
  block,       ///< never fails: waits for a value that satisfies (spin_lock)
};

/// An RMW happens only if (old == value) is `equal`.
struct RmwCondition {
  bool equal = true;
  Expr value;
  OnFail on_fail = OnFail::failed_rmw;
  Ordering fail_order = Ordering::relaxed;
};

enum class StatementKind : std::uint8_t {
  load,        ///< reg = location
  store,       ///< location = value
  rmw,         ///< reg = old value of location
  fence,       ///< of order none: it means something only to lkmm
  assign,      ///< reg = value
  choose,      ///< reg = any of 0 .. value-1
  assume,      ///< goes on only if value is not 0
  branch,      ///< if (value) then_block else else_block
  rcu_lock,    ///< location: the SRCU domain, or 0; reg = the index (SRCU)
  rcu_unlock,  ///< value: the index (SRCU)
  rcu_sync,
};

inline constexpr unsigned no_reg = ~0u;

/// The value that is the address of a location. Litmus tests compute with small
/// numbers, so these never meet one.
inline constexpr std::int64_t first_address = 0x1000'0000;
constexpr std::int64_t address_of(std::uint32_t location) {
  return first_address + location;
}
inline constexpr std::uint32_t no_location = ~0u;
/// The location whose address this is, or no_location.
std::uint32_t location_at(std::int64_t address, std::size_t locations);

struct Statement {
  StatementKind kind = StatementKind::assign;
  unsigned reg = no_reg;
  std::uint32_t location = 0;
  std::optional<Expr> address;  ///< instead of location: through a pointer
  Ordering order = Ordering::relaxed;
  graph::Mark mark = graph::Mark::none;
  RmwOp op = RmwOp::exchange;
  Expr value;
  std::optional<RmwCondition> condition;
  graph::Instruction instruction;  ///< in programs of a machine
  std::vector<Statement> then_block, else_block;
};

using Block = std::vector<Statement>;

/// Whether it is about a location.
constexpr bool accesses(const Statement& s) {
  return s.kind == StatementKind::load || s.kind == StatementKind::store ||
         s.kind == StatementKind::rmw;
}

struct LitmusThread {
  std::vector<std::string> registers;  ///< names; "" if it has none
  std::vector<std::int64_t> register_init;
  Block body;

  unsigned add_register(std::string register_name);
};

struct LitmusProgram {
  std::string name;
  std::vector<std::string> locations;
  std::vector<std::int64_t> init;
  std::vector<LitmusThread> threads;
  /// Its statements are instructions (harness/litmus/machine.h): what comes
  /// after a branch depends on it for good, and on nothing but registers.
  bool machine = false;

  std::uint32_t add_location(std::string location, std::int64_t value);
};

/// Values at the end of a complete execution.
struct FinalState {
  std::vector<std::vector<std::int64_t>> registers;  ///< per thread
  std::vector<std::int64_t> memory;                  ///< per location
  friend auto operator<=>(const FinalState&, const FinalState&) = default;
};

/// What a thread wants to do next, with all operands evaluated.
struct Action {
  StatementKind kind;
  std::uint32_t location;  ///< no_location: the pointer points to none
  Ordering order;
  RmwOp op;
  std::int64_t operand;
  bool conditional;
  bool equal;
  std::int64_t compared;
  OnFail on_fail;
  Ordering fail_order;
  graph::Mark mark;
  graph::Dependencies depends;  ///< if the thread tracks dependencies

  /// Whether an RMW that reads `old` writes.
  bool succeeds(std::int64_t old) const;
  std::int64_t new_value(std::int64_t old) const;
};

/// Where a thread is.
struct ThreadState {
  std::size_t pc = 0;
  std::vector<std::int64_t> regs;
  /// By register: the reads that its value depends on; then those that the
  /// conditions of the `if`s around pc depend on. Empty: not tracked.
  std::vector<graph::Reads> sources;
  std::vector<graph::Reads> control;
};

/// A thread's body as straight code with jumps, so that its state is a number
/// and its registers. Refers to the program, which must outlive it.
class ThreadCode {
 public:
  /// `kernel`: tracks dependencies, and keeps the fences that only lkmm knows.
  ThreadCode(const LitmusProgram& program, std::size_t thread,
             bool kernel = false);

  bool branches() const;
  ThreadState start() const;
  /// The same, but keeps the memory of the registers.
  void restart(ThreadState& state) const;
  /// Runs assignments and branches up to the next action; nothing if the
  /// thread has ended. An `assume` that holds is no action.
  std::optional<Action> next(ThreadState& state) const;
  /// Finishes the action that next() returned: its result (the value read, or
  /// chosen; ignored otherwise) goes into the register. `read`: the event that
  /// read it.
  void complete(ThreadState& state, std::int64_t result,
                const graph::Reads& read = {}) const;

 private:
  struct Instruction {
    /// `join`: where the two ways of a branch meet.
    enum class Kind : std::uint8_t { statement, jump_if_zero, jump, join };
    Kind kind;
    const Statement* statement;
    std::size_t target;
  };

  const LitmusProgram& program_;
  const LitmusThread& thread_;
  const bool kernel_;
  std::vector<Instruction> code_;

  void flatten(const Block& block);
  graph::Reads sources(const Expr& e, const ThreadState& state) const;
  void add_dependencies(const Statement& s, const ThreadState& state,
                        Action& action) const;
};

/// The event that an action made that read `old` from `rf`.
graph::ExecutionEvent event_of(const Action& action, std::int64_t old,
                               std::int32_t rf);

/// The same program with every plain access relaxed: for models under which a
/// plain access is an access like any other.
LitmusProgram with_marked_accesses(LitmusProgram program);

/// The program in the C11 litmus dialect, with every register and location in
/// its `locations` clause. For programs of C11 shape: anything else is a CHECK.
std::string to_litmus(const LitmusProgram& program);

}  // namespace vmalock::litmus
