// A result file is either the old one or the new one, never half of one: the
// text goes to a temporary file in the same folder, which is then renamed.
#pragma once

#include <string>

namespace vmalock {

/// Throws UserError if `path` could not be written later: checked before a
/// long run, so that its result is not lost at the end.
void require_writable(const std::string& path);

void write_file_atomically(const std::string& path, const std::string& text);

}  // namespace vmalock
