// SPDX-License-Identifier: MIT
// What the program is working on, for its last words: if something ends it that
// cannot be contained, it says what it ran and where finished runs are kept.
#pragma once

#include <cstddef>
#include <string>

namespace vmalock {

/// For as long as it lives: "case readers_share on refcnt-7.0 (graph lkmm)".
/// Beyond sixteen at a time they are not named.
class Underway {
 public:
  explicit Underway(const std::string& what);
  ~Underway();
  Underway(const Underway&) = delete;
  Underway& operator=(const Underway&) = delete;

 private:
  std::size_t slot_;
};

/// The file that has the finished runs; empty: there is none.
void set_journal_for_last_words(const std::string& path);

/// "vmalock: WHY", then what tell_underway() says, to standard error. Both may
/// be called in a signal handler.
void last_words(const char* why) noexcept;
/// What is underway, and where the runs before it are kept.
void tell_underway() noexcept;

/// _exit() that nobody watches (base/ending.h).
[[noreturn]] void end_at_once(int status) noexcept;

}  // namespace vmalock
