// SPDX-License-Identifier: MIT
// The completions of three shells, each as its users expect it: bash's words,
// zsh's and fish's words with their help.
#include <fmt/format.h>

#include "harness/cli/manual.h"
#include "harness/report/layout.h"

namespace vmalock::cli {

namespace {

/// In single quotes of a POSIX shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

std::string words_of(const ManualCommand& command) {
  std::vector<std::string> words;
  for (const ManualOption& option : command.options)
    for (const std::string& name : option.names)
      if (!option.positional) words.push_back(name);
  return join(words, " ");
}

const ManualOption* positional_of(const ManualCommand& command) {
  for (const ManualOption& option : command.options)
    if (option.positional) return &option;
  return nullptr;
}

std::string bash_values(const ManualOption& option) {
  std::string out;
  if (!option.values.empty())
    out += fmt::format("      COMPREPLY+=($(compgen -W {} -- \"$cur\"))\n",
                       quoted(join(option.values, " ")));
  if (option.file) out += "      COMPREPLY+=($(compgen -f -- \"$cur\"))\n";
  return out;
}

/// What zsh's _arguments and its specifications give a meaning to.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const ManualOption& option) {
  std::vector<std::string> values;
  for (const std::string& value : option.values)
    values.push_back(zsh_text(value));
  if (option.file && values.empty()) return "_files";
  if (option.file)
    return fmt::format(
        "{{_alternative \"values:value:({})\" "
        "\"files:file:_files\"}}",
        join(values, " "));
  return values.empty() ? " " : "(" + join(values, " ") + ")";
}

std::string zsh_option(const ManualOption& option) {
  const std::string help = zsh_text(option.help);
  std::string out;
  if (option.positional)
    return fmt::format(
        "        {} \\\n",
        quoted(fmt::format("{}:{}:{}", option.several ? "*" : "",
                           zsh_text(option.names[0]), zsh_action(option))));
  for (const std::string& name : option.names)
    out += fmt::format(
        "        {} \\\n",
        quoted(fmt::format("*{}[{}]{}", name, help,
                           option.takes_value ? ":value:" + zsh_action(option)
                                              : std::string())));
  return out;
}

}  // namespace

std::string bash_completion(const std::vector<ManualCommand>& commands) {
  std::vector<std::string> names;
  for (const ManualCommand& command : commands) names.push_back(command.name);
  std::string out = fmt::format(
      "# bash completion of vmalock, printed by `vmalock completion bash`.\n"
      "_vmalock() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} "
      "prev=${{COMP_WORDS[COMP_CWORD-1]}}"
      "\n  local command=${{COMP_WORDS[1]}}\n  COMPREPLY=()\n"
      "  if [[ $COMP_CWORD -eq 1 ]]; then\n"
      "    COMPREPLY=($(compgen -W {} -- \"$cur\"))\n    return\n  fi\n"
      "  case \"$command $prev\" in\n",
      quoted(join(names, " ") + " --help --version"));
  for (const ManualCommand& command : commands)
    for (const ManualOption& option : command.options) {
      if (option.positional || !option.takes_value) continue;
      for (const std::string& name : option.names)
        out +=
            fmt::format("    {})\n{}      return ;;\n",
                        quoted(command.name + " " + name), bash_values(option));
    }
  out += "  esac\n  case \"$command\" in\n";
  for (const ManualCommand& command : commands) {
    out += fmt::format(
        "    {})\n      if [[ $cur == -* ]]; then\n        "
        "COMPREPLY=($(compgen "
        "-W {} -- \"$cur\"))\n        return\n      fi\n",
        command.name, quoted(words_of(command)));
    if (const ManualOption* option = positional_of(command))
      out += bash_values(*option);
    out += "      ;;\n";
  }
  // SITE= and FORMAT: go on: no blank behind them.
  return out +
         "  esac\n}\n"
         "complete -o nospace -F _vmalock vmalock\n";
}

std::string zsh_completion(const std::vector<ManualCommand>& commands) {
  std::string out =
      "#compdef vmalock\n"
      "# zsh completion of vmalock, printed by `vmalock completion zsh`.\n"
      "_vmalock() {\n  local context state line\n  local -a commands\n"
      "  commands=(\n";
  for (const ManualCommand& command : commands)
    out += fmt::format("    {}\n",
                       quoted(command.name + ":" + zsh_text(command.help)));
  out +=
      "  )\n  _arguments -C '1:command:->command' '*::argument:->rest'\n"
      "  case $state in\n    command) _describe command commands ;;\n"
      "    rest)\n      case $words[1] in\n";
  for (const ManualCommand& command : commands) {
    out += fmt::format("      {})\n        _arguments \\\n", command.name);
    for (const ManualOption& option : command.options)
      out += zsh_option(option);
    out += "        && return ;;\n";
  }
  return out + "      esac ;;\n  esac\n}\n_vmalock \"$@\"\n";
}

std::string fish_completion(const std::vector<ManualCommand>& commands) {
  std::string out =
      "# fish completion of vmalock, printed by `vmalock completion fish`.\n"
      "complete -c vmalock -f\n";
  // fish has no '\'' inside quotes, but \' is one.
  const auto fish = [](const std::string& text) {
    std::string in = "'";
    for (const char c : text)
      in +=
          c == '\'' || c == '\\' ? "\\" + std::string(1, c) : std::string(1, c);
    return in + "'";
  };
  for (const ManualCommand& command : commands) {
    out += fmt::format(
        "complete -c vmalock -n __fish_use_subcommand -a {} -d {}\n",
        command.name, fish(command.help));
    const std::string when =
        fmt::format("complete -c vmalock -n '__fish_seen_subcommand_from {}'",
                    command.name);
    for (const ManualOption& option : command.options) {
      out += when;
      for (const std::string& name : option.names)
        if (!option.positional)
          out += name.starts_with("--") ? " -l " + name.substr(2)
                                        : " -s " + name.substr(1);
      if (option.takes_value && !option.positional) out += " -x";
      if (option.file) out += " -F";
      if (!option.values.empty())
        out += " -a " + fish(join(option.values, " "));
      out += " -d " + fish(option.help) + "\n";
    }
  }
  return out;
}

}  // namespace vmalock::cli
