// SPDX-License-Identifier: MIT
// The explorer as a back end for litmus tests.
#include <fmt/format.h>

#include "harness/base/check.h"
#include "harness/explore/explore.h"
#include "harness/litmus/interpreter.h"
#include "harness/litmus/run.h"

namespace vmalock::litmus {

TestResult run_explorer(const LitmusTest& test, std::string_view model_name,
                        const TestLimits& limits) {
  // The versions of lkmm differ in a flag only (models/README.md).
  const std::optional<explore::Model> model =
      explore::model_named(is_lkmm(model_name) ? "lkmm" : model_name);
  CHECK(model.has_value());
  // Only rc11 and lkmm give a race its own meaning; sc and tso say what a plain
  // access does.
  const bool kernel = *model == explore::Model::lkmm;
  const LitmusProgram program = *model == explore::Model::rc11 || kernel
                                    ? test.program
                                    : with_marked_accesses(test.program);
  const LitmusInterpreter interpreter(program, {.kernel = kernel});
  TestResult result;
  explore::Options options;
  options.model = *model;
  options.deadlock_is_error = false;
  options.seconds = limits.seconds;
  options.stop = limits.stop;
  options.on_complete = [&](const explore::Finished& finished) {
    if (finished.complete)
      ++result.states[interpreter.final_state(finished.observed)];
  };
  const explore::Result found =
      explore::explore(interpreter.factory(), options);
  result.executions = found.executions;
  result.blocked = found.blocked;
  if (found.error) {
    if (found.error->kind != ErrorKind::data_race)
      user_error(fmt::format("{}: {}", test.file, found.error->message));
    result.race = true;
    result.race_text = found.error->message;
    if (kernel) result.flags.insert("data-race");
  }
  result.complete = found.finished || found.error;
  return result;
}

}  // namespace vmalock::litmus
