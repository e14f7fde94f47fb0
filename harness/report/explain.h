// SPDX-License-Identifier: MIT
// The page behind each error code: `vmalock explain E02`.
#pragma once

#include <string>

#include "harness/result/run_result.h"

namespace vmalock {

/// What it means, an example, how the engines see it, what to do about it.
std::string explain(ErrorKind kind);

/// "E02  data race  two accesses, one a plain one, ..." one line a code.
std::string error_list();

}  // namespace vmalock
