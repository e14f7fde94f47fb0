// SPDX-License-Identifier: MIT
// The three kinds of error, kept apart:
//   CHECK(cond)        our own bug: always on, prints the place, exit 70;
//   user_error(text)   wrong input: what, where, what to write instead, 64;
//   a finding          an error of the program under test: never an exception
//                      across layers, always data in a RunResult.
#pragma once

#include <stdexcept>
#include <string>

namespace vmalock {

/// Exit statuses of the command line (see README, "Exit status").
enum class ExitStatus : int {
  holds = 0,
  violated = 1,
  unknown = 2,
  usage = 64,
  no_input = 66,  ///< this one and the next: as in sysexits.h
  internal = 70,
  not_created = 73,
  not_written = 74,
};

/// Wrong input by the user. The text says what, where, and what to write
/// instead; main() prints it and exits with ExitStatus::usage.
class UserError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] inline void user_error(const std::string& text) {
  throw UserError(text);
}

/// An answer that could not be written where it was to go. The text says where
/// and why; main() prints it and exits with ExitStatus::not_written.
class NotWritten : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file or folder of ours that could not be made; exits with
/// ExitStatus::not_created.
class NotCreated : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reports a broken invariant of ours and exits with ExitStatus::internal.
[[noreturn]] void check_failed(const char* condition, const char* file,
                               int line, const char* function);

}  // namespace vmalock

#define CHECK(cond)                             \
  (__builtin_expect(static_cast<bool>(cond), 1) \
       ? static_cast<void>(0)                   \
       : ::vmalock::check_failed(#cond, __FILE__, __LINE__, __func__))
