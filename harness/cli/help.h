// SPDX-License-Identifier: MIT
// How `--help` looks: CLI11's, with what an option does broken into lines that
// fit a terminal of 80 columns.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "harness/report/layout.h"

namespace vmalock::cli {

class Help final : public CLI::Formatter {
 public:
  Help() { column_width(names); }

  std::string make_option_desc(const CLI::Option* option) const override {
    return broken(CLI::Formatter::make_option_desc(option));
  }
  std::string make_subcommand(const CLI::App* command) const override {
    std::string text = "  " + command->get_name();
    text.resize(std::max(names, text.size() + 1), ' ');
    for (const char c : broken(command->get_description())) {
      text += c;
      if (c == '\n') text.append(names, ' ');
    }
    return text + "\n";
  }

 private:
  static constexpr std::size_t names = 30;

  static std::string broken(const std::string& text) {
    return join(wrap(text, text_width - names), "\n");
  }
};

}  // namespace vmalock::cli
