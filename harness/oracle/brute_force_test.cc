// SPDX-License-Identifier: MIT
// Method: the axioms and the generator are judged by something that has no
// axioms at all: the textbook machines. Under sc threads take turns on one
// memory; under tso each has a store buffer (Owens, Sarkar, Sewell, TPHOLs
// 2009). Final states of random programs must be the same sets. For rc11 there
// is no such machine; the litmus tests answer for it (expected_test.cc).
#include "harness/oracle/brute_force.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>

#include "harness/program/random_program.h"

namespace vmalock::oracle {
namespace {

using litmus::Action;
using litmus::FinalState;
using litmus::LitmusProgram;
using litmus::OnFail;
using litmus::random_program;
using litmus::StatementKind;
using litmus::ThreadCode;
using litmus::ThreadState;

struct BufferedStore {
  std::uint32_t location;
  std::int64_t value;
  friend auto operator<=>(const BufferedStore&, const BufferedStore&) = default;
};

struct MachineState {
  std::vector<std::pair<std::size_t, std::vector<std::int64_t>>> threads;
  std::vector<std::vector<BufferedStore>> buffers;
  /// The thread's last store was seq_cst: it drains before it goes on.
  std::vector<bool> must_drain;
  std::vector<std::int64_t> memory;
  friend auto operator<=>(const MachineState&, const MachineState&) = default;
};

class Machine {
 public:
  Machine(const LitmusProgram& program, bool buffered) : buffered_(buffered) {
    for (std::size_t t = 0; t < program.threads.size(); ++t)
      code_.emplace_back(program, t);
    MachineState s;
    for (const ThreadCode& c : code_) {
      const ThreadState start = c.start();
      s.threads.emplace_back(start.pc, start.regs);
    }
    s.buffers.resize(code_.size());
    s.must_drain.resize(code_.size());
    s.memory = program.init;
    visit(s);
  }
  const std::set<FinalState>& final_states() const { return final_; }

 private:
  bool buffered_;
  std::vector<ThreadCode> code_;
  std::set<MachineState> seen_;
  std::set<FinalState> final_;

  void visit(const MachineState& s) {
    if (!seen_.insert(s).second) return;
    bool ended = true;
    for (std::size_t t = 0; t < code_.size(); ++t) {
      if (!s.buffers[t].empty()) {
        MachineState drained = s;
        const BufferedStore oldest = drained.buffers[t].front();
        drained.buffers[t].erase(drained.buffers[t].begin());
        drained.memory[oldest.location] = oldest.value;
        visit(drained);
        ended = false;
      }
      ThreadState state{s.threads[t].first, s.threads[t].second, {}, {}};
      const auto action = code_[t].next(state);
      if (!action) continue;
      ended = false;
      if (!s.must_drain[t] || s.buffers[t].empty()) step(s, t, state, *action);
    }
    if (!ended) return;
    FinalState f;
    for (std::size_t t = 0; t < code_.size(); ++t) {
      ThreadState state{s.threads[t].first, s.threads[t].second, {}, {}};
      code_[t].next(state);  // assignments at the end
      f.registers.push_back(state.regs);
    }
    f.memory = s.memory;
    final_.insert(f);
  }

  /// Goes on after the action, whose result is known.
  void finish(MachineState s, std::size_t t, ThreadState state,
              std::int64_t result) {
    code_[t].complete(state, result);
    s.threads[t] = {state.pc, state.regs};
    visit(s);
  }

  void step(MachineState s, std::size_t t, const ThreadState& state,
            const Action& a) {
    auto& buffer = s.buffers[t];
    s.must_drain[t] = false;
    std::int64_t seen = s.memory[a.location];
    for (const BufferedStore& b : buffer)
      if (b.location == a.location) seen = b.value;
    switch (a.kind) {
      case StatementKind::load:
        return finish(s, t, state, seen);
      case StatementKind::store:
        if (buffered_) {
          buffer.push_back({a.location, a.operand});
          s.must_drain[t] = a.order == Ordering::seq_cst;
        } else {
          s.memory[a.location] = a.operand;
        }
        return finish(s, t, state, 0);
      case StatementKind::fence:
        if (a.order != Ordering::mb || buffer.empty()) finish(s, t, state, 0);
        return;
      case StatementKind::rmw:
        break;
      default:
        FAIL() << "not in these programs";
    }
    if (!a.succeeds(seen) && a.on_fail == OnFail::load)
      finish(s, t, state, seen);
    if (!buffer.empty()) return;  // a locked instruction
    if (a.succeeds(seen)) {
      s.memory[a.location] = a.new_value(seen);
      finish(s, t, state, seen);
    } else if (a.on_fail == OnFail::failed_rmw) {
      finish(s, t, state, seen);
    }
  }
};

void compare_with_machine(const models::Model& model, bool buffered) {
  const char* count_text = std::getenv("VMALOCK_FUZZ_COUNT");
  const std::uint64_t count =
      count_text != nullptr ? std::strtoull(count_text, nullptr, 10) : 300;
  std::size_t states = 0;
  std::uint64_t skipped = 0;
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    const LitmusProgram program = random_program(seed);
    std::set<FinalState> axiomatic;
    const auto stats =
        brute_force(program, model,
                    [&](const graph::Execution&, const FinalState& f) {
                      axiomatic.insert(f);
                    },
                    {100'000});
    if (!stats.exhausted) {
      ++skipped;
      continue;
    }
    const Machine machine(program, buffered);
    ASSERT_EQ(axiomatic, machine.final_states()) << to_litmus(program);
    states += axiomatic.size();
  }
  EXPECT_GT(states, count * 2);
  EXPECT_LT(skipped, count / 50 + 1);
}

TEST(BruteForce, ScEqualsInterleavings) {
  compare_with_machine(models::sc(), false);
}

TEST(BruteForce, TsoEqualsStoreBuffers) {
  compare_with_machine(models::tso(), true);
}

TEST(BruteForce, FindsEachExecutionOnce) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const LitmusProgram program = random_program(seed);
    std::set<std::string> seen;
    brute_force(program, models::rc11(),
                [&](const graph::Execution& x, const FinalState&) {
                  EXPECT_TRUE(seen.insert(graph::to_string(x)).second)
                      << to_litmus(program);
                },
                {20'000});
  }
}

}  // namespace
}  // namespace vmalock::oracle
