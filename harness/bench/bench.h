// SPDX-License-Identifier: MIT
// bench: the locks against each other on real threads, by Google Benchmark.
//
// All implementations are measured in one run, and each repetition of a
// workload measures them directly after each other in random order: what the
// host does meanwhile (frequency, neighbours) then hits both sides of a ratio.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vmalock::bench {

struct BenchOptions {
  /// Names of `vmalock list impls`; the first is the one to compare with.
  /// Empty: every implementation, oldest kernel first.
  std::vector<std::string> impls;
  std::string filter;         ///< regular expression on workload names
  unsigned repetitions = 11;  ///< measured ones; one more warms up
  double min_time = 0.05;     ///< seconds for one repetition
  unsigned threads = 0;       ///< of the contended workloads; 0: every CPU
  bool sweep = false;         ///< 1, 2, 4 … up to `threads` of them
  bool pin = false;           ///< each thread on a CPU of its own
  bool perf = false;          ///< the CPU's counters, too
  std::uint64_t seed = 1;     ///< order of the repetitions
  /// Two files of "json:FILE": nothing is measured, they are compared.
  std::vector<std::string> compare;
  /// "json:FILE", "text:FILE", "svg:FILE", "gbench:FILE", or a FILE whose
  /// ending says it; FILE "-" is stdout. Empty: text:-.
  std::vector<std::string> outputs;
  std::string command;  ///< command line, for the record
  bool list = false;    ///< print the workloads and run nothing
};

/// Measures and reports. Returns the exit status: ExitStatus::holds, or
/// ExitStatus::unknown if it was interrupted, or ExitStatus::violated if a lock
/// was misused or failed during a measurement. Throws UserError for an unknown
/// name, a filter that matches nothing, or an output that cannot be written.
int run_bench(const BenchOptions& options);

}  // namespace vmalock::bench
