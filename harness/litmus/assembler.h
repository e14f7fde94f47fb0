// SPDX-License-Identifier: MIT
// The instructions of one machine as text, for to_assembly() in machine.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/graph/instruction.h"
#include "harness/litmus/machine.h"
#include "harness/program/litmus_program.h"

namespace vmalock::litmus {

/// Registers are numbered from 1 here.
class Assembler {
 public:
  virtual ~Assembler() = default;

  std::vector<std::string> lines;  ///< of the thread at hand
  std::string label() { return "L" + std::to_string(labels_++); }
  void at(const std::string& name) { lines.push_back(name + ":"); }

  virtual std::string_view name() const = 0;  ///< of the language, for herd7
  /// A register as the initial state and the condition name it.
  virtual std::string reg(unsigned r) const = 0;
  virtual void constant(unsigned to, std::int64_t value) = 0;
  virtual void compute(BinaryOp op, unsigned to, unsigned a, unsigned b) = 0;
  virtual void jump(const std::string& to) = 0;
  /// Jumps if the two are equal (`equal`), or else if they differ.
  virtual void jump_if(bool equal, unsigned a, unsigned b,
                       const std::string& to) = 0;
  virtual void barrier(graph::Barrier barrier) = 0;
  /// A copy that depends on what it copies. An address is `wide`: of 64 bits.
  virtual void move(bool wide, unsigned to, unsigned from) = 0;
  virtual void load(graph::Instruction i, bool wide, unsigned to,
                    unsigned address) = 0;
  virtual void store(graph::Instruction i, bool wide, unsigned from,
                     unsigned address) = 0;

  struct Rmw {
    graph::Instruction instruction;
    RmwOp op = RmwOp::exchange;
    unsigned old = 0, operand = 0, address = 0;
    unsigned compared = 0;  ///< 0: there is no condition
    bool equal = true;
    unsigned scratch = 0;  ///< and the one after it
  };
  /// One instruction, or a loop of a pair of exclusives.
  void rmw(const Rmw& r);

 protected:
  virtual void amo(const Rmw& r) = 0;
  virtual void load_exclusive(const Rmw& r) = 0;
  /// Stores `written`; goes to `again` if it could not.
  virtual void store_exclusive(const Rmw& r, unsigned written,
                               const std::string& again) = 0;

 private:
  unsigned labels_ = 0;
};

/// Null for a machine whose language is not known here.
std::unique_ptr<Assembler> assembler_of(const Machine& machine);

}  // namespace vmalock::litmus
