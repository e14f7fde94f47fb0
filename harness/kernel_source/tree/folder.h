// SPDX-License-Identifier: MIT
// Files and folders of the front end: the cache, and what is thrown away.
#pragma once

#include <optional>
#include <string>

namespace vmalock::kernel_source {

/// The whole file; nothing if it cannot be read.
std::optional<std::string> read_file(const std::string& path);

/// Makes the folders in front of it, too. UserError if it cannot be written.
void write_file(const std::string& path, const std::string& text);

/// Where compiled trees are kept: $XDG_CACHE_HOME/vmalock, or ~/.cache/vmalock.
std::string cache_folder();

/// A folder of its own that is gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  /// In this folder, so that it can be renamed to one there.
  explicit TemporaryFolder(const std::string& parent);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// 32 hexadecimal digits that tell texts apart (FNV-1a, 128 bits): not against
/// somebody who wants two of the same.
class Hash {
 public:
  void add(const std::string& text);
  std::string digits() const;

 private:
  unsigned __int128 state_ =
      (static_cast<unsigned __int128>(0x6c62272e07bb0142) << 64) |
      0x62b821756295c58d;
};

}  // namespace vmalock::kernel_source
