// SPDX-License-Identifier: MIT
// JSON schema version 2: the only reader (json_read.cc) and writer of result
// files. schema/runs.schema.json is the schema, README.md documents the fields.
#pragma once

#include <string>
#include <vector>

#include "harness/result/document.h"

namespace vmalock {

inline constexpr int json_schema = 2;

/// Ends with a line feed; keys are in the order of README.md.
std::string to_json(const Document& document);

/// The lines of a journal (journal.h), with their line feeds.
std::string journal_head(const Document& document,
                         const std::vector<Question>& plan);
std::string journal_line(const RunResult& run);

/// Of a result file, or of a journal: then the runs that it does not have are
/// UNKNOWN, and a last line that is torn is not there.
/// Throws UserError that names `source` and the field that is wrong: a field
/// that is missing, a number out of range, facts that contradict each other.
/// Unknown fields are skipped: a newer vmalock may have written them.
Document from_json(const std::string& text, const std::string& source);

Document read_json_file(const std::string& path);

}  // namespace vmalock
