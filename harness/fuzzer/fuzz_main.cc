// SPDX-License-Identifier: MIT
// vmalock_fuzz: random programs, explorer against exhaustive enumeration.
//   vmalock_fuzz --model rc11 --seed 1 --count 100000
// Prints what was compared; at a disagreement prints the shrunk program as a
// litmus test, to be kept under harness/fuzzer/testdata, and exits with 1.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "harness/base/check.h"
#include "harness/fuzzer/compare.h"
#include "harness/models/model.h"

namespace {

using vmalock::fuzzer::FuzzOptions;
using vmalock::fuzzer::FuzzResult;

/// False at a disagreement.
bool run(const FuzzOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const FuzzResult r = vmalock::fuzzer::fuzz(options);
  const std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  fmt::print(
      "{}: {} programs (seeds {} to {}), {} executions compared, {} racy, {} "
      "too large to compare, {} disagreements, {:.1f} s\n",
      options.model, r.programs, options.seed, options.seed + r.programs - 1,
      r.executions, r.races, r.too_large, r.failing ? 1 : 0, seconds.count());
  if (r.failing)
    fmt::print("\n{}\nseed {} under {}:\n{}",
               vmalock::litmus::to_litmus(*r.failing),
               options.seed + r.programs - 1, options.model, r.disagreement);
  return !r.failing;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Random programs: the explorer against exhaustive enumeration"};
  FuzzOptions options;
  std::vector<std::string> models, known;
  for (const vmalock::models::Model* model : vmalock::models::all_models())
    known.emplace_back(model->name());
  app.add_option("--model", models,
                 CLI::detail::join(known) + "; all of them if left out")
      ->check(CLI::IsMember(known));
  app.add_option("--seed", options.seed, "seed of the first program");
  app.add_option("--count", options.count, "number of programs a model");
  app.add_option("--max-candidates", options.max_candidates,
                 "enumeration gives up on larger programs");
  auto& program = options.program;
  app.add_option("--max-threads", program.max_threads, "at most 2 to 4")
      ->check(CLI::Range(2u, 4u));
  app.add_option("--max-locations", program.max_locations)
      ->check(CLI::Range(1u, 3u));
  app.add_option("--min-statements", program.min_statements);
  app.add_option("--max-statements", program.max_statements,
                 "statements of all threads together");
  app.add_flag("--plain", program.plain, "a location with plain accesses");
  app.add_flag("--waits", program.waits, "waits and free choices");
  app.add_flag("--rcu", program.rcu, "read-side sections and grace periods");
  app.add_flag("--rings", program.rings,
               "rings of conditional RMWs, as load buffering needs them");
  app.add_flag("--modes", options.modes,
               "two jobs, started threads, samples and tokens, too");
  app.add_flag_callback(
      "--platform",
      [&options] { options.runner = vmalock::fuzzer::Runner::platform; },
      "run through K::, as locks and cases are");
  auto& surroundings = options.surroundings;
  const auto also = [&](const char* name, bool& field, const char* text) {
    app.add_flag(name, field, text)->needs("--platform");
  };
  also("--starts", surroundings.starts, "threads that a thread starts");
  also("--objects", surroundings.objects, "an object that is freed");
  also("--rows", surroundings.rows, "loads of order ctrl");
  bool print = false;
  app.add_flag("--print", print, "print the programs, and compare nothing");
  CLI11_PARSE(app, argc, argv);
  if (models.empty()) models = known;
  if (print) {
    options.model = models.front();
    for (std::uint64_t i = 0; i < options.count; ++i)
      fmt::print("{}\n", vmalock::litmus::to_litmus(vmalock::fuzzer::program_of(
                             options, options.seed + i)));
    return 0;
  }
  bool agree = true;
  for (const std::string& model : models) {
    options.model = model;
    agree = run(options) && agree;
    std::fflush(stdout);
  }
  return agree ? 0 : 1;
}
