// SPDX-License-Identifier: MIT
// What keeps a command from an answer has a status and words of its own.
// Method: functions that fail in one way each. end_to_end_test has the program
// where memory, threads or a place for temporary files are missing.
#include "harness/cli/process.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

#include "harness/base/check.h"
#include "harness/base/underway.h"

namespace vmalock::cli {
namespace {

struct Said {
  int status;
  std::string text;
  bool has(const std::string& words) const {
    return text.find(words) != std::string::npos;
  }
};

Said said(const std::function<int()>& run) {
  ::testing::internal::CaptureStderr();
  const int status = explained(run);
  return {status, ::testing::internal::GetCapturedStderr()};
}

TEST(Explained, AnAnswerIsPassedOn) {
  for (const int status : {0, 1, 2, 64}) {
    const Said s = said([=] { return status; });
    EXPECT_EQ(s.status, status);
    EXPECT_EQ(s.text, "");
  }
}

TEST(Explained, AFolderThatCannotBeRead) {
  const Said s = said([]() -> int {
    throw std::filesystem::filesystem_error(
        "iterator", "/some/tests",
        std::make_error_code(std::errc::permission_denied));
  });
  EXPECT_EQ(s.status, 66);
  EXPECT_TRUE(s.has("cannot read '/some/tests': Permission denied")) << s.text;
  EXPECT_FALSE(s.has("bug of vmalock")) << s.text;
}

TEST(Explained, AFileThatCannotBeMade) {
  const Said s = said([]() -> int { throw NotCreated("no room at /tmp"); });
  EXPECT_EQ(s.status, 73);
  EXPECT_TRUE(s.has("vmalock: no room at /tmp")) << s.text;
}

TEST(Explained, AnAnswerThatCannotBeWritten) {
  const Said s = said([]() -> int { throw NotWritten("run.json: disk full"); });
  EXPECT_EQ(s.status, 74);
  EXPECT_TRUE(s.has("vmalock: run.json: disk full")) << s.text;
}

TEST(Explained, MemoryThatIsShortIsNoVerdict) {
  const Said s = said([]() -> int { throw std::bad_alloc(); });
  EXPECT_EQ(s.status, 2);
  EXPECT_TRUE(s.has("not enough memory")) << s.text;
  EXPECT_TRUE(s.has("--jobs")) << s.text;
}

TEST(Explained, ABugOfOursNamesTheRun) {
  const Underway underway("case readers_share on refcnt-7.0 (graph lkmm)");
  const Said s = said([]() -> int { throw std::logic_error("oops"); });
  EXPECT_EQ(s.status, 70);
  EXPECT_TRUE(s.has("internal error: oops")) << s.text;
  EXPECT_TRUE(s.has("while it ran case readers_share on refcnt-7.0")) << s.text;
}

}  // namespace
}  // namespace vmalock::cli
