// SPDX-License-Identifier: MIT
#include "harness/cli/sources.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace vmalock::cli {

namespace {

std::optional<std::string> read_below(const std::filesystem::path& folder,
                                      const std::filesystem::path& path) {
  std::ifstream file(folder / path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

std::optional<std::string> source_text(const Context& context,
                                       const std::string& impl,
                                       const std::string& path) {
  // Where a compiler cache has made paths relative to the build folder, they
  // begin with "../".
  std::string name = path;
  while (name.starts_with("../")) name.erase(0, 3);
  const std::filesystem::path plain =
      std::filesystem::path(name).lexically_normal();
  if (plain.is_absolute() || plain.empty() || *plain.begin() == "..")
    return std::nullopt;
  if (context.kernel) {
    const std::string tree = context.kernel->folder(impl);
    if (!tree.empty())
      if (auto text = read_below(tree, plain)) return text;
  }
  for (const std::string& folder : context.source_folders)
    if (auto text = read_below(folder, plain)) return text;
  const auto found = embedded_sources().find(plain.string());
  if (found == embedded_sources().end()) return read_below(".", plain);
  return std::string(found->second);
}

}  // namespace vmalock::cli
