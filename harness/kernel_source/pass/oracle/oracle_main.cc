// SPDX-License-Identifier: MIT
// kernel_pass_oracle: the differential oracle of the pass, for as long as
// wanted.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>

#include "harness/kernel_source/pass/oracle/oracle.h"
#include "harness/kernel_source/pass/testing/random_c.h"

namespace oracle = vmalock::kernel_source::oracle;

namespace {

/// In batches, so that clang runs rarely. True if nothing differs.
bool run(const oracle::Compiler& compiler, std::uint64_t first,
         std::uint64_t programs) {
  constexpr std::uint64_t batch = 500;
  oracle::OracleResult all;
  for (std::uint64_t done = 0; done < programs; done += batch) {
    oracle::OracleOptions options;
    options.first_seed = first + done;
    options.programs = std::min(batch, programs - done);
    const oracle::OracleResult r = compare(compiler, options);
    all.programs += r.programs;
    all.skipped += r.skipped;
    all.runs += r.runs;
    all.events += r.events;
    all.dependencies += r.dependencies;
    all.differences += r.differences;
    all.compile_seconds += r.compile_seconds;
    if (all.first.empty()) all.first = r.first;
  }
  fmt::print(
      "clang {}: {} programs ({} skipped), {} runs, {} events, {} "
      "dependencies, {} differences; {:.1f} s of compilation\n{}",
      compiler.version, all.programs, all.skipped, all.runs, all.events,
      all.dependencies, all.differences, all.compile_seconds, all.first);
  return all.differences == 0;
}

}  // namespace

int main(int argc, char** argv) try {
  CLI::App app("compares the pass with the litmus interpreter");
  std::uint64_t seed = 1, programs = 20000;
  std::string version;
  bool print = false;
  app.add_option("--seed", seed, "the first program");
  app.add_option("--programs", programs, "how many");
  app.add_option("--clang", version, "one version only");
  app.add_flag("--print", print, "print the C of the first program");
  CLI11_PARSE(app, argc, argv);
  if (print) {
    fmt::print("{}{}", oracle::random_c_prelude(), oracle::random_c(seed).text);
    return 0;
  }
  bool same = true;
  for (const oracle::Compiler& c : oracle::compilers())
    if (version.empty() || c.version == version)
      same = run(c, seed, programs) && same;
  return same ? 0 : 1;
} catch (const std::exception& e) {
  fmt::print(stderr, "kernel_pass_oracle: {}\n", e.what());
  return 64;
}
