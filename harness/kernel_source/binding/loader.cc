// SPDX-License-Identifier: MIT
#include "harness/kernel_source/binding/loader.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <utility>

#include "harness/base/check.h"

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
  std::vector<ChangedLine> lines;
  for (auto& [place, line] : found) {
    for (const SiteRow& row : lock.info().sites)
      if (row.place == fmt::format("{}:{}", line.file, line.line))
        line.sites.emplace_back(row.name);
    lines.push_back(std::move(line));
  }
  return lines;
}

Toolkit own_toolkit() {
  const Toolkit built = {VMALOCK_SHIMS, parse_passes(VMALOCK_PASSES)};
  std::error_code error;
  return toolkit_beside(
      std::filesystem::read_symlink("/proc/self/exe", error).string(), built);
}

}  // namespace vmalock::kernel_source
