// SPDX-License-Identifier: MIT
// What the program does outside of its cells is an error of it, not the end of
// the process. Method: programs that misbehave in one way each, in each part,
// under each kind of model; the one that runs next holds.
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cassert>
#include <csetjmp>
#include <csignal>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "harness/base/check.h"
#include "harness/explore/test_program.h"

#ifdef __SANITIZE_ADDRESS__
/// The stack of a program that has misbehaved is given up, and with it what the
/// program had allocated.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:faults_test.cc\n";
}
#endif

namespace vmalock::explore {
namespace {

using testing::Body;
using testing::CellBody;
using testing::Cells;
using testing::program;

constexpr std::array models = {Model::sc, Model::rc11, Model::lkmm};

// On purpose, all of them: a sanitizer would stop before the signal.
#define VMALOCK_UNCHECKED \
  __attribute__((noinline, no_sanitize("undefined", "address")))

VMALOCK_UNCHECKED int follow(std::uintptr_t address) {
  return *reinterpret_cast<const volatile int*>(address);
}

/// Where compilers must put a result: they leave out what nobody looks at.
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

VMALOCK_UNCHECKED void large_frame() {
  char frame[5'000'000];
  char* volatile all = frame;  // its address, so the whole frame is there
  for (std::size_t i = 0; i < sizeof frame; i += 4096) all[i] = 1;
}

void throw_anything(const char* what) { throw std::runtime_error(what); }
void throw_where_none_may(const char* what) noexcept { throw_anything(what); }

jmp_buf far_away;  // NOLINT: what a plug-in might do

struct Way {
  const char* name;
  void (*act)();
  const char* says;
  ErrorKind kind = ErrorKind::crash;
};

const std::vector<Way>& ways() {
  static const std::vector<Way> all = {
      {"null", [] { follow(8); }, "null pointer", ErrorKind::null_pointer},
      {"wild", [] { follow(0x10000); }, "wild pointer"},
      {"not canonical", [] { follow(0xdead000000000000); }, "cannot be one"},
      {"zero",
       [] {
         volatile int zero = 0;
         divide(7, zero);
       },
       "division by zero"},
      {"overflow", [] { recurse(~0u); }, "stack overflows"},
      {"large frame", [] { large_frame(); }, "stack overflows"},
      {"trap", [] { __builtin_trap(); }, "traps"},
      {"abort", [] { std::abort(); }, "abort()"},
      {"raise", [] { std::raise(SIGABRT); }, "abort()"},
      {"noexcept", [] { throw_where_none_may("eight"); }, "eight"},
      {"throw", [] { throw std::runtime_error("seven"); }, "seven"},
      {"throw 7", [] { throw 7; }, "of no standard type"},
      {"exit", [] { std::exit(0); }, "exit(0) is called"},
      {"quick_exit", [] { std::quick_exit(3); }, "quick_exit(3) is called"},
      {"_exit", [] { _exit(0); }, "_exit(0) is called"},
      {"_Exit", [] { std::_Exit(0); }, "_Exit(0) is called"},
      {"fork", [] { static_cast<void>(fork()); }, "fork() is called"},
      {"pthread_exit", [] { pthread_exit(nullptr); }, "pthread_exit() is"},
      {"longjmp", [] { longjmp(far_away, 1); }, "longjmp() is called"},
      {"K::alloc", [] { allocate(std::size_t{1} << 40, 8, "huge"); },
       "more than 1 MiB", ErrorKind::lock_misuse},
#ifndef __SANITIZE_ADDRESS__  // which ends the process for it
      {"new",
       [] {
         volatile std::size_t huge = std::size_t{1} << 60;
         std::vector<char>().resize(huge);
       },
       "std::bad_alloc"},
#endif
  };
  return all;
}

void expect_way(const Result& r, const Way& way, Model model) {
  ASSERT_TRUE(r.error) << way.name << " " << name(model);
  EXPECT_EQ(r.error->kind, way.kind) << way.name << " " << r.error->message;
  EXPECT_NE(r.error->message.find(way.says), std::string::npos)
      << way.name << " " << r.error->message;
}

void expect_that_vmalock_goes_on() {
  testing::expect_correct(
      testing::message(Ordering::release, Ordering::acquire, true));
}

TEST(Faults, OfAThreadAreErrorsWithTheTraceSoFar) {
  for (const Model model : models)
    for (const Way& way : ways()) {
      const auto p =
          program({[&way](const Cells& c) {
                     if (load(c.x, Ordering::relaxed) == 1) way.act();
                   },
                   [](const Cells& c) { store(c.x, 1, Ordering::relaxed); }});
      expect_way(testing::run(p, model), way, model);
      const Error error = testing::expect_error(p, way.kind, model);
      ASSERT_EQ(error.trace.size(), 2u) << way.name;
      EXPECT_EQ(error.trace.back().thread, 0u) << way.name;
      expect_that_vmalock_goes_on();
    }
}

TEST(Faults, OfExecutionsThatAreNotConsistentAreNone) {
  // Under lkmm both stores and loads may be reordered, but not a value made up.
  for (const Way& way : ways())
    testing::expect_correct(
        program({[&way](const Cells& c) {
                   if (load(c.x, Ordering::relaxed) == 2) way.act();
                 },
                 [](const Cells& c) { store(c.x, 1, Ordering::relaxed); }}),
        Model::lkmm);
}

/// A program that misbehaves in one of its other parts.
class Elsewhere final : public Program {
 public:
  enum Part { constructor, first, last, destructor };
  Elsewhere(Part part, const Way& way) : part_(part), way_(way) {
    act(constructor);
  }
  ~Elsewhere() override { act(destructor); }
  Elsewhere(const Elsewhere&) = delete;
  Elsewhere& operator=(const Elsewhere&) = delete;
  unsigned threads() const override { return 1; }
  void before() override {
    x_ = new_location(4, 0, "x");
    act(first);
  }
  void thread(unsigned) override { store(x_, 1, Ordering::relaxed); }
  void after() override { act(last); }

 private:
  void act(Part part) const {
    if (part_ == part) way_.act();
  }
  Part part_;
  const Way& way_;
  Location x_ = 0;
};

TEST(Faults, OfEveryPartOfTheProgramAreErrors) {
  for (const Model model : models)
    for (const Way& way : ways())
      for (const auto part : {Elsewhere::constructor, Elsewhere::first,
                              Elsewhere::last, Elsewhere::destructor}) {
        Way expected = way;
        if (way.kind == ErrorKind::lock_misuse && part >= Elsewhere::last)
          expected.says = "must not allocate";
        expect_way(
            testing::run([&] { return std::make_unique<Elsewhere>(part, way); },
                         model),
            expected, model);
      }
  expect_that_vmalock_goes_on();
}

TEST(Faults, OfFunctionsThatAreCalledAreErrors) {
  for (const Way& way : ways()) {
    if (way.kind == ErrorKind::lock_misuse) continue;  // is refused before
    const auto p = program({[&way](const Cells& c) {
      await(
          c.x,
          [&way](Value v) {
            if (v == 0) way.act();
            return true;
          },
          Ordering::relaxed);
    }});
    expect_way(testing::run(p), way, Model::rc11);
    expect_that_vmalock_goes_on();
  }
}

TEST(Faults, OfWorkersAreErrors) {
  for (const Way& way : ways()) {
    Options options = testing::with(Model::rc11);
    options.jobs = 3;
    options.share_after = 1;
    const CellBody adds = [&way](const Cells& c) {
      if (rmw(c.x, RmwOp::add, 1, Ordering::relaxed) == 2 &&
          load(c.y, Ordering::relaxed) == 3)
        way.act();
      store(c.y, 3, Ordering::relaxed);
    };
    expect_way(explore(program({adds, adds, adds}), options), way, Model::rc11);
  }
  expect_that_vmalock_goes_on();
}

TEST(Faults, AnAccessOfAThreadThatTheProgramStartsIsAnError) {
  for (const Model model : models) {
    const Result r = testing::run(
        program({[](const Cells& c) {
          std::thread([&c] { store(c.y, 1, Ordering::relaxed); }).join();
          store(c.x, 1, Ordering::relaxed);
        }}),
        model);
    ASSERT_TRUE(r.error);
    EXPECT_EQ(r.error->kind, ErrorKind::crash);
    EXPECT_NE(r.error->message.find("started by itself"), std::string::npos)
        << r.error->message;
    EXPECT_EQ(r.error->trace.size(), 1u);
  }
  expect_that_vmalock_goes_on();
}

// ---- what cannot be contained

using FaultsDeathTest = ::testing::Test;

TEST(FaultsDeathTest, OfAThreadThatTheProgramStartsNameTheRun) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto in_thread = [](void (*act)()) {
    testing::run(program({[act](const Cells&) { std::thread(act).join(); }}));
  };
  EXPECT_EXIT(in_thread([] { std::exit(0); }), ::testing::ExitedWithCode(70),
              "has started calls exit\\(0\\)");
  EXPECT_EXIT(in_thread([] { std::abort(); }),
              ::testing::KilledBySignal(SIGABRT), "ended by the signal 6");
}

TEST(FaultsDeathTest, ASignalFromOutsideIsNoFaultOfTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(testing::run(program({[](const Cells&) {
                const pid_t victim = getpid();
                if (syscall(SYS_fork) == 0) {
                  kill(victim, SIGILL);
                  syscall(SYS_exit_group, 0);
                }
                for (;;) pause();
              }})),
              ::testing::KilledBySignal(SIGILL), "ended by the signal 4");
}

#ifndef __SANITIZE_ADDRESS__
TEST(FaultsDeathTest, AHeapThatIsBrokenEndsTheProgramWithAWord) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      testing::run(program({[](const Cells&) {
        // The size of what is left of the heap.
        char* volatile const block = static_cast<char*>(std::malloc(5'000));
        for (int i = 0; i < 64; ++i) block[5'000 + i] = 0x11;
        void* volatile more = std::malloc(100'000);
        static_cast<void>(more);
        std::abort();
      }})),
      [](int status) { return status != 0; }, "vmalock: ended by the signal 6");
}
#endif

}  // namespace
}  // namespace vmalock::explore
