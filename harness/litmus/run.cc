// SPDX-License-Identifier: MIT
#include "harness/litmus/run.h"

#include <fmt/format.h>

#include <set>

#include "harness/base/check.h"
#include "harness/litmus/machine.h"
#include "harness/litmus/search_limits.h"
#include "harness/models/model.h"

namespace vmalock::litmus {
namespace {

void check_model(const LitmusTest& test, std::string_view model) {
  if (models::find_model(model) == nullptr && find_machine(model) == nullptr)
    user_error(fmt::format("model {} is not available; use one of: {}", model,
                           litmus_model_names()));
  if (test.dialect == Dialect::kernel && model == "rc11")
    user_error(
        fmt::format("{}: rc11 has no meaning for kernel primitives; use "
                    "--model lkmm, --model sc or --model tso",
                    test.file));
  if (test.dialect == Dialect::c11 && is_lkmm(model))
    user_error(
        fmt::format("{}: {} has no meaning for C11 atomics; use --model "
                    "rc11, --model sc or --model tso",
                    test.file, model));
}

bool passes(const LitmusTest& test, const FinalState& state) {
  return !test.filter || holds(*test.filter, state);
}

}  // namespace

std::string litmus_model_names() {
  std::string names = models::model_names();
  for (const Machine& machine : machines())
    names.append(", ").append(machine.name);
  return names;
}

bool is_lkmm(std::string_view model) {
  return model == models::lkmm().name() || model == models::lkmm_6_12().name();
}

TestResult run_brute_force(const LitmusTest& test, std::string_view model_name,
                           const TestLimits& limits) {
  const models::Model* model = models::find_model(model_name);
  CHECK(model != nullptr);
  TestResult result;
  const auto on_execution = [&](const graph::Execution& x,
                                const FinalState& state) {
    ++result.executions;
    ++result.states[state];
    if (result.race) return;
    const auto races = model->races(x);
    result.race = !races.empty();
    if (result.race) result.race_text = graph::to_string(x);
  };
  result.complete = oracle::brute_force(test.program, *model, on_execution,
                                        search_limits(limits))
                        .exhausted;
  return result;
}

TestResult run_test(const LitmusTest& test, std::string_view model,
                    Backend backend, const TestLimits& limits) {
  check_model(test, model);
  if (const Machine* machine = find_machine(model))
    return run_machine(test, *machine, limits);
  const bool kernel = is_lkmm(model);
  if (backend == Backend::automatic)
    backend = kernel ? Backend::candidates : Backend::explorer;
  if (kernel && backend == Backend::brute_force) backend = Backend::candidates;
  // The explorer knows SRCU under lkmm only.
  if (backend == Backend::explorer && test.uses_srcu && !kernel)
    backend = Backend::brute_force;
  if (backend == Backend::candidates)
    return run_candidates(test, model, limits);
  return backend == Backend::explorer ? run_explorer(test, model, limits)
                                      : run_brute_force(test, model, limits);
}

Count count(const LitmusTest& test, const TestResult& result) {
  Count c;
  for (const auto& [state, executions] : result.states) {
    if (!passes(test, state)) continue;
    (holds(test.condition, state) ? c.positive : c.negative) += executions;
  }
  return c;
}

bool is_asked_for(const LitmusTest& test, const FinalState& state) {
  return passes(test, state) && holds(test.condition, state);
}

std::string_view observation(const Count& c) {
  if (c.positive == 0) return "Never";
  return c.negative == 0 ? "Always" : "Sometimes";
}

// Quirk of herd7 that its users rely on: the witnesses of `~exists` are the
// executions without the proposition, but the Observation line always counts
// the proposition itself.
std::string report(const LitmusTest& test, const TestResult& result) {
  const Count c = count(test, result);
  std::set<std::string> lines;
  for (const auto& [state, executions] : result.states) {
    if (!passes(test, state)) continue;
    std::string line;
    for (const Variable& v : test.shown)
      line +=
          fmt::format("{}{}={};", line.empty() ? "" : " ", to_string(test, v),
                      value_text(test, value_of(v, state)));
    lines.insert(line);
  }
  const bool exists = test.quantifier == Quantifier::exists;
  const bool forall = test.quantifier == Quantifier::forall;
  const bool holds = exists   ? c.positive > 0
                     : forall ? c.negative == 0
                              : c.positive == 0;
  const std::string& name = test.program.name;
  std::string text = fmt::format("Test {} {}\nStates {}\n", name,
                                 exists   ? "Allowed"
                                 : forall ? "Required"
                                          : "Forbidden",
                                 lines.size());
  for (const std::string& line : lines) text += line + '\n';
  // A race makes a C11 program undefined; the kernel's model only warns.
  const bool undefined = result.race && test.dialect == Dialect::c11;
  text += undefined ? "Undef\n" : holds ? "Ok\n" : "No\n";
  const bool swapped = test.quantifier == Quantifier::not_exists;
  text += fmt::format("Witnesses\nPositive: {} Negative: {}\n",
                      swapped ? c.negative : c.positive,
                      swapped ? c.positive : c.negative);
  std::set<std::string, std::less<>> flags = result.flags;
  if (result.race) flags.insert("data-race");
  for (const std::string& flag : flags) text += "Flag " + flag + '\n';
  text += fmt::format("Condition {}\nObservation {} {} {} {}\n",
                      condition_text(test), name, observation(c), c.positive,
                      c.negative);
  return text;
}

}  // namespace vmalock::litmus
