// SPDX-License-Identifier: MIT
// main of a program that a project outside this tree builds (vmalock_program()
// of harness/cmake/program): its own locks and cases on the graph engine.
// VMALOCK_SOURCE_FOLDERS are the folders of those, as strings; who compiles it
// by hand, says nothing, and starts it elsewhere has reports without them.
#include <string>

#include "harness/base/check.h"
#include "harness/cli/process.h"
#include "harness/litmus/command.h"
#include "harness/platform/model/engine.h"

#ifndef VMALOCK_SOURCE_FOLDERS
#define VMALOCK_SOURCE_FOLDERS
#endif

namespace {

[[noreturn]] void refuse(const char* command) {
  vmalock::user_error(std::string(command) +
                      ": this program was built outside vmalock's tree and has "
                      "the graph engine only; name the folder when you "
                      "configure vmalock itself (-DVMALOCK_EXTRA=FOLDER)");
}

}  // namespace

int main(int argc, char** argv) {
  using namespace vmalock;
  const auto graph = make_graph_engine();
  Engine* const engines[] = {graph.get()};
  const cli::OtherCommands others{
      [](const bench::BenchOptions&) -> int { refuse("bench"); },
      litmus::run_litmus,
      nullptr,
      {VMALOCK_SOURCE_FOLDERS}};
  return cli::run_process(engines, others, argc, argv);
}
