// SPDX-License-Identifier: MIT
// The law of RCU at its edges: threads that start or end behind a grace period,
// sections in sections, sections that began late. Method: as explore_test.cc;
// the outcome that the law forbids is asked for by name.
#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using namespace testing;
using enum Ordering;

constexpr Model models[] = {Model::sc, Model::tso, Model::rc11, Model::lkmm};

/// What the reader has seen of x and y.
using Seen = std::set<std::pair<std::int64_t, std::int64_t>>;

Seen seen(const ProgramFactory& p, Model model) {
  const Result r = run(p, model);
  EXPECT_FALSE(r.error) << r.error->message;
  EXPECT_TRUE(r.finished);
  Seen all;
  for (const Outcome& o : r.outcomes)
    all.emplace(o.values.at("x[0]"), o.values.at("y[0]"));
  return all;
}

void see(const char* name, Location cell) {
  observe(name, 0, static_cast<std::int64_t>(load(cell, relaxed)));
}

/// A section: what is behind the grace period first.
void reader(const Cells& c) {
  rcu_read_lock();
  see("y", c.y);
  see("x", c.x);
  rcu_read_unlock();
}

Cells cells;

void write_y(void*) { store(cells.y, 1, relaxed); }
void wait_behind_x(void*) {
  store(cells.x, 1, relaxed);
  synchronize_rcu();
}

/// x = 1; a grace period; y = 1: each by whom it is said.
enum class Writer { one_thread, starts_another, joins_another, no_wait };

ProgramFactory writes(Writer how) {
  return program({&reader, [=](const Cells& c) {
                    cells = c;
                    if (how == Writer::joins_another) {
                      join(spawn(&wait_behind_x, nullptr));
                      write_y(nullptr);
                      return;
                    }
                    if (how == Writer::no_wait)
                      store(cells.x, 1, relaxed);
                    else
                      wait_behind_x(nullptr);
                    if (how == Writer::starts_another)
                      spawn(&write_y, nullptr);
                    else
                      write_y(nullptr);
                  }});
}

TEST(GracePeriods, ASectionThatSeesTheEndHasSeenTheBegin) {
  const Seen lawful = {{0, 0}, {1, 0}, {1, 1}};
  for (const Model model : models)
    for (const Writer how :
         {Writer::one_thread, Writer::starts_another, Writer::joins_another})
      EXPECT_EQ(seen(writes(how), model), lawful)
          << name(model) << " " << static_cast<int>(how);
  EXPECT_TRUE(seen(writes(Writer::no_wait), Model::lkmm).contains({0, 1}));
}

TEST(GracePeriods, AGracePeriodDoesNotWaitForSectionsThatBeganLater) {
  const auto p = program({[](const Cells& c) {
                            rcu_read_lock();
                            see("y", c.y);
                            rcu_read_unlock();
                            see("x", c.x);
                          },
                          [](const Cells& c) {
                            store(c.x, 1, relaxed);
                            synchronize_rcu();
                            store(c.y, 1, relaxed);
                          }});
  for (const Model model : models)
    EXPECT_TRUE(seen(p, model).contains({1, 1})) << name(model);
}

// The reader begins when the grace period has ended, and reads nothing that
// tells it so.
TEST(GracePeriods, ALateSectionSeesWhatPrecedesTheGracePeriod) {
  const auto p = program({[](const Cells& c) {
                            await(
                                c.y, [](Value v) { return v == 1; }, relaxed);
                            observe("y", 0, 1);
                            rcu_read_lock();
                            see("x", c.x);
                            rcu_read_unlock();
                          },
                          [](const Cells& c) {
                            store(c.x, 1, relaxed);
                            synchronize_rcu();
                            store(c.y, 1, relaxed);
                          }});
  for (const Model model : {Model::sc, Model::tso, Model::rc11})
    EXPECT_EQ(seen(p, model), (Seen{{1, 1}})) << name(model);
}

/// The reader holds one more section, up to after its first load.
ProgramFactory nested(bool inner) {
  return program({[=](const Cells& c) {
                    rcu_read_lock();
                    if (inner) rcu_read_lock();
                    const bool early = load(c.x, relaxed) == 0;
                    if (inner) rcu_read_unlock();
                    if (early) plain_load(c.p);
                    rcu_read_unlock();
                  },
                  [](const Cells& c) {
                    store(c.x, 1, relaxed);
                    synchronize_rcu();
                    plain_store(c.p, 1);
                  }});
}

TEST(GracePeriods, TheOutermostSectionCounts) {
  for (const Model model : models) {
    expect_correct(nested(true), model);
    EXPECT_EQ(run(nested(true), model).executions,
              run(nested(false), model).executions);
  }
}

TEST(GracePeriods, TheOutermostSectionBeginsIt) {
  const auto p = program({[](const Cells& c) {
                            rcu_read_lock();
                            see("y", c.y);
                            rcu_read_lock();
                            see("x", c.x);
                            rcu_read_unlock();
                            rcu_read_unlock();
                          },
                          [](const Cells& c) {
                            store(c.y, 1, relaxed);
                            synchronize_rcu();
                            store(c.x, 1, relaxed);
                          }});
  for (const Model model : models)
    EXPECT_EQ(seen(p, model), (Seen{{0, 0}, {0, 1}, {1, 1}})) << name(model);
}

void waits(void*) { synchronize_rcu(); }

TEST(GracePeriods, ASectionThatJoinsWhoWaitsForItIsADeadlock) {
  const auto p = [](bool inside) {
    return program({[=](const Cells&) {
      rcu_read_lock();
      const unsigned child = spawn(&waits, nullptr);
      if (inside) join(child);
      rcu_read_unlock();
      if (!inside) join(child);
    }});
  };
  for (const Model model : models) {
    expect_correct(p(false), model);
    expect_error(p(true), ErrorKind::deadlock, model);
  }
}

// ---- races, under lkmm: what the clocks may not claim

/// x is overwritten before the grace period, by its thread or by another.
ProgramFactory overwritten(bool by_the_waiter) {
  return program({[](const Cells& c) {
                    rcu_read_lock();
                    if (load(c.x, relaxed) == 0) plain_load(c.p);
                    rcu_read_unlock();
                  },
                  [=](const Cells& c) {
                    if (by_the_waiter) store(c.x, 1, relaxed);
                    synchronize_rcu();
                    plain_store(c.p, 7);
                  },
                  [=](const Cells& c) {
                    if (!by_the_waiter) store(c.x, 1, relaxed);
                  }});
}

TEST(GracePeriods, AnOverwritingThatTheGracePeriodDoesNotKnowSaysNothing) {
  expect_correct(overwritten(true), Model::lkmm);
  expect_error(overwritten(false), ErrorKind::data_race, Model::lkmm);
}

TEST(GracePeriods, AnAccessBehindASectionIsNotInIt) {
  const auto p = [](bool inside) {
    return program({[=](const Cells& c) {
                      rcu_read_lock();
                      const bool early = load(c.x, relaxed) == 0;
                      if (early && inside) plain_load(c.p);
                      rcu_read_unlock();
                      if (early && !inside) plain_load(c.p);
                    },
                    [](const Cells& c) {
                      store(c.x, 1, relaxed);
                      synchronize_rcu();
                      plain_store(c.p, 7);
                    }});
  };
  for (const Model model : models) {
    expect_correct(p(true), model);
    expect_error(p(false), ErrorKind::data_race, model);
  }
}

}  // namespace
}  // namespace vmalock::explore
