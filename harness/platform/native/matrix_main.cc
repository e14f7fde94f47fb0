// SPDX-License-Identifier: MIT
// Every case × every released implementation on real threads, for a moment
// each: `native_matrix [SECONDS]`. Under ThreadSanitizer it proves that correct
// locks give no report (ctest native.matrix).
#include <cstdio>
#include <cstdlib>

#include "harness/platform/native/engine.h"

namespace {

/// It shows by luck, and stops ThreadSanitizer.
bool has_known_bug(const vmalock::Binding& binding) {
  for (const vmalock::KnownBug& bug : binding.impl->known_bugs)
    if (bug.case_name == binding.case_info->name ||
        bug.case_name == vmalock::other_cases)
      return true;
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace vmalock;
  const double seconds = argc > 1 ? std::atof(argv[1]) : 0.2;
  bool violated = false;
  const std::unique_ptr<Engine> engine = make_native_engine();
  for (const Binding& binding : engine->bindings()) {
    if (binding.impl->mutant || has_known_bug(binding)) continue;
    RunRequest request = request_for(*engine, binding);
    request.limits.seconds = seconds;
    const RunResult result = engine->run(request);
    std::printf("%-14s %-28s %8llu iterations%s%s\n",
                result.question.impl.c_str(), result.question.case_name.c_str(),
                static_cast<unsigned long long>(result.executions),
                result.error ? "  VIOLATED " : "",
                result.error ? result.error->message.c_str() : "");
    std::fflush(stdout);
    violated = violated || result.error;
  }
  return violated ? 1 : 0;
}
