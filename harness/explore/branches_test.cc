// SPDX-License-Identifier: MIT
// What one branch of the search leaves behind must not be seen by another:
// objects, cells and memory differ between branches, and clocks of spawned
// threads hold across them. Each program once gave a false alarm, a missed
// error or a missed execution.
#include <gtest/gtest.h>

#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using namespace testing;
using enum Ordering;

Result explored(const ProgramFactory& factory, Model model) {
  Options options;
  options.model = model;
  options.count_duplicates = true;
  return explore(factory, options);
}

/// Correct, explored to the end, and so many executions.
void expect_executions(const ProgramFactory& factory, Model model,
                       std::uint64_t executions) {
  const Result r = explored(factory, model);
  EXPECT_FALSE(r.error) << r.error->message;
  EXPECT_TRUE(r.finished);
  EXPECT_EQ(r.executions, executions);
  EXPECT_EQ(r.duplicates, 0u);
}

void write_x(const Cells& c, Value v) { store(c.x, v, relaxed); }

TEST(Branches, AnObjectHasAnotherAddressInAnotherBranch) {
  for (const bool big_first : {false, true}) {
    const auto p = program({[=](const Cells& c) {
                              const bool seen = load(c.x, relaxed) != 0;
                              void* a =
                                  allocate(seen == big_first ? 16 : 64, 8, "a");
                              void* b = allocate(16, 8, "b");
                              load(c.y, relaxed);
                              explore::release(b);
                              explore::release(a);
                            },
                            [](const Cells& c) { write_x(c, 1); },
                            [](const Cells& c) { write_x(c, 2); }});
    // Three sources for the load times two orders of the stores.
    expect_executions(p, Model::rc11, 6);
  }
}

TEST(Branches, AFreedObjectIsNotHiddenByOneOfAnotherBranch) {
  const auto p = program({[](const Cells& c) {
                            if (load(c.x, relaxed) == 0) {
                              void* a = allocate(64, 8, "a");
                              void* b = allocate(64, 8, "b");
                              explore::release(a);
                              explore::release(b);
                              return;
                            }
                            auto* a = static_cast<char*>(allocate(128, 8, "a"));
                            const Location l = new_location(4, 0, "in", a + 70);
                            explore::release(a);
                            load(l, relaxed);
                          },
                          [](const Cells& c) { write_x(c, 1); }});
  const Result r = explored(p, Model::rc11);
  ASSERT_TRUE(r.error);
  EXPECT_EQ(r.error->kind, ErrorKind::use_after_free);
}

struct Node {
  Location value;
};

TEST(Branches, MemoryIsThatOfTheBranchWhenAnotherThreadLooksAtIt) {
  const auto reader = [](const Cells& c) {
    const Value v = await(
        c.object, [](Value p) { return p != 0; }, acquire);
    auto* n = static_cast<Node*>(decode_pointer(v));
    require(load(n->value, relaxed) == 7, "R-1", "seven");
    load(c.x, relaxed);
  };
  const auto maker = [](const Cells& c) {
    if (load(c.x, relaxed) != 0) new_location(4, 1, "other");
    auto* n = static_cast<Node*>(allocate(sizeof(Node), 8, "node"));
    n->value = new_location(4, 7, "value", &n->value);
    store(c.object, encode_pointer(n), Ordering::release);
  };
  const auto p =
      program({reader, maker, [](const Cells& c) { write_x(c, 1); },
               [](const Cells& c) {
                 await(
                     c.y, [](Value v) { return v == 1; }, relaxed);
                 write_x(c, 2);
               },
               [](const Cells& c) { store(c.y, 1, relaxed); }},
              [](const Cells& c) {
                explore::release(decode_pointer(load(c.object, relaxed)));
              });
  // Two orders of the stores to x; with each, the maker's and the reader's
  // load see three values, the reader's not older than the maker's (acquire).
  expect_executions(p, Model::rc11, 12);
}

TEST(Branches, SpawnAndJoinDrainTheStoreBuffer) {
  static Cells cells;
  const auto observer = [](const Cells& c) {
    store(c.y, 1, relaxed);
    fence(mb);
    load(c.x, relaxed);
  };
  const auto join_it =
      program({[](const Cells& c) {
                 cells = c;
                 join(spawn([](void*) { write_x(cells, 1); }, nullptr));
                 load(c.y, relaxed);
               },
               observer});
  const auto fence_first = program({[](const Cells& c) {
                                      cells = c;
                                      write_x(c, 1);
                                      join(spawn(
                                          [](void*) {
                                            fence(acquire_fence);
                                            load(cells.y, relaxed);
                                          },
                                          nullptr));
                                    },
                                    observer});
  // Store buffering without its weak outcome.
  expect_executions(join_it, Model::tso, 3);
  expect_executions(fence_first, Model::tso, 3);
}

TEST(Branches, CompareExchangeKeepsTheWidthOfItsCell) {
  const auto p = program({[](const Cells& c) {
    store(c.x, static_cast<Value>(-1), relaxed);
    const auto minus_two = static_cast<Value>(-2);
    require(cmpxchg(c.x, 0xffffffffu, minus_two, relaxed, relaxed).done, "R-1",
            "the value has 32 bits");
    require(load(c.x, relaxed) == 0xfffffffeu, "R-2", "the value has 32 bits");
  }});
  expect_executions(p, Model::rc11, 1);
}

TEST(Branches, AnUpdateIsNotJudgedByTheOrderOfAFailureItMayNotHave) {
  for (const Ordering failure : {relaxed, seq_cst}) {
    const auto p = program(
        {[](const Cells& c) {
           store(c.x, 2, seq_cst);
           load(c.y, seq_cst);
         },
         [=](const Cells& c) {
           store(c.y, 1, seq_cst);
           update(
               c.x, [](Value v) { return std::optional<Value>(v + 10); },
               relaxed, failure);
         },
         [](const Cells& c) { write_x(c, 1); }});
    // It never fails, so the order of its failure changes nothing.
    expect_executions(p, Model::rc11, 12);
  }
}

TEST(Branches, ACellOfAnotherBranchDoesNotHoldUpAFree) {
  const auto p = program({[](const Cells& c) {
                            void* a = allocate(64, 8, "a");
                            store(c.object, encode_pointer(a), relaxed);
                            explore::release(a);
                          },
                          [](const Cells& c) {
                            if (load(c.x, relaxed) == 0) return;
                            new_location(4, 0, "not in it");
                          },
                          [](const Cells& c) { write_x(c, 1); }});
  expect_executions(p, Model::rc11, 2);

  // The cell lies in the object only if x was read as 0; then it is ordered
  // before the free. Else nothing orders the free, and nothing has to.
  const auto q =
      program({[](const Cells& c) {
                 const Value seen = await(
                     c.y, [](Value v) { return v != 0; }, acquire);
                 if (seen == 1)
                   explore::release(decode_pointer(load(c.object, relaxed)));
                 if (seen == 2)
                   explore::release(decode_pointer(load(c.object, relaxed)));
               },
               [](const Cells& c) {
                 auto* a = static_cast<char*>(allocate(64, 8, "a"));
                 store(c.object, encode_pointer(a), relaxed);
                 if (load(c.x, relaxed) == 0) {
                   new_location(4, 0, "in it", a + 8);
                   store(c.y, 1, release);
                 } else {
                   store(c.y, 2, release);
                   new_location(4, 0, "elsewhere");
                 }
               },
               [](const Cells& c) { write_x(c, 1); }});
  expect_executions(q, Model::rc11, 2);
}

}  // namespace
}  // namespace vmalock::explore
