// SPDX-License-Identifier: MIT
// The table of formats of a list of runs: name and writer, one row a format.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/style.h"
#include "harness/result/document.h"

namespace vmalock {

/// What a report quotes and a result does not have.
struct Library {
  /// The text of a source file that this implementation ran, if it is there.
  std::function<std::optional<std::string>(const std::string& impl,
                                           const std::string& path)>
      source;
  /// What a listed bug is, in a sentence; empty if nobody knows.
  std::function<std::string(const std::string& bug)> bug;
};

/// One file of a report: `suffix` goes into its name before the extension.
struct ReportFile {
  std::string suffix;
  std::string content;
};

struct Format {
  std::string_view name;
  /// Of files that are meant to have it, ".json"; separated by blanks.
  std::string_view extensions;
  /// May write several files, so it cannot go to stdout.
  bool several = false;
  std::vector<ReportFile> (*write)(const Document& document, const Style& style,
                                   const Library& library) = nullptr;
};

std::span<const Format> formats();
const Format* format_named(std::string_view name);
/// By the end of the file's name, the longest that there is; null if none.
const Format* format_of_file(std::string_view path);

}  // namespace vmalock
