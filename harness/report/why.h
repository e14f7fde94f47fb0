// SPDX-License-Identifier: MIT
// Why an execution went wrong: the edge that is missing, and what would add it.
#pragma once

#include <string>
#include <vector>

#include "harness/result/run_result.h"

namespace vmalock {

/// Sentences for a note, step numbers counted from 1; empty if nothing is known
/// beyond the message.
std::vector<std::string> why(const RunResult& run);

/// The steps that those sentences name, counted from 0 and in order.
std::vector<int> causing_steps(const Error& error);

/// "reader_inc=acquire forbids it: …" for each remedy that was tried with
/// success, or that none was found.
std::vector<std::string> remedies(const RunResult& run);

/// Who allows the litmus test of the error; empty if that was not asked.
std::string machines_text(const Error& error);

}  // namespace vmalock
