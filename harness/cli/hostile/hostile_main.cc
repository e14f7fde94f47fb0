// SPDX-License-Identifier: MIT
// A vmalock with cases that misbehave, as a program outside this tree could
// have them.
#include "harness/base/check.h"
#include "harness/cli/hostile/cases.h"
#include "harness/cli/process.h"
#include "harness/platform/model/engine.h"
#include "harness/platform/native/engine.h"
#include "harness/platform/relacy/engine.h"

int main(int argc, char** argv) {
  using namespace vmalock;
  const auto graph = make_graph_engine(cli::hostile::model_matrix());
  const auto relacy = make_relacy_engine(cli::hostile::relacy_matrix());
  const auto native = make_native_engine(cli::hostile::native_matrix());
  Engine* const engines[] = {graph.get(), relacy.get(), native.get()};
  const auto refuse = [](const auto&...) -> int { user_error("not here"); };
  return cli::run_process(engines, {refuse, refuse}, argc, argv);
}
