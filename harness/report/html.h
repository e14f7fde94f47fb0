// SPDX-License-Identifier: MIT
// One self-contained page: the matrix of verdicts, and for each violation its
// execution graph beside the source. No network, no library; the page's own
// code is in html/.
#pragma once

#include <string>

#include "harness/report/formats.h"

namespace vmalock {

std::string html_report(const Document& document, const Library& library);

/// What the page's code draws, as JSON: the document with a assessment for each
/// run, the edges and telling steps of each graph, and the sources.
std::string html_data(const Document& document, const Library& library);

}  // namespace vmalock
