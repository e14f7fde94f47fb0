// Method: a token with every part goes out and comes back; each part damaged.
#include "harness/result/token.h"

#include <gtest/gtest.h>

#include "harness/base/check.h"

namespace vmalock {
namespace {

TEST(Token, ComesBackAndIsChecked) {
  const Token token = {{"a_case",
                        "refcnt-6.15",
                        "graph",
                        "rc11",
                        {{"reader_inc", Ordering::relaxed}},
                        {2, 1, 1},
                        ""},
                       "AQ:MB"};
  const std::string text = to_text(token);
  EXPECT_EQ(text,
            "a_case:refcnt-6.15+reader_inc=relaxed:graph/rc11:2.1.1:AQ:MB");
  EXPECT_EQ(to_text(parse_token(text)), text);
  for (const char* wrong :
       {"", "a:b:c", "a:b:graph:2.1:W", "a:b:graph:2.1.1x:W",
        "a:b:graph:2.1.1:", "a:b+c:graph:2.1.1:W", "a:b+c=strong:graph:2.1.1:W",
        "a:b+c=mb+c=mb:graph:2.1.1:W"})
    EXPECT_THROW(parse_token(wrong), UserError) << wrong;
}

}  // namespace
}  // namespace vmalock
