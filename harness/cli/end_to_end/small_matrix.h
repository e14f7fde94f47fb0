// SPDX-License-Identifier: MIT
// Two small cases without a lock, bound to each platform: one that deadlocks
// and one that never ends. One translation unit a platform, because Relacy's
// headers cannot share one with anything.
#pragma once

#include <span>

#include "harness/platform/program.h"

namespace vmalock::cli::testing {

std::span<const Binding> small_model_matrix();
std::span<const Binding> small_relacy_matrix();
std::span<const Binding> small_native_matrix();

}  // namespace vmalock::cli::testing
