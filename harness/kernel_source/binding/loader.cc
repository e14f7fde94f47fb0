// SPDX-License-Identifier: MIT
#include "harness/kernel_source/binding/loader.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <sstream>
#include <utility>

#include "harness/base/check.h"
#include "harness/kernel_source/tree/folder.h"

namespace vmalock::kernel_source {

namespace {

/// "path/0001-mm-relax.patch" -> "kernel+0001-mm-relax"
std::string patched_name(const std::vector<std::string>& patches) {
  std::string name = "kernel";
  for (const std::string& file : patches)
    name += "+" + std::filesystem::path(file).stem().string();
  // What a replay token is split at.
  for (char& c : name)
    if (c == ':' || c == '=' || c == '@' || c == ' ') c = '-';
  return name;
}

/// Of the statement that has this line: an access of a call over several lines
/// is at the last one. Files of which only parts are compiled are not there;
/// the line itself is the answer then.
unsigned statement_begin(const std::string& file, unsigned line) {
  std::istringstream in(read_file(file).value_or(""));
  std::string text;
  unsigned begin = 1;
  for (unsigned number = 1; number < line && std::getline(in, text); ++number) {
    const std::size_t end = text.find_last_not_of(" \t");
    if (end == std::string::npos ||
        std::string_view(";{}:/").find(text[end]) != std::string_view::npos)
      begin = number + 1;
  }
  return in ? begin : line;
}

}  // namespace

Loader::Loader(Engine& engine, Toolkit toolkit)
    : engine_(engine), toolkit_(std::move(toolkit)) {}

std::vector<std::string> Loader::load(const SourceOptions& options,
                                      std::ostream& notes) {
  std::vector<std::string> names;
  const auto add = [&](const SourceOptions& source, const std::string& name) {
    CompiledTree tree = compile_tree(source, toolkit_);
    for (const std::string& note : tree.notes)
      notes << "vmalock: " << note << "\n";
    const LoadedLock& lock = locks_.emplace_back(std::move(tree), name);
    engine_.add_bindings(bindings_of(lock));
    names.push_back(name);
  };
  SourceOptions base = options;
  base.patches.clear();
  add(base, "kernel");
  if (!options.patches.empty()) add(options, patched_name(options.patches));
  return names;
}

const LoadedLock& Loader::named(const std::string& impl) const {
  for (const LoadedLock& lock : locks_)
    if (lock.info().name == impl) return lock;
  CHECK(false && "the implementation was loaded");
  return locks_.front();
}

void Loader::forget(const std::string& impl) { named(impl).forget_lines(); }

std::vector<ChangedLine> Loader::changed(const std::string& impl) const {
  const LoadedLock& lock = named(impl);
  std::map<std::pair<std::string, unsigned>, ChangedLine> found;
  for (const vmalock_line& line : lock.lines()) {
    const auto file = lock.tree().changed.find(line.file);
    if (file == lock.tree().changed.end() || !file->second.contains(line.line))
      continue;
    ChangedLine& one = found[{line.file, line.line}];
    one.file = line.file;
    one.line = line.line;
    one.reached |= line.reached != 0;
  }
  for (const SiteRow& row : lock.info().sites) {
    const std::size_t colon = row.place.rfind(':');
    if (colon == std::string_view::npos) continue;
    const std::string file(row.place.substr(0, colon));
    const unsigned last = static_cast<unsigned>(
        std::stoul(std::string(row.place.substr(colon + 1))));
    const auto changed = lock.tree().changed.find(file);
    if (changed == lock.tree().changed.end()) continue;
    const unsigned first =
        statement_begin(lock.tree().folder + "/" + file, last);
    const auto one = changed->second.lower_bound(first);
    if (one == changed->second.end() || *one > last) continue;
    auto line = found.upper_bound({file, last});
    if (line != found.begin() && (--line)->first.first == file)
      line->second.sites.emplace_back(row.name);
  }
  std::vector<ChangedLine> lines;
  lines.reserve(found.size());
  for (auto& [place, line] : found) lines.push_back(std::move(line));
  return lines;
}

std::string Loader::folder(const std::string& impl) const {
  for (const LoadedLock& lock : locks_)
    if (lock.info().name == impl) return lock.tree().folder;
  return "";
}

CodeCost Loader::cost(const std::string& base, const std::string& impl) const {
  return code_cost(named(base).tree(), named(impl).tree(), toolkit_);
}

Toolkit own_toolkit() {
  const Toolkit built = {VMALOCK_SHIMS, parse_passes(VMALOCK_PASSES)};
  std::error_code error;
  return toolkit_beside(
      std::filesystem::read_symlink("/proc/self/exe", error).string(), built);
}

}  // namespace vmalock::kernel_source
