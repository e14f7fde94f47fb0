// SPDX-License-Identifier: MIT
// Every case × every released implementation on real threads, for a moment
// each: `native_matrix [SECONDS]`. Under ThreadSanitizer it proves that correct
// locks give no report (ctest native.matrix). A run without an iteration proves
// nothing, and does not pass. What a listed bug may break is left out: that
// shows by luck, and stops ThreadSanitizer.
#include <cstdio>
#include <cstdlib>

#include "harness/platform/native/engine.h"

int main(int argc, char** argv) {
  using namespace vmalock;
  const double seconds = argc > 1 ? std::atof(argv[1]) : 0.2;
  bool passed = true;
  unsigned runs = 0, left_out = 0;
  const std::unique_ptr<Engine> engine = make_native_engine();
  for (const Binding& binding : engine->bindings()) {
    if (binding.impl->mutant) continue;
    RunRequest request = request_for(*engine, binding);
    if (may_fail(*binding.impl, *binding.case_info, request.question.bound)) {
      ++left_out;
      continue;
    }
    request.limits.seconds = seconds;
    const RunResult result = engine->run(request);
    ++runs;
    const bool ran = result.executions > 0;
    std::printf("%-14s %-28s %8llu iterations%s%s\n",
                result.question.impl.c_str(), result.question.case_name.c_str(),
                static_cast<unsigned long long>(result.executions),
                result.error ? "  VIOLATED "
                : ran        ? ""
                             : "  NOTHING WAS RUN",
                result.error ? result.error->message.c_str() : "");
    std::fflush(stdout);
    passed = passed && ran && !result.error;
  }
  std::printf("%u runs, %u left out: listed bugs\n", runs, left_out);
  return passed && runs > 0 ? 0 : 1;
}
