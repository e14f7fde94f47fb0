// The trace of a counterexample as kernel commit messages draw it: one column
// a CPU, time goes down. At most 80 columns, ready to paste into a mail.
#pragma once

#include <string>
#include <vector>

#include "harness/result/run_result.h"

namespace vmalock {

/// The steps that tell the story: accesses to what two threads share and one of
/// them writes, and each thread's last step. At most `limit` steps, the latest
/// ones.
std::vector<TraceStep> relevant_steps(const std::vector<TraceStep>& trace,
                                      std::size_t limit);

/// "vma_start_read<…>" -> "vma_start_read": the platform and the lock that a
/// function was instantiated with are not in the kernel's source.
std::string kernel_name(const std::string& function);

/// Large numbers are flag words: "1073741825" -> "0x40000001".
std::string with_flags_in_hex(const std::string& text);

/// full: every step, with its function, site and place, one column.
std::string trace_text(const std::vector<TraceStep>& trace, bool full);

}  // namespace vmalock
