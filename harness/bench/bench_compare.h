// SPDX-License-Identifier: MIT
// Two saved runs of `vmalock bench`, side by side.
#pragma once

#include <string>

namespace vmalock::bench {

/// The table of two texts of to_json(): each lock in each workload that both
/// have, at the same number of threads. The repetitions are not paired: the
/// runs were at different times, so a difference needs intervals of the medians
/// that do not meet. UserError if one of them is no such file; `old_name` and
/// `new_name` are what it is called.
std::string compare_text(const std::string& old_name,
                         const std::string& old_json,
                         const std::string& new_name,
                         const std::string& new_json);

}  // namespace vmalock::bench
