// SPDX-License-Identifier: MIT
#include "harness/explore/run/faults.h"

#include <cxxabi.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/ending.h"
#include "harness/base/underway.h"
#include "harness/explore/explorer.h"

namespace vmalock::explore {

namespace {

constexpr std::array caught = {SIGSEGV, SIGBUS,  SIGFPE,
                               SIGILL,  SIGTRAP, SIGABRT};

/// What was there before these handlers: a sanitizer's, or none.
std::array<struct sigaction, NSIG> previous;

/// What lies this close to 0 is a member of no object.
constexpr std::uintptr_t first_page = 4096;

/// Contained runs that go on now.
std::atomic<unsigned> runs{0};
std::atomic<bool> foreign_access{false};

/// The handler asks whether vmalock can go on.
constinit thread_local volatile bool is_asking = false;

/// Where the program stands: after an access, or in a part that has none.
struct Standing {
  Access last;
  const char* words;
};

Standing standing(const Explorer& x) {
  if (x.threads.in_main())
    return {{},
            x.threads.phase() == Threads::Phase::before
                ? " in the constructor of the case or before()"
                : " in after() or the destructor of the case"};
  const auto po = x.state.graph.thread(x.threads.index());
  if (po.empty()) return {{}, " before its first access"};
  const Label& label = x.state.graph[po.back()].label;
  return {{label.site, label.where}, " after this access"};
}

struct Fault {
  ErrorKind kind;
  std::string message;
};

std::string at_address(const siginfo_t& info) {
  // The processor tells no address that is not canonical.
  if (info.si_code == SI_KERNEL) return "(its address cannot be one)";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "(address %p)", info.si_addr);
  return text.data();
}

Fault fault_of(int signal, const siginfo_t& info, const Threads& threads) {
  const auto address = reinterpret_cast<std::uintptr_t>(info.si_addr);
  switch (signal) {
    case SIGSEGV:
    case SIGBUS:
      if (info.si_code != SI_KERNEL && address < first_page)
        return {ErrorKind::null_pointer, "a null pointer is followed"};
      if (threads.in_guard(info.si_addr))
        return {ErrorKind::crash, "the stack overflows"};
      return {ErrorKind::crash,
              "a wild pointer is followed " + at_address(info)};
    case SIGFPE:
      return {ErrorKind::crash, "a division by zero, or one that overflows"};
    case SIGILL:
    case SIGTRAP:
      return {ErrorKind::crash, "an instruction that traps is reached"};
    default:
      return {ErrorKind::crash, "abort() is called, as by an assertion,"};
  }
}

/// What the C++ ABI knows of a thread's exceptions.
struct Handled {
  void* caught;
  unsigned uncaught;
};

[[noreturn]] void fail(Explorer& x, ErrorKind kind, std::string message) {
  // A function that was called is left with the rest, and so are handlers of
  // exceptions.
  x.accesses.stop_evaluating();
  auto& handled = *reinterpret_cast<Handled*>(abi::__cxa_get_globals());
  handled = {nullptr, 0};
  const Standing at = standing(x);
  message += at.words;
  x.errors.fail(kind, std::move(message), at.last);
}

// ---- signals

/// As if the handler were not there. A fault comes again by itself.
void end_by(int signal, const siginfo_t& info) {
  std::array<char, 96> why{};
  std::snprintf(why.data(), why.size(), "ended by the signal %d (%s)", signal,
                sigdescr_np(signal));
  last_words(why.data());
  sigaction(signal, &previous[static_cast<std::size_t>(signal)], nullptr);
  if (info.si_code <= 0 || signal == SIGABRT) raise(signal);
}

void on_silence(int) {
  last_words("the program under test has left the heap locked or broken");
  end_at_once(static_cast<int>(ExitStatus::internal));
}

/// Whatever the program did to the heap, the heap must answer, or nothing can
/// go on: small and large blocks, each within seconds.
void ask_heap() {
  constexpr unsigned patience = 5;
  is_asking = true;
  struct sigaction silence = {}, before = {};
  silence.sa_handler = on_silence;
  sigaction(SIGALRM, &silence, &before);
  const unsigned left = alarm(patience);
  for (const std::size_t bytes : {24u, 500u, 5'000u, 100'000u, 1'000'000u}) {
    void* volatile block = std::malloc(bytes);
    std::free(block);
  }
  alarm(left);
  sigaction(SIGALRM, &before, nullptr);
  is_asking = false;
}

void on_fault(int signal, siginfo_t* info, void*) {
  Explorer* const explorer = Explorer::running_program();
  const bool sent = info->si_code == SI_USER && info->si_pid != getpid();
  if (!explorer || sent || is_asking) {
    end_by(signal, *info);
    return;
  }
  ask_heap();
  Fault fault = fault_of(signal, *info, explorer->threads);
  fail(*explorer, fault.kind, std::move(fault.message));
}

std::terminate_handler terminate_before = nullptr;

/// An exception comes to where none may: noexcept, a destructor.
[[noreturn]] void on_terminate() {
  if (Explorer* const explorer = Explorer::running_program())
    fail(*explorer, ErrorKind::crash, what_is_thrown());
  terminate_before();
  std::abort();
}

void on_ending(const char* call) {
  if (Explorer* const explorer = Explorer::running_program())
    fail(*explorer, ErrorKind::crash, std::string(call) + " is called");
  if (runs == 0 || Explorer::explores()) return;
  // A thread that only the program knows may end itself.
  if (std::strcmp(call, "pthread_exit()") == 0) return;
  std::array<char, 128> why{};
  std::snprintf(why.data(), why.size(),
                "a thread that the program under test has started calls %s",
                call);
  last_words(why.data());
  end_at_once(static_cast<int>(ExitStatus::internal));
}

void install_handlers() {
  struct sigaction action = {};
  action.sa_sigaction = on_fault;
  // The handler is left for good, so the signal must not stay blocked.
  action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  for (const int signal : caught)
    CHECK(sigaction(signal, &action,
                    &previous[static_cast<std::size_t>(signal)]) == 0);
  terminate_before = std::set_terminate(on_terminate);
  watch_endings(on_ending);
}

/// For the handlers: a stack that overflows has no room for them.
class SignalStack {
 public:
  SignalStack() {
    void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    stack_.ss_sp = memory;
    stack_.ss_size = bytes;
    CHECK(sigaltstack(&stack_, &outer_) == 0);
  }
  ~SignalStack() {
    sigaltstack(&outer_, nullptr);
    munmap(stack_.ss_sp, bytes);
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  static constexpr std::size_t bytes = std::size_t{1} << 20;
  stack_t stack_{};
  stack_t outer_{};
};

}  // namespace

Contained::Contained() {
  static const bool installed = (install_handlers(), true);
  static_cast<void>(installed);
  if (runs++ == 0) foreign_access = false;
}

Contained::~Contained() { --runs; }

void have_signal_stack() { thread_local const SignalStack stack; }

void fail_here(ErrorKind kind, std::string message) {
  Explorer* const explorer = Explorer::running_program();
  CHECK(explorer);
  fail(*explorer, kind, std::move(message));
}

std::string what_is_thrown() {
  std::string text = "an exception is not caught";
  if (!std::current_exception()) return text;
  try {
    throw;
  } catch (const std::exception& e) {
    text += std::string(" (") + e.what() + ")";
  } catch (...) {
    text += " (of no standard type)";
  }
  return text;
}

void refuse_program(const char* what) {
  Explorer* const explorer = Explorer::running_program();
  if (!explorer) user_error(what);
  explorer->accesses.stop_evaluating();
  explorer->errors.fail(ErrorKind::lock_misuse, what, standing(*explorer).last);
}

// ---- threads that the program starts

void refuse_foreign_thread() {
  CHECK(runs > 0 && "a runtime call outside the explorer");
  if (runs > 1) {
    last_words(
        "a thread that a program under test has started makes an access; of "
        "which run is not known (--jobs 1 tells)");
    end_at_once(static_cast<int>(ExitStatus::internal));
  }
  foreign_access = true;
  pthread_exit(nullptr);
}

bool take_foreign_access() {
  return foreign_access.load(std::memory_order_relaxed) &&
         foreign_access.exchange(false);
}

}  // namespace vmalock::explore
