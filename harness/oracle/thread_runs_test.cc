// SPDX-License-Identifier: MIT
// Method: threads as text, read by nobody but this test; which events a run has
// and what each of them depends on, event by event.
#include "harness/oracle/thread_runs.h"

#include <gtest/gtest.h>

namespace vmalock::oracle {
namespace {

using graph::EventKind;
using litmus::BinaryOp;
using litmus::Expr;
using litmus::LitmusProgram;
using litmus::Statement;
using litmus::StatementKind;

Statement load(unsigned reg, std::uint32_t location) {
  Statement s;
  s.kind = StatementKind::load;
  s.reg = reg;
  s.location = location;
  return s;
}

Statement store(std::uint32_t location, Expr value) {
  Statement s;
  s.kind = StatementKind::store;
  s.location = location;
  s.value = std::move(value);
  return s;
}

Statement rmw(RmwOp op, unsigned reg, Expr operand) {
  Statement s;
  s.kind = StatementKind::rmw;
  s.op = op;
  s.reg = reg;
  s.value = std::move(operand);
  return s;
}

Statement branch(Expr condition, litmus::Block then_block,
                 litmus::Block else_block = {}) {
  Statement s;
  s.kind = StatementKind::branch;
  s.value = std::move(condition);
  s.then_block = std::move(then_block);
  s.else_block = std::move(else_block);
  return s;
}

/// The runs of a thread with registers 0 to 3 and locations 0 to 2.
std::vector<ThreadRun> runs_of(litmus::Block body) {
  LitmusProgram p;
  for (const char* name : {"x", "y", "z"}) p.add_location(name, 0);
  p.threads.resize(1);
  for (int r = 0; r < 4; ++r) p.threads[0].add_register("");
  p.threads[0].body = std::move(body);
  return thread_runs(p, 0);
}

Expr reg(unsigned r) { return Expr::of_reg(r); }

TEST(Dependencies, DataIsSyntactic) {
  const auto runs =
      runs_of({load(0, 0), load(1, 1),
               store(2, Expr::binary(BinaryOp::bit_xor, reg(0), reg(0))),
               store(2, Expr::constant(1))});
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].events[2].data, 0b0001u);
  EXPECT_EQ(runs[0].events[3].data, 0u);
}

TEST(Dependencies, ControlEndsWithTheBranch) {
  const auto runs = runs_of({load(0, 0),
                             branch(reg(0), {store(1, Expr::constant(1))},
                                    {store(1, Expr::constant(2))}),
                             store(2, Expr::constant(1))});
  ASSERT_EQ(runs.size(), 2u);
  for (const ThreadRun& run : runs) {
    ASSERT_EQ(run.events.size(), 3u);
    EXPECT_EQ(run.events[1].ctrl, 0b001u);
    EXPECT_EQ(run.events[2].ctrl, 0u);
    EXPECT_EQ(run.conditions.size(), 1u);
  }
  EXPECT_TRUE(runs[0].conditions[0].holds);
  EXPECT_FALSE(runs[1].conditions[0].holds);
}

TEST(Dependencies, BranchesNest) {
  const auto runs =
      runs_of({load(0, 0),
               branch(reg(0), {load(1, 1),
                               branch(reg(1), {store(2, Expr::constant(1))}),
                               store(2, Expr::constant(2))})});
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0].events[1].ctrl, 0b001u);
  EXPECT_EQ(runs[0].events[2].ctrl, 0b011u);
  EXPECT_EQ(runs[0].events[3].ctrl, 0b001u);
  EXPECT_EQ(runs[2].events.size(), 1u);
}

TEST(Dependencies, AConstantConditionIsDecided) {
  const auto runs = runs_of({branch(Expr::constant(0), {load(0, 0)})});
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_TRUE(runs[0].events.empty());
}

TEST(Dependencies, AnRmwMayDependOnItself) {
  const auto exchange = runs_of({load(0, 1), rmw(RmwOp::exchange, 1, reg(0))});
  EXPECT_EQ(exchange[0].events[1].data, 0b01u);
  EXPECT_EQ(exchange[0].registers[1].sources, 0b10u);
  const auto add = runs_of({load(0, 1), rmw(RmwOp::add, 1, reg(0))});
  EXPECT_EQ(add[0].events[1].data, 0b11u);
  EXPECT_EQ(add[0].registers[1].sources, 0b11u);
}

TEST(Dependencies, ACompareExchangeSucceedsOrFails) {
  Statement cmpxchg = rmw(RmwOp::exchange, 1, Expr::constant(7));
  cmpxchg.order = Ordering::seq_cst;
  cmpxchg.condition = {true, reg(0), litmus::OnFail::failed_rmw,
                       Ordering::relaxed};
  const auto runs = runs_of({load(0, 1), cmpxchg});
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].events[1].event.kind, EventKind::rmw);
  EXPECT_EQ(runs[0].events[1].data, 0u);  // not on what it is compared with
  EXPECT_EQ(runs[1].events[1].event.kind, EventKind::load);
  EXPECT_EQ(runs[1].events[1].event.order, Ordering::relaxed);
  EXPECT_TRUE(runs[1].events[1].event.failed_rmw);

  cmpxchg.condition->on_fail = litmus::OnFail::block;
  EXPECT_EQ(runs_of({load(0, 1), cmpxchg}).size(), 1u);
}

TEST(Dependencies, APointerMakesARunForEachLocation) {
  Statement through = load(1, 0);
  through.address = reg(0);
  const auto runs = runs_of({load(0, 0), through});
  ASSERT_EQ(runs.size(), 3u);
  for (std::uint32_t l = 0; l < 3; ++l) {
    EXPECT_EQ(runs[l].events[1].event.location, l);
    EXPECT_EQ(runs[l].events[1].addr, 0b01u);
    EXPECT_EQ(runs[l].conditions.size(), 1u);
  }
}

TEST(Dependencies, TheIndexOfAnSrcuSectionIsCarried) {
  Statement lock, unlock;
  lock.kind = StatementKind::rcu_lock;
  lock.location = 1;
  lock.reg = 0;
  unlock.kind = StatementKind::rcu_unlock;
  unlock.location = 1;
  unlock.value = reg(0);
  const auto runs = runs_of({lock, unlock});
  EXPECT_EQ(runs[0].events[1].data, 0b01u);
}

// On a machine a branch is one for all that comes after it, and an atomic
// returns what it has read, whatever it adds.
TEST(ThreadRuns, OfAMachine) {
  LitmusProgram p;
  p.machine = true;
  for (const char* name : {"x", "y", "z"}) p.add_location(name, 0);
  p.threads.resize(1);
  for (int r = 0; r < 4; ++r) p.threads[0].add_register("");
  p.threads[0].body = {load(0, 0), branch(Expr::of_reg(0), {store(1, {})}),
                       store(2, {}), rmw(RmwOp::add, 1, Expr::of_reg(0)),
                       store(2, Expr::of_reg(1))};
  const std::vector<ThreadRun> runs = thread_runs(p, 0);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].events.at(2).ctrl, RunEvents{1});
  EXPECT_EQ(runs[1].events.at(1).ctrl, RunEvents{1});
  EXPECT_EQ(runs[0].events.at(4).data, RunEvents{1} << 3);
}

}  // namespace
}  // namespace vmalock::oracle
