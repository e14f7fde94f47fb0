// SPDX-License-Identifier: MIT
// One run, and what every file begins with, as JSON: for the files that hold
// them (json.h, checkpoint.h).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "harness/result/document.h"
#include "harness/result/json_reader.h"

namespace vmalock {

nlohmann::ordered_json to_json(const RunResult& run);
RunResult read_run(const JsonReader& json);

/// `kind`: what the file holds.
nlohmann::ordered_json json_head(const Document& document, const char* kind);
/// A document without runs.
Document read_json_head(const JsonReader& top);

/// With its line feed. A message may quote bytes that are no UTF-8: replaced,
/// never thrown away.
std::string json_line(const nlohmann::ordered_json& json);
/// Throws nothing; what is no JSON is discarded().
nlohmann::ordered_json parsed_json(std::string_view text);

}  // namespace vmalock
