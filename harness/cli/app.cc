// SPDX-License-Identifier: MIT
#include "harness/cli/app.h"

#include <algorithm>
#include <utility>

#include "harness/base/check.h"
#include "harness/cli/command.h"
#include "harness/cli/help.h"
#include "harness/cli/kernel.h"
#include "harness/report/layout.h"
#include "harness/result/document.h"
#include "harness/study/names.h"

namespace vmalock::cli {

namespace {

constexpr const char* lesson =
    R"(vmalock: is this change of the per-VMA lock right, and is it faster?

  vmalock check                             every case on every implementation
  vmalock check --kernel-tree ~/linux --patch my.patch
                                            the kernel's own source: is my patch
                                            right?
  vmalock propose refcnt-6.15 --set reader_inc=relaxed
                                            is this weaker ordering right?
  vmalock sweep refcnt-6.15                 which orderings are needed at all?
  vmalock diff rwsem-6.5 refcnt-6.15        outcomes that only one of them has
  vmalock history                           which version has which bug
  vmalock stress --time 5s                  the same cases on real threads
  vmalock bench                             is it faster?

`vmalock list cases|impls|bugs|engines|models|errors|sites IMPL` says what there
is, `vmalock COMMAND --help` has the options. Exit status: 0 holds, 1 violated,
2 unknown, 64 wrong usage, 66 an input that cannot be read, 70 a bug of vmalock,
73 no temporary file, 74 the answer was not written.
)";

std::map<std::string, std::string> given_to(const CLI::App& command) {
  std::map<std::string, std::string> given = {{"command", command.get_name()}};
  for (const CLI::Option* option : command.get_options())
    if (option->count() > 0)
      given[option->get_name()] = join(option->results(), " ");
  return given;
}

class App {
 public:
  explicit App(const Context& context) : context_(context) {
    app_.name("vmalock");
    app_.set_version_flag("-v,--version",
                          "vmalock " + new_document("", {}).tool.version);
    app_.require_subcommand(0, 1);
    app_.formatter(std::make_shared<Help>());
    for (const Command& command : commands()) {
      CLI::App* sub = app_.add_subcommand(command.name, command.help);
      runs_.emplace_back(sub, command.declare(*sub));
      if (command.runs_kernel_trees) add_kernel_options(*sub, kernel_);
      // An empty value would count as an option that is left out.
      for (CLI::Option* option : sub->get_options())
        if (option->get_items_expected_min() > 0)
          option->check(
              [](const std::string& value) {
                return value.empty() ? "is empty; give a value" : "";
              },
              "");
    }
  }

  ExitStatus run(const Arguments& arguments) {
    if (arguments.empty()) {
      context_.out << lesson;
      return ExitStatus::usage;
    }
    refuse_unknown_command(arguments.front());
    Arguments reversed(arguments.rbegin(), arguments.rend());
    try {
      app_.parse(reversed);
    } catch (const CLI::CallForHelp&) {
      if (app_.get_subcommands().empty()) context_.out << lesson << "\n";
      context_.out << app_.help();
      return ExitStatus::holds;
    } catch (const CLI::CallForVersion& version) {
      context_.out << version.what() << "\n";
      return ExitStatus::holds;
    } catch (const CLI::ExtrasError&) {
      refuse_extras();
    } catch (const CLI::ParseError& error) {
      user_error(std::string(error.what()) + "; see `vmalock " +
                 arguments.front() + " --help`");
    }
    for (const auto& [sub, run] : runs_)
      if (sub->parsed()) {
        context_.asked = given_to(*sub);
        load_kernel(context_, kernel_);
        return run(context_);
      }
    context_.out << lesson;
    return ExitStatus::usage;
  }

 private:
  void refuse_unknown_command(const std::string& word);
  [[noreturn]] void refuse_extras();

  Context context_;
  kernel_source::SourceOptions kernel_;
  CLI::App app_{"Checks, compares and measures versions of the per-VMA lock"};
  std::vector<std::pair<CLI::App*, Run>> runs_;
};

void App::refuse_unknown_command(const std::string& word) {
  if (word.starts_with("-")) return;
  study::Names known;
  for (const Command& command : commands()) known.emplace_back(command.name);
  if (std::find(known.begin(), known.end(), word) == known.end())
    user_error(study::unknown_name("command", word, known, "vmalock --help"));
}

void App::refuse_extras() {
  const std::vector<std::string> extras = app_.remaining(true);
  const auto used = app_.get_subcommands();
  const std::string word = extras.empty() ? "" : extras.front();
  if (used.empty() || !word.starts_with("-"))
    user_error("'" + word + "' was not expected here; see `vmalock " +
               (used.empty() ? "" : used.front()->get_name() + " ") +
               "--help`");
  study::Names known;
  for (const CLI::Option* option : used.front()->get_options())
    for (const std::string& name : option->get_lnames())
      known.push_back("--" + name);
  user_error(
      study::unknown_name("option", word.substr(0, word.find('=')), known,
                          "vmalock " + used.front()->get_name() + " --help"));
}

}  // namespace

int run_app(const Context& context, const Arguments& arguments) {
  try {
    return static_cast<int>(App(context).run(arguments));
  } catch (const UserError& error) {
    context.err << paragraph("vmalock: ", error.what()) << std::flush;
    return static_cast<int>(ExitStatus::usage);
  } catch (const NotWritten& error) {
    context.err << paragraph("vmalock: ", error.what()) << std::flush;
    return static_cast<int>(ExitStatus::not_written);
  }
}

}  // namespace vmalock::cli
