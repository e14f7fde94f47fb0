// SPDX-License-Identifier: MIT
#include "harness/cli/documents.h"

#include <cctype>
#include <charconv>
#include <sstream>

namespace vmalock::cli {

namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos
             ? ""
             : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The line between a table's head and its rows.
bool is_rule(std::string_view line) {
  return line.find("---") != std::string_view::npos &&
         line.find_first_not_of("|-: ") == std::string_view::npos;
}

TableRow cells_of(const std::string& line) {
  TableRow cells;
  std::size_t begin = 1;
  for (std::size_t end; (end = line.find('|', begin)) != std::string::npos;
       begin = end + 1)
    cells.push_back(plain_text(trimmed(line.substr(begin, end - begin))));
  return cells;
}

/// "B-27" -> 'B', 27; the number is 0 if it is none.
struct Number {
  char letter = 0;
  unsigned number = 0;
};

Number number_at(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size() || text[at + 1] != '-') return {};
  if (at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) ||
                 text[at - 1] == '-'))
    return {};
  Number found{text[at], 0};
  std::from_chars(text.data() + at + 2, text.data() + text.size(),
                  found.number);
  return found;
}

}  // namespace

std::vector<TableRow> table_rows(std::string_view document) {
  std::vector<TableRow> rows;
  const std::vector<std::string> lines = lines_of(document);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool head = i + 1 < lines.size() && is_rule(lines[i + 1]);
    if (lines[i].starts_with('|') && !head && !is_rule(lines[i]))
      rows.push_back(cells_of(lines[i]));
  }
  return rows;
}

std::string plain_text(std::string_view markdown) {
  std::string out;
  for (std::size_t i = 0; i < markdown.size(); ++i) {
    const char c = markdown[i];
    if (c == '`') continue;
    if (c == '*' && i + 1 < markdown.size() && markdown[i + 1] == '*') {
      ++i;
      continue;
    }
    if (c == '[') {
      const std::size_t middle = markdown.find("](", i);
      const std::size_t end = middle == std::string_view::npos
                                  ? middle
                                  : markdown.find(')', middle);
      if (end != std::string_view::npos) {
        out += markdown.substr(i + 1, middle - i - 1);
        i = end;
        continue;
      }
    }
    out += c;
  }
  return out;
}

std::string section_of(std::string_view document, std::string_view name) {
  std::string out;
  bool inside = false, fenced = false;
  for (const std::string& line : lines_of(document)) {
    if (line.starts_with("```")) fenced = !fenced;
    if (!fenced && line.starts_with('#')) {
      const std::string heading = trimmed(line.substr(line.find(' ') + 1));
      inside = heading.starts_with(std::string(name) + ":");
      continue;
    }
    if (inside && !line.starts_with("```")) out += line + "\n";
  }
  const std::size_t first = out.find_first_not_of('\n');
  return first == std::string::npos
             ? ""
             : out.substr(first, out.find_last_not_of('\n') - first + 1) + "\n";
}

bool names_number(std::string_view text, std::string_view number) {
  const Number wanted = number_at(number, 0);
  Number last;
  std::size_t last_end = 0;
  for (std::size_t at = 0; at + 2 < text.size(); ++at) {
    const Number found = number_at(text, at);
    if (found.number == 0 || found.letter != wanted.letter) continue;
    if (found.number == wanted.number) return true;
    const bool range = last.number != 0 &&
                       text.substr(last_end, at - last_end).find(" to ") !=
                           std::string_view::npos &&
                       text.substr(last_end, at - last_end).find(',') ==
                           std::string_view::npos;
    if (range && last.number < wanted.number && wanted.number < found.number)
      return true;
    last = found;
    last_end = at + 2;
  }
  return false;
}

}  // namespace vmalock::cli
