// SPDX-License-Identifier: MIT
// Who allows a behaviour: the Linux-kernel memory model, and the machines that
// Linux runs on by their published models. Asked of a litmus test: one that a
// person wrote, or the one that stands for an error.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vmalock {

struct MachineAnswer {
  enum class Answer : std::uint8_t {
    allowed,
    forbidden,
    undecided,  ///< too many candidate executions
    unmapped,   ///< a primitive has no mapping to instructions of the machine
  };
  std::string machine;  ///< "lkmm", "arm64", "arm64-llsc", "power", …
  Answer answer = Answer::undecided;
  std::string primitive = {};  ///< unmapped: which
  friend bool operator==(const MachineAnswer&, const MachineAnswer&) = default;
};

/// "allowed"
const char* name(MachineAnswer::Answer a);
std::optional<MachineAnswer::Answer> answer_named(std::string_view name);

/// "LKMM allows it; arm64: yes (with LSE atomics); POWER: no; …": of those that
/// were asked, lkmm first. arm64's two ways to do an atomic are told apart
/// where they differ: the kernel chooses when it boots.
std::string text_of(std::span<const MachineAnswer> answers);

}  // namespace vmalock
