// SPDX-License-Identifier: MIT
// Matrix: what there is to run, of all engines together, by name.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/platform/engine.h"

namespace vmalock::study {

/// Of all engines together: implementations with the oldest kernel first and
/// mutants last, cases in the order of their files.
std::vector<const ImplInfo*> all_impls(std::span<Engine* const> engines);
std::vector<const CaseInfo*> all_cases(std::span<Engine* const> engines);

/// UserError if there is no such engine.
Engine& engine_named(std::span<Engine* const> engines, const std::string& name);

/// The first that proves.
Engine& proving_engine(std::span<Engine* const> engines);

/// The model to use: the one asked for if the engine has it (else UserError),
/// or the engine's weakest one that is our default, or none.
std::string model_for(const Engine& engine, const std::string& asked);

/// The cell of the matrix, or null.
const Binding* find_binding(const Engine& engine, std::string_view impl,
                            std::string_view case_name);

/// The cell of the matrix, or UserError that says which name is unknown.
const Binding& binding_of(const Engine& engine, const std::string& impl,
                          const std::string& case_name);

}  // namespace vmalock::study
