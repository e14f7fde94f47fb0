// SPDX-License-Identifier: MIT
// Which locations and registers of a program hold addresses, for a language
// whose accesses have a size.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/program/litmus_program.h"

namespace vmalock::litmus {

class Pointers {
 public:
  explicit Pointers(const LitmusProgram& program);

  bool location(std::uint32_t l) const { return locations_[l]; }
  bool reg(std::size_t thread, unsigned r) const { return regs_[thread][r]; }
  /// An address, of this thread: not computed with, only copied.
  bool is_address(std::size_t thread, const Expr& e) const;
  /// Whether the access is to what an address is kept in.
  bool is_wide(std::size_t thread, const Statement& access) const;

 private:
  const LitmusProgram& program_;
  std::vector<bool> locations_;
  std::vector<std::vector<bool>> regs_;
  bool changed_ = false;

  void find(std::size_t thread, const Block& block);
  void mark(std::vector<bool>& set, std::size_t i);
};

}  // namespace vmalock::litmus
