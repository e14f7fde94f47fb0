// SPDX-License-Identifier: MIT
#include "harness/study/recorded.h"

#include <fmt/format.h>

namespace vmalock::study {

namespace {

/// What is asked besides the question, as far as it differs within a command:
/// the rest is in the command line.
std::string how_of(const RunRequest& request) {
  std::string how = request.diagnose ? "diagnose" : "";
  if (request.limits.seconds)
    how +=
        fmt::format("{}{} s", how.empty() ? "" : " ", *request.limits.seconds);
  return how;
}

}  // namespace

RunResult RecordedEngine::run(const RunRequest& request) {
  const std::string how = how_of(request);
  if (const FinishedRun* known =
          checkpoint_.find(request.question, how, request.reached != nullptr)) {
    if (request.reached) *request.reached = *known->reached;
    seconds_saved_ += known->result.seconds;
    return known->result;
  }
  RunResult result = engine_.run(request);
  const bool cut = result.verdict == Verdict::unknown && request.limits.left;
  if (stop_requested || cut) return result;
  FinishedRun finished{request.question, how, result};
  if (request.reached) finished.reached = *request.reached;
  checkpoint_.add(finished);
  return result;
}

}  // namespace vmalock::study
