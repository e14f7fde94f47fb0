// SPDX-License-Identifier: MIT
// JUnit XML, as CI systems read it: a suite for each implementation, engine and
// model; a test for each case.
#pragma once

#include <string>

#include "harness/result/document.h"

namespace vmalock {

std::string junit_report(const Document& document);

}  // namespace vmalock
