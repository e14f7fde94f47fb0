// SPDX-License-Identifier: MIT
// Method: write into a fresh folder and look at what is left in it.
#include "harness/result/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "harness/base/check.h"

namespace vmalock {
namespace {

class AtomicFile : public testing::Test {
 protected:
  AtomicFile() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~AtomicFile() override { std::filesystem::remove_all(folder_); }
  std::size_t files() const {
    std::size_t n = 0;
    for ([[maybe_unused]] const auto& entry :
         std::filesystem::directory_iterator(folder_))
      ++n;
    return n;
  }
  std::string folder_;
};

TEST_F(AtomicFile, ReplacesAndLeavesNothingBehind) {
  const std::string path = folder_ + "/run.json";
  require_writable(path);
  EXPECT_EQ(files(), 0u);
  write_file_atomically(path, "old");
  write_file_atomically(path, "new");
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(text.str(), "new");
  EXPECT_EQ(files(), 1u);
}

TEST_F(AtomicFile, IsReadByWhomTheMaskAllows) {
  const mode_t mask = umask(027);
  write_file_atomically(folder_ + "/run.json", "text");
  umask(mask);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(folder_ + "/run.json").permissions(),
            perms::owner_read | perms::owner_write | perms::group_read);
}

TEST_F(AtomicFile, RefusesWhatCannotBeWritten) {
  EXPECT_THROW(require_writable(folder_ + "/none/run.json"), UserError);
  EXPECT_THROW(require_writable(folder_), UserError);
  EXPECT_THROW(require_writable(""), UserError);
  EXPECT_THROW(write_file_atomically(folder_ + "/none/run.json", ""),
               NotWritten);
  EXPECT_THROW(write_file_atomically("/dev/full", "text"), NotWritten);
  EXPECT_NO_THROW(require_writable("/dev/null"));
  EXPECT_NO_THROW(write_file_atomically("/dev/null", "text"));
}

extern "C" void give_up(int) {
  remove_unfinished_file();
  _exit(0);
}

TEST_F(AtomicFile, ASignalThatEndsTheProgramLeavesNothingBehind) {
  const std::string path = folder_ + "/run.json";
  write_file_atomically(path, "old");
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGTERM, give_up);
    const std::string text(1 << 20, 'x');
    for (;;) write_file_atomically(folder_ + "/other.json", text);
  }
  // Somewhere in a write, again and again: files() sees the temporary one.
  while (files() < 2) std::this_thread::yield();
  kill(child, SIGTERM);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status)) << status;
  std::filesystem::remove(folder_ + "/other.json");
  EXPECT_EQ(files(), 1u);
  remove_unfinished_file();
  EXPECT_EQ(files(), 1u) << "nothing is under way";
}

TEST_F(AtomicFile, OneThatFailsKeepsNoOtherFromBeingWritten) {
  EachIsWritten each;
  const auto write = [&](const std::string& path) {
    each([&] { write_file_atomically(path, "text"); });
  };
  write(folder_ + "/first");
  write(folder_ + "/none/second");
  write("/dev/full");
  write(folder_ + "/third");
  EXPECT_EQ(files(), 2u);
  try {
    each.finish();
    FAIL() << "nothing is said";
  } catch (const NotWritten& error) {
    EXPECT_NE(std::string(error.what()).find("/none/second"),
              std::string::npos);
    EXPECT_NE(std::string(error.what())
                  .find("; cannot write '/dev/full': No "
                        "space left on device"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace vmalock
