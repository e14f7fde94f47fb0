// SPDX-License-Identifier: MIT
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
  /// Further listed bugs that the run may show; it need not.
  std::vector<Expectation> may_show = {};
  /// Listed bugs of the case and implementation that the run cannot show.
  std::vector<HiddenBug> hidden = {};
  /// The bound that was asked for, if the case has none such.
  std::optional<Bound> asked = {};
};

/// Cases × implementations of the selection on one engine, cases first. Mutants
/// take part when --mutants is given or when they are named without a glob.
std::vector<Cell> make_plan(Engine& engine, const Selection& selection);

/// The selection with these rows changed too, "SITE=ORDERING" each.
Selection with_rows(Engine& engine, Selection selection,
                    const std::vector<std::string>& texts);

/// The one cell that asks this question, names without globs. A bound of zeros
/// is the case's default.
Cell make_cell(Engine& engine, const Question& question);

/// The cell at another bound, with what is known of that one.
Cell at_bound(Cell cell, const Bound& bound, const Selection& selection);

/// UserError if it is a glob: for commands that take one implementation.
void require_one(const std::string& impl);

/// Which cases cannot run with the bound that was asked for; empty: all can.
std::string bounds_note(const std::vector<Cell>& plan,
                        const Selection& selection);

/// The cases of one implementation on an engine that proves. The threads of
/// --jobs are left for runs beside each other.
std::vector<Cell> proving_plan(std::span<Engine* const> engines,
                               const std::string& impl, Selection selection,
                               const std::vector<std::string>& texts = {});

/// The case's default bound with the selection's changes; UserError if the case
/// was named and cannot run with it.
Bound bound_for(const CaseInfo& info, const Selection& selection);

}  // namespace vmalock::study
