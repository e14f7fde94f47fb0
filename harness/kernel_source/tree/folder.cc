// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/folder.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/check.h"
#include "harness/result/atomic_file.h"

namespace vmalock::kernel_source {

namespace fs = std::filesystem;

std::optional<std::string> read_file(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& text) {
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out)
    user_error("cannot write " + path +
               "; set XDG_CACHE_HOME to a folder that can be written to");
}

std::string cache_folder() {
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  if (cache && *cache) return std::string(cache) + "/vmalock";
  const char* const home = std::getenv("HOME");
  if (home && *home) return std::string(home) + "/.cache/vmalock";
  user_error(
      "there is neither XDG_CACHE_HOME nor HOME: set one, compiled "
      "kernel code is kept there");
}

TemporaryFolder::TemporaryFolder() : TemporaryFolder(temporary_folder()) {}

TemporaryFolder::TemporaryFolder(const std::string& parent) {
  std::error_code error;
  fs::create_directories(parent, error);
  path_ = parent + "/vmalock-XXXXXX";
  if (!mkdtemp(path_.data()))
    user_error("cannot make a folder in " + parent +
               "; set XDG_CACHE_HOME (or TMPDIR) to one that can be written "
               "to");
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

void Hash::add(const std::string& text) {
  constexpr unsigned __int128 prime =
      (static_cast<unsigned __int128>(1) << 88) | 0x13b;
  const auto one = [&](unsigned char byte) {
    state_ ^= byte;
    state_ *= prime;
  };
  for (const char c : text) one(static_cast<unsigned char>(c));
  // Two texts are not one: their length follows each.
  for (std::size_t n = text.size(), i = 0; i < sizeof n; ++i, n >>= 8)
    one(static_cast<unsigned char>(n));
}

std::string Hash::digits() const {
  return fmt::format("{:016x}{:016x}", static_cast<std::uint64_t>(state_ >> 64),
                     static_cast<std::uint64_t>(state_));
}

}  // namespace vmalock::kernel_source
