// SPDX-License-Identifier: MIT
// Memory, threads that threads start, and RCU. Method: as explore_test.cc.
#include <gtest/gtest.h>

#include <set>

#include "harness/base/check.h"
#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using namespace testing;
using enum Ordering;

struct Node {
  PlainCell value;
};

Node* make_node(Value v) {
  auto* node = static_cast<Node*>(allocate(sizeof(Node), 8, "a node"));
  node->value = new_plain(v, "value", node);
  return node;
}

Node* node_at(Value v) { return static_cast<Node*>(decode_pointer(v)); }

ProgramFactory publish(bool free_it, bool wait, unsigned frees = 1) {
  return program({[=](const Cells& c) {
                    Node* node = make_node(7);
                    store(c.x, 1, relaxed);
                    store(c.object, encode_pointer(node), release);
                    if (wait)
                      await(
                          c.x, [](Value v) { return v == 2; }, acquire);
                    for (unsigned i = 0; free_it && i < frees; ++i)
                      explore::release(node);
                  },
                  [](const Cells& c) {
                    const Value v = load(c.object, acquire);
                    if (v != 0)
                      require(plain_load(node_at(v)->value) == 7, "R-1",
                              "content");
                    store(c.x, 2, release);
                  }});
}

TEST(Explore, Memory) {
  // The reader may be before the publication: then the free is at the end.
  expect_error(publish(true, false), ErrorKind::use_after_free);
  expect_error(publish(false, true), ErrorKind::leak);
  expect_error(publish(true, true, 2), ErrorKind::double_free);
}

TEST(Explore, ObjectPublishedWithoutReleaseIsARace) {
  const auto publish_with = [](Ordering order) {
    return program({[=](const Cells& c) {
                      Node* node = make_node(7);
                      store(c.object, encode_pointer(node), order);
                      await(
                          c.x, [](Value v) { return v == 1; }, acquire);
                      explore::release(node);
                    },
                    [](const Cells& c) {
                      const Value v = load(c.object, acquire);
                      if (v != 0) plain_load(node_at(v)->value);
                      store(c.x, 1, release);
                    }});
  };
  expect_error(publish_with(relaxed), ErrorKind::data_race);
  expect_correct(publish_with(release));
}

TEST(Explore, SpawnAndJoinOrder) {
  const auto parent = [](bool joins) {
    return program({[=](const Cells& c) {
      static thread_local Cells cells;
      cells = c;
      plain_store(c.p, 1);
      const unsigned child =
          spawn([](void*) { plain_store(cells.p, plain_load(cells.p) + 1); },
                nullptr);
      if (joins) join(child);
      const Value seen = plain_load(c.p);
      require(seen == 2 || !joins, "R-1", "the child ran");
    }});
  };
  expect_correct(parent(true));
  expect_error(parent(false), ErrorKind::data_race);
}

ProgramFactory rcu_free(bool waits, bool locks) {
  return program({[=](const Cells& c) {
                    // Unpublish, wait for the readers, reuse.
                    store(c.x, 1, relaxed);
                    if (waits) synchronize_rcu();
                    plain_store(c.p, 1);
                  },
                  [=](const Cells& c) {
                    if (locks) rcu_read_lock();
                    if (load(c.x, relaxed) == 0)
                      require(plain_load(c.p) == 0, "R-1", "not reused");
                    if (locks) rcu_read_unlock();
                  }});
}

TEST(Explore, GracePeriodWaitsForReaders) {
  for (const Model model : {Model::rc11, Model::tso, Model::sc}) {
    expect_correct(rcu_free(true, true), model);
    expect_error(rcu_free(false, true), ErrorKind::data_race, model);
    expect_error(rcu_free(true, false), ErrorKind::data_race, model);
  }
}

TEST(Explore, CallbackRunsAfterAGracePeriod) {
  expect_correct(program({[](const Cells& c) {
                            static thread_local Cells cells;
                            cells = c;
                            store(c.x, 1, relaxed);
                            call_rcu([](void (*fn)(void*), void* p) { fn(p); },
                                     [](void*) { plain_store(cells.p, 1); },
                                     nullptr);
                          },
                          [](const Cells& c) {
                            rcu_read_lock();
                            if (load(c.x, relaxed) == 0) plain_load(c.p);
                            rcu_read_unlock();
                          }}));
}

TEST(Explore, ReadersGetNoOrderingFromRcu) {
  // Message passing inside read sections still needs an acquire.
  expect_error(program({[](const Cells& c) {
                          plain_store(c.p, 1);
                          store(c.x, 1, release);
                        },
                        [](const Cells& c) {
                          rcu_read_lock();
                          if (load(c.x, relaxed) == 1) plain_load(c.p);
                          rcu_read_unlock();
                        }}),
               ErrorKind::data_race);
}

TEST(Explore, ThreadsThatJoinEachOtherAreADeadlock) {
  const Error e = expect_error(
      program({[](const Cells&) { join(1); }, [](const Cells&) { join(0); }}),
      ErrorKind::deadlock);
  EXPECT_NE(e.message.find("end of CPU"), std::string::npos) << e.message;
}

TEST(Explore, StoreToOneCellAfterTheThreadsInitialisesNoOther) {
  static Location never;
  const auto p = [](bool reads) {
    return [=] {
      auto made = std::make_unique<testing::Functions>();
      auto x = std::make_shared<Location>();
      made->first = [=] {
        *x = new_location(4, 0, "x");
        never = new_location(4, std::nullopt, "never written");
      };
      made->last = [=] {
        store(*x, 1, relaxed);
        if (reads) load(never, relaxed);
      };
      return made;
    };
  };
  expect_error(p(true), ErrorKind::uninitialised_read);
  expect_correct(p(false));
}

}  // namespace
}  // namespace vmalock::explore
