// SPDX-License-Identifier: MIT
// vmalock_bench: the benchmarks as a program of its own, for machines where
// only they are wanted. `vmalock bench` is the same.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "harness/base/check.h"
#include "harness/bench/bench.h"
#include "harness/platform/engine.h"

namespace {

void stop(int) { vmalock::stop_requested.store(true); }

std::string command_line(int argc, char** argv) {
  std::string text = "vmalock_bench";
  for (int i = 1; i < argc; ++i) text += std::string(" ") + argv[i];
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  vmalock::bench::BenchOptions options;
  CLI::App app("Compares VMA locks on real threads: paired ratios of CPU time");
  app.add_option("--impl", options.impls,
                 "implementations; the first is the one to compare with "
                 "(default: all, oldest first)");
  app.add_option("--filter", options.filter,
                 "regular expression on workload names");
  app.add_option("--repetitions", options.repetitions, "default 11");
  app.add_option("--min-time", options.min_time,
                 "seconds for one repetition, default 0.05");
  app.add_option("--threads", options.threads,
                 "of the contended workloads; default: every CPU");
  app.add_flag("--sweep", options.sweep,
               "with 1, 2, 4 and so on up to --threads");
  app.add_flag("--pin", options.pin, "each thread on a CPU of its own");
  app.add_flag("--perf", options.perf,
               "cycles and so on an operation, where the kernel allows it");
  app.add_option("--compare", options.compare,
                 "two files of --out json:FILE: nothing is measured")
      ->expected(2);
  app.add_option("--seed", options.seed, "order of the repetitions");
  app.add_option("--out", options.outputs,
                 "json:FILE, text:FILE, svg:FILE, several; FILE - is stdout");
  app.add_flag("--list", options.list, "print the workloads");
  try {
    app.parse(argc, argv);
    options.command = command_line(argc, argv);
    std::signal(SIGINT, stop);
    std::signal(SIGTERM, stop);
    return vmalock::bench::run_bench(options);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : static_cast<int>(vmalock::ExitStatus::usage);
  } catch (const vmalock::UserError& e) {
    std::fprintf(stderr, "vmalock_bench: %s\n", e.what());
    return static_cast<int>(vmalock::ExitStatus::usage);
  }
}
