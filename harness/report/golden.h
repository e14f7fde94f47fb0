// SPDX-License-Identifier: MIT
// Golden files: expected output that is reviewed like code. UPDATE_GOLDEN=1
// in the environment of a test writes what the program says now.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace vmalock {

/// `path` is relative to the top of the source tree, where tests run.
inline void expect_golden(const std::string& path, const std::string& text) {
  if (std::getenv("UPDATE_GOLDEN")) std::ofstream(path) << text;
  std::ifstream file(path);
  ASSERT_TRUE(file) << path << " is missing; UPDATE_GOLDEN=1 makes it";
  std::ostringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(text, expected.str()) << path << "; UPDATE_GOLDEN=1 accepts";
}

}  // namespace vmalock
