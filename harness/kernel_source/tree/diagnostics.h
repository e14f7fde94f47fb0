// SPDX-License-Identifier: MIT
// What clang and the pass complain about, in words that say what to do.
#pragma once

#include <string>
#include <vector>

namespace vmalock::kernel_source {

/// Functions that were called without a declaration.
std::vector<std::string> unknown_functions(const std::string& output);

/// The text of an error message for all complaints, one line each.
std::string explain_diagnostics(const std::string& output);

}  // namespace vmalock::kernel_source
