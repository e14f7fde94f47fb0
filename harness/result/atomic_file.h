// SPDX-License-Identifier: MIT
// A result file is either the old one or the new one, never half of one: the
// text goes to a temporary file in the same folder, which is then renamed.
#pragma once

#include <string>

#include "harness/base/check.h"

namespace vmalock {

/// Throws UserError if `path` could not be written later: checked before a
/// long run, so that its result is not lost at the end.
void require_writable(const std::string& path);

/// Writes everything, also after a signal; false: errno says why.
bool write_all(int file, const std::string& text);

/// Throws NotWritten if it cannot be written; the old file is there then.
void write_file_atomically(const std::string& path, const std::string& text);

/// For a signal handler that ends the program: removes the temporary file of a
/// write_file_atomically() that is under way. The old file stays as it is.
void remove_unfinished_file() noexcept;

/// Where temporary files go (TMPDIR); throws NotCreated if they cannot.
std::string temporary_folder();

/// Several results: one that cannot be written keeps none of the others from
/// being written.
class EachIsWritten {
 public:
  template <class Write>
  void operator()(Write write) {
    try {
      write();
    } catch (const NotWritten& error) {
      if (!failed_.empty()) failed_ += "; ";
      failed_ += error.what();
    }
  }
  /// After the last: throws NotWritten for all that failed.
  void finish() const {
    if (!failed_.empty()) throw NotWritten(failed_);
  }

 private:
  std::string failed_;
};

}  // namespace vmalock
