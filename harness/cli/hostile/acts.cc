// SPDX-License-Identifier: MIT
#include "harness/cli/hostile/acts.h"

#include <pthread.h>
#include <unistd.h>

#include <csetjmp>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#undef NDEBUG
#include <cassert>

// Sanitizers would stop before the processor does.
#define VMALOCK_UNCHECKED \
  __attribute__((noinline, no_sanitize("undefined", "address")))

namespace vmalock::cli::hostile {

namespace {

VMALOCK_UNCHECKED int follow(std::uintptr_t address) {
  return *reinterpret_cast<const volatile int*>(address);
}

/// Where a compiler must put a result: it leaves out what nobody looks at.
volatile int looked_at;

VMALOCK_UNCHECKED void divide(int a, const volatile int& b) {
  looked_at = a / b;
}

// NOLINTNEXTLINE: until nothing is left of the stack
VMALOCK_UNCHECKED int recurse(unsigned depth) {
  volatile char frame[512];
  frame[0] = 1;
  return depth == 0 ? 0 : recurse(depth - 1) + frame[0];
}

void throw_anything() { throw std::runtime_error("thrown by a lock"); }

jmp_buf nowhere;

}  // namespace

void follow_null() { follow(8); }
void follow_wild() { follow(0x10000); }
void follow_no_address() { follow(0xdead000000000000); }
void divide_by_zero() {
  const volatile int zero = 0;
  divide(7, zero);
}
void overflow_stack() { recurse(~0u); }
void trap() { __builtin_trap(); }
void abort_it() { std::abort(); }
void fail_assertion() {
  const volatile int users = 0;
  assert(users > 0);
}
void throw_runtime_error() { throw_anything(); }
void throw_number() { throw 7; }
void throw_where_none_may() {
  []() noexcept { throw_anything(); }();
}
void exit_it() { std::exit(0); }
void quick_exit_it() { std::quick_exit(0); }
void underscore_exit() { _exit(0); }
void long_jump() { longjmp(nowhere, 1); }
void fork_it() { static_cast<void>(fork()); }
void end_thread() { pthread_exit(nullptr); }
void ask_for_all_memory() {
  const volatile std::size_t all = std::size_t{1} << 60;
  std::vector<char>().resize(all);
}

}  // namespace vmalock::cli::hostile
