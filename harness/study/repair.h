// SPDX-License-Identifier: MIT
// Repair: the smallest changes to stronger orderings with which every case
// holds.
#pragma once

#include <string>
#include <vector>

#include "harness/report/style.h"
#include "harness/study/frontier.h"

namespace vmalock::study {

enum class RepairVerdict : std::uint8_t {
  holds,       ///< nothing to repair
  repaired,    ///< the smallest repairs, all of them
  impossible,  ///< every case that fails does so whatever these rows say
  unknown,
};

struct RepairResult {
  RepairVerdict verdict = RepairVerdict::unknown;
  const ImplInfo* impl = nullptr;
  std::string engine, model, reason;
  OrderingTable table;  ///< what was to be repaired
  std::vector<std::string> cases;
  std::vector<OrderingTable> repairs;  ///< of the smallest size, cheap first
  std::vector<Answer> failing;         ///< before the repair
  /// Cases that stay violated with the strongest rows: not to be repaired by
  /// orderings, and left out of the search.
  std::vector<std::size_t> hopeless;
  std::uint64_t runs = 0;
  double seconds = 0;
  std::vector<std::string> notes;
};

struct RepairOptions {
  unsigned jobs = 1;
  bool kernel_rows = false;  ///< rows of the kernel facilities may change too
  std::function<void(const std::string&)> progress = nullptr;
};

RepairResult repair(std::vector<Cell> cells, const RepairOptions& options);

std::string repair_text(const RepairResult& result, const Style& style);
std::string repair_json(const RepairResult& result,
                        const std::string& command_line);

}  // namespace vmalock::study
