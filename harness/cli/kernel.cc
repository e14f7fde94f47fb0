// SPDX-License-Identifier: MIT
#include "harness/cli/kernel.h"

#include <CLI/CLI.hpp>

#include "harness/base/check.h"

namespace vmalock::cli {

void add_kernel_options(CLI::App& command,
                        kernel_source::SourceOptions& options) {
  const char* const group = "A kernel tree";
  const auto add = [&](const char* name, auto& value, const char* text) {
    command.add_option(name, value, text)
        ->allow_extra_args(false)
        ->group(group);
  };
  add("--kernel-tree", options.tree,
      "its own lock, compiled: the implementation `kernel`");
  add("--patch", options.patches,
      "applied to a copy: `kernel+FILE`; several times");
  add("--kernel-cc", options.compiler, "clang-14, clang-16 or clang-19");
  add("--kernel-ignore", options.ignored, "a function that does nothing");
  add("--kernel-fields", options.fields,
      "'TYPE NAME', a further member of struct mm_struct");
  add("--kernel-header", options.headers, "C file included before the tree's");
  command
      .add_flag("--kernel-refcount", options.refcount,
                "the tree's own refcount.h, not one event an operation")
      ->group(group);
}

void load_kernel(Context& context,
                 const kernel_source::SourceOptions& options) {
  context.kernel_arguments = kernel_arguments(options);
  if (options.tree.empty()) {
    if (context.kernel_arguments.empty()) return;
    user_error(context.kernel_arguments.front() +
               " is about a kernel tree; add --kernel-tree DIR");
  }
  if (!context.kernel)
    user_error(
        "--kernel-tree: this program was built without the part that "
        "compiles kernel trees");
  context.kernel_locks = context.kernel->load(options, context.err);
}

std::vector<std::string> or_kernel(const Context& context,
                                   std::vector<std::string> impls) {
  if (impls.empty() && !context.kernel_locks.empty())
    return {context.kernel_locks.back()};
  return impls;
}

Arguments kernel_arguments(const kernel_source::SourceOptions& options) {
  Arguments words;
  const auto add = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    words.emplace_back(name);
    words.push_back(value);
  };
  const auto add_all = [&](const char* name,
                           const std::vector<std::string>& values) {
    for (const std::string& value : values) add(name, value);
  };
  add("--kernel-tree", options.tree);
  add_all("--patch", options.patches);
  add("--kernel-cc", options.compiler);
  add_all("--kernel-ignore", options.ignored);
  add_all("--kernel-fields", options.fields);
  add_all("--kernel-header", options.headers);
  if (options.refcount) words.emplace_back("--kernel-refcount");
  return words;
}

}  // namespace vmalock::cli
