// SPDX-License-Identifier: MIT
// What a native thread knows about itself: its number in the program, its
// random numbers, where its observations go and where it waits.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/where.h"
#include "harness/result/error_kind.h"

namespace vmalock::native {

struct Observed {
  const char* name;
  unsigned index;
  std::int64_t value;
};

/// What the engine can see of a thread from outside. One writer (the thread),
/// one reader (the engine): nothing here orders the program under test, so all
/// accesses are relaxed.
struct alignas(64) WaitSlot {
  enum State : unsigned { running, awaiting, grace_period, idle };
  std::atomic<unsigned> state{running};
  std::atomic<std::uint64_t> entries{0};  ///< waits begun
  std::atomic<std::uint64_t> polls{0};    ///< predicates found false
  std::atomic<const char*> file{""};
  std::atomic<const char*> function{""};
  std::atomic<int> line{0};
  std::atomic<unsigned> site{0xffff};
};

struct ThreadState {
  unsigned index = ~0u;
  std::uint64_t random = 0x9e3779b97f4a7c15u;
  std::vector<Observed>* observed = nullptr;  ///< null: not watched
  WaitSlot* wait = nullptr;                   ///< null: not watched
};

inline constinit thread_local ThreadState self{};

/// Thrown out of a wait that the engine gave up. Never leaves the engine.
struct Abandoned {};

/// Set by the engine: every wait ends with Abandoned.
extern std::atomic<bool> abandon;

/// The first finding of the run; later ones are dropped.
struct Finding {
  ErrorKind kind;
  unsigned thread;
  std::string message;
  Where where;
};

/// Out of line, so that the calls cost the fast path one untaken branch.
/// The place comes as scalars: a Where passed by value would be built on the
/// stack by the fast path (harness/bench/native_identity.py looks).
[[gnu::cold]] void report(ErrorKind kind, std::string_view id,
                          std::string_view text, const char* file,
                          const char* function, int line);

/// Whether report() was called since the last take_finding().
bool has_finding();
Finding take_finding();

/// xorshift64*: good enough to vary a schedule, and repeatable from the seed.
inline std::uint64_t next_random(std::uint64_t& state) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 0x2545f4914f6cdd1du;
}

/// One wait of the calling thread: first spins, then gives the processor away,
/// and ends with Abandoned if the engine says so.
class Waiting {
 public:
  Waiting(unsigned site, Where where);
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  void poll();

 private:
  bool waited_too_long();

  Where where_;
  unsigned polls_ = 0;
  std::chrono::steady_clock::time_point begin_;
};

/// A grace period of the calling thread, as the engine sees it.
class GracePeriod {
 public:
  explicit GracePeriod(Where where);
  ~GracePeriod();
  GracePeriod(const GracePeriod&) = delete;
  GracePeriod& operator=(const GracePeriod&) = delete;
};

/// Registers the calling thread with RCU for the life of the object. Each
/// thread that runs a program (engine, benchmark) holds one.
class ThreadScope {
 public:
  explicit ThreadScope(unsigned index);
  ~ThreadScope();
  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;
};

}  // namespace vmalock::native
