// SPDX-License-Identifier: MIT
// Method: words with a known distance, and one that is near nothing.
#include "harness/study/names.h"

#include <gtest/gtest.h>

namespace vmalock::study {
namespace {

TEST(Names, Distance) {
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("chekc", "check"), 1u);  // a swap is one edit
  EXPECT_EQ(nearest("refcnt-6.51", {"rwsem-6.5", "refcnt-6.15"}),
            "refcnt-6.15");
  EXPECT_EQ(nearest("reader", {"writer_x", "reader_excludes_writer"}),
            "reader_excludes_writer");
  EXPECT_EQ(nearest("banana", {"check", "diff"}), "");
}

}  // namespace
}  // namespace vmalock::study
