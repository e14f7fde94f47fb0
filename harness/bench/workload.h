// SPDX-License-Identifier: MIT
// A workload: one operation, measured on one implementation.
//
// The operations are written once, in vma_workloads.h; a generated file for
// each implementation instantiates them on the native platform.
#pragma once

#include <benchmark/benchmark.h>

#include <span>
#include <string_view>
#include <vector>

#include "harness/platform/program.h"

namespace vmalock::bench {

/// How many threads are measured, of those that `--threads` asks for.
/// all_but_one: the last one works in the background, or the other way round.
enum class Measures { one_alone, all, all_but_one, one_of_all };

struct Workload {
  std::string_view name;
  std::string_view what;  ///< the operation that one iteration does
  Measures measures;
  /// Whether CPU time of the whole process counts, because the operation
  /// leaves work to other threads (deferred frees).
  bool whole_process;
  void (*run)(benchmark::State&, unsigned threads);
};

/// What a generated file tells about its implementation.
struct ImplWorkloads {
  const ImplInfo* info;
  std::vector<Workload> workloads;  ///< same names and order for each
  double bytes_per_vma;
};

/// Every implementation that is no mutant, oldest kernel first. Generated.
std::span<const ImplWorkloads> all_impl_workloads();

/// Whether the workloads were compiled for ThreadSanitizer.
bool native_is_instrumented();

}  // namespace vmalock::bench
