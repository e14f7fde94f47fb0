// SPDX-License-Identifier: MIT
// The graph engine: the explorer on the model platform. It answers for every
// consistent execution within the bound.
//
// RunRequest::search:
//   ""        every execution, once
//   "random"  random executions from `seed` on: never HOLDS
//   "loops"   every execution, with conditional RMWs as the retry loops that
//             they stand for
//   "acyclic" lkmm: every execution without load buffering, for comparing
#pragma once

#include <memory>
#include <span>

#include "harness/platform/engine.h"

namespace vmalock {

/// The matrix of the model platform (generated, vmalock_model_bindings).
std::span<const Binding> model_bindings();

std::unique_ptr<Engine> make_graph_engine(std::span<const Binding> bindings);

/// Inline, so that only programs that ask for the matrix link it.
inline std::unique_ptr<Engine> make_graph_engine() {
  return make_graph_engine(model_bindings());
}

}  // namespace vmalock
