// SPDX-License-Identifier: MIT
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
  EXPECT_EQ(text.substr(0, text.rfind('~')),
            "a_case:refcnt-6.15+reader_inc=relaxed:graph/rc11:2.1.1:AQ:MB");
  EXPECT_EQ(to_text(parse_token(text)), text);
  EXPECT_EQ(parse_token(text).question, token.question);
}

std::string complaint(const std::string& text) {
  try {
    parse_token(text);
  } catch (const UserError& error) {
    return error.what();
  }
  return "no complaint";
}

const Token token = {
    {"a_case", "refcnt-6.15", "graph", "rc11", {}, {2, 1, 1}, ""}, "aab1b2c"};

TEST(Token, IsCutWhereverItEnds) {
  const std::string text = to_text(token);
  for (std::size_t end = 0; end < text.size(); ++end)
    EXPECT_NE(complaint(text.substr(0, end)).find("it is cut"),
              std::string::npos)
        << text.substr(0, end);
}

TEST(Token, IsChangedWhereverItIsChanged) {
  const std::string text = to_text(token);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text, longer = text, shorter = text;
    changed[at] = changed[at] == 'a' ? 'b' : 'a';
    longer.insert(at, "a");
    shorter.erase(at, 1);
    for (const std::string& wrong : {changed, longer, shorter})
      EXPECT_NE(complaint(wrong).find("is no replay token"), std::string::npos)
          << wrong;
  }
}

TEST(Token, MayHaveBeenBrokenIntoLines) {
  std::string text = to_text(token);
  text.insert(20, "\n  ");
  EXPECT_EQ(parse_token(text + "\r\n").question, token.question);
}

/// Tokens that were made so: their end fits.
TEST(Token, SaysWhichPartIsWrong) {
  const auto made = [](const std::string& impl, const std::string& engine,
                       const std::string& witness) {
    Token t = token;
    t.question.impl = impl;
    t.question.engine = engine;
    t.witness = witness;
    return complaint(to_text(t));
  };
  EXPECT_EQ(made("b", "graph", "W"), "no complaint");
  EXPECT_NE(made("b", "graph", "").find("its last part is empty"),
            std::string::npos);
  EXPECT_NE(made("b+c", "graph", "W").find("no changed row"),
            std::string::npos);
  EXPECT_NE(made("b+c=strong", "graph", "W").find("is no ordering"),
            std::string::npos);
  EXPECT_NE(made("b+c=mb+c=mb", "graph", "W").find("changes c twice"),
            std::string::npos);
  EXPECT_NE(made("b", "graph:2.1", "W").find("is no bound"), std::string::npos);
}

}  // namespace
}  // namespace vmalock
