// SPDX-License-Identifier: MIT
// What a reader sees of who allows a behaviour.
#include "harness/result/machine_answer.h"

#include <gtest/gtest.h>

#include <vector>

namespace vmalock {
namespace {

using Answer = MachineAnswer::Answer;

std::vector<MachineAnswer> answers(Answer lse, Answer llsc) {
  return {{"lkmm", Answer::allowed},    {"arm64", lse},
          {"arm64-llsc", llsc},         {"power", Answer::unmapped, "f()"},
          {"riscv", Answer::undecided}, {"x86", Answer::forbidden}};
}

TEST(MachineAnswer, OneLine) {
  const std::string others =
      "; POWER: no mapping of f(); RISC-V: undecided; x86: no";
  const auto line = [](Answer lse, Answer llsc) {
    return text_of(answers(lse, llsc));
  };
  constexpr auto yes = Answer::allowed, no = Answer::forbidden;
  EXPECT_EQ(line(yes, yes), "LKMM allows it; arm64: yes" + others);
  EXPECT_EQ(line(no, no), "LKMM allows it; arm64: no" + others);
  EXPECT_EQ(line(yes, no),
            "LKMM allows it; arm64: yes (with LSE atomics)" + others);
  EXPECT_EQ(line(no, yes),
            "LKMM allows it; arm64: yes (with exclusives)" + others);
  EXPECT_EQ(text_of(std::vector<MachineAnswer>{{"lkmm", no}, {"x86", no}}),
            "LKMM forbids it; x86: no");
  EXPECT_EQ(text_of(std::vector<MachineAnswer>{{"lkmm", Answer::undecided}}),
            "LKMM: undecided");
  const MachineAnswer power{"power", Answer::unmapped, "f()"};
  const MachineAnswer x86{"x86", Answer::unmapped, "f()"};
  const MachineAnswer lkmm{"lkmm", yes};
  EXPECT_EQ(text_of(std::vector{lkmm, power, x86}),
            "LKMM allows it; no machine was asked: no mapping of f()");
  EXPECT_EQ(text_of({}), "");
}

TEST(MachineAnswer, NamesAreReadBack) {
  for (const Answer a : {Answer::allowed, Answer::forbidden, Answer::undecided,
                         Answer::unmapped})
    EXPECT_EQ(answer_named(name(a)), a);
  EXPECT_FALSE(answer_named("maybe"));
}

}  // namespace
}  // namespace vmalock
