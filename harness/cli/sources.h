// SPDX-License-Identifier: MIT
// The sources that traces point at, for the reports that quote them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/cli/context.h"

namespace vmalock::cli {

/// By path, of this program's own tree: locks, cases and what stands for the
/// kernel (cmake/embed_sources.cmake).
const std::map<std::string_view, std::string_view>& embedded_sources();

/// The text of a file that a run of `impl` passed: of the kernel tree that it
/// was compiled from, of the folders that this program was built from, what was
/// embedded, or of this folder. A result may come from anybody: nothing else is
/// read.
std::optional<std::string> source_text(const Context& context,
                                       const std::string& impl,
                                       const std::string& path);

}  // namespace vmalock::cli
