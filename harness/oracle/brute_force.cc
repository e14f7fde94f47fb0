// SPDX-License-Identifier: MIT
#include "harness/oracle/brute_force.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/check.h"

namespace vmalock::oracle {
namespace {

using graph::Execution;
using graph::ExecutionEvent;
using graph::init_write;

enum class Status : std::uint8_t { running, put_off, ended, stuck };

struct Thread {
  litmus::ThreadState state;
  Status status = Status::running;
  std::optional<litmus::Action> action;  ///< the read that was put off
  std::uint16_t events = 0;
};

/// A write that has appeared; threads below `next_thread` know of it.
struct Announcement {
  std::int32_t write;
  std::size_t next_thread;
};

/// A partial choice of reads-from.
struct Partial {
  std::vector<Thread> threads;
  std::vector<ExecutionEvent> events;
  std::vector<Announcement> announcements;
};

class BruteForce {
 public:
  BruteForce(const litmus::LitmusProgram& program, const models::Model& model,
             const OnExecution& on_execution, const BruteForceLimits& limits,
             const OnStuck& on_stuck)
      : program_(program),
        model_(model),
        on_execution_(on_execution),
        on_stuck_(on_stuck),
        limits_(limits) {
    for (std::size_t t = 0; t < program.threads.size(); ++t)
      code_.emplace_back(program, t);
  }

  BruteForceStats run() {
    Partial start;
    for (const litmus::ThreadCode& c : code_) {
      Thread t;
      t.state = c.start();
      start.threads.push_back(std::move(t));
    }
    extend(std::move(start));
    return stats_;
  }

 private:
  const litmus::LitmusProgram& program_;
  const models::Model& model_;
  const OnExecution& on_execution_;
  const OnStuck& on_stuck_;
  const BruteForceLimits limits_;
  std::vector<litmus::ThreadCode> code_;
  BruteForceStats stats_;
  std::vector<std::size_t> stuck_;  ///< threads whose last event is a wait

  bool out_of_budget() {
    if (!limits_.hit(stats_.candidates)) return false;
    stats_.exhausted = false;
    return true;
  }

  void extend(Partial p);
  void announce(Partial p);
  void read(Partial p, std::size_t thread, const litmus::Action& action);
  std::int64_t value_of(const Partial& p, std::int32_t write,
                        std::uint32_t location) const;
  bool resolve(Partial& p, std::size_t thread, const litmus::Action& action,
               std::int32_t write) const;
  void append(Partial& p, std::size_t thread, ExecutionEvent event) const;
  void complete(const Partial& p);
  bool wait_for_ever(const Execution& x) const;
  void order_writes(Execution& x, const litmus::FinalState& final_state,
                    std::uint32_t location);
};

// Step (1): one step of the first thread that can make one.
void BruteForce::extend(Partial p) {
  while (true) {
    if (out_of_budget()) return;
    if (!p.announcements.empty()) return announce(std::move(p));
    const auto running = std::find_if(
        p.threads.begin(), p.threads.end(),
        [](const Thread& t) { return t.status == Status::running; });
    if (running == p.threads.end()) {
      if (std::all_of(p.threads.begin(), p.threads.end(), [](const Thread& t) {
            return t.status == Status::ended || t.status == Status::stuck;
          }))
        complete(p);
      return;
    }
    const auto t = static_cast<std::size_t>(running - p.threads.begin());
    const std::optional<litmus::Action> action = code_[t].next(running->state);
    if (!action) {
      running->status = Status::ended;
      continue;
    }
    if (action->location == litmus::no_location)
      user_error("a thread dereferences a value that is no address");
    switch (action->kind) {
      case litmus::StatementKind::load:
      case litmus::StatementKind::rmw:
        return read(std::move(p), t, *action);
      case litmus::StatementKind::choose:
        for (std::int64_t choice = 0; choice < action->operand; ++choice) {
          Partial chosen = p;
          code_[t].complete(chosen.threads[t].state, choice);
          extend(std::move(chosen));
        }
        return;
      case litmus::StatementKind::assume:
        return;  // a blocked execution is none
      default:
        append(p, t, litmus::event_of(*action, 0, init_write));
        code_[t].complete(p.threads[t].state, 0);
    }
  }
}

// A read takes any write that exists, or waits for one to come.
void BruteForce::read(Partial p, std::size_t t, const litmus::Action& action) {
  const auto take = [&](std::int32_t write) {
    Partial taken = p;
    if (resolve(taken, t, action, write)) extend(std::move(taken));
  };
  take(init_write);
  for (std::size_t i = 0; i < p.events.size(); ++i)
    if (p.events[i].writes() && p.events[i].location == action.location)
      take(static_cast<std::int32_t>(i));
  p.threads[t].status = Status::put_off;
  p.threads[t].action = action;
  extend(std::move(p));
}

// The oldest announced write is offered to the next thread.
void BruteForce::announce(Partial p) {
  const std::int32_t write = p.announcements.front().write;
  const std::size_t t = p.announcements.front().next_thread++;
  if (t == p.threads.size()) {
    p.announcements.erase(p.announcements.begin());
    return extend(std::move(p));
  }
  const std::uint32_t location =
      p.events[static_cast<std::size_t>(write)].location;
  const Thread& thread = p.threads[t];
  if (thread.status == Status::put_off && thread.action->location == location) {
    Partial taken = p;
    taken.threads[t].status = Status::running;
    const litmus::Action action = *thread.action;
    if (resolve(taken, t, action, write)) extend(std::move(taken));
  }
  extend(std::move(p));
}

std::int64_t BruteForce::value_of(const Partial& p, std::int32_t write,
                                  std::uint32_t location) const {
  return write == init_write
             ? program_.init[location]
             : p.events[static_cast<std::size_t>(write)].written;
}

/// False if the thread would wait for ever and nobody asks for that.
bool BruteForce::resolve(Partial& p, std::size_t t,
                         const litmus::Action& action,
                         std::int32_t write) const {
  const std::int64_t old = value_of(p, write, action.location);
  const bool waits =
      !action.succeeds(old) && action.on_fail == litmus::OnFail::block;
  if (waits && !on_stuck_) return false;
  append(p, t, litmus::event_of(action, old, write));
  if (waits) {
    p.threads[t].status = Status::stuck;
    return true;
  }
  code_[t].complete(p.threads[t].state, old);
  return true;
}

void BruteForce::append(Partial& p, std::size_t t, ExecutionEvent event) const {
  event.thread = static_cast<std::uint16_t>(t);
  event.index = p.threads[t].events++;
  p.events.push_back(event);
  if (event.writes())
    p.announcements.push_back(
        {static_cast<std::int32_t>(p.events.size() - 1), 0});
}

void BruteForce::complete(const Partial& p) {
  ++stats_.candidates;
  Execution x;
  x.events = p.events;
  x.init = program_.init;
  x.co.resize(program_.locations.size());
  for (std::size_t i = 0; i < x.events.size(); ++i)
    if (x.events[i].writes())
      x.co[x.events[i].location].push_back(static_cast<std::int32_t>(i));
  x.canonicalize();
  litmus::FinalState final_state;
  stuck_.clear();
  for (std::size_t t = 0; t < p.threads.size(); ++t) {
    final_state.registers.push_back(p.threads[t].state.regs);
    if (p.threads[t].status == Status::stuck) stuck_.push_back(t);
  }
  order_writes(x, final_state, 0);
}

/// Whether the accesses of one location could be put in one order that agrees
/// with each thread, given the order of the writes: every access has a place
/// (a read that of the write it reads), and places never go back.
bool coherent(const Execution& x, std::uint32_t location) {
  const std::vector<std::int32_t>& order = x.co[location];
  const auto place = [&](std::int32_t write) -> std::ptrdiff_t {
    if (write == init_write) return 0;
    return std::find(order.begin(), order.end(), write) - order.begin() + 1;
  };
  std::ptrdiff_t at_least = 0;
  int thread = -1;
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    const ExecutionEvent& e = x.events[i];
    if (!e.accesses() || e.location != location) continue;
    if (e.thread != thread) at_least = 0;
    thread = e.thread;
    const std::ptrdiff_t read = e.reads() ? place(e.rf) : at_least;
    if (read < at_least) return false;
    at_least = read;
    if (!e.writes()) continue;
    const std::ptrdiff_t write = place(static_cast<std::int32_t>(i));
    if (write <= at_least) return false;
    if (e.reads() && write != read + 1) return false;  // atomicity
    at_least = write;
  }
  return true;
}

/// Whether each wait has read the newest value: then nothing will ever come.
bool BruteForce::wait_for_ever(const Execution& x) const {
  return std::all_of(stuck_.begin(), stuck_.end(), [&](std::size_t t) {
    const auto last =
        std::find_if(x.events.rbegin(), x.events.rend(),
                     [t](const ExecutionEvent& e) { return e.thread == t; });
    const std::vector<std::int32_t>& order = x.co[last->location];
    return last->rf == (order.empty() ? init_write : order.back());
  });
}

// Steps (2) and (3).
void BruteForce::order_writes(Execution& x,
                              const litmus::FinalState& final_state,
                              std::uint32_t location) {
  if (location == x.co.size()) {
    ++stats_.candidates;
    if (!stuck_.empty() && !wait_for_ever(x)) return;
    if (!model_.check(x)) return;
    if (!stuck_.empty()) return on_stuck_(x);
    ++stats_.consistent;
    litmus::FinalState state = final_state;
    for (std::size_t l = 0; l < x.co.size(); ++l)
      state.memory.push_back(x.final_value(l));
    on_execution_(x, state);
    return;
  }
  const std::vector<std::int32_t> writes = x.co[location];
  std::sort(x.co[location].begin(), x.co[location].end());
  do {
    if (out_of_budget()) break;
    if (coherent(x, location)) order_writes(x, final_state, location + 1);
  } while (std::next_permutation(x.co[location].begin(), x.co[location].end()));
  x.co[location] = writes;
}

}  // namespace

BruteForceStats brute_force(const litmus::LitmusProgram& program,
                            const models::Model& model,
                            const OnExecution& on_execution,
                            const BruteForceLimits& limits) {
  return brute_force_with_stuck(program, model, on_execution, {}, limits);
}

BruteForceStats brute_force_with_stuck(const litmus::LitmusProgram& program,
                                       const models::Model& model,
                                       const OnExecution& on_execution,
                                       const OnStuck& on_stuck,
                                       const BruteForceLimits& limits) {
  return BruteForce(program, model, on_execution, limits, on_stuck).run();
}

}  // namespace vmalock::oracle
