// SPDX-License-Identifier: MIT
// Method: programs that wait for ever, or that stop early, each with its known
// answer; and programs that are not what the explorer takes them for, which it
// must refuse.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>

#include "harness/base/check.h"
#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using testing::Cells;
using testing::expect_correct;
using testing::expect_error;
using testing::program;
using testing::with;

constexpr Model models[] = {Model::sc, Model::tso, Model::rc11, Model::lkmm};

void await_one(Location cell) {
  await(
      cell, [](Value v) { return v == 1; }, Ordering::relaxed);
}

/// A section that waits for `cell`, inside or after it.
void section(Location cell, bool inside) {
  rcu_read_lock();
  if (inside) await_one(cell);
  rcu_read_unlock();
  if (!inside) await_one(cell);
}

/// What a grace period comes before is what its reader waits for.
ProgramFactory grace_period_before(bool reader_waits_inside,
                                   bool reader_first) {
  const testing::CellBody reader = [=](const Cells& c) {
    section(c.x, reader_waits_inside);
  };
  const testing::CellBody writer = [](const Cells& c) {
    synchronize_rcu();
    store(c.x, 1, Ordering::relaxed);
  };
  return reader_first ? program({reader, writer}) : program({writer, reader});
}

TEST(Waits, ASectionThatWaitsForWhatFollowsAGracePeriodIsADeadlock) {
  for (const Model model : models)
    for (const bool reader_first : {true, false}) {
      expect_error(grace_period_before(true, reader_first), ErrorKind::deadlock,
                   model);
      expect_correct(grace_period_before(false, reader_first), model);
    }
}

// The one that waits in the section waits for a third one.
TEST(Waits, ADeadlockThroughAGracePeriodMayHaveAnotherWaitInIt) {
  const auto p = [](bool inside) {
    return program({[=](const Cells& c) { section(c.y, inside); },
                    [](const Cells& c) {
                      await_one(c.x);
                      store(c.y, 1, Ordering::relaxed);
                    },
                    [](const Cells& c) {
                      synchronize_rcu();
                      store(c.x, 1, Ordering::relaxed);
                    }});
  };
  for (const Model model : models) {
    expect_error(p(true), ErrorKind::deadlock, model);
    expect_correct(p(false), model);
  }
}

// A grace period that has ended has waited for every section that began before
// it, also for one that never ends: so a reader that has read what came before
// the grace period is not in that section.
TEST(Waits, ASectionThatNeverEndsBeganAfterTheGracePeriodsThatEnded) {
  const auto p = [](bool waits) {
    return program({[](const Cells& c) {
                      rcu_read_lock();
                      const Value r = load(c.x, Ordering::relaxed);
                      observe("read", 0, static_cast<std::int64_t>(r));
                      await(
                          c.y, [](Value v) { return v != 1; },
                          Ordering::relaxed);
                      rcu_read_unlock();
                    },
                    [=](const Cells& c) {
                      store(c.x, 1, Ordering::relaxed);
                      if (waits) synchronize_rcu();
                      store(c.y, 1, Ordering::relaxed);
                    }});
  };
  for (const Model model : models) {
    for (const bool waits : {false, true}) {
      Options options = with(model);
      options.deadlock_is_error = false;
      bool old_x = false;
      options.on_complete = [&](const Finished& f) {
        if (f.complete || f.graph.length(1) < 2) return;
        const graph::Slot last = f.graph.thread(1).back();
        const bool ended = f.graph[last].label.op == graph::Op::store;
        for (const graph::Slot s : f.graph.thread(0))
          if (f.graph[s].label.op == graph::Op::load && f.graph[s].reads &&
              f.graph.value_read(f.graph[s]) == 0 && ended)
            old_x = true;
      };
      const Result r = explore(p(waits), options);
      EXPECT_FALSE(r.error) << r.error->message;
      EXPECT_EQ(old_x, !waits) << name(model);
    }
  }
}

// The wait is met late: the search begins again, and tells nothing twice.
TEST(Waits, ASearchThatBeginsAgainTellsEachExecutionOnce) {
  const auto p =
      program({[](const Cells& c) {
                 const Value r = load(c.x, Ordering::relaxed);
                 observe("r", 0, static_cast<std::int64_t>(r));
                 rcu_read_lock();
                 if (r == 2)
                   await(
                       c.x, [](Value v) { return v == 0; }, Ordering::relaxed);
                 rcu_read_unlock();
               },
               [](const Cells& c) { store(c.x, 2, Ordering::relaxed); }});
  for (const Model model : models) {
    Options options = with(model);
    options.deadlock_is_error = false;
    std::multiset<std::map<std::string, std::int64_t>> told;
    options.on_complete = [&](const Finished& f) {
      if (f.complete) told.insert(f.observed);
    };
    const Result r = explore(p, options);
    EXPECT_EQ(r.executions, 1u);  // r is 0
    EXPECT_EQ(told.size(), 1u) << name(model);
  }
}

// ---- executions that are none

TEST(Waits, AThreadThatIsDiscardedHidesNoDeadlockOfOthers) {
  const auto p = [](bool deadlock) {
    return program({[](const Cells&) { discard(); },
                    [=](const Cells& c) {
                      if (deadlock) await_one(c.x);
                    }});
  };
  for (const Model model : models) {
    expect_error(p(true), ErrorKind::deadlock, model);
    const Result r = explore(p(false), with(model));
    EXPECT_FALSE(r.error);
    EXPECT_EQ(r.executions, 0u);
    EXPECT_EQ(r.blocked, 1u);
  }
}

// ---- conditional RMWs

/// y = 1; x = 0 with release; beside x = x + 1, then a read of that and of y.
ProgramFactory same_value_again() {
  return program(
      {[](const Cells& c) {
         store(c.y, 1, Ordering::relaxed);
         store(c.x, 0, Ordering::release);
       },
       [](const Cells& c) {
         update(
             c.x, [](Value old) -> std::optional<Value> { return old + 1; },
             Ordering::relaxed, Ordering::relaxed);
         const Value s = load(c.x, Ordering::acquire);
         const Value d = load(c.y, Ordering::relaxed);
         observe("s", 0, static_cast<std::int64_t>(s));
         observe("d", 0, static_cast<std::int64_t>(d));
       }},
      [](const Cells& c) {
        observe("x", 0,
                static_cast<std::int64_t>(load(c.x, Ordering::relaxed)));
      });
}

// The loop that an update stands for has read its value before, perhaps from
// another write: what it writes depends on that read, not on the RMW's own.
TEST(Waits, AnUpdateHasTheOutcomesOfItsLoopUnderLkmm) {
  Options options = with(Model::lkmm);
  std::set<std::map<std::string, std::int64_t>> outcomes[2];
  for (const bool loop : {false, true}) {
    options.literal_loops = loop;
    const Result r = explore(same_value_again(), options);
    ASSERT_FALSE(r.error);
    for (const Outcome& o : r.outcomes) outcomes[loop].insert(o.values);
  }
  EXPECT_EQ(outcomes[0], outcomes[1]);
  EXPECT_EQ(outcomes[0].size(), 5u);
}

ProgramFactory with_function(std::function<std::optional<Value>(Value)> f) {
  return program({[=](const Cells& c) {
                    update(
                        c.x, [&f](Value old) { return f(old); },
                        Ordering::relaxed, Ordering::relaxed);
                  },
                  [](const Cells& c) { store(c.x, 1, Ordering::relaxed); }});
}

TEST(Waits, AnUpdateWhoseFunctionIsNoneIsRefused) {
  for (const Model model : models) {
    auto calls = std::make_shared<Value>(0);
    const Error changing =
        expect_error(with_function([=](Value) { return ++*calls; }),
                     ErrorKind::nondeterministic, model);
    EXPECT_NE(changing.message.find("function"), std::string::npos);
  }
}

TEST(Waits, APredicateThatChangesItsThreadsVariablesIsRefused) {
  for (const Model model : models)
    expect_error(
        program({[](const Cells& c) {
                   volatile int tries = 0;
                   await(
                       c.x,
                       [&tries](Value v) {
                         tries = tries + 1;
                         return v == 1;
                       },
                       Ordering::relaxed);
                   observe("tries", 0, tries);
                 },
                 [](const Cells& c) { store(c.x, 1, Ordering::relaxed); }}),
        ErrorKind::nondeterministic, model);
}

TEST(Waits, APredicateThatAccessesMemoryIsRefused) {
  for (const Model model : models)
    expect_error(
        program({[](const Cells& c) {
          await(
              c.x, [&c](Value v) { return v == load(c.y, Ordering::relaxed); },
              Ordering::relaxed);
        }}),
        ErrorKind::lock_misuse, model);
}

// ---- what is hidden from the explorer

/// A replay of its witness may show nothing: that is what is wrong.
void expect_refused(const ProgramFactory& p, Model model) {
  const Result r = explore(p, with(model));
  ASSERT_TRUE(r.error) << name(model);
  EXPECT_EQ(r.error->kind, ErrorKind::nondeterministic) << r.error->message;
}

/// A variable of the program that is no cell.
struct Hidden final : Program {
  Location x = 0;
  bool seen = false;
  unsigned threads() const override { return 2; }
  void before() override { x = new_location(4, 0, "x"); }
  void thread(unsigned index) override {
    if (index == 0) {
      seen = true;
      store(x, 1, Ordering::relaxed);
    } else {
      const Value r = load(x, Ordering::relaxed);
      require(r == 1 || seen, "R-1", "the other thread was here");
    }
  }
};

// In the order in which the search runs the threads it never fails.
TEST(Waits, ARequirementOnHiddenStateIsNotDeterministic) {
  for (const Model model : models)
    expect_refused([] { return std::make_unique<Hidden>(); }, model);
}

TEST(Waits, AnObservationOfHiddenStateIsNotDeterministic) {
  for (const Model model : models) {
    auto runs = std::make_shared<int>(0);
    expect_refused(program({[=](const Cells& c) {
                     load(c.x, Ordering::relaxed);
                     observe("runs", 0, ++*runs);
                   }}),
                   model);
  }
}

}  // namespace
}  // namespace vmalock::explore
