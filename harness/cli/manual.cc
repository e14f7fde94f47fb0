// SPDX-License-Identifier: MIT
#include "harness/cli/manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/cli/topics.h"
#include "harness/report/formats.h"
#include "harness/study/matrix.h"

namespace vmalock::cli {

namespace {

using Words = std::vector<std::string>;

Words locks(const Context& context) {
  Words names;
  for (const ImplInfo* impl : study::all_impls(context.engines))
    if (!impl->mutant) names.emplace_back(impl->name);
  return names;
}

Words cases(const Context& context) {
  Words names;
  for (const CaseInfo* info : study::all_cases(context.engines))
    names.emplace_back(info->name);
  return names;
}

Words engines(const Context& context) {
  Words names;
  for (const Engine* engine : context.engines)
    names.emplace_back(engine->name());
  return names;
}

Words models(const Context& context) {
  Words names;
  for (const Engine* engine : context.engines)
    for (const std::string_view model : engine->models())
      if (std::find(names.begin(), names.end(), model) == names.end())
        names.emplace_back(model);
  return names;
}

Words sites(const Context& context) {
  Words names;
  for (const ImplInfo* impl : study::all_impls(context.engines))
    for (const SiteRow& row : impl->sites) {
      const std::string word = std::string(row.name) + "=";
      if (std::find(names.begin(), names.end(), word) == names.end())
        names.push_back(word);
    }
  return names;
}

Words topics(const Context& context) {
  Words names = topic_names(context);
  std::erase_if(names, [&](const std::string& name) {
    const auto all = study::all_impls(context.engines);
    return std::any_of(all.begin(), all.end(), [&](const ImplInfo* impl) {
      return impl->mutant && impl->name == name;
    });
  });
  for (unsigned i = 0; i < error_kinds; ++i)
    names.emplace_back(code(static_cast<ErrorKind>(i)));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Words outputs(const Context&) {
  Words names;
  for (const Format& format : formats())
    names.push_back(std::string(format.name) + ":");
  return names;
}

/// By the option's name: what it takes.
const std::map<std::string, Words (*)(const Context&)>& takers() {
  using Of = const Context&;
  static const std::map<std::string, Words (*)(Of)> all = {
      {"LOCK", locks},
      {"IMPL", locks},
      {"OLD", locks},
      {"NEW", locks},
      {"TOPIC", topics},
      {"--impl", locks},
      {"--case", cases},
      {"--engine", engines},
      {"--model", models},
      {"--set", sites},
      {"--out", outputs},
      {"--search",
       [](Of) -> Words {
         return {"random", "estimate", "loops", "acyclic", "full"};
       }},
      {"--kernel-cc",
       [](Of) -> Words {
         return {"clang-14", "clang-16", "clang-19"};
       }},
      {"WHAT",
       [](Of) -> Words {
         return {"cases",  "impls",  "bugs", "engines",
                 "models", "errors", "sites"};
       }},
      {"SHELL",
       [](Of) -> Words {
         return {"bash", "zsh", "fish", "man"};
       }},
  };
  return all;
}

bool is_file(const std::string& name) {
  static const Words files = {
      "FILE",     "--file",     "--dir",    "--kernel-tree",
      "--patch",  "--baseline", "--record", "--kernel-header",
      "--expect", "--out",      "OLD",      "NEW"};
  return std::find(files.begin(), files.end(), name) != files.end();
}

ManualOption option_of(const CLI::Option& option, const Context& context) {
  ManualOption made;
  made.help = option.get_description();
  made.positional = option.nonpositional() ? false : option.get_positional();
  if (made.positional) made.names = {option.get_single_name()};
  for (const std::string& name : option.get_lnames())
    made.names.push_back("--" + name);
  for (const std::string& name : option.get_snames())
    made.names.push_back("-" + name);
  made.takes_value = option.get_items_expected_min() > 0;
  made.required = option.get_required();
  made.several = option.get_items_expected_max() > 1;
  for (const std::string& name : made.names) {
    const auto taker = takers().find(name);
    if (taker != takers().end()) made.values = taker->second(context);
    made.file = made.file || is_file(name);
  }
  return made;
}

std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += '\\';
    if (c == '-') out += '\\';
    out += c;
  }
  // A full stop or an apostrophe at the start of a line is a request.
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string synopsis(const ManualCommand& command) {
  std::string out = command.name;
  for (const ManualOption& option : command.options) {
    if (!option.positional) continue;
    const std::string word = option.names[0] + (option.several ? "..." : "");
    out += option.required ? " " + word : " [" + word + "]";
  }
  return out + " [options]";
}

}  // namespace

std::vector<ManualCommand> manual_of(const CLI::App& program,
                                     const Context& context) {
  std::vector<ManualCommand> commands;
  for (const CLI::App* sub :
       program.get_subcommands([](const CLI::App*) { return true; })) {
    ManualCommand command{sub->get_name(), sub->get_description(), {}};
    for (const CLI::Option* option : sub->get_options())
      command.options.push_back(option_of(*option, context));
    commands.push_back(std::move(command));
  }
  return commands;
}

std::string man_page(const std::vector<ManualCommand>& commands,
                     const std::string& version) {
  std::string out = fmt::format(
      ".TH VMALOCK 1 \"\" \"vmalock {}\" \"User Commands\"\n"
      ".SH NAME\nvmalock \\- tests versions of the Linux kernel's per\\-VMA "
      "lock exhaustively\n.SH SYNOPSIS\n.B vmalock\n.I COMMAND\n[options]\n"
      ".SH DESCRIPTION\nRuns the code of the lock on every interleaving and "
      "every memory ordering of a\nmemory model, up to a bound, and shows a "
      "trace for what goes wrong.\nBare\n.B vmalock\nshows the commands to "
      "begin with.\n.SH COMMANDS\n",
      version);
  for (const ManualCommand& command : commands) {
    out +=
        fmt::format(".SS {}\n{}{}\n", roff(synopsis(command)),
                    roff(command.help), command.help.ends_with('?') ? "" : ".");
    for (const ManualOption& option : command.options) {
      std::string names;
      for (const std::string& name : option.names)
        names += (names.empty() ? "" : ", ") + name;
      out += fmt::format(
          ".TP\n.B {}{}\n{}\n", roff(names),
          option.takes_value && !option.positional ? " \\fIVALUE\\fR" : "",
          roff(option.help));
    }
  }
  return out +
         ".SH EXIT STATUS\n"
         ".TP\n.B 0\nholds, or only listed bugs were found\n"
         ".TP\n.B 1\nviolated\n"
         ".TP\n.B 2\nunknown: a limit was reached, or it was interrupted\n"
         ".TP\n.B 64\nwrong usage\n"
         ".TP\n.B 70\na bug of vmalock\n"
         ".TP\n.B 74\nthe answer could not be written\n";
}

}  // namespace vmalock::cli
