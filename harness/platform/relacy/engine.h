// SPDX-License-Identifier: MIT
// The Relacy engine: an independent second opinion by the Relacy Race
// Detector's schedulers.
//
// RunRequest::search:
//   ""          random search first, then full search if it is small, else all
//               schedules with at most 0, 1, 2, ... preemptions, as far as
//               a fixed number of iterations goes
//   "random"    random schedules from `seed` on: never HOLDS
//   "full"      every schedule and stale read that Relacy has
//   "bound:N"   those with at most N preemptions
#pragma once

#include <memory>
#include <span>

#include "harness/platform/engine.h"

namespace vmalock {

/// The matrix of the Relacy platform (generated, vmalock_relacy_bindings).
std::span<const Binding> relacy_bindings();

std::unique_ptr<Engine> make_relacy_engine(std::span<const Binding> bindings);

/// Inline, so that only programs that ask for the matrix link it.
inline std::unique_ptr<Engine> make_relacy_engine() {
  return make_relacy_engine(relacy_bindings());
}

}  // namespace vmalock
