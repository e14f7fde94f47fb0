// SPDX-License-Identifier: MIT
// SARIF 2.1.0 (OASIS): violations as code-scanning results, with the trace as a
// thread flow, so that an editor or a review page shows them at their lines.
#pragma once

#include <string>

#include "harness/result/document.h"

namespace vmalock {

/// `root`: the folder that paths are relative to; empty: not known.
std::string sarif_report(const Document& document, const std::string& root);

}  // namespace vmalock
