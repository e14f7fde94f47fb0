// SPDX-License-Identifier: MIT
// KTAP (Documentation/dev-tools/ktap.rst), as KUnit prints it: a subtest for
// each suite, a line for each case. A listed bug that is found is XFAIL, a run
// that decided nothing is ERROR and not ok: a green CI must mean that every
// question was answered.
#pragma once

#include <string>

#include "harness/result/document.h"

namespace vmalock {

std::string ktap_report(const Document& document);

}  // namespace vmalock
