// SPDX-License-Identifier: MIT
// A violating execution as an LKMM litmus test: its program is what each thread
// did on the way to the error, its `exists` clause is what it saw. herd7 and
// `vmalock litmus --model lkmm` run it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/report/formats.h"

namespace vmalock {

/// Whether there is a test to write: an execution graph in which threads share
/// something.
bool can_be_litmus(const RunResult& run);

/// What a test shows of the code beside its accesses.
struct LitmusForm {
  /// Each write's own value, also where two writes of a location have the same,
  /// and RMWs as additions; else such a location's writes are numbered in
  /// coherence order, and RMWs exchange.
  bool real_values = false;
  /// A branch behind each read that comes before a plain access of its thread:
  /// in another execution the code would not come there. The results say which
  /// accesses depend on a branch under lkmm only, so they may be too many.
  bool branches = false;
};

/// `rows`: sites with another ordering than in the execution, by name, for the
/// test of a remedy. UserError if can_be_litmus() is false.
std::string litmus_report(const RunResult& run, const ChangedRows& rows = {},
                          LitmusForm form = {});

/// The first remedy of which the repeated run held; null if none did.
const Remedy* remedy_that_holds(const Error& error);

/// One file a violation ("", "-2", …), and one more ("+fixed") for the same
/// test with the ordering that forbids it, if one was found. `form_of` chooses
/// the form of a run's tests.
std::vector<ReportFile> litmus_files(
    const Document& document,
    const std::function<LitmusForm(const RunResult&)>& form_of);
std::vector<ReportFile> litmus_files(const Document& document);

}  // namespace vmalock
