// SPDX-License-Identifier: MIT
// The table of commands: name, one line of help, options with what they run.
#include "harness/cli/command.h"

namespace vmalock::cli {

// One file of commands/ each.
Run check(CLI::App& app);
Run diff(CLI::App& app);
Run stress(CLI::App& app);
Run crosscheck(CLI::App& app);
Run propose(CLI::App& app);
Run sweep(CLI::App& app);
Run repair(CLI::App& app);
Run patch(CLI::App& app);
Run history(CLI::App& app);
Run list(CLI::App& app);
Run replay(CLI::App& app);
Run report(CLI::App& app);
Run explain(CLI::App& app);
Run bench(CLI::App& app);
Run litmus(CLI::App& app);
Run completion(CLI::App& app);

std::span<const Command> commands() {
  static constexpr Command table[] = {
      {"check", "every case on every implementation", check, true},
      {"diff", "outcomes of OLD against those of NEW", diff, true},
      {"stress", "the cases on real threads", stress},
      {"crosscheck", "every case on two engines, graph and relacy", crosscheck},
      {"propose", "is this change of orderings right?", propose, true},
      {"sweep", "which orderings are needed, and by what", sweep, true},
      {"repair", "the smallest stronger orderings that hold", repair, true},
      {"patch", "is this patch of the kernel right?", patch},
      {"history", "versions, their bugs, what each changed", history},
      {"list", "what there is", list, true},
      {"replay", "one execution again, step by step", replay, true},
      {"report", "result files, merged, as a report", report},
      {"explain", "an error, bug, case, site, guarantee or model", explain},
      {"bench", "implementations against each other, the first is the base",
       bench},
      {"litmus", "C litmus tests, as herd7 runs them", litmus},
      {"completion", "completions of a shell, or the man page", completion},
  };
  return table;
}

}  // namespace vmalock::cli
