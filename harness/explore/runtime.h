// SPDX-License-Identifier: MIT
// The runtime: what a program may call while the explorer runs it.
//
// Front ends (the model platform, the litmus interpreter, random programs,
// benchmark programs) translate their accesses into these calls. A call works
// on the explorer that runs the calling thread; calling one of them from
// anywhere else is our own bug (CHECK).
//
// Where a call may stand:
//   before()   runs once, outside the graph: stores set initial values;
//   thread(i)  every shared access is an event of the execution graph;
//   after()    runs on every complete execution: loads see the final values,
//              stores are private to this run of after().
//
// Threads must be deterministic given the values they read, keep no state
// that outlives them, and own no heap memory: a thread is abandoned and run
// again from its start at any call below.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>

#include "harness/base/ordering.h"
#include "harness/base/rmw_op.h"
#include "harness/base/where.h"
#include "harness/graph/dependencies.h"
#include "harness/graph/execution.h"

namespace vmalock::explore {

using graph::Dependencies;
using graph::Reads;
using vmalock::RmwOp;

using Location = std::uint32_t;   ///< a cell that marked accesses reach
using PlainCell = std::uint32_t;  ///< a cell that they never reach
using Value = std::uint64_t;      ///< zero-extended from the cell's width

/// Where an access comes from. `site` is a row of the ordering table, or
/// no_site for code that owns no row.
struct Access {
  static constexpr std::uint16_t no_site = 0xffff;
  std::uint16_t site = no_site;
  Where where;
  /// For lkmm: what the access depends on, beside what its thread is in
  /// (enter()). Lives until the call returns. Null: nothing more.
  const Dependencies* from = nullptr;
};

/// A reference to a callable that lives until the call returns.
template <class Signature>
class FunctionRef;
template <class R, class... Args>
class FunctionRef<R(Args...)> {
 public:
  FunctionRef() = default;
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef>)
      FunctionRef(F&& f)  // NOLINT: implicit on purpose, callers pass lambdas
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
        call_([](void* object, Args... args) -> R {
          return (*static_cast<std::remove_reference_t<F>*>(object))(args...);
        }) {}
  R operator()(Args... args) const { return call_(object_, args...); }
  explicit operator bool() const { return call_ != nullptr; }

 private:
  void* object_ = nullptr;
  R (*call_)(void*, Args...) = nullptr;
};

using Predicate = FunctionRef<bool(Value)>;
using Update = FunctionRef<std::optional<Value>(Value)>;

// ---- cells

/// A new shared cell of `width` bytes (1, 2, 4 or 8). Without an initial value
/// a read that sees none is an error. `name` is a literal for traces.
/// `address`: the cell's place if it may lie in an allocated object; then the
/// object's life bounds the cell's. Created by thread t as its n-th cell it is
/// the same location in every execution.
Location new_location(unsigned width, std::optional<Value> initial,
                      const char* name, const void* address = nullptr);

/// A new plain cell (at most 64 bits, kept as raw bits).
PlainCell new_plain(std::optional<Value> initial, const char* name,
                    const void* address = nullptr);

// ---- marked accesses and plain accesses to shared cells

Value load(Location cell, Ordering order, const Access& access = {});
void store(Location cell, Value value, Ordering order,
           const Access& access = {});

/// Unconditional read-modify-write, one event; returns the old value.
Value rmw(Location cell, RmwOp op, Value operand, Ordering order,
          const Access& access = {});

struct CasResult {
  Value old;
  bool done;
};

/// Strong compare-exchange, one event; a failure is a read with the failure
/// order.
CasResult cmpxchg(Location cell, Value expected, Value desired,
                  Ordering success, Ordering failure,
                  const Access& access = {});

/// Conditional read-modify-write as one event: `f(old)` gives the new value
/// or nothing; then the event is a read with the failure order. `f` is pure.
CasResult update(Location cell, Update f, Ordering success,
                 Ordering failure = Ordering::relaxed,
                 const Access& access = {});

/// Blocks until the cell's value satisfies the (pure) predicate.
Value await(Location cell, Predicate holds, Ordering order,
            const Access& access = {});

/// Blocks until `f(old)` has a value and stores it; returns the old value.
Value await_update(Location cell, Update f, Ordering order,
                   const Access& access = {});

/// `mark`: a fence that only lkmm knows; its order is none.
void fence(Ordering order, const Access& access = {},
           graph::Mark mark = graph::Mark::none);

// ---- dependencies, for lkmm; nothing elsewhere

/// Whether the model makes use of dependencies.
bool tracks_dependencies();
/// The running thread's newest event, if that is a read.
Reads last_read();
/// What all accesses in a part of a thread depend on.
struct Within {
  Reads addr;  ///< in a function that works on an object: its address
  Reads ctrl;  ///< in a branch: its condition
};
/// The thread enters such a part, which ends when leave() gets what this
/// returned. A thread that is run again is in none.
Within enter(const Within& part);
void leave(const Within& outer);
/// A branch decides what the thread does, whether or not something is in the
/// part that it takes.
void may_select();
/// A control dependency up to the end of the thread.
void keep_control(const Reads& reads);

// ---- plain cells: kept out of the graph, checked for races

Value plain_load(PlainCell cell, const Access& access = {});
void plain_store(PlainCell cell, Value value, const Access& access = {});

// ---- memory

/// Memory that is never reused within an execution; the n-th allocation of a
/// thread has the same address in every execution. Every object must have
/// been released when an execution (including after()) ends.
void* allocate(std::size_t bytes, std::size_t align, const char* name,
               const Access& access = {});
void release(void* object, const Access& access = {});

/// Pointers as values: independent of where this process put the memory.
Value encode_pointer(const void* pointer);
void* decode_pointer(Value value);

// ---- RCU

void rcu_read_lock(const Access& access = {});
void rcu_read_unlock(const Access& access = {});
void synchronize_rcu(const Access& access = {});
/// `call(fn, object)` after a grace period, on a thread of its own that this
/// call creates.
void call_rcu(void (*call)(void (*fn)(void*), void* object), void (*fn)(void*),
              void* object, const Access& access = {});

/// SRCU, under lkmm. Domains are numbered from 1. A section is one pair of
/// calls and nests in none: its end is matched with the begin whose event its
/// data depends on (last_read() behind srcu_read_lock(), which stands for the
/// index). A grace period that never ends is not looked for: no case has SRCU.
void srcu_read_lock(unsigned domain, const Access& access = {});
void srcu_read_unlock(unsigned domain, const Access& access = {});
void synchronize_srcu(unsigned domain, const Access& access = {});

// ---- threads

/// Index of the running thread; main_thread in before() and after().
inline constexpr unsigned main_thread = ~0u;
unsigned thread_index();
/// Whether the address lies in the stack on which the caller runs: nobody
/// else's memory.
bool on_stack(const void* address);

/// Starts `run(argument)` as a new thread and returns its index; the caller's
/// n-th start is the same thread in every execution.
unsigned spawn(void (*run)(void*), void* argument, const Access& access = {});
void join(unsigned thread, const Access& access = {});

// ---- talking to the explorer

/// Explored nondeterminism: a value in [0, n).
unsigned choose(unsigned n, const Access& access = {});
/// One component of the outcome; the last value of an execution counts.
void observe(const char* name, unsigned index, std::int64_t value);
/// A property of the program; a failure ends the exploration.
void require(bool holds, const char* id, const char* text,
             const Access& access = {});
/// A facility was used wrongly.
[[noreturn]] void misuse(const char* text, const Access& access = {});
/// The rest of this execution is of no interest; it counts as blocked.
[[noreturn]] void discard();

}  // namespace vmalock::explore
