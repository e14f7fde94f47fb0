// SPDX-License-Identifier: MIT
// What one simulated iteration needs beyond cells: memory, RCU, the calls of
// the case to its engine, and the record of what happened.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/platform/program.h"
#include "harness/platform/relacy/cell.h"
#include "harness/result/run_result.h"

namespace vmalock::relacy {

/// A happens-before edge from each release to each later acquire: a vector
/// clock without a memory location.
class Clock {
 public:
  void release();
  void acquire() const;

 private:
  std::array<std::size_t, max_slots> times_{};
};

/// Memory of the case. Freed memory is not used again in the same iteration,
/// so that each use after free is seen.
class Memory {
 public:
  void* allocate(std::size_t size);
  /// False: not allocated, or freed before.
  bool release(void* p);
  /// Number of the live or freed object that p points into, from 1; 0: none.
  unsigned object_number(const void* p) const;
  std::size_t live() const;
  void reset();

 private:
  struct Block {
    std::byte* memory;
    std::size_t size;
    bool live;
  };
  std::vector<Block> blocks_;
  std::unordered_map<std::size_t, std::vector<std::byte*>> free_by_size_;
};

/// RCU by happens-before alone. A read section that has begun when a grace
/// period begins is waited for, and its end happens before the period's; a
/// later one begins after the period did.
///
/// rcu_read_lock itself cannot be observed, so a section begins with its first
/// access: that is the latest moment, shows a superset of the outcomes, and
/// needs no scheduling point of its own. For the same reason a grace period
/// begins and ends at once where it can.
class Rcu {
 public:
  void read_lock(unsigned thread);
  void read_unlock(unsigned thread, Where where);
  /// At each access of the thread.
  void begin_pending_section(unsigned thread) {
    if (pending_[thread]) begin_section(thread);
  }
  void synchronize(unsigned thread, Where where);
  void call(void (*run)(void* function, void* object), void* function,
            void* object);
  /// Runs what is queued, in sequential code: no section is open there.
  void drain();
  bool in_section(unsigned thread) const { return nesting_[thread] > 0; }

 private:
  using Mask = std::uint32_t;
  struct Callback {
    void (*run)(void*, void*);
    void* function;
    void* object;
    Clock queued;
    Mask sections;  ///< that must end first
  };

  static void* callback_thread(void* rcu);
  void begin_section(unsigned thread);
  void run_front();
  bool is_waiting(unsigned thread) const;

  std::array<unsigned, max_slots> nesting_{};
  std::array<bool, max_slots> pending_{};
  std::array<Mask, max_slots> awaited_{};  ///< by a thread in synchronize
  Mask open_ = 0;                          ///< sections that have begun
  Clock sections_ended_;
  Clock periods_begun_;
  std::deque<Callback> callbacks_;
  enum class Worker { unused, running, parked, finished };
  Worker worker_ = Worker::unused;
  unsigned worker_thread_ = 0;
};

/// One step of a trace and what it touched.
struct Step {
  TraceStep line;
  const void* cell;
  bool writes;
};

struct Observed {
  const char* name;
  unsigned index;
  std::int64_t value;
};

/// State of the simulation. There is one a process: Relacy has a global
/// context, too.
struct Runtime {
  // of the run
  const Ordering* orderings = nullptr;
  const ImplInfo* impl = nullptr;

  // of the iteration
  bool sequential = true;  ///< in before() or after()
  bool freeing = false;    ///< in K::free
  Memory memory;
  Rcu rcu;
  std::vector<Observed> observed;
  std::array<std::string, max_slots> waits;  ///< "at site x", by thread
  std::array<Where, max_slots> waits_where;
  unsigned last_thread = 0;  ///< that made an access
  Where last_where;

  // of the failure
  std::optional<ErrorKind> failure;
  std::string message;
  std::vector<Step> trace;
  std::map<const void*, std::string> cell_names;
  std::map<std::string, unsigned> cells_named;

  void begin_iteration();
};

extern Runtime runtime;

/// While an object is destroyed by K::free. To free an object is a plain store
/// to each of its cells: accesses that are not ordered before it are uses after
/// free, even where this interleaving happened to run them earlier.
struct Freeing {
  explicit Freeing(Where where) {
    runtime.freeing = true;
    runtime.last_where = where;
  }
  ~Freeing() { runtime.freeing = false; }
  Freeing(const Freeing&) = delete;
  Freeing& operator=(const Freeing&) = delete;
};

/// The scheduler may run another thread here.
void scheduling_point();
unsigned current_thread();
unsigned choose(unsigned n);
[[noreturn]] void fail(ErrorKind kind, std::string message, Where where);
void* allocate(std::size_t size);

/// Takes the calling thread from the scheduler until unpark().
void park(std::string what, Where where);
void unpark(unsigned thread);

/// Notes an access as the last one, and a step if a trace is being recorded.
void note_access(const Access& access);
bool tracing();
void name_cell(const void* cell, const char* name);
void trace_step(const void* cell, bool writes, const Access& access,
                std::string_view what, std::string_view value);
std::string print(std::uint64_t value, Format format);
Place place_of(const Where& where);
/// A function's name without the template arguments that g++ writes behind it.
std::string short_name(std::string_view function);
std::string site_name(std::uint16_t site);

}  // namespace vmalock::relacy
