// SPDX-License-Identifier: MIT
// What lkmm and the machines say of the litmus test that stands for a violation
// (harness/report/litmus.h): the generator of candidate executions is asked,
// which shares nothing with the search that has found it.
#pragma once

#include <string>

#include "harness/report/formats.h"

namespace vmalock::cli {

/// Fills in Error::machines of a violation under lkmm that can be exported; of
/// others it stays empty. A large test is undecided, after a second or so.
void ask_machines(RunResult& run);

/// An exported test with a comment that says what our generator makes of it:
/// herd7's observation, and flags.
std::string with_observation(const ReportFile& test);

}  // namespace vmalock::cli
