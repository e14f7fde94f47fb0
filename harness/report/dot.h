// SPDX-License-Identifier: MIT
// Execution graphs for Graphviz, in the colours of the memory-model papers: rf
// green, co brown, fr red; threads are columns, po goes down.
#pragma once

#include <string>

#include "harness/result/document.h"

namespace vmalock {

/// One digraph for each violation with a graph; `full`: every step.
std::string dot_report(const Document& document, bool full);

}  // namespace vmalock
