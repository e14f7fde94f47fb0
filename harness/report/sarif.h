// SPDX-License-Identifier: MIT
// SARIF 2.1.0 (OASIS): violations as code-scanning results, with the trace as a
// thread flow, so that an editor or a review page shows them at their lines.
#pragma once

#include <string>

#include "harness/result/document.h"

namespace vmalock {

std::string sarif_report(const Document& document);

}  // namespace vmalock
