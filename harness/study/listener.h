// SPDX-License-Identifier: MIT
// Listener: who hears how far a study is.
#pragma once

#include <functional>
#include <string>

#include "harness/result/run_result.h"

namespace vmalock::study {

struct Listener {
  /// What is being done now: "[3/20] case  impl".
  std::function<void(const std::string&)> begin = [](const std::string&) {};
  /// How far that is; from any thread.
  std::function<void(const std::string&)> update = [](const std::string&) {};
  /// A run of the plan is done.
  std::function<void(const RunResult&)> finished = [](const RunResult&) {};
};

}  // namespace vmalock::study
