// SPDX-License-Identifier: MIT
// The CPU's counters around a measurement, where the kernel allows them
// (kernel.perf_event_paranoid; virtual machines often have none).
#pragma once

#include <map>
#include <string>
#include <vector>

namespace vmalock::bench {

class PerfCounters {
 public:
  /// Opens those that are allowed, for this thread and those that it starts.
  PerfCounters();
  ~PerfCounters();
  PerfCounters(const PerfCounters&) = delete;
  PerfCounters& operator=(const PerfCounters&) = delete;

  void start() const;
  /// Since start(), of the threads that have ended and of this one: "cycles",
  /// "instructions", "cache misses", "context switches"; those not allowed are
  /// left out.
  std::map<std::string, double> stop() const;

  /// Why some are missing, or empty.
  std::string lacking() const;

 private:
  struct Counter {
    const char* name;
    int fd;
  };
  std::vector<Counter> open_;
  std::string lacking_;
};

}  // namespace vmalock::bench
