// SPDX-License-Identifier: MIT
// What lkmm and the machines say of the litmus test that stands for a violation
// (harness/report/litmus.h): the generator of candidate executions is asked,
// which shares nothing with the search that has found it.
#pragma once

#include <vector>

#include "harness/report/formats.h"

namespace vmalock::cli {

/// Fills in Error::machines of a violation under lkmm that can be exported; of
/// others it stays empty. A large test is undecided, after a second or so.
void ask_machines(RunResult& run);

/// The exported tests, each run before it is written: in the form of which the
/// generator says Sometimes, and Never and no data race with the remedy, if
/// there is one; with a comment that says what came out.
std::vector<ReportFile> litmus_files_as_run(const Document& document);

}  // namespace vmalock::cli
