// JSON schema version 1: the only reader and writer of result files. README.md
// in this folder documents every field.
#pragma once

#include <string>

#include "harness/result/document.h"

namespace vmalock {

inline constexpr int json_schema = 1;

/// Ends with a line feed; keys are in the order of README.md.
std::string to_json(const Document& document);

/// Throws UserError that names `source` and the field that is wrong. Unknown
/// fields are skipped: a newer vmalock may have written them.
Document from_json(const std::string& text, const std::string& source);

Document read_json_file(const std::string& path);

}  // namespace vmalock
