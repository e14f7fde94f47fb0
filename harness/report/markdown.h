// SPDX-License-Identifier: MIT
// Markdown for a pull request or the summary of a CI job: the verdict, what
// failed with its traces folded away, and the table of all runs.
#pragma once

#include <string>

#include "harness/result/document.h"

namespace vmalock {

std::string markdown_report(const Document& document);

}  // namespace vmalock
