// SPDX-License-Identifier: MIT
// Runs a LitmusProgram inside the explorer: each of its threads is a thread of
// the explorer that interprets the syntax tree.
//
// A location that only plain accesses reach becomes a plain cell, which the
// explorer keeps out of its graph (not under lkmm). The final state is
// observed: a register as "T:reg", a location as "mem[location]".
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/explore/explore.h"
#include "harness/explore/runtime.h"
#include "harness/program/litmus_program.h"

namespace vmalock::litmus {

/// How a program is run.
struct LitmusRun {
  /// One more thread, in front of the program's, starts them all and waits for
  /// them; the executions are the same.
  bool started = false;
  bool kernel = false;  ///< under lkmm
};

/// What all runs of one program share; must outlive them.
class LitmusInterpreter {
 public:
  explicit LitmusInterpreter(const LitmusProgram& program, LitmusRun how = {});
  LitmusInterpreter(const LitmusInterpreter&) = delete;
  LitmusInterpreter& operator=(const LitmusInterpreter&) = delete;

  explore::ProgramFactory factory() const;
  /// The final state from the observed values of a finished execution.
  FinalState final_state(
      const std::map<std::string, std::int64_t>& observed) const;
  /// The explorer numbers only the locations in its graph, and the thread that
  /// starts the others; this gives them the numbers of the program.
  graph::Execution with_all_locations(const graph::Execution& x) const;

 private:
  class Run;

  const LitmusProgram& program_;
  const LitmusRun how_;
  std::vector<ThreadCode> code_;
  std::vector<bool> plain_;  ///< by location: only plain accesses reach it
  std::vector<std::string> thread_names_;
};

}  // namespace vmalock::litmus
