// Plan: which runs a command makes. All wrong input is found here, before the
// first run starts.
#pragma once

#include <optional>
#include <vector>

#include "harness/study/matrix.h"
#include "harness/study/selection.h"

namespace vmalock::study {

/// One run.
struct Cell {
  Engine* engine = nullptr;
  RunRequest request;
  std::optional<Expectation> expected;
};

/// Cases × implementations of the selection on one engine, cases first. Mutants
/// take part when --mutants is given or when they are named without a glob.
std::vector<Cell> make_plan(Engine& engine, const Selection& selection);

/// The cases of one implementation on the engine that proves. The threads of
/// --jobs are left for runs beside each other.
std::vector<Cell> proving_plan(std::span<Engine* const> engines,
                               const std::string& impl, Selection selection);

/// The case's default bound with the selection's changes; UserError if the case
/// was named and cannot run with it.
Bound bound_for(const CaseInfo& info, const Selection& selection);

}  // namespace vmalock::study
