// SPDX-License-Identifier: MIT
// Method: releases whose lock is known from impl/README.md, on both sides of
// each change; words that are no release. That the locks are there is a test of
// the real ones (exports_test).
#include "harness/study/releases.h"

#include <gtest/gtest.h>

#include "harness/base/check.h"

namespace vmalock::study {
namespace {

std::string complaint(const char* word) {
  try {
    lock_of_release(word);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

TEST(Releases, EachSideOfEachChange) {
  const std::pair<const char*, const char*> known[] = {
      {"6.4", "rwsem-6.4"},      {"6.4.7", "rwsem-6.4"},
      {"6.4.8", "rwsem-6.5"},    {"6.5", "rwsem-6.5"},
      {"6.6.100", "rwsem-6.5"},  {"6.12", "rwsem-6.5"},
      {"6.13.5", "rwsem-6.5"},   {"6.12.117", "rwsem-6.14"},
      {"6.14.9", "rwsem-6.14"},  {"6.15", "refcnt-6.15"},
      {"6.15.9", "refcnt-6.15"}, {"6.15.10", "refcnt-6.17"},
      {"6.16", "refcnt-6.15"},   {"6.16.1", "refcnt-6.17"},
      {"6.16.3", "refcnt-6.17"}, {"6.17.2", "refcnt-6.17"},
      {"6.18", "refcnt-6.18"},   {"7.0", "refcnt-7.0"},
      {"7.1.4", "refcnt-7.0"},   {"7.2.13", "refcnt-7.2"},
  };
  for (const auto& [release, lock] : known)
    EXPECT_EQ(lock_of_release(release), lock) << release;
}

TEST(Releases, AsTheyAreWritten) {
  for (const char* word : {"6.16.3", "v6.16.3", "6.16.3-arch1-1", "6.16.3+"})
    EXPECT_EQ(lock_of_release(word), "refcnt-6.17") << word;
  EXPECT_EQ(lock_of_release("6.18-rc4"), "refcnt-6.18");
  for (const char* word :
       {"", "6", "6.", "6.x", "6.16.", "6.16x", "refcnt-6.15", "six.two"})
    EXPECT_FALSE(is_release(word)) << word;
}

TEST(Releases, WhatIsNotKnownIsSaid) {
  EXPECT_NE(complaint("6.1.50").find("it came with 6.4"), std::string::npos);
  EXPECT_NE(complaint("7.3").find("newer than"), std::string::npos);
  EXPECT_NE(complaint("8.0").find("--kernel-tree"), std::string::npos);
  EXPECT_NE(complaint("6.12.5").find("does not know"), std::string::npos);
  EXPECT_NE(complaint("6.19").find("does not know"), std::string::npos);
  EXPECT_NE(complaint("banana").find("no release"), std::string::npos);
}

TEST(Releases, HintForANameThatIsNone) {
  EXPECT_EQ(release_hint("refcnt-6.16"), "; Linux 6.16 has refcnt-6.15");
  EXPECT_EQ(release_hint("rwsem-6.9.3"), "; Linux 6.9.3 has rwsem-6.5");
  EXPECT_EQ(release_hint("refcnt-9.9"), "");
  EXPECT_EQ(release_hint("refcnt-6.19"), "");
  EXPECT_EQ(release_hint("banana"), "");
  EXPECT_EQ(lock_named("my-lock"), "my-lock");
  EXPECT_EQ(lock_named("6.17"), "refcnt-6.17");
}

}  // namespace
}  // namespace vmalock::study
