// SPDX-License-Identifier: MIT
// A question as JSON, the same in every kind of file.
#pragma once

#include <nlohmann/json.hpp>

#include "harness/result/json_reader.h"
#include "harness/result/question.h"

namespace vmalock {

nlohmann::ordered_json to_json(const ChangedRows& rows);
nlohmann::ordered_json to_json(const Bound& bound);
nlohmann::ordered_json to_json(const Question& question);

ChangedRows read_rows(const JsonReader& json, const char* key);
Bound read_bound(const JsonReader& json);
Question read_question(const JsonReader& json);

}  // namespace vmalock
