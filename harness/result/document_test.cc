// SPDX-License-Identifier: MIT
// Method: two documents that answer the same question differently.
#include "harness/result/document.h"

#include <gtest/gtest.h>

#include <vector>

namespace vmalock {
namespace {

TEST(Merge, LastAnswerToAQuestionStays) {
  RunResult first;
  first.question.case_name = "a";
  RunResult other = first;
  other.question.orderings = {{"reader_inc", Ordering::relaxed}};
  RunResult again = first;
  again.verdict = Verdict::holds;
  const std::vector<Document> documents = {{{}, {}, {first, other}},
                                           {{"2", "", ""}, {}, {again}}};
  const Document merged = merge(documents);
  ASSERT_EQ(merged.runs.size(), 2u);
  EXPECT_EQ(merged.runs[0].verdict, Verdict::holds);
  EXPECT_EQ(merged.runs[1].verdict, Verdict::unknown);
  EXPECT_EQ(merged.tool.version, "2");
}

}  // namespace
}  // namespace vmalock
