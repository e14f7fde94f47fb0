// SPDX-License-Identifier: MIT
// What is said of the memory models: `list models`, `explain lkmm`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vmalock::cli {

/// One sentence; empty if it is not known here.
std::string_view model_sentence(std::string_view name);

/// The page of a model, or of one that vmalock has not and why; empty for
/// other names.
std::string model_page(const std::string& name);

std::vector<std::string> model_names();

}  // namespace vmalock::cli
