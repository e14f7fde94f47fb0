// SPDX-License-Identifier: MIT
// What the tree's documents say of bugs and guarantees, for `vmalock explain`.
// They are linked into the program (cmake/embed_text.cmake).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vmalock::cli {

extern const char* const locks_document;     ///< impl/README.md
extern const char* const cases_document;     ///< cases/README.md
extern const char* const findings_document;  ///< FINDINGS.md

/// The cells of a table's row, without Markdown.
using TableRow = std::vector<std::string>;

/// The rows of all tables of the document, without their heads.
std::vector<TableRow> table_rows(std::string_view document);

/// Without `code`, [links](…) and **bold**.
std::string plain_text(std::string_view markdown);

/// The text below the heading that begins with this name and a colon, up to the
/// next heading: as it is written there, it is readable. Empty: none.
std::string section_of(std::string_view document, std::string_view name);

/// Whether "B-4" is named in "B-2, B-4 to B-6": alone, or within a range.
bool names_number(std::string_view text, std::string_view number);

}  // namespace vmalock::cli
