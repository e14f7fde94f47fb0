// SPDX-License-Identifier: MIT
// vmalock litmus: the options of harness/litmus.
#include <map>
#include <memory>
#include <string>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"

namespace vmalock::cli {

Run litmus(CLI::App& app) {
  const auto asked = std::make_shared<litmus::LitmusOptions>();
  app.add_option("FILE", asked->files, "tests, or folders of *.litmus")
      ->required();
  app.add_option("--model", asked->model,
                 "sc, tso, rc11, lkmm, lkmm-6.12, or a machine: arm64, "
                 "arm64-llsc, power, riscv, x86; lkmm for the kernel's "
                 "primitives, rc11 for C11 atomics if left out");
  app.add_flag("--hardware", asked->hardware,
               "who allows it: the kernel's model, and each machine");
  app.add_flag("--assembly", asked->assembly,
               "print the test in the assembly language of --model");
  app.add_option("--expect", asked->expect,
                 "compare with this table of states (TSV)");
  using litmus::Backend;
  const std::map<std::string, Backend> engines = {
      {"graph", Backend::explorer},
      {"candidates", Backend::candidates},
      {"brute", Backend::brute_force}};
  app.add_option("--engine", asked->backend,
                 "graph, candidates or brute; lkmm: candidates, which knows "
                 "all of herd7's flags, if left out, else graph")
      ->transform(CLI::CheckedTransformer(engines));
  app.add_option_function<std::string>(
      "--time",
      [asked](const std::string& text) {
        asked->limits.seconds = parse_seconds(text);
      },
      "limit of each test: 500ms, 30s, 2m");
  add_jobs(app, asked->jobs, "threads");
  asked->limits.stop = &stop_requested;
  return [asked](const Context& context) {
    return static_cast<ExitStatus>(context.litmus(*asked, context.out));
  };
}

}  // namespace vmalock::cli
