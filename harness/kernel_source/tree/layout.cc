// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace vmalock::kernel_source {

namespace {

/// "        16 |     struct mm_struct * vm_mm"
struct LayoutLine {
  unsigned offset = 0;
  unsigned depth = 0;
  std::string text;
};

bool parse_line(const std::string& line, LayoutLine& out) {
  int used = 0;
  // A bit-field's offset is BYTE:FIRST-LAST; such a word is no cell.
  if (std::sscanf(line.c_str(), " %u |%n", &out.offset, &used) != 1 ||
      used == 0)
    return false;
  std::size_t i = static_cast<std::size_t>(used);
  const std::size_t begin = line.find_first_not_of(' ', i);
  if (begin == std::string::npos) return false;
  out.depth = static_cast<unsigned>((begin - i) / 2);
  out.text = line.substr(begin, line.find_last_not_of(' ') + 1 - begin);
  return true;
}

/// Of "struct mm_struct * vm_mm": the last word, unless the line only opens an
/// anonymous member ("union foo::(anonymous at x.h:1:2)").
std::string member_name(const std::string& text) {
  if (!text.empty() && text.back() == ')') return "";
  const std::size_t space = text.find_last_of(" *");
  return space == std::string::npos ? "" : text.substr(space + 1);
}

bool opens(const std::vector<LayoutLine>& lines, std::size_t i) {
  return i + 1 < lines.size() && lines[i + 1].depth > lines[i].depth;
}

/// lines[0] is the structure itself.
StructLayout layout_of(const std::vector<LayoutLine>& lines, unsigned bytes) {
  StructLayout layout;
  layout.name = lines[0].text.substr(lines[0].text.find(' ') + 1);
  layout.bytes = bytes;
  std::vector<std::string> path = {""};
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const LayoutLine& line = lines[i];
    path.resize(line.depth);
    const std::string member = member_name(line.text);
    const std::string& outer = path.back();
    const std::string full =
        outer.empty() || member.empty() ? outer + member : outer + "." + member;
    path.push_back(full);
    const bool empty_struct =
        line.text.starts_with("struct ") && line.text.ends_with("(empty)");
    if (opens(lines, i) || member.empty() || empty_struct) continue;
    if (layout.at(line.offset)) continue;
    Field field;
    field.name = full;
    field.offset = line.offset;
    field.type = line.text.substr(0, line.text.size() - member.size());
    while (!field.type.empty() && field.type.back() == ' ')
      field.type.pop_back();
    field.pointer = field.type.ends_with("*");
    layout.fields.push_back(field);
  }
  std::sort(layout.fields.begin(), layout.fields.end(),
            [](const Field& a, const Field& b) { return a.offset < b.offset; });
  for (std::size_t i = 0; i < layout.fields.size(); ++i)
    layout.fields[i].bytes =
        (i + 1 < layout.fields.size() ? layout.fields[i + 1].offset : bytes) -
        layout.fields[i].offset;
  return layout;
}

}  // namespace

const Field* StructLayout::at(unsigned offset) const {
  for (const Field& field : fields)
    if (field.offset == offset) return &field;
  return nullptr;
}

const Field* StructLayout::named(std::string_view wanted) const {
  for (const Field& field : fields)
    if (field.name == wanted) return &field;
  return nullptr;
}

std::vector<StructLayout> parse_layouts(const std::string& output) {
  std::vector<StructLayout> layouts;
  std::vector<LayoutLine> lines;
  std::istringstream in(output);
  for (std::string text; std::getline(in, text);) {
    LayoutLine line;
    unsigned bytes = 0;
    if (text.find("*** Dumping AST Record Layout") != std::string::npos) {
      lines.clear();
    } else if (std::sscanf(text.c_str(), " | [sizeof=%u", &bytes) == 1) {
      if (!lines.empty() && lines[0].text.find('(') == std::string::npos)
        layouts.push_back(layout_of(lines, bytes));
      lines.clear();
    } else if (parse_line(text, line)) {
      lines.push_back(line);
    }
  }
  return layouts;
}

std::string to_text(const std::vector<StructLayout>& layouts) {
  std::string out;
  for (const StructLayout& layout : layouts) {
    out += fmt::format("struct {} {}\n", layout.name, layout.bytes);
    for (const Field& f : layout.fields)
      out += fmt::format("{} {} {} {} {}\n", f.offset, f.bytes,
                         f.pointer ? 1 : 0, f.name, f.type);
  }
  return out;
}

std::vector<StructLayout> read_layouts(const std::string& text) {
  std::vector<StructLayout> layouts;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    if (line.starts_with("struct ")) {
      std::string head;
      words >> head >> layouts.emplace_back().name >> layouts.back().bytes;
    } else if (!layouts.empty()) {
      Field f;
      words >> f.offset >> f.bytes >> f.pointer >> f.name;
      std::getline(words >> std::ws, f.type);
      layouts.back().fields.push_back(f);
    }
  }
  return layouts;
}

}  // namespace vmalock::kernel_source
