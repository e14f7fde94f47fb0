// SPDX-License-Identifier: MIT
// Method: under models that forbid cycles of po and rf, the candidates and the
// other generator (brute_force.h), which share no search, must find the same
// executions of random programs. What only the candidates know, load buffering
// and values that nothing resolves, is asked for by name.
#include "harness/oracle/candidates.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "harness/program/random_program.h"

namespace vmalock::oracle {
namespace {

using graph::Execution;
using litmus::Expr;
using litmus::FinalState;
using litmus::LitmusProgram;
using litmus::random_program;
using litmus::RandomProgramOptions;
using litmus::Statement;
using litmus::StatementKind;

using Found = std::multiset<std::pair<std::string, FinalState>>;

template <class Search>
Found found_by(Search search, const LitmusProgram& program,
               const models::Model& model, bool& exhausted) {
  Found found;
  const BruteForceStats stats = search(
      program, model,
      [&](const Execution& x, const FinalState& state) {
        found.emplace(graph::to_string(x), state);
      },
      BruteForceLimits{20'000});
  exhausted = stats.exhausted;
  return found;
}

void compare(const models::Model& model, const RandomProgramOptions& options) {
  unsigned compared = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const LitmusProgram program = random_program(seed, options);
    bool all = false, all_candidates = false;
    const Found expected = found_by(brute_force, program, model, all);
    if (!all) continue;
    const Found got = found_by(candidates, program, model, all_candidates);
    if (!all_candidates) continue;
    ++compared;
    EXPECT_EQ(got, expected) << "seed " << seed;
  }
  EXPECT_GT(compared, 250u);
}

TEST(Candidates, EqualTheOtherGeneratorUnderSc) { compare(models::sc(), {}); }
TEST(Candidates, EqualTheOtherGeneratorUnderTso) { compare(models::tso(), {}); }
TEST(Candidates, EqualTheOtherGeneratorUnderRc11) {
  compare(models::rc11(), {});
}
TEST(Candidates, EqualTheOtherGeneratorWithRcu) {
  RandomProgramOptions options;
  options.rcu = true;
  compare(models::sc(), options);
}

/// A model without axioms: everything that the generator makes.
class Anything final : public models::Model {
 public:
  std::string_view name() const override { return "anything"; }
  models::Consistency check(const Execution&) const override { return {}; }
};

/// Two threads that each load one location into a register and then do `then`.
LitmusProgram load_buffering(Expr stored, bool under_if) {
  LitmusProgram p;
  p.add_location("x", 0);
  p.add_location("y", 0);
  p.threads.resize(2);
  for (std::uint32_t t = 0; t < 2; ++t) {
    const unsigned reg = p.threads[t].add_register("r0");
    Statement load;
    load.kind = StatementKind::load;
    load.location = t;
    load.reg = reg;
    Statement store;
    store.kind = StatementKind::store;
    store.location = 1 - t;
    store.value = stored;
    p.threads[t].body = {load, store};
    if (!under_if) continue;
    Statement branch;
    branch.kind = StatementKind::branch;
    branch.value = Expr::of_reg(reg);
    branch.then_block = {store};
    p.threads[t].body = {load, branch};
  }
  return p;
}

std::set<FinalState> states(const LitmusProgram& p) {
  std::set<FinalState> all;
  candidates(p, Anything(), [&](const Execution&, const FinalState& state) {
    all.insert(state);
  });
  return all;
}

const FinalState both_read_one = {{{1}, {1}}, {1, 1}};

TEST(Candidates, IncludeLoadBuffering) {
  EXPECT_TRUE(
      states(load_buffering(Expr::constant(1), false)).contains(both_read_one));
}

TEST(Candidates, LeaveCyclesThroughBranchesToTheModel) {
  const LitmusProgram p = load_buffering(Expr::constant(1), true);
  EXPECT_TRUE(states(p).contains(both_read_one));
  candidates(p, models::lkmm(), [](const Execution&, const FinalState& state) {
    EXPECT_NE(state, both_read_one);
  });
}

TEST(Candidates, HaveNoValuesOutOfThinAir) {
  const FinalState nothing_happened = {{{0}, {0}}, {0, 0}};
  EXPECT_EQ(states(load_buffering(Expr::of_reg(0), false)),
            std::set<FinalState>{nothing_happened});
}

TEST(Candidates, StopAtTheirLimit) {
  const LitmusProgram p = load_buffering(Expr::constant(1), false);
  const auto nothing = [](const Execution&, const FinalState&) {};
  const BruteForceStats all = candidates(p, Anything(), nothing);
  EXPECT_TRUE(all.exhausted);
  EXPECT_EQ(all.candidates, 4u);
  const BruteForceStats some = candidates(p, Anything(), nothing, {3});
  EXPECT_FALSE(some.exhausted);
  EXPECT_EQ(some.candidates, 3u);
}

}  // namespace
}  // namespace vmalock::oracle
