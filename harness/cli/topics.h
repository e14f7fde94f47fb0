// SPDX-License-Identifier: MIT
// What `vmalock explain` knows besides the kinds of errors: bugs, cases, sites,
// guarantees, locks and memory models.
#pragma once

#include <string>

#include "harness/cli/context.h"

namespace vmalock::cli {

/// The page of a topic; empty if there is none of this name.
std::string topic_page(const Context& context, const std::string& name);

/// What a bug of the list is, "B-2  v6 to 6.16: a reader that …"; empty if
/// there is none of this number.
std::string bug_sentence(const std::string& number);

/// Every name that topic_page() knows, for "did you mean".
std::vector<std::string> topic_names(const Context& context);

}  // namespace vmalock::cli
