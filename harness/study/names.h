// SPDX-License-Identifier: MIT
// Names that a user types: globs, and "did you mean" for the ones that match
// nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vmalock::study {

using Names = std::vector<std::string>;

/// Optimal string alignment: insertions, deletions, substitutions and swaps of
/// neighbours (Damerau 1964; each place is edited once).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known name that is nearest, if it is near enough to be meant.
std::string nearest(std::string_view word, const Names& known);

/// "unknown case 'x'; did you mean 'y'? `vmalock list cases` prints them all"
std::string unknown_name(std::string_view noun, std::string_view word,
                         const Names& known, std::string_view how_to_list);

bool is_glob(std::string_view pattern);
bool glob_match(const std::string& pattern, const std::string& text);

/// The known names that the patterns match, in the order of `known`. A pattern
/// that matches nothing is a UserError.
Names select(const Names& patterns, const Names& known, std::string_view noun,
             std::string_view how_to_list);

}  // namespace vmalock::study
