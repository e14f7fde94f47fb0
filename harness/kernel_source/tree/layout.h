// SPDX-License-Identifier: MIT
// Where the fields of the tree's structures are, as clang prints it
// (-fdump-record-layouts).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vmalock::kernel_source {

/// A member that has no members of its own.
struct Field {
  std::string name;  ///< "vm_start", "mm_lock_seq.sequence"
  unsigned offset = 0;
  unsigned bytes = 0;  ///< up to the next field's begin: padding included
  bool pointer = false;
  std::string type;
};

struct StructLayout {
  std::string name;
  unsigned bytes = 0;
  /// By offset. Of the members of a union that begin at one place, the first.
  std::vector<Field> fields;

  const Field* at(unsigned offset) const;
  const Field* named(std::string_view name) const;
};

/// All structures that the compiler's output describes.
std::vector<StructLayout> parse_layouts(const std::string& output);

/// The text of a layout file, which read_layouts() reads.
std::string to_text(const std::vector<StructLayout>& layouts);
std::vector<StructLayout> read_layouts(const std::string& text);

}  // namespace vmalock::kernel_source
