// SPDX-License-Identifier: MIT
// --kernel-tree and what belongs to it: the tree becomes the implementations
// `kernel` and `kernel+PATCH` before a command runs.
#pragma once

#include "harness/cli/context.h"
#include "harness/kernel_source/tree/source_options.h"

namespace CLI {
class App;
}

namespace vmalock::cli {

void add_kernel_options(CLI::App& command,
                        kernel_source::SourceOptions& options);

/// Nothing without --kernel-tree. UserError for wrong input.
void load_kernel(Context& context, const kernel_source::SourceOptions& options);

/// The options again, as arguments.
Arguments kernel_arguments(const kernel_source::SourceOptions& options);

/// Without --impl, a command that takes several runs on the tree, with its
/// patches, if one is named.
std::vector<std::string> or_kernel(const Context& context,
                                   std::vector<std::string> impls);

}  // namespace vmalock::cli
