// SPDX-License-Identifier: MIT
#include "harness/base/ending.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include "harness/base/underway.h"

namespace vmalock {

namespace {

constinit std::atomic<OnEnding> watcher{nullptr};

void about_to(const char* call) {
  if (const OnEnding f = watcher.load(std::memory_order_acquire)) f(call);
}

void about_to(const char* call, int argument) {
  // Not on the heap: the watcher may leave this frame for good.
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s(%d)", call, argument);
  about_to(text.data());
}

/// The library's own function; a sanitizer's, if it has one.
template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

template <class Function, class... Arguments>
[[noreturn]] void go_on(const char* name, Arguments... arguments) {
  if (Function* const f = next<Function>(name)) f(arguments...);
  end_at_once(EXIT_FAILURE);
}

}  // namespace

void watch_endings(OnEnding on_ending) { watcher = on_ending; }

}  // namespace vmalock

using vmalock::about_to;
using vmalock::go_on;

extern "C" {

void exit(int status) noexcept {
  about_to("exit", status);
  go_on<void(int)>("exit", status);
}

void quick_exit(int status) noexcept {
  about_to("quick_exit", status);
  go_on<void(int)>("quick_exit", status);
}

void _exit(int status) {
  about_to("_exit", status);
  go_on<void(int)>("_exit", status);
}

void _Exit(int status) noexcept {
  about_to("_Exit", status);
  go_on<void(int)>("_Exit", status);
}

void pthread_exit(void* value) {
  about_to("pthread_exit()");
  go_on<void(void*)>("pthread_exit", value);
}

pid_t fork() noexcept {
  about_to("fork()");
  return vmalock::next<pid_t()>("fork")();
}

void longjmp(struct __jmp_buf_tag* to, int value) noexcept {
  about_to("longjmp()");
  go_on<void(struct __jmp_buf_tag*, int)>("longjmp", to, value);
}

void _longjmp(struct __jmp_buf_tag* to, int value) noexcept {
  about_to("longjmp()");
  go_on<void(struct __jmp_buf_tag*, int)>("_longjmp", to, value);
}

void siglongjmp(struct __jmp_buf_tag* to, int value) noexcept {
  about_to("siglongjmp()");
  go_on<void(struct __jmp_buf_tag*, int)>("siglongjmp", to, value);
}

/// What longjmp() is where _FORTIFY_SOURCE is set.
[[noreturn]] void __longjmp_chk(struct __jmp_buf_tag* to, int value) {
  about_to("longjmp()");
  go_on<void(struct __jmp_buf_tag*, int)>("__longjmp_chk", to, value);
}
}
