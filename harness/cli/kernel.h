// --kernel-tree and what belongs to it: the tree becomes the implementations
// `kernel` and `kernel+PATCH` before a command runs.
#pragma once

#include "harness/cli/context.h"
#include "harness/cli/options.h"

namespace CLI {
class App;
}

namespace vmalock::cli {

void add_kernel_options(CLI::App& command,
                        kernel_source::SourceOptions& options);

/// Nothing without --kernel-tree. Without --impl the options then name the tree
/// (with its patches) as the implementation. UserError for wrong input.
void load_kernel(const Context& context, Options& options);

/// The options again, as arguments.
Arguments kernel_arguments(const kernel_source::SourceOptions& options);

}  // namespace vmalock::cli
