// SPDX-License-Identifier: MIT
// The frame that the JSON of every study has.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "harness/platform/ordering_table.h"
#include "harness/result/json.h"
#include "harness/result/outcome_diff.h"
#include "harness/result/question_json.h"

namespace vmalock::study {

using Json = nlohmann::ordered_json;

/// Schema, kind and tool.
Json study_json(const char* kind, const std::string& command_line);

/// Rows in which `to` differs from `from`.
Json rows_json(const ImplInfo& impl, const OrderingTable& from,
               const OrderingTable& to);

/// A case before and after a change.
Json case_json(const OutcomeDiff& diff);

/// Text of a file; bytes that are no UTF-8 are replaced.
std::string dumped(const Json& json);

}  // namespace vmalock::study
