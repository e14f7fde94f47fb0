// SPDX-License-Identifier: MIT
// The native engine: stress on real threads. It samples, so it never says
// HOLDS: VIOLATED with what it saw, else UNKNOWN with the number of iterations.
#pragma once

#include <memory>
#include <span>

#include "harness/platform/engine.h"

namespace vmalock {

/// The matrix of the native platform (generated, vmalock_native_bindings).
std::span<const Binding> native_bindings();

std::unique_ptr<Engine> make_native_engine(std::span<const Binding> bindings);

/// Inline, so that only programs that ask for the matrix link it.
inline std::unique_ptr<Engine> make_native_engine() {
  return make_native_engine(native_bindings());
}

}  // namespace vmalock
