// SPDX-License-Identifier: MIT
// The comparison itself. Method: two searches that agree, and then one of them
// is made to miss something, or to invent it: each must be noticed.
#include "harness/fuzzer/difference.h"

#include <gtest/gtest.h>

namespace vmalock::fuzzer {
namespace {

using graph::EventKind;
using graph::ExecutionEvent;

/// A thread with one event of this kind.
Execution execution_of(EventKind kind) {
  Execution x;
  ExecutionEvent e;
  e.kind = kind;
  x.events = {e};
  x.init = {0};
  x.co.resize(1);
  return x;
}

Found two_executions() {
  Found f;
  f.executions[execution_of(EventKind::load)] = 1;
  f.executions[execution_of(EventKind::fence)] = 1;
  f.states = {FinalState{{{0}}, {0}}, FinalState{{{1}}, {0}}};
  return f;
}

bool differ(const Found& oracle, const Found& explorer,
            const std::string& words) {
  const std::string text = differences(oracle, explorer);
  EXPECT_NE(text.find(words), std::string::npos) << text;
  return !text.empty();
}

TEST(Difference, NoneIfBothFoundTheSame) {
  EXPECT_EQ(differences(two_executions(), two_executions()), "");
}

TEST(Difference, AnOracleOrAnExplorerThatDropsAnExecution) {
  const Found all = two_executions();
  Found some = all;
  some.executions.erase(execution_of(EventKind::fence));
  EXPECT_TRUE(differ(all, some, "missing:"));
  EXPECT_TRUE(differ(some, all, "not consistent:"));
  Found nothing = all;
  nothing.executions.clear();
  EXPECT_TRUE(differ(all, nothing, "missing:"));
}

TEST(Difference, AnExecutionThatIsExploredTwice) {
  const Found all = two_executions();
  Found twice = all;
  twice.executions[execution_of(EventKind::load)] = 2;
  EXPECT_TRUE(differ(all, twice, "explored 2 times:"));
}

// But under lkmm the explorer tells executions with RCU apart by more.
TEST(Difference, OneExecutionWithRcuMayBeSeveralGraphs) {
  Found oracle = two_executions(), explorer = two_executions();
  oracle.executions[execution_of(EventKind::rcu_sync)] = 1;
  explorer.executions[execution_of(EventKind::rcu_sync)] = 2;
  EXPECT_EQ(differences(oracle, explorer), "");
  oracle.kernel = true;
  EXPECT_TRUE(differ(oracle, explorer, "explored 2 times:"));
}

TEST(Difference, OtherFinalStates) {
  const Found all = two_executions();
  Found other = all;
  other.states.erase(other.states.begin());
  EXPECT_TRUE(differ(all, other, "other final states"));
  EXPECT_TRUE(differ(other, all, "other final states"));
}

TEST(Difference, VerdictsOnRacesAndDeadlocks) {
  const Found all = two_executions();
  Found race = all, stuck = all;
  race.race = true;
  stuck.stuck = true;
  EXPECT_TRUE(differ(race, all, "misses a race"));
  EXPECT_TRUE(differ(all, race, "reports a race that is none"));
  EXPECT_TRUE(differ(stuck, all, "misses a deadlock"));
  EXPECT_TRUE(differ(all, stuck, "reports a deadlock that is none"));
  EXPECT_EQ(differences(race, race), "");
  EXPECT_EQ(differences(stuck, stuck), "");
}

// An oracle that does not know all of them may miss one, and invents none.
TEST(Difference, WhatAnOracleDoesNotKnowIsNoDifference) {
  Found partial = two_executions();
  partial.partial = true;
  Found race = two_executions(), stuck = two_executions();
  race.race = true;
  stuck.stuck = true;
  EXPECT_EQ(differences(partial, race), "");
  EXPECT_EQ(differences(partial, stuck), "");
  Found partial_stuck = partial;
  partial_stuck.stuck = true;
  EXPECT_TRUE(differ(partial_stuck, two_executions(), "misses a deadlock"));
}

// What the explorer does not look for may be there or not; nothing else may.
TEST(Difference, ExecutionsThatTheExplorerNeedNotFind) {
  const Execution hidden = execution_of(EventKind::store);
  Found oracle = two_executions(), explorer = two_executions();
  oracle.blind.insert(hidden);
  EXPECT_EQ(differences(oracle, explorer), "");
  explorer.executions[hidden] = 1;
  EXPECT_EQ(differences(oracle, explorer), "");
  explorer.executions[execution_of(EventKind::rmw)] = 1;
  EXPECT_TRUE(differ(oracle, explorer, "not consistent:"));
  explorer.race = true;
  oracle.blind_race = true;
  EXPECT_EQ(differences(oracle, explorer), "");
}

TEST(Difference, AnErrorOfTheExplorer) {
  Found wrong = two_executions();
  wrong.error = "2 duplicates";
  EXPECT_TRUE(differ(two_executions(), wrong, "2 duplicates"));
}

}  // namespace
}  // namespace vmalock::fuzzer
