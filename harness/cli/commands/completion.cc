// SPDX-License-Identifier: MIT
// vmalock completion: completions of the shells, and the man page, made of the
// options that --help prints.
#include <memory>

#include "harness/base/check.h"
#include "harness/cli/command.h"
#include "harness/cli/manual.h"
#include "harness/result/document.h"

namespace vmalock::cli {

namespace {

ExitStatus run(const Context& context, const CLI::App& program,
               const std::string& shell) {
  const std::vector<ManualCommand> manual = manual_of(program, context);
  if (shell == "bash")
    context.out << bash_completion(manual);
  else if (shell == "zsh")
    context.out << zsh_completion(manual);
  else if (shell == "fish")
    context.out << fish_completion(manual);
  else if (shell == "man")
    context.out << man_page(manual, new_document("", {}).tool.version);
  else
    user_error("completion '" + shell +
               "': there is none; write bash, zsh, fish, or man for the man "
               "page");
  return ExitStatus::holds;
}

}  // namespace

Run completion(CLI::App& app) {
  const auto shell = std::make_shared<std::string>();
  app.add_option("SHELL", *shell, "bash, zsh or fish; man: the man page")
      ->required();
  return [shell, &app](const Context& context) {
    return run(context, *app.get_parent(), *shell);
  };
}

}  // namespace vmalock::cli
