// SPDX-License-Identifier: MIT
// A violating execution as an LKMM litmus test: its program is what each thread
// did on the way to the error, its `exists` clause is what it saw. herd7 and
// `vmalock litmus --model lkmm` run it.
#pragma once

#include <string>
#include <vector>

#include "harness/report/formats.h"

namespace vmalock {

/// Whether there is a test to write: an execution graph in which threads share
/// something.
bool can_be_litmus(const RunResult& run);

/// `rows`: sites with another ordering than in the execution, by name, for the
/// test of a remedy. UserError if can_be_litmus() is false.
std::string litmus_report(const RunResult& run, const ChangedRows& rows = {});

/// One file a violation ("", "-2", …), and one more ("+fixed") for the same
/// test with the ordering that forbids it, if one was found.
std::vector<ReportFile> litmus_files(const Document& document);

}  // namespace vmalock
