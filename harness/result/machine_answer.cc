// SPDX-License-Identifier: MIT
#include "harness/result/machine_answer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vmalock {

namespace {

using Answer = MachineAnswer::Answer;

constexpr std::pair<Answer, const char*> names[] = {
    {Answer::allowed, "allowed"},
    {Answer::forbidden, "forbidden"},
    {Answer::undecided, "undecided"},
    {Answer::unmapped, "unmapped"}};

/// As their makers write them.
constexpr std::pair<std::string_view, const char*> machines[] = {
    {"arm64", "arm64"},
    {"power", "POWER"},
    {"riscv", "RISC-V"},
    {"x86", "x86"}};

const MachineAnswer* answer_of(std::span<const MachineAnswer> all,
                               std::string_view machine) {
  const auto found = std::find_if(
      all.begin(), all.end(),
      [&](const MachineAnswer& a) { return a.machine == machine; });
  return found == all.end() ? nullptr : &*found;
}

std::string word(const MachineAnswer& a) {
  switch (a.answer) {
    case Answer::allowed:
      return "yes";
    case Answer::forbidden:
      return "no";
    case Answer::undecided:
      return "undecided";
    case Answer::unmapped:
      break;
  }
  return "no mapping of " + a.primitive;
}

std::string of_arm64(const MachineAnswer& lse, const MachineAnswer* llsc) {
  if (!llsc || llsc->answer == lse.answer) return word(lse);
  return lse.answer == Answer::allowed ? "yes (with LSE atomics)"
                                       : word(*llsc) + " (with exclusives)";
}

std::string of_lkmm(Answer a) {
  return a == Answer::allowed     ? "LKMM allows it"
         : a == Answer::forbidden ? "LKMM forbids it"
                                  : "LKMM: undecided";
}

/// The machines are asked about the same primitives, so mostly they all lack a
/// mapping or none does.
bool none_has_a_mapping(std::span<const MachineAnswer> answers) {
  return answers.size() > 1 &&
         std::all_of(answers.begin() + 1, answers.end(), [&](const auto& a) {
           return a.answer == Answer::unmapped &&
                  a.primitive == answers.back().primitive;
         });
}

}  // namespace

const char* name(Answer a) {
  return std::find_if(std::begin(names), std::end(names),
                      [&](const auto& n) { return n.first == a; })
      ->second;
}

std::optional<Answer> answer_named(std::string_view name) {
  for (const auto& [answer, text] : names)
    if (name == text) return answer;
  return std::nullopt;
}

std::string text_of(std::span<const MachineAnswer> answers) {
  std::string line;
  if (const MachineAnswer* lkmm = answer_of(answers, "lkmm"))
    line = of_lkmm(lkmm->answer);
  if (none_has_a_mapping(answers))
    return line + "; no machine was asked: " + word(answers.back());
  for (const auto& [machine, text] : machines) {
    const MachineAnswer* a = answer_of(answers, machine);
    if (!a) continue;
    if (!line.empty()) line += "; ";
    line += std::string(text) + ": " +
            (machine == "arm64" ? of_arm64(*a, answer_of(answers, "arm64-llsc"))
                                : word(*a));
  }
  return line;
}

}  // namespace vmalock
