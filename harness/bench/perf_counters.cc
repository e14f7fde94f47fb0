// SPDX-License-Identifier: MIT
#include "harness/bench/perf_counters.h"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace vmalock::bench {
namespace {

struct Kind {
  const char* name;
  std::uint32_t type;
  std::uint64_t config;
};

constexpr Kind kinds[] = {
    {"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
    {"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
    {"cache misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
    {"context switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES},
};

int open_counter(const Kind& kind) {
  perf_event_attr attr{};
  attr.size = sizeof attr;
  attr.type = kind.type;
  attr.config = kind.config;
  attr.disabled = 1;
  attr.inherit = 1;
  // What a user may count; switches happen in the kernel.
  attr.exclude_kernel = kind.type == PERF_TYPE_HARDWARE;
  attr.exclude_hv = 1;
  return static_cast<int>(
      syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

}  // namespace

PerfCounters::PerfCounters() {
  for (const Kind& kind : kinds) {
    const int fd = open_counter(kind);
    if (fd >= 0)
      open_.push_back({kind.name, fd});
    else
      lacking_ += (lacking_.empty() ? "" : ", ") + std::string(kind.name) +
                  " (" + std::strerror(errno) + ")";
  }
}

PerfCounters::~PerfCounters() {
  for (const Counter& counter : open_) close(counter.fd);
}

void PerfCounters::start() const {
  for (const Counter& counter : open_) {
    ioctl(counter.fd, PERF_EVENT_IOC_RESET, 0);
    ioctl(counter.fd, PERF_EVENT_IOC_ENABLE, 0);
  }
}

std::map<std::string, double> PerfCounters::stop() const {
  std::map<std::string, double> values;
  for (const Counter& counter : open_) {
    ioctl(counter.fd, PERF_EVENT_IOC_DISABLE, 0);
    std::uint64_t value = 0;
    if (read(counter.fd, &value, sizeof value) == sizeof value)
      values[counter.name] = static_cast<double>(value);
  }
  return values;
}

std::string PerfCounters::lacking() const { return lacking_; }

}  // namespace vmalock::bench
