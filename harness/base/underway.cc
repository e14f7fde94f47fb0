// SPDX-License-Identifier: MIT
#include "harness/base/underway.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

namespace vmalock {

namespace {

/// A text that a signal handler may read while another thread writes it: never
/// without an end, at worst of both.
struct Text {
  std::array<char, 256> chars{};
  void set(const std::string& text) {
    const std::size_t size = std::min(text.size(), chars.size() - 1);
    std::memcpy(chars.data(), text.data(), size);
    chars[size] = '\0';
  }
};

struct Slot {
  std::atomic<bool> taken{false};
  Text what;
};

constinit std::array<Slot, 16> slots;
constinit Text journal;

void say(const char* text) noexcept {
  // Nobody is left to be told that this fails.
  [[maybe_unused]] const ssize_t written =
      write(STDERR_FILENO, text, std::strlen(text));
}

}  // namespace

Underway::Underway(const std::string& what) : slot_(slots.size()) {
  for (std::size_t i = 0; i < slots.size() && slot_ == slots.size(); ++i)
    if (!slots[i].taken.exchange(true)) slot_ = i;
  if (slot_ < slots.size()) slots[slot_].what.set(what);
}

Underway::~Underway() {
  if (slot_ == slots.size()) return;
  slots[slot_].what.set("");
  slots[slot_].taken = false;
}

void set_journal_for_last_words(const std::string& path) { journal.set(path); }

void last_words(const char* why) noexcept {
  say("vmalock: ");
  say(why);
  say("\n");
  tell_underway();
}

void tell_underway() noexcept {
  for (const Slot& slot : slots)
    if (slot.what.chars[0] != '\0') {
      say("  while it ran ");
      say(slot.what.chars.data());
      say("\n");
    }
  if (journal.chars[0] == '\0') return;
  say("  the runs before it are kept: vmalock report ");
  say(journal.chars.data());
  say("\n");
}

void end_at_once(int status) noexcept {
  for (;;) syscall(SYS_exit_group, status);
}

}  // namespace vmalock
