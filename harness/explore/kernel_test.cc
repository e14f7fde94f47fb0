// SPDX-License-Identifier: MIT
// Method: small programs under lkmm with a known answer, each beside a twin
// that differs in one thing and has the other answer. The random programs of
// oracle_test.cc compare the same code with enumeration.
#include <gtest/gtest.h>

#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using testing::Cells;
using testing::program;

/// Whether some execution observes 1 in every thread of the first `threads`.
bool reachable(const ProgramFactory& p, unsigned threads, Model model,
               bool load_buffering = true) {
  Options options = testing::with(model);
  options.load_buffering = load_buffering;
  const Result r = explore(p, options);
  EXPECT_FALSE(r.error) << r.error->message;
  EXPECT_TRUE(r.finished);
  EXPECT_EQ(r.duplicates, 0u);
  for (const Outcome& outcome : r.outcomes) {
    bool all = true;
    for (unsigned t = 0; t < threads; ++t)
      all = all && outcome.values.at("r[" + std::to_string(t) + "]") == 1;
    if (all) return true;
  }
  return false;
}

Value read_one(Location from, unsigned thread,
               Ordering order = Ordering::relaxed) {
  const Value r = load(from, order);
  observe("r", thread, static_cast<std::int64_t>(r));
  return r;
}

enum class Where { inside, after, to_the_end, early_return, none };

/// A thread of load buffering: reads one cell, then writes the other, with a
/// branch on the value in between.
void copy_one(Location from, Location to, unsigned thread, Where store_at) {
  read_one(from, thread);
  const Reads condition = last_read();
  if (store_at == Where::to_the_end) keep_control(condition);
  if (store_at == Where::none) {
    store(to, 1, Ordering::relaxed);
    return;
  }
  const Within outer = enter({{}, condition});
  // An early return: the branch lasts as long as the function.
  if (store_at == Where::inside || store_at == Where::early_return)
    store(to, 1, Ordering::relaxed);
  leave(outer);
  if (store_at == Where::after || store_at == Where::to_the_end)
    store(to, 1, Ordering::relaxed);
}

ProgramFactory load_buffering(Where a, Where b) {
  return program({[=](const Cells& c) { copy_one(c.x, c.y, 0, a); },
                  [=](const Cells& c) { copy_one(c.y, c.x, 1, b); }});
}

// herd7: LB Sometimes, LB+ctrls Never, LB+ctrl-after Sometimes.
TEST(Kernel, AControlDependencyReachesAsFarAsItsBranch) {
  using enum Where;
  EXPECT_TRUE(reachable(load_buffering(none, none), 2, Model::lkmm));
  EXPECT_FALSE(reachable(load_buffering(inside, inside), 2, Model::lkmm));
  EXPECT_FALSE(reachable(load_buffering(early_return, inside), 2, Model::lkmm));
  // Carried too far it would order this one …
  EXPECT_TRUE(reachable(load_buffering(inside, after), 2, Model::lkmm));
  // … and not far enough, not this one.
  EXPECT_FALSE(reachable(load_buffering(inside, to_the_end), 2, Model::lkmm));
}

TEST(Kernel, LoadBufferingIsLkmmsAlone) {
  const auto lb = load_buffering(Where::none, Where::none);
  EXPECT_FALSE(reachable(lb, 2, Model::rc11));
  EXPECT_FALSE(reachable(lb, 2, Model::lkmm, false));
}

TEST(Kernel, AWaitIsAControlDependency) {
  const auto wait = [](bool waits) {
    return program({[=](const Cells& c) {
                      const Value r =
                          waits ? await(
                                      c.x, [](Value v) { return v == 1; },
                                      Ordering::relaxed)
                                : load(c.x, Ordering::relaxed);
                      observe("r", 0, static_cast<std::int64_t>(r));
                      store(c.y, 1, Ordering::relaxed);
                    },
                    [](const Cells& c) {
                      const Value r = load(c.y, Ordering::relaxed);
                      Dependencies data;
                      data.data = last_read();
                      Access access;
                      access.from = &data;
                      store(c.x, r, Ordering::relaxed, access);
                      observe("r", 1, static_cast<std::int64_t>(r));
                    }});
  };
  Options options = testing::with(Model::lkmm);
  options.load_buffering = true;
  options.deadlock_is_error = false;
  const Result r = explore(wait(true), options);
  EXPECT_EQ(r.executions, 0u);  // 1 out of thin air
  EXPECT_TRUE(reachable(wait(false), 2, Model::lkmm));
}

/// Message passing with two cells: `between` stands in the reader.
ProgramFactory message(Ordering fence_of_writer,
                       std::function<void()> between) {
  return program({[=](const Cells& c) {
                    store(c.x, 1, Ordering::relaxed);
                    fence(fence_of_writer);
                    store(c.y, 1, Ordering::relaxed);
                  },
                  [=](const Cells& c) {
                    read_one(c.y, 0);
                    between();
                    const Value r = load(c.x, Ordering::relaxed);
                    observe("r", 1, r == 0);
                  }});
}

TEST(Kernel, FencesAndAddressDependencies) {
  const auto nothing = [] {};
  const auto rmb = [] { fence(Ordering::rmb); };
  const auto wmb = [] { fence(Ordering::wmb); };
  const auto ctrl = [] { keep_control(last_read()); };
  const auto after_ctrl = [] { fence(Ordering::acquire_fence); };
  const auto addr = [] { enter({last_read(), {}}); };
  EXPECT_TRUE(reachable(message(Ordering::wmb, nothing), 2, Model::lkmm));
  EXPECT_FALSE(reachable(message(Ordering::wmb, rmb), 2, Model::lkmm));
  EXPECT_TRUE(reachable(message(Ordering::wmb, wmb), 2, Model::lkmm));
  EXPECT_TRUE(reachable(message(Ordering::rmb, rmb), 2, Model::lkmm));
  EXPECT_FALSE(reachable(message(Ordering::wmb, addr), 2, Model::lkmm));
  // A control dependency orders no loads; with the fence of that name it does.
  EXPECT_TRUE(reachable(message(Ordering::wmb, ctrl), 2, Model::lkmm));
  EXPECT_FALSE(reachable(message(Ordering::wmb, after_ctrl), 2, Model::lkmm));
}

/// A writer that frees after a grace period, or after a fence.
ProgramFactory free_later(bool waits) {
  return program({[](const Cells& c) {
                    rcu_read_lock();
                    const Value p = load(c.x, Ordering::relaxed);
                    if (p == 0) plain_load(c.p);
                    rcu_read_unlock();
                  },
                  [=](const Cells& c) {
                    store(c.x, 1, Ordering::relaxed);
                    if (waits)
                      synchronize_rcu();
                    else
                      fence(Ordering::mb);
                    plain_store(c.p, 7);
                  }});
}

TEST(Kernel, AGracePeriodWaitsForItsReaders) {
  testing::expect_correct(free_later(true), Model::lkmm);
  testing::expect_error(free_later(false), ErrorKind::data_race, Model::lkmm);
}

TEST(Kernel, RacesOfPlainAccesses) {
  using enum Ordering;
  for (const bool reader_first : {false, true}) {
    testing::expect_correct(testing::message(release, acquire, reader_first),
                            Model::lkmm);
    testing::expect_error(testing::message(relaxed, acquire, reader_first),
                          ErrorKind::data_race, Model::lkmm);
    // A relaxed read orders nothing, unless a fence or a dependency does.
    testing::expect_error(testing::message(release, relaxed, reader_first),
                          ErrorKind::data_race, Model::lkmm);
  }
}

/// An object that is published; `row`: the ordering of the load of its pointer.
ProgramFactory published(Ordering row) {
  return program({[](const Cells& c) {
                    void* object = allocate(8, 8, "an object");
                    const PlainCell field =
                        new_plain(std::nullopt, "field", object);
                    plain_store(field, 5);
                    store(c.y, field, Ordering::relaxed);
                    store(c.object, encode_pointer(object), Ordering::release);
                  },
                  [=](const Cells& c) {
                    void* object = decode_pointer(load(c.object, row));
                    if (object == nullptr) return;
                    const auto field =
                        static_cast<PlainCell>(load(c.y, Ordering::relaxed));
                    if (field != 0) plain_load(field);
                  }},
                 [](const Cells& c) {
                   release(decode_pointer(load(c.object, Ordering::relaxed)));
                 });
}

TEST(Kernel, AnAddressDependencyReachesTheObject) {
  testing::expect_correct(published(Ordering::addr), Model::lkmm);
  testing::expect_correct(published(Ordering::acquire), Model::lkmm);
  testing::expect_error(published(Ordering::relaxed), ErrorKind::data_race,
                        Model::lkmm);
}

/// Load buffering behind a conditional RMW that orders the store only if it
/// succeeds: it fails in the one execution that is asked for.
ProgramFactory buffering_by_failure(Ordering failure) {
  return program({[=](const Cells& c) {
                    const CasResult r = update(
                        c.x,
                        [](Value v) -> std::optional<Value> {
                          if (v == 1) return std::nullopt;
                          return 2;
                        },
                        Ordering::acquire, failure);
                    observe("r", 0, static_cast<std::int64_t>(r.old));
                    store(c.y, 1, Ordering::relaxed);
                  },
                  [](const Cells& c) {
                    const Value r = read_one(c.y, 1);
                    const Within outer = enter({{}, last_read()});
                    if (r == 1) store(c.x, 1, Ordering::relaxed);
                    leave(outer);
                  }});
}

TEST(Kernel, ATraceShowsAReadBeforeItsSource) {
  // Only with the cycle of po and rf that load buffering is does thread 1 see
  // both, so every trace has a read whose source comes later.
  const ProgramFactory p =
      program({[](const Cells& c) {
                 const Value r = load(c.x, Ordering::relaxed);
                 Dependencies data;
                 data.data = last_read();
                 Access access;
                 access.from = &data;
                 store(c.y, 1, Ordering::relaxed);
                 store(c.object, r, Ordering::relaxed, access);
               },
               [](const Cells& c) {
                 const Value y = load(c.y, Ordering::relaxed);
                 store(c.x, 1, Ordering::relaxed);
                 const Value saw = load(c.object, Ordering::relaxed);
                 require(y == 0 || saw == 0, "R-1", "the load was late");
               }});
  Options options = testing::with(Model::lkmm);
  options.load_buffering = true;
  const Result r = explore(p, options);
  ASSERT_TRUE(r.error);
  EXPECT_EQ(r.error->kind, ErrorKind::failed_requirement);
  bool later = false;
  for (std::size_t i = 0; i < r.error->trace.size(); ++i) {
    const auto& event = r.error->trace[i].event;
    later = later || (event && event->rf > static_cast<int>(i));
  }
  EXPECT_TRUE(later);
}

TEST(Kernel, AReadThatIsLateOnlyIfItsRmwFails) {
  EXPECT_TRUE(
      reachable(buffering_by_failure(Ordering::relaxed), 2, Model::lkmm));
  EXPECT_FALSE(
      reachable(buffering_by_failure(Ordering::acquire), 2, Model::lkmm));
}

void publish(const Cells& c) {
  plain_store(c.p, 1);
  store(c.x, 1, Ordering::release);
}

/// The model's hb has no rfi: an acquire of what the thread's own RMW has
/// stored learns only what that store depends on.
TEST(Kernel, AnAcquireOfAnOwnExchangeLearnsNothing) {
  using enum Ordering;
  const auto swaps = [](RmwOp op) {
    return program({publish, [=](const Cells& c) {
                      const Value v = rmw(c.x, op, 2, relaxed);
                      load(c.x, acquire);
                      if (v == 1) plain_load(c.p);
                    }});
  };
  testing::expect_error(swaps(RmwOp::exchange), ErrorKind::data_race,
                        Model::lkmm);
  testing::expect_correct(swaps(RmwOp::add), Model::lkmm);
}

/// A control dependency orders stores: of an RMW not its load.
TEST(Kernel, AControlDependencyDoesNotReachTheLoadOfAnRmw) {
  using enum Ordering;
  const auto after_wait = [](testing::CellBody access) {
    return program({publish, [=](const Cells& c) {
                      await(
                          c.x, [](Value v) { return v == 1; }, relaxed);
                      access(c);
                    }});
  };
  testing::expect_error(
      after_wait([](const Cells& c) { rmw(c.p, RmwOp::add, 1, relaxed); }),
      ErrorKind::data_race, Model::lkmm);
  testing::expect_correct(
      after_wait([](const Cells& c) { plain_store(c.p, 2); }), Model::lkmm);
}

}  // namespace
}  // namespace vmalock::explore
