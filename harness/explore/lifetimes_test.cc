// SPDX-License-Identifier: MIT
// Method: random programs that publish, use and free an object, under lkmm.
// What the clocks say of races, life times and RCU is asked of the model, too
// (Options::check_shortcuts); and both searches end alike.
#include <gtest/gtest.h>

#include <random>

#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using testing::CellBody;
using testing::Cells;

/// The ways in which each of the three may do its part, right and wrong.
struct Plan {
  Ordering publish, find, enter, put, wait, unlock;
  bool rcu, waits_for_readers, grace_period, wmb, mb, stores, third;
};

Plan plan(unsigned seed) {
  std::mt19937 random(seed);
  const auto one_of = [&](auto... all) {
    const Ordering orders[] = {all...};
    return orders[random() % sizeof...(all)];
  };
  const auto flag = [&] { return random() % 2 == 0; };
  using enum Ordering;
  return {one_of(release, release, release, relaxed),
          one_of(addr, addr, acquire, relaxed),
          one_of(acquire, relaxed),
          one_of(release, release, relaxed),
          one_of(relaxed, acquire, ctrl),
          one_of(release, relaxed),
          flag(),
          flag(),
          flag(),
          flag(),
          flag(),
          flag(),
          flag()};
}

/// x counts the reader; y says that the owner is done.
ProgramFactory program_of(const Plan& p) {
  const CellBody reader = [=](const Cells& c) {
    if (p.rcu) rcu_read_lock();
    void* object = decode_pointer(load(c.object, p.find));
    if (object) {
      rmw(c.x, RmwOp::add, 1, p.enter);
      const auto field = static_cast<PlainCell>(load(c.y, Ordering::relaxed));
      if (field != 0) {
        if (p.stores)
          plain_store(field, 3);
        else
          plain_load(field);
      }
    }
    if (p.rcu) rcu_read_unlock();
    if (object) {
      if (p.mb) fence(Ordering::mb);
      rmw(c.x, RmwOp::sub, 1, p.put);
    }
  };
  const CellBody owner = [=](const Cells& c) {
    void* object = allocate(8, 8, "an object");
    const PlainCell field = new_plain(std::nullopt, "field", object);
    plain_store(field, 5);
    store(c.y, field, Ordering::relaxed);
    store(c.object, encode_pointer(object), p.publish);
    plain_load(field);
    if (p.wmb) fence(Ordering::wmb);
    store(c.object, 0, p.unlock);
    if (p.grace_period) synchronize_rcu();
    if (p.waits_for_readers) {
      await(
          c.x, [](Value v) { return v == 0; }, p.wait);
      if (p.mb) fence(Ordering::mb);
    }
    if (p.third)
      store(c.handed, encode_pointer(object), Ordering::release);
    else
      release(object);
  };
  const CellBody third = [=](const Cells& c) {
    release(decode_pointer(load(c.handed, p.find)));
  };
  return p.third ? testing::program({reader, owner, third})
                 : testing::program({reader, owner});
}

TEST(Lifetimes, ClocksSayWhatTheModelSays) {
  unsigned correct = 0, wrong = 0;
  for (unsigned seed = 0; seed < 1'500; ++seed) {
    const ProgramFactory program = program_of(plan(seed));
    Options options = testing::with(Model::lkmm);
    const Result fast = explore(program, options);
    options.check_shortcuts = true;
    const Result checked = explore(program, options);
    ASSERT_EQ(fast.error.has_value(), checked.error.has_value()) << seed;
    EXPECT_EQ(fast.executions, checked.executions) << seed;
    EXPECT_EQ(fast.inconsistent, checked.inconsistent) << seed;
    if (fast.error) {
      EXPECT_EQ(fast.error->kind, checked.error->kind) << seed;
      wrong += fast.error->kind != ErrorKind::leak;
    } else {
      ++correct;
    }
  }
  EXPECT_GT(correct, 30u);
  EXPECT_GT(wrong, 100u);
}

/// The store after the wmb is ordered after the read of the pointer, by the
/// free between them: addr ; [Plain] ; wmb. So the reader's section, which sees
/// it, must not have begun before the grace period.
ProgramFactory free_before_wmb() {
  return testing::program(
      {[](const Cells& c) {
         rcu_read_lock();
         const Value y = load(c.y, Ordering::relaxed);
         const Value x = load(c.x, Ordering::relaxed);
         rcu_read_unlock();
         observe("stale", 0, y == 1 && x == 0);
       },
       [](const Cells& c) {
         void* object = allocate(8, 8, "an object");
         store(c.x, 1, Ordering::relaxed);
         synchronize_rcu();
         store(c.object, encode_pointer(object), Ordering::relaxed);
       },
       [](const Cells& c) {
         void* object = decode_pointer(load(c.object, Ordering::addr));
         if (!object) discard();
         release(object);
         fence(Ordering::wmb);
         store(c.y, 1, Ordering::relaxed);
       }});
}

TEST(Lifetimes, AFreeBeforeWmbOrdersTheReadOfItsPointer) {
  Options options = testing::with(Model::lkmm);
  options.deadlock_is_error = false;
  for (const bool check : {false, true}) {
    options.check_shortcuts = check;
    const Result found = explore(free_before_wmb(), options);
    EXPECT_FALSE(found.error.has_value());
    EXPECT_EQ(found.executions, 3u);    // (y, x): 00, 01, 11
    EXPECT_EQ(found.inconsistent, 1u);  // 10
  }
}

/// The pointer is followed, so the free comes after what made the object: by a
/// row, or within a facility that was given the address.
TEST(Lifetimes, AFreeDependsOnTheAddressThatItWasGiven) {
  for (const bool by_row : {false, true})
    for (const bool within : {false, true}) {
      const Result r = testing::run(
          testing::program(
              {[](const Cells& c) {
                 void* object = allocate(8, 8, "an object");
                 plain_store(new_plain(std::nullopt, "field", object), 5);
                 store(c.object, encode_pointer(object), Ordering::release);
               },
               [=](const Cells& c) {
                 void* object = decode_pointer(load(
                     c.object, by_row ? Ordering::addr : Ordering::relaxed));
                 const Reads read = last_read();
                 if (!object) discard();
                 const Within outer = enter({within ? read : Reads(), {}});
                 release(object);
                 leave(outer);
               }}),
          Model::lkmm);
      EXPECT_EQ(r.error.has_value(), !by_row && !within);
    }
}

}  // namespace
}  // namespace vmalock::explore
