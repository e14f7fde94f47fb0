// SPDX-License-Identifier: MIT
// The generator of candidate executions as a back end for litmus tests: the one
// that knows load buffering, so the one for lkmm and for machines.
#include <fmt/format.h>

#include "harness/base/check.h"
#include "harness/litmus/machine.h"
#include "harness/litmus/run.h"
#include "harness/litmus/search_limits.h"
#include "harness/models/model.h"
#include "harness/oracle/candidates.h"

namespace vmalock::litmus {
namespace {

using Answer = MachineAnswer::Answer;

TestResult candidates_of(const LitmusProgram& program,
                         const models::Model& model, const TestLimits& limits) {
  TestResult result;
  const auto on_execution = [&](const graph::Execution& x,
                                const FinalState& state) {
    ++result.executions;
    ++result.states[state];
    for (const std::string_view flag : model.flags(x))
      result.flags.emplace(flag);
    if (result.race) return;
    result.race = !model.races(x).empty();
    if (result.race) result.race_text = graph::to_string(x);
  };
  result.complete =
      oracle::candidates(program, model, on_execution, search_limits(limits))
          .exhausted;
  return result;
}

/// Whether the model allows an execution that the test asks for.
Answer answer_of(const LitmusTest& test, const LitmusProgram& program,
                 const models::Model& model, const TestLimits& limits) {
  TestResult result;
  bool found = false;
  const auto stats = oracle::candidates(
      program, model,
      [&](const graph::Execution&, const FinalState& state) {
        found = found || is_asked_for(test, state);
      },
      search_limits(limits));
  if (found) return Answer::allowed;
  return stats.exhausted ? Answer::forbidden : Answer::undecided;
}

}  // namespace

TestResult run_candidates(const LitmusTest& test, std::string_view model_name,
                          const TestLimits& limits) {
  const models::Model* model = models::find_model(model_name);
  CHECK(model != nullptr);
  return candidates_of(test.program, *model, limits);
}

TestResult run_machine(const LitmusTest& test, const Machine& machine,
                       const TestLimits& limits) {
  return candidates_of(compile(test, machine), *machine.model, limits);
}

std::vector<MachineAnswer> ask_machines(const LitmusTest& test,
                                        const TestLimits& limits) {
  std::vector<MachineAnswer> answers = {
      {"lkmm", answer_of(test, test.program, models::lkmm(), limits)}};
  for (const Machine& machine : machines()) {
    MachineAnswer& a = answers.emplace_back();
    a.machine = machine.name;
    try {
      a.answer =
          answer_of(test, compile(test, machine), *machine.model, limits);
    } catch (const NoMapping& e) {
      a.answer = Answer::unmapped;
      a.primitive = e.primitive;
    }
  }
  return answers;
}

}  // namespace vmalock::litmus
