// Plan: which runs a command makes. All wrong input is found here, before the
// first run starts.
#pragma once

#include <optional>
#include <vector>

#include "harness/cli/context.h"
#include "harness/cli/options.h"

namespace vmalock::cli {

/// One run.
struct Cell {
  Engine* engine = nullptr;
  RunRequest request;
  std::optional<Expectation> expected;
};

/// Cases × implementations of the options on one engine, cases first. Mutants
/// take part when --mutants is given or when they are named without a glob.
std::vector<Cell> make_plan(Engine& engine, const Options& options);

/// The cases of one implementation on the engine that proves. The threads of
/// --jobs are left for runs beside each other.
std::vector<Cell> proving_plan(const Context& context, const std::string& impl,
                               Options options);

/// The case's default bound with the options' changes; UserError if the case
/// was named and cannot run with it.
Bound bound_for(const CaseInfo& info, const Options& options);

}  // namespace vmalock::cli
