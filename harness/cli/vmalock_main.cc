// SPDX-License-Identifier: MIT
// main of vmalock: the real engines, the two commands that are other programs,
// and the locks of kernel trees.
#include "harness/bench/bench.h"
#include "harness/cli/process.h"
#include "harness/kernel_source/binding/loader.h"
#include "harness/litmus/command.h"
#include "harness/platform/model/engine.h"
#include "harness/platform/native/engine.h"
#include "harness/platform/relacy/engine.h"

int main(int argc, char** argv) {
  using namespace vmalock;
  const auto graph = make_graph_engine();
  const auto relacy = make_relacy_engine();
  const auto native = make_native_engine();
  Engine* const engines[] = {graph.get(), relacy.get(), native.get()};
  kernel_source::Loader trees(*graph, kernel_source::own_toolkit());
  return cli::run_process(
      engines, {bench::run_bench, litmus::run_litmus, &trees}, argc, argv);
}
