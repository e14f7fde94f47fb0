// SPDX-License-Identifier: MIT
// What the program under test does outside of its cells: a fault of the
// processor, abort(), exit(), an exception, an access from a thread that nobody
// knows. Each is an error of that program, not the end of vmalock.
//
// It stays in this process (README.md says why no other): the signal comes on a
// stack of its own while the program runs on a fiber, and the fiber is left as
// at any other error.
#pragma once

#include <string>

#include "harness/result/error_kind.h"

namespace vmalock::explore {

/// A run of a program, in one or more threads of ours. The handlers are for the
/// whole process, and stay.
class Contained {
 public:
  Contained();
  ~Contained();
  Contained(const Contained&) = delete;
  Contained& operator=(const Contained&) = delete;
};

/// Each thread of ours that runs programs needs one.
void have_signal_stack();

/// On a fiber: the program fails where it stands, after its last access.
[[noreturn]] void fail_here(ErrorKind kind, std::string message);

/// In a handler: "an exception is not caught (…)".
std::string what_is_thrown();

/// The program does what no program may, in words: an error of it (E09).
[[noreturn]] void refuse_program(const char* what);

/// A runtime call from a thread that runs no program: one that the program
/// under test has started by itself. Ends that thread.
[[noreturn]] void refuse_foreign_thread();

/// Whether that has happened in the run that goes on; once.
bool take_foreign_access();

}  // namespace vmalock::explore
