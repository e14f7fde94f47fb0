// SPDX-License-Identifier: MIT
// Calls that end the process, or leave the frames of the caller: exit() and its
// like, fork(), pthread_exit(), longjmp(). The program under test may make none
// of them, so they are defined here, in front of the C library's, and whoever
// runs such a program hears of them before they are made.
#pragma once

namespace vmalock {

/// Gets the call as text, "exit(0)". If it returns, the call is made.
using OnEnding = void (*)(const char* call);

/// One for the whole process.
void watch_endings(OnEnding on_ending);

}  // namespace vmalock
