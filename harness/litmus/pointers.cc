// SPDX-License-Identifier: MIT
#include "harness/litmus/pointers.h"

namespace vmalock::litmus {

namespace {

bool is_address_of_one(std::int64_t value, const LitmusProgram& program) {
  return location_at(value, program.locations.size()) != no_location;
}

}  // namespace

/// What an address goes to is a pointer, and what comes from there.
Pointers::Pointers(const LitmusProgram& program)
    : program_(program), locations_(program.locations.size()) {
  for (std::size_t l = 0; l < program.init.size(); ++l)
    locations_[l] = is_address_of_one(program.init[l], program);
  for (const LitmusThread& thread : program.threads) {
    regs_.emplace_back(thread.registers.size());
    for (std::size_t r = 0; r < thread.register_init.size(); ++r)
      regs_.back()[r] = is_address_of_one(thread.register_init[r], program);
  }
  do {
    changed_ = false;
    for (std::size_t t = 0; t < program.threads.size(); ++t)
      find(t, program.threads[t].body);
  } while (changed_);
}

bool Pointers::is_address(std::size_t thread, const Expr& e) const {
  switch (e.kind) {
    case Expr::Kind::constant:
      return is_address_of_one(e.value, program_);
    case Expr::Kind::reg:
      return regs_[thread][e.reg];
    case Expr::Kind::binary:
      break;
  }
  return false;
}

bool Pointers::is_wide(std::size_t thread, const Statement& access) const {
  if (!access.address) return locations_[access.location];
  // Through a pointer: what is read and dereferenced, or is an address.
  return is_address(thread, access.value) ||
         (access.reg != no_reg && regs_[thread][access.reg]);
}

void Pointers::mark(std::vector<bool>& set, std::size_t i) {
  if (set[i]) return;
  set[i] = changed_ = true;
}

void Pointers::find(std::size_t thread, const Block& block) {
  for (const Statement& s : block) {
    std::vector<bool>& regs = regs_[thread];
    if (s.address && s.address->kind == Expr::Kind::reg)
      mark(regs, s.address->reg);
    if (accesses(s) && s.reg != no_reg && is_wide(thread, s)) mark(regs, s.reg);
    if (s.kind == StatementKind::load && !s.address && regs[s.reg])
      mark(locations_, s.location);
    if (is_address(thread, s.value)) {
      if (s.kind == StatementKind::assign) mark(regs, s.reg);
      if (accesses(s) && s.kind != StatementKind::load && !s.address)
        mark(locations_, s.location);
    }
    find(thread, s.then_block);
    find(thread, s.else_block);
  }
}

}  // namespace vmalock::litmus
