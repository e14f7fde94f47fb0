// SPDX-License-Identifier: MIT
#include "harness/result/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>

#include "harness/base/check.h"

namespace vmalock {

namespace {

std::string reason(const std::string& path, const std::string& why) {
  return "cannot write '" + path + "': " + why;
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  user_error(reason(path, why) +
             "; name a file in a folder that exists and that you may write");
}

[[noreturn]] void fail(const std::string& path, int error) {
  throw NotWritten(reason(path, std::strerror(error)));
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// A device or a pipe (/dev/stdout, /dev/null) cannot be renamed over.
bool is_special(const std::string& path) {
  struct stat st {};
  return stat(path.c_str(), &st) == 0 && !S_ISREG(st.st_mode);
}

/// The temporary file that is being written. A handler may read it at any time.
std::atomic<const char*> unfinished{nullptr};

class Unfinished {
 public:
  explicit Unfinished(const std::string& path) { unfinished = path.c_str(); }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() { unfinished = nullptr; }
};

}  // namespace

void remove_unfinished_file() noexcept {
  static_assert(std::atomic<const char*>::is_always_lock_free);
  if (const char* const path = unfinished) unlink(path);
}

bool write_all(int file, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = write(file, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

void require_writable(const std::string& path) {
  if (path.empty()) refuse(path, "the file name is empty");
  const std::filesystem::path file(path);
  if (std::filesystem::is_directory(file)) refuse(path, "it is a folder");
  if (is_special(path)) {
    if (access(path.c_str(), W_OK) != 0) refuse(path, std::strerror(errno));
    return;
  }
  // Trying is the only test that also sees read-only mounts and quotas.
  std::string probe = folder_of(path) + "/.vmalock-XXXXXX";
  const int fd = mkstemp(probe.data());
  if (fd < 0) refuse(path, std::strerror(errno));
  close(fd);
  unlink(probe.c_str());
}

std::string temporary_folder() {
  std::error_code error;
  std::string folder = std::filesystem::temp_directory_path(error).string();
  if (!error && access(folder.c_str(), W_OK) != 0)
    error.assign(errno, std::generic_category());
  if (error)
    throw NotCreated("a temporary file cannot be made: " + error.message() +
                     "; set TMPDIR to a folder that you may write");
  return folder;
}

void write_file_atomically(const std::string& path, const std::string& text) {
  const bool special = is_special(path);
  std::string temporary = folder_of(path) + "/.vmalock-XXXXXX";
  std::optional<Unfinished> under_way;
  if (!special) under_way.emplace(temporary);
  const int fd =
      special ? open(path.c_str(), O_WRONLY) : mkstemp(temporary.data());
  if (fd < 0) fail(path, errno);
  // A device has nothing to wait for.
  const bool written =
      write_all(fd, text) && (fsync(fd) == 0 || errno == EINVAL);
  const int write_errno = errno;
  // mkstemp makes the file private; a result is to be read by others too.
  const mode_t mask = umask(0);
  umask(mask);
  if (!special) fchmod(fd, 0666 & ~mask);
  close(fd);
  if (special) {
    if (!written) fail(path, write_errno);
    return;
  }
  if (!written || rename(temporary.c_str(), path.c_str()) != 0) {
    const int why = written ? errno : write_errno;
    unlink(temporary.c_str());
    fail(path, why);
  }
}

}  // namespace vmalock
