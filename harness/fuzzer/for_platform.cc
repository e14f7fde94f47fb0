// SPDX-License-Identifier: MIT
#include "harness/fuzzer/for_platform.h"

#include "harness/base/check.h"

namespace vmalock::fuzzer {

namespace {

using litmus::Block;
using litmus::Expr;
using litmus::LitmusProgram;
using litmus::OnFail;
using litmus::Statement;
using litmus::StatementKind;

/// Any constant will do, as long as there are several.
Expr constant_instead(const Expr& e) {
  if (e.kind == Expr::Kind::constant) return e;
  return Expr::constant(1 + (e.kind == Expr::Kind::reg));
}

void adapt(Block& block, bool kernel);

/// Whether the expression names this register and no other.
bool names_only(const Expr& e, unsigned reg) {
  if (e.kind == Expr::Kind::constant) return true;
  if (e.kind == Expr::Kind::reg) return e.reg == reg;
  return names_only(e.args[0], reg) && names_only(e.args[1], reg);
}

/// `before`: what comes before it in its block, or null. K::through_pointer()
/// knows the newest read.
bool has_pointer(const Statement& s, const Statement* before, bool kernel) {
  if (s.address->kind == Expr::Kind::reg) return true;  // of an object
  return kernel && before != nullptr && before->reg != litmus::no_reg &&
         (before->kind == StatementKind::load ||
          before->kind == StatementKind::rmw) &&
         names_only(*s.address, before->reg);
}

void adapt(Statement& s, bool kernel) {
  adapt(s.then_block, kernel);
  adapt(s.else_block, kernel);
  if (s.condition) s.condition->value = constant_instead(s.condition->value);
  if (s.kind == StatementKind::fence && s.order == Ordering::none)
    s.order = Ordering::mb;
  s.mark = graph::Mark::none;
  if (s.kind != StatementKind::rmw) return;
  s.value = constant_instead(s.value);
  if (s.op == RmwOp::bit_xor) s.op = RmwOp::bit_or;
  if (s.order == Ordering::seq_cst && !kernel) s.order = Ordering::acq_rel;
  if (!s.condition) return;
  s.op = RmwOp::exchange;
  s.condition->fail_order = Ordering::relaxed;
  if (s.condition->on_fail == OnFail::failed_rmw)
    s.condition->on_fail = OnFail::load;
}

void adapt(Block& block, bool kernel) {
  const Statement* before = nullptr;
  for (Statement& s : block) {
    if (s.address && !has_pointer(s, before, kernel)) s.address.reset();
    adapt(s, kernel);
    before = &s;
  }
}

/// Whether a location is reached by marked accesses.
void find_marked(const Block& block, std::vector<bool>& marked) {
  for (const Statement& s : block) {
    if (litmus::accesses(s) && s.order != Ordering::plain)
      marked[s.location] = true;
    find_marked(s.then_block, marked);
    find_marked(s.else_block, marked);
  }
}

/// The addresses in what the pointer holds, as the program has them. `first`:
/// the explorer's address of the object that the pointer leads to first; a
/// thread replaces it by the other one.
void name_objects(const Surroundings& surroundings, std::uint32_t pointer,
                  std::int64_t first, graph::Execution& x) {
  std::int64_t other = 0;
  for (std::uint32_t l = 0; l < x.init.size(); ++l)
    if (surroundings.is_born(l)) other = litmus::address_of(l);
  const auto rename = [&](std::int64_t& address) {
    address = address == first ? x.init[pointer] : other;
  };
  for (graph::ExecutionEvent& e : x.events) {
    if (!e.accesses() || e.location != pointer) continue;
    if (e.reads()) rename(e.read);
    if (e.writes()) rename(e.written);
  }
}

}  // namespace

LitmusProgram for_platform(LitmusProgram program, bool kernel) {
  for (litmus::LitmusThread& t : program.threads) adapt(t.body, kernel);
  return program;
}

std::vector<bool> plain_locations(const LitmusProgram& program,
                                  const Surroundings& surroundings,
                                  bool kernel) {
  std::vector<bool> marked(program.locations.size(), kernel);
  for (const auto& t : program.threads) find_marked(t.body, marked);
  for (std::uint32_t l = 0; l < marked.size(); ++l)
    if (surroundings.role(l) == Role::object) marked[l] = true;
  marked.flip();
  return marked;
}

graph::Execution with_all_locations(const LitmusProgram& program, bool kernel,
                                    const graph::Execution& x) {
  const Surroundings surroundings(program);
  const std::vector<bool> plain =
      plain_locations(program, surroundings, kernel);
  // By the explorer's number: what a thread allocates comes last.
  std::vector<std::uint32_t> location_of;
  for (const bool born_later : {false, true})
    for (std::uint32_t l = 0; l < plain.size(); ++l) {
      const Role role = surroundings.role(l);
      if (role != Role::start && role != Role::end && !plain[l] &&
          surroundings.is_born(l) == born_later)
        location_of.push_back(l);
    }
  CHECK(location_of.size() == x.init.size());
  graph::Execution all = x;
  for (graph::ExecutionEvent& e : all.events) {
    if (!e.accesses()) continue;
    e.location = location_of[e.location];
    if (depends(e.order))
      e.order = kernel ? Ordering::relaxed : Ordering::acquire;
  }
  all.init = program.init;
  for (std::size_t i = 0; i < location_of.size(); ++i)
    if (surroundings.role(location_of[i]) == Role::pointer)
      name_objects(surroundings, location_of[i], x.init[i], all);
  all.co.assign(plain.size(), {});
  for (std::size_t i = 0; i < location_of.size(); ++i)
    all.co[location_of[i]] = x.co[i];
  return surroundings.without(all);
}

}  // namespace vmalock::fuzzer
