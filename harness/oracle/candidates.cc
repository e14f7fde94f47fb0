// SPDX-License-Identifier: MIT
#include "harness/oracle/candidates.h"

#include <algorithm>
#include <utility>

#include "harness/oracle/combination.h"
#include "harness/oracle/thread_runs.h"

namespace vmalock::oracle {
namespace {

using graph::EventKind;
using graph::Execution;
using graph::init_write;
using Runs = std::vector<ThreadRun>;

using Chosen = std::vector<const ThreadRun*>;

/// Calls visit(runs) for every combination until it says that it wants no more.
template <class Visit>
void for_each_combination(const std::vector<Runs>& runs, Visit visit) {
  Chosen chosen;
  const auto choose = [&](const auto& next, std::size_t thread) -> bool {
    if (thread == runs.size()) return visit(chosen);
    for (const ThreadRun& run : runs[thread]) {
      chosen.push_back(&run);
      const bool go_on = next(next, thread + 1);
      chosen.pop_back();
      if (!go_on) return false;
    }
    return true;
  };
  choose(choose, 0);
}

}  // namespace

BruteForceStats candidates(const litmus::LitmusProgram& program,
                           const models::Model& model,
                           const OnExecution& on_execution,
                           const BruteForceLimits& limits) {
  BruteForceStats stats;
  std::vector<Runs> runs;
  for (std::size_t t = 0; t < program.threads.size(); ++t)
    runs.push_back(thread_runs(program, t));
  for_each_combination(runs, [&](const Chosen& chosen) {
    stats.exhausted = !limits.hit(stats.candidates);
    if (!stats.exhausted) return false;
    const Combination* self = nullptr;
    Combination combination(program, chosen, [&](const Execution& x) {
      if (limits.hit(stats.candidates)) {
        stats.exhausted = false;
        return false;
      }
      ++stats.candidates;
      if (!model.check(x)) return true;
      ++stats.consistent;
      litmus::FinalState state = self->registers();
      for (std::size_t l = 0; l < x.co.size(); ++l)
        state.memory.push_back(x.final_value(l));
      on_execution(x, state);
      return true;
    });
    self = &combination;
    return combination.search();
  });
  return stats;
}

namespace {

using End = ThreadRun::End;

bool waits_in_section(const ThreadRun& run) {
  return run.end == End::waits && run.depth > 0;
}

/// The program in which each grace period is followed by a store to a location
/// of its own. A section that never ends has begun after all grace periods that
/// have ended, which is told to the model by loads that read these stores.
class WithEnds {
 public:
  explicit WithEnds(litmus::LitmusProgram program)
      : program_(std::move(program)),
        first_(static_cast<std::uint32_t>(program_.locations.size())) {
    for (std::size_t t = 0; t < program_.threads.size(); ++t)
      add_stores(program_.threads[t].body);
  }
  const litmus::LitmusProgram& program() const { return program_; }

  std::vector<Runs> runs() const {
    std::vector<Runs> all;
    for (std::size_t t = 0; t < program_.threads.size(); ++t) {
      all.push_back(thread_runs(program_, t, true));
      for (ThreadRun& run : all.back())
        if (waits_in_section(run)) add_loads(run, t);
    }
    return all;
  }

  /// Each such load reads the store, if it is there.
  bool ends_are_known(const Execution& x) const {
    return std::all_of(x.events.begin(), x.events.end(), [&](const auto& e) {
      return !e.reads() || e.location < first_ || x.co[e.location].empty() ||
             e.rf != init_write;
    });
  }

 private:
  litmus::LitmusProgram program_;
  std::uint32_t first_;

  void add_stores(litmus::Block& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      add_stores(block[i].then_block);
      add_stores(block[i].else_block);
      if (block[i].kind != litmus::StatementKind::rcu_sync) continue;
      litmus::Statement store;
      store.kind = litmus::StatementKind::store;
      store.location = program_.add_location("end", 0);
      store.value = litmus::Expr::constant(1);
      block.insert(block.begin() + static_cast<std::ptrdiff_t>(i) + 1, store);
      ++i;
    }
  }

  void add_loads(ThreadRun& run, std::size_t thread) const {
    for (auto l = first_; l < program_.locations.size(); ++l) {
      RunEvent load;
      load.event.thread = static_cast<std::uint16_t>(thread);
      load.event.index = static_cast<std::uint16_t>(run.events.size());
      load.event.kind = EventKind::load;
      load.event.order = Ordering::relaxed;
      load.event.location = l;
      run.events.push_back(load);
    }
    RunEvent unlock = run.events.back();
    unlock.event.index = static_cast<std::uint16_t>(run.events.size());
    unlock.event.kind = EventKind::rcu_unlock;
    unlock.event.location = 0;
    // The outermost section is the one that counts.
    for (unsigned open = run.depth; open > 0; --open) {
      run.events.push_back(unlock);
      ++unlock.event.index;
    }
  }
};

/// Each thread that waits has read the newest value.
bool wait_for_ever(const Execution& x, const Chosen& chosen) {
  std::size_t event = 0;
  for (const ThreadRun* run : chosen) {
    const std::size_t wait = event + run->wait;
    event += run->events.size();
    if (run->end != End::waits) continue;
    const auto& order = x.co[x.events[wait].location];
    if (x.events[wait].rf != (order.empty() ? init_write : order.back()))
      return false;
  }
  return true;
}

}  // namespace

BruteForceStats stuck_candidates(const litmus::LitmusProgram& program,
                                 const models::Model& model,
                                 const OnStuck& on_stuck,
                                 const BruteForceLimits& limits) {
  BruteForceStats stats;
  const WithEnds with_ends(program);
  for_each_combination(with_ends.runs(), [&](const Chosen& chosen) {
    const auto any = [&](auto holds) {
      return std::any_of(chosen.begin(), chosen.end(),
                         [&](const ThreadRun* run) { return holds(*run); });
    };
    if (!any([](const ThreadRun& r) { return r.end != End::complete; }))
      return true;
    if (any([](const ThreadRun& r) { return r.end == End::held; }) &&
        !any(waits_in_section))
      return true;
    Combination combination(with_ends.program(), chosen,
                            [&](const Execution& x) {
                              if (limits.hit(stats.candidates)) {
                                stats.exhausted = false;
                                return false;
                              }
                              ++stats.candidates;
                              if (!with_ends.ends_are_known(x) ||
                                  !wait_for_ever(x, chosen) || !model.check(x))
                                return true;
                              ++stats.consistent;
                              on_stuck(x);
                              return true;
                            });
    return combination.search();
  });
  return stats;
}

}  // namespace vmalock::oracle
