// SPDX-License-Identifier: MIT
// vmalock bench: the options of harness/bench.
#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/study/releases.h"

namespace vmalock::cli {

Run bench(CLI::App& app) {
  const auto asked = std::make_shared<bench::BenchOptions>();
  add_locks(app, asked->impls);
  app.add_option("--filter", asked->filter, "regular expression on workloads");
  app.add_option("--repetitions", asked->repetitions, "of each workload");
  app.add_option("--min-time", asked->min_time, "seconds for one repetition");
  app.add_option("--threads", asked->threads, "of contended workloads");
  app.add_flag("--sweep", asked->sweep,
               "with 1, 2, 4 and so on up to --threads");
  app.add_flag("--pin", asked->pin, "each thread on a CPU of its own");
  app.add_flag("--perf", asked->perf,
               "cycles and so on an operation, where the kernel allows it");
  app.add_option("--compare", asked->compare,
                 "two files of --out json:FILE: nothing is measured")
      ->expected(2);
  app.add_option("--seed", asked->seed, "order of the repetitions");
  app.add_option("--out", asked->outputs,
                 "json:FILE, text:FILE, svg:FILE or gbench:FILE; FILE.json and "
                 "so on")
      ->allow_extra_args(false);
  app.add_flag("--list", asked->list, "print the workloads and run nothing");
  return [asked](const Context& context) {
    asked->command = context.command_line;
    for (std::string& impl : asked->impls) impl = study::lock_named(impl);
    return static_cast<ExitStatus>(context.bench(*asked));
  };
}

}  // namespace vmalock::cli
