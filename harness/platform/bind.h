// SPDX-License-Identifier: MIT
// bind: one cell of the matrix cases × implementations on a platform.
#pragma once

#include <memory>
#include <vector>

#include "harness/platform/kernel_platform.h"
#include "harness/platform/program.h"

namespace vmalock {

template <class K, class Lock, template <class, class> class Case>
Binding bind(const ImplInfo& impl) {
  return {&impl, &Case<K, Lock>::info, [](const Bound& bound) {
            return std::unique_ptr<Program>(
                std::make_unique<BoundProgram<Case<K, Lock>>>(bound));
          }};
}

}  // namespace vmalock
