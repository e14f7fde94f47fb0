// SPDX-License-Identifier: MIT
// A null pointer that the program under test follows is an error of the program
// (E11), not the end of vmalock. The signal comes on the thread's own fiber,
// which is left as at any other error; nothing returns from the handler.
#include "harness/explore/run/null_pointer.h"

#include <csignal>
#include <cstdint>

#include "harness/base/check.h"
#include "harness/explore/explorer.h"

namespace vmalock::explore {

namespace {

/// What lies this close to 0 is a member of no object.
constexpr std::uintptr_t first_page = 4096;

/// The place is that of the thread's last access: there is none of the fault.
[[noreturn]] void fail(Explorer& explorer) {
  Access last;
  if (!explorer.threads.in_main()) {
    const auto po = explorer.state.graph.thread(explorer.threads.index());
    if (!po.empty()) {
      const Label& label = explorer.state.graph[po.back()].label;
      last = {label.site, label.where};
    }
  }
  explorer.errors.fail(ErrorKind::null_pointer,
                       "a null pointer is followed after this access", last);
}

/// What was there before this handler: a sanitizer's, or none.
struct sigaction previous;

void on_fault(int signal, siginfo_t* info, void*) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  Explorer* const explorer = Explorer::running_program();
  if (explorer && address < first_page) fail(*explorer);
  // Not the program's: it comes again, as if this handler were not there.
  sigaction(signal, &previous, nullptr);
}

}  // namespace

void catch_null_pointers() {
  static const int installed = [] {
    struct sigaction action = {};
    action.sa_sigaction = on_fault;
    // The handler is left for good, so the signal must not stay blocked.
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    return sigaction(SIGSEGV, &action, &previous);
  }();
  CHECK(installed == 0);
}

}  // namespace vmalock::explore
