// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>

namespace vmalock::kernel_source {

namespace {

constexpr std::size_t most_shown = 8;

struct Complaint {
  std::string place;  ///< "mm/mmap_lock.c:218"
  std::string text;
};

std::vector<Complaint> complaints(const std::string& output) {
  static const std::regex line(
      R"(^(?:\./)?([^:\n]+:\d+):(?:\d+:)? (?:fatal )?error: (.*)$)");
  std::vector<Complaint> all;
  std::istringstream in(output);
  for (std::string text; std::getline(in, text);) {
    std::smatch match;
    if (std::regex_match(text, match, line))
      all.push_back({match[1], match[2]});
    else if (text.find("error: ") == 0)
      all.push_back({"", text.substr(text.find("./", 7) == 7 ? 9 : 7)});
  }
  return all;
}

const std::regex undeclared_function(
    "(?:implicit declaration of function|call to undeclared function) "
    R"('(\w+)'.*)");
const std::regex undeclared_name(R"(use of undeclared identifier '(\w+)'.*)");
const std::regex unknown_type(R"(unknown type name '(\w+)'.*)");
const std::regex no_member(
    R"(no member named '(\w+)' in '(?:struct )?(\w+)'.*)");

std::string explain(const Complaint& c) {
  std::smatch m;
  const std::string at = c.place.empty() ? "" : c.place + ": ";
  if (std::regex_match(c.text, m, undeclared_function))
    return fmt::format(
        "{}{}() is unknown to vmalock. If it orders memory or changes any, "
        "describe it in a header and name that (--kernel-header FILE); if not, "
        "--kernel-ignore {}",
        at, m[1].str(), m[1].str());
  if (std::regex_match(c.text, m, undeclared_name) ||
      std::regex_match(c.text, m, unknown_type))
    return fmt::format(
        "{}{} is unknown to vmalock: define it in a header and "
        "name that (--kernel-header FILE)",
        at, m[1].str());
  if (std::regex_match(c.text, m, no_member) && m[2] == "mm_struct")
    return fmt::format(
        "{}struct mm_struct has no {} here, where it has what "
        "the lock needs only: add it with --kernel-fields "
        "'TYPE {}'",
        at, m[1].str(), m[1].str());
  if (std::regex_match(c.text, m, no_member))
    return fmt::format(
        "{}struct {} has no {}, neither in the tree nor in "
        "vmalock's headers",
        at, m[2].str(), m[1].str());
  if (c.text.find("unable to load plugin") != std::string::npos ||
      c.text.find("could not load library") != std::string::npos)
    return "the pass cannot be loaded: it was built for another clang; build "
           "vmalock again (" +
           c.text + ")";
  return at + c.text;
}

}  // namespace

std::vector<std::string> unknown_functions(const std::string& output) {
  std::vector<std::string> names;
  for (const Complaint& c : complaints(output)) {
    std::smatch m;
    if (std::regex_match(c.text, m, undeclared_function) &&
        std::find(names.begin(), names.end(), m[1]) == names.end())
      names.push_back(m[1]);
  }
  return names;
}

std::string explain_diagnostics(const std::string& output) {
  std::vector<std::string> lines;
  for (const Complaint& c : complaints(output)) {
    const std::string text = explain(c);
    if (std::find(lines.begin(), lines.end(), text) == lines.end())
      lines.push_back(text);
  }
  if (lines.empty()) return "clang failed: " + output;
  std::string out = lines.front();
  for (std::size_t i = 1; i < std::min(lines.size(), most_shown); ++i)
    out += "\n" + lines[i];
  if (lines.size() > most_shown)
    out += fmt::format("\n({} more)", lines.size() - most_shown);
  return out;
}

}  // namespace vmalock::kernel_source
