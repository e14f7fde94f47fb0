// SPDX-License-Identifier: MIT
// Load buffering (model/lkmm/promises.h): programs of which an execution with a
// cycle of po and rf exists, each with the reason why it is hard to find. What
// herd7 says of each was looked up; the counts have their reason beside them.
#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using testing::Cells;
using testing::program;

constexpr auto relaxed = Ordering::relaxed;

void read(const char* name, unsigned index, Location from) {
  observe(name, index, static_cast<std::int64_t>(load(from, relaxed)));
}

/// Stores the value, with a data dependency on what was read last.
void store_with_data(Location to, Value v) {
  Dependencies data;
  data.data = last_read();
  Access access;
  access.from = &data;
  store(to, v, relaxed, access);
}

Value add_unless(Location at, Value addend, Value not_from,
                 Ordering order = relaxed) {
  const auto next = [=](Value v) -> std::optional<Value> {
    if (v == not_from) return std::nullopt;
    return v + addend;
  };
  Dependencies own;
  own.own = true;
  Access access;
  access.from = &own;
  return update(at, next, order, relaxed, access).old;
}

/// Some execution has exactly these observations; each execution is found once.
bool reaches(const ProgramFactory& p,
             const std::map<std::string, std::int64_t>& observed) {
  Options options = testing::with(Model::lkmm);
  options.deadlock_is_error = false;
  bool found = false;
  options.on_complete = [&](const Finished& f) {
    found = found || (f.complete && f.observed == observed);
  };
  const Result r = explore(p, options);
  EXPECT_TRUE(r.finished);
  EXPECT_EQ(r.duplicates, 0u);
  EXPECT_FALSE(r.error) << r.error->message;
  return found;
}

/// Thread i reads cell i and stores 1 to the next one.
ProgramFactory ring(unsigned threads) {
  return [=] {
    auto made = std::make_unique<testing::Functions>();
    auto cells = std::make_shared<std::vector<Location>>();
    made->first = [=] {
      cells->clear();
      for (unsigned i = 0; i < threads; ++i)
        cells->push_back(new_location(4, 0, "cell"));
    };
    for (unsigned i = 0; i < threads; ++i)
      made->bodies.push_back([=] {
        read("r", i, (*cells)[i]);
        store((*cells)[(i + 1) % threads], 1, relaxed);
      });
    return made;
  };
}

TEST(Buffering, ARingHasEveryCombination) {
  for (const unsigned jobs : {1u, 3u})
    for (unsigned n = 2; n <= 7; ++n) {
      Options options = testing::with(Model::lkmm);
      options.jobs = jobs;
      options.share_after = 1;
      const Result r = explore(ring(n), options);
      EXPECT_TRUE(r.finished);
      // Each read sees 0 or 1; one execution has a cycle, that of all ones.
      EXPECT_EQ(r.executions, std::uint64_t{1} << n);
      EXPECT_EQ(r.duplicates, 0u);
      options.load_buffering = false;
      EXPECT_EQ(explore(ring(n), options).executions,
                (std::uint64_t{1} << n) - 1);
    }
}

TEST(Buffering, APlainReadBehindAPointer) {
  // The object is filled after the read of y, and published; what the reader
  // stores to y only after its lookup is what was read there.
  EXPECT_TRUE(
      reaches(program({[](const Cells& c) {
                         const Value object = load(c.object, Ordering::addr);
                         const Reads address = last_read();
                         if (object != 0) {
                           const Within outer = enter({address, {}});
                           observe("field", 0,
                                   static_cast<std::int64_t>(plain_load(c.p)));
                           leave(outer);
                         }
                         store(c.y, 1, relaxed);
                       },
                       [](const Cells& c) {
                         read("y", 0, c.y);
                         plain_store(c.p, 5);
                         store(c.object, 8, Ordering::release);
                       }}),
              {{"field[0]", 5}, {"y[0]", 1}}));
}

TEST(Buffering, TwoReadsOfOneCell) {
  // If only one of them is late the two are not coherent, so neither is found
  // by way of a consistent execution in which the other is.
  EXPECT_TRUE(reaches(program({[](const Cells& c) {
                                 read("r", 0, c.x);
                                 read("r", 1, c.x);
                                 store(c.y, 2, relaxed);
                               },
                               [](const Cells& c) {
                                 read("y", 0, c.y);
                                 store(c.x, 2, Ordering::release);
                               }}),
                      {{"r[0]", 2}, {"r[1]", 2}, {"y[0]", 2}}));
}

TEST(Buffering, AnRmwBehindARead) {
  // Until the RMW is late as well, its store is in the way of the read's.
  EXPECT_TRUE(reaches(
      program({[](const Cells& c) {
                 read("r", 0, c.x);
                 const Value old = rmw(c.x, RmwOp::add, 2, relaxed);
                 observe("old", 0, static_cast<std::int64_t>(old));
                 store(c.y, 1, relaxed);
               },
               [](const Cells& c) {
                 observe(
                     "y", 0,
                     static_cast<std::int64_t>(load(c.y, Ordering::acquire)));
                 store(c.x, 1, relaxed);
               }}),
      {{"r[0]", 1}, {"old[0]", 1}, {"y[0]", 1}}));
}

TEST(Buffering, AnRmwBehindOthersOfItsCell) {
  // Early, the RMW of thread 1 does not write, and the search adds it anew
  // where the one of thread 0 is revisited; late, it writes and stays.
  EXPECT_TRUE(
      reaches(program({[](const Cells& c) {
                         const Value old = add_unless(c.x, 3, 0);
                         observe("old", 0, static_cast<std::int64_t>(old));
                       },
                       [](const Cells& c) {
                         const Value old = add_unless(c.x, 2, 2);
                         observe("old", 1, static_cast<std::int64_t>(old));
                         store(c.y, 1, relaxed);
                       },
                       [](const Cells& c) { store(c.x, 2, relaxed); },
                       [](const Cells& c) {
                         read("y", 0, c.y);
                         const auto one = [](Value v) -> std::optional<Value> {
                           if (v != 2) return std::nullopt;
                           return 1;
                         };
                         await_update(c.x, one, relaxed);
                       }}),
              {{"old[0]", 1}, {"old[1]", 4}, {"y[0]", 1}}));
}

TEST(Buffering, AReadOfItsOwnStoreIsNotHappensBefore) {
  // y = 1 is ordered before x = 1, and x = 1 read by its own thread: that
  // orders nothing, for the store waits in the processor's buffer.
  EXPECT_TRUE(reaches(program({[](const Cells& c) {
                                 read("r", 0, c.object);
                                 store(c.y, 1, Ordering::release);
                               },
                               [](const Cells& c) {
                                 read("y", 0, c.y);
                                 store(c.x, 1, Ordering::release);
                                 const Value own = load(c.x, relaxed);
                                 store_with_data(c.object, own);
                               }}),
                      {{"r[0]", 1}, {"y[0]", 1}}));
}

TEST(Buffering, AStoreThatIsThereOnlyIfTheReadIsEarly) {
  // If the read sees 0 there is a store, which the RMW then sees: so the value
  // for the read comes by way of the read, but only there.
  EXPECT_TRUE(
      reaches(program({[](const Cells& c) {
                         read("r", 0, c.x);
                         store_with_data(c.y, 3);
                       },
                       [](const Cells& c) {
                         const Value y = load(c.y, relaxed);
                         observe("y", 0, static_cast<std::int64_t>(y));
                         const Within outer = enter({{}, last_read()});
                         if (y == 0) store(c.x, 1, relaxed);
                         leave(outer);
                         const Value old = rmw(c.x, RmwOp::add, 7, relaxed);
                         observe("old", 0, static_cast<std::int64_t>(old));
                       }}),
              {{"r[0]", 7}, {"y[0]", 3}, {"old[0]", 0}}));
}

TEST(Buffering, AValueThatABranchBrings) {
  // The path needs the store to object read, the value needs the first store:
  // no execution has both before the read is late.
  EXPECT_TRUE(reaches(program({[](const Cells& c) {
                                 store(c.object, 2, relaxed);
                                 const Value x = load(c.x, relaxed);
                                 observe("x", 0, static_cast<std::int64_t>(x));
                                 Value stored = 0;
                                 const Within outer = enter({{}, last_read()});
                                 if (x != 0) stored = load(c.object, relaxed);
                                 leave(outer);
                                 store(c.object, stored, relaxed);
                               },
                               [](const Cells& c) {
                                 const Value object = load(c.object, relaxed);
                                 store_with_data(c.x, object);
                                 observe("stored", 0,
                                         static_cast<std::int64_t>(load(
                                             c.object, Ordering::acquire)));
                               }}),
                      {{"x[0]", 2}, {"stored[0]", 2}}));
}

/// Fails, without an ordering, unless it reads 7.
Value try_take(Location at) {
  const auto next = [](Value v) -> std::optional<Value> {
    if (v != 7) return std::nullopt;
    return 8;
  };
  return update(at, next, Ordering::acquire, relaxed).old;
}

TEST(Buffering, AnAcquireTakesThePlaceOfTheReadBeforeIt) {
  // y = 1 is ordered after the second read of x, and what that sees is what the
  // first one sees, or newer. So the first is not late: the read of y is.
  for (const Value other : {Value{0}, Value{2}})
    EXPECT_TRUE(reaches(
        program(
            {[](const Cells& c) {
               observe("r", 0, static_cast<std::int64_t>(try_take(c.x)));
               const Value a = rmw(c.x, RmwOp::add, 16, Ordering::acquire);
               observe("a", 0, static_cast<std::int64_t>(a));
               store(c.y, 1, relaxed);
             },
             [](const Cells& c) {
               read("y", 0, c.y);
               rmw(c.x, RmwOp::add, 1, relaxed);
             },
             [=](const Cells& c) { rmw(c.x, RmwOp::add, other, relaxed); }}),
        {{"r[0]", 1},
         {"a[0]", 1 + static_cast<std::int64_t>(other)},
         {"y[0]", 1}}));
}

TEST(Buffering, AnAcquireOfAnOwnStoreTakesNoPlace) {
  // The second read sees its own thread's store, so it orders nothing after
  // what the first one saw.
  EXPECT_TRUE(reaches(program({[](const Cells& c) {
                                 read("r", 0, c.x);
                                 store(c.x, 2, relaxed);
                                 observe("a", 0,
                                         static_cast<std::int64_t>(
                                             load(c.x, Ordering::acquire)));
                                 store(c.y, 1, relaxed);
                               },
                               [](const Cells& c) {
                                 observe("y", 0,
                                         static_cast<std::int64_t>(
                                             load(c.y, Ordering::acquire)));
                                 store(c.x, 1, relaxed);
                               }}),
                      {{"r[0]", 1}, {"a[0]", 2}, {"y[0]", 1}}));
}

TEST(Buffering, AnAcquireOfAnotherCellTakesNoPlace) {
  EXPECT_TRUE(reaches(program({[](const Cells& c) {
                                 read("r", 0, c.x);
                                 load(c.object, Ordering::acquire);
                                 store(c.y, 1, relaxed);
                               },
                               [](const Cells& c) {
                                 const Value y = load(c.y, Ordering::acquire);
                                 observe("y", 0, static_cast<std::int64_t>(y));
                                 store(c.x, 1, relaxed);
                               }}),
                      {{"r[0]", 1}, {"y[0]", 1}}));
}

TEST(Buffering, AWriteBeforeTheAcquireIsTheWayOut) {
  EXPECT_TRUE(reaches(
      program({[](const Cells& c) {
                 observe("r", 0, static_cast<std::int64_t>(try_take(c.x)));
                 store(c.y, 1, relaxed);
                 observe(
                     "a", 0,
                     static_cast<std::int64_t>(load(c.x, Ordering::acquire)));
               },
               [](const Cells& c) {
                 observe(
                     "y", 0,
                     static_cast<std::int64_t>(load(c.y, Ordering::acquire)));
                 store(c.x, 1, relaxed);
               }}),
      {{"r[0]", 1}, {"a[0]", 1}, {"y[0]", 1}}));
}

TEST(Buffering, WhatOnlyTheEarlyReadLeadsToIsInNobodysWay) {
  // An `if` that nobody declares: where the read is early its thread has a
  // fence and a store more, which order it before them. What is late tells
  // nothing of them, and no other thread must have seen them.
  const auto late = [](Ordering of_store) {
    return program(
        {[](const Cells& c) {
           const Value r = load(c.x, relaxed);
           observe("r", 0, static_cast<std::int64_t>(r));
           store(c.y, 1, relaxed);
           if (r != 0) return;
           fence(Ordering::mb);
           store(c.object, 1, relaxed);
         },
         [=](const Cells& c) {
           observe("y", 0,
                   static_cast<std::int64_t>(load(c.y, Ordering::acquire)));
           observe(
               "object", 0,
               static_cast<std::int64_t>(load(c.object, Ordering::acquire)));
           store(c.object, 2, relaxed);
           store(c.x, 1, of_store);
         }});
  };
  for (const Ordering o : {relaxed, Ordering::release})
    EXPECT_TRUE(reaches(late(o), {{"r[0]", 1}, {"y[0]", 1}, {"object[0]", 0}}));
}

TEST(Buffering, AValueThatGrowsWithWhatIsReadIsNotPromised) {
  // Thread 0 stores what it has read, plus one. The others add two or three and
  // take three away, so some write has the value that was read, whatever that
  // is, and others have greater ones. Values are promised without a path here,
  // for there is a branch.
  Options options = testing::with(Model::lkmm);
  options.seconds = 30;
  const Result r = explore(
      program(
          {[](const Cells& c) {
             const Value old = cmpxchg(c.x, 0, 3, relaxed, relaxed).old;
             Dependencies data;
             data.data = last_read();
             Access access;
             access.from = &data;
             store(c.x, old + 1, Ordering::release, access);
             add_unless(c.x, 2, 0, Ordering::seq_cst);
           },
           [](const Cells& c) {
             add_unless(c.x, 3, 2, Ordering::seq_cst);
             const Value x = load(c.x, relaxed);
             const Reads of_x = last_read();
             add_unless(c.x, 2, 0);
             const Within outer = enter({{}, of_x});
             if (x == 1) store(c.x, 3, Ordering::release);
             leave(outer);
           },
           [](const Cells& c) { rmw(c.x, RmwOp::sub, 3, Ordering::acquire); }}),
      options);
  EXPECT_TRUE(r.finished);
  EXPECT_EQ(r.duplicates, 0u);
}

TEST(Buffering, NothingComesOutOfThinAir) {
  // Both threads copy what they read.
  const auto copy = [](Location Cells::*from, Location Cells::*to) {
    return [=](const Cells& c) {
      const Value v = load(c.*from, relaxed);
      observe("r", from == &Cells::x ? 0 : 1, static_cast<std::int64_t>(v));
      store_with_data(c.*to, v + 1);
    };
  };
  const Result r = testing::run(
      program({copy(&Cells::x, &Cells::y), copy(&Cells::y, &Cells::x)}),
      Model::lkmm);
  EXPECT_TRUE(r.finished);
  EXPECT_EQ(r.executions, 3u);  // both 0, or one of them 1
}

}  // namespace
}  // namespace vmalock::explore
