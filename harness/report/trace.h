// SPDX-License-Identifier: MIT
// The trace of a counterexample as kernel commit messages draw it: one column
// a CPU, time goes down. 80 columns, ready to paste into a mail; more if asked.
#pragma once

#include <string>
#include <vector>

#include "harness/report/layout.h"
#include "harness/result/run_result.h"

namespace vmalock {

/// The steps that tell the story, by number: of an execution graph its telling
/// steps (execution_view.h), else accesses to what two threads share and one of
/// them writes, and each thread's last step. At most `limit` steps: the latest
/// ones; beyond that, those that the error is about and those that caused it.
std::vector<std::size_t> relevant_steps(const Error& error, std::size_t limit);

/// Of them as many as make a trace of some 26 lines.
std::vector<std::size_t> told_steps(const Error& error,
                                    std::size_t width = text_width);

/// "vma_start_read<…>" -> "vma_start_read": the platform and the lock that a
/// function was instantiated with are not in the kernel's source.
std::string kernel_name(const std::string& function);

/// full: every step, with its function, site and place, one column. Steps keep
/// their numbers, so that a gap shows what was left out.
std::string trace_text(const Error& error, bool full,
                       std::size_t width = text_width);

}  // namespace vmalock
