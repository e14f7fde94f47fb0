// SPDX-License-Identifier: MIT
#include "harness/result/document.h"

#include <sys/utsname.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace vmalock {

namespace {

Host this_host() {
  Host host;
  utsname names{};
  if (uname(&names) == 0) {
    host.os = std::string(names.sysname) + " " + names.release;
    host.machine = names.machine;
  }
  host.cpus = std::thread::hardware_concurrency();
  return host;
}

std::string this_compiler() {
#ifdef __clang__
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

}  // namespace

Document new_document(std::string command, std::vector<RunResult> runs) {
  return {{VMALOCK_VERSION, this_compiler(), std::move(command)},
          this_host(),
          std::move(runs)};
}

Document merge(std::span<const Document> documents) {
  Document merged;
  for (const Document& document : documents) {
    merged.tool = document.tool;
    merged.host = document.host;
    for (const RunResult& run : document.runs) {
      const auto old = std::find_if(
          merged.runs.begin(), merged.runs.end(),
          [&](const RunResult& r) { return r.question == run.question; });
      if (old == merged.runs.end())
        merged.runs.push_back(run);
      else
        *old = run;
    }
  }
  return merged;
}

}  // namespace vmalock
