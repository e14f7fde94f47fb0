// SPDX-License-Identifier: MIT
// The generator of candidate executions as a back end for litmus tests: the one
// that knows load buffering, so the one for lkmm and for machines.
#include <fmt/format.h>

#include "harness/base/check.h"
#include "harness/litmus/machine.h"
#include "harness/litmus/run.h"
#include "harness/models/model.h"
#include "harness/oracle/candidates.h"

namespace vmalock::litmus {
namespace {

TestResult candidates_of(const LitmusProgram& program,
                         const models::Model& model) {
  TestResult result;
  oracle::candidates(program, model,
                     [&](const graph::Execution& x, const FinalState& state) {
                       ++result.executions;
                       ++result.states[state];
                       for (const std::string_view flag : model.flags(x))
                         result.flags.emplace(flag);
                       if (result.race) return;
                       result.race = !model.races(x).empty();
                       if (result.race) result.race_text = graph::to_string(x);
                     });
  return result;
}

/// "yes", "no", or why not to know.
std::string answer_of(const LitmusTest& test, const Machine& machine) {
  try {
    const TestResult result = run_machine(test, machine);
    return count(test, result).positive > 0 ? "yes" : "no";
  } catch (const NoMapping& e) {
    return "no mapping of " + e.primitive;
  }
}

}  // namespace

TestResult run_candidates(const LitmusTest& test, std::string_view model_name) {
  const models::Model* model = models::find_model(model_name);
  CHECK(model != nullptr);
  return candidates_of(test.program, *model);
}

TestResult run_machine(const LitmusTest& test, const Machine& machine) {
  return candidates_of(compile(test, machine), *machine.model);
}

std::string hardware_line(const LitmusTest& test) {
  const bool allowed =
      count(test, run_test(test, "lkmm", Backend::candidates)).positive > 0;
  std::string line = allowed ? "LKMM allows it" : "LKMM forbids it";
  const auto answer = [&](std::string_view name) {
    return answer_of(test, *find_machine(name));
  };
  // The kernel decides when it boots which atomics it uses.
  const std::string lse = answer("arm64"), exclusives = answer("arm64-llsc");
  line += "; arm64: " + (lse == "yes" ? lse : exclusives);
  if (lse != exclusives)
    line += lse == "yes" ? " (with LSE atomics)" : " (with exclusives)";
  for (const auto& [name, text] :
       {std::pair{"power", "POWER"}, {"riscv", "RISC-V"}, {"x86", "x86"}})
    line += fmt::format("; {}: {}", text, answer(name));
  return line;
}

}  // namespace vmalock::litmus
