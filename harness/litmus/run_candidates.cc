// SPDX-License-Identifier: MIT
// The generator of candidate executions as a back end for litmus tests: the one
// that knows load buffering, so the one for lkmm.
#include "harness/base/check.h"
#include "harness/litmus/run.h"
#include "harness/models/model.h"
#include "harness/oracle/candidates.h"

namespace vmalock::litmus {

TestResult run_candidates(const LitmusTest& test, std::string_view model_name) {
  const models::Model* model = models::find_model(model_name);
  CHECK(model != nullptr);
  TestResult result;
  oracle::candidates(test.program, *model,
                     [&](const graph::Execution& x, const FinalState& state) {
                       ++result.executions;
                       ++result.states[state];
                       for (const std::string_view flag : model->flags(x))
                         result.flags.emplace(flag);
                       if (result.race) return;
                       result.race = !model->races(x).empty();
                       if (result.race) result.race_text = graph::to_string(x);
                     });
  return result;
}

}  // namespace vmalock::litmus
