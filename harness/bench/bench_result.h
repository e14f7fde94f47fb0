// SPDX-License-Identifier: MIT
// What a benchmark run found, as data. Reports derive from it alone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/result/document.h"

namespace vmalock::bench {

/// One repetition, nanoseconds per operation.
struct Sample {
  double cpu_ns = 0;   ///< CPU time of all measured threads / their operations
  double real_ns = 0;  ///< wall-clock time / operations of all threads
};

/// One implementation on one workload; samples[i] is repetition i.
struct Series {
  std::string impl;
  std::vector<Sample> samples;
  std::map<std::string, double> counters;  ///< means over the repetitions
};

inline std::vector<double> cpu_times(const Series& series) {
  std::vector<double> times;
  for (const Sample& s : series.samples) times.push_back(s.cpu_ns);
  return times;
}

struct Measured {
  std::string workload;
  std::string what;            ///< the operation, one line
  unsigned threads = 1;        ///< with those that work in the background
  std::vector<Series> series;  ///< the first is the one to compare with
  std::string error;           ///< why a run failed, or empty
};

/// Memory that the lock's kernel objects ask for.
struct Footprint {
  std::string impl;
  double bytes_per_vma = 0;
};

struct BenchResult {
  Tool tool;
  Host host;
  std::uint64_t seed = 0;
  unsigned repetitions = 0;
  double min_time = 0;
  std::vector<Measured> measured;
  std::vector<Footprint> footprints;
  std::vector<std::string> warnings;  ///< why not to trust the numbers
};

}  // namespace vmalock::bench
