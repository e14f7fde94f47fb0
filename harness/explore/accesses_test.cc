// SPDX-License-Identifier: MIT
// What an access may be wrong about. Method: as explore_test.cc, at the edges:
// cells that threads make, code after the threads, what a search takes back.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>

#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using namespace testing;
using enum Ordering;

constexpr Model models[] = {Model::sc, Model::tso, Model::rc11, Model::lkmm};

ProgramFactory uses_after_the_threads(bool frees_first) {
  return program({[](const Cells& c) {
                   auto* object =
                       static_cast<char*>(allocate(16, 8, "an object"));
                   store(c.x, new_location(4, 1, "in it", object + 8), relaxed);
                   store(c.object, encode_pointer(object), relaxed);
                 }},
                 [=](const Cells& c) {
                   void* object = decode_pointer(load(c.object, relaxed));
                   const auto cell = static_cast<Location>(load(c.x, relaxed));
                   if (frees_first) explore::release(object);
                   load(cell, relaxed);
                   if (!frees_first) explore::release(object);
                 });
}

TEST(Accesses, WhatIsFreedAfterTheThreadsIsFree) {
  for (const Model model : models) {
    expect_correct(uses_after_the_threads(false), model);
    expect_error(uses_after_the_threads(true), ErrorKind::use_after_free,
                 model);
  }
}

TEST(Accesses, ASharedCellIsWrittenBeforeItIsRead) {
  const auto p = [](bool writes) {
    return [=] {
      auto made = std::make_unique<testing::Functions>();
      auto cell = std::make_shared<Location>();
      made->first = [=] { *cell = new_location(4, std::nullopt, "no value"); };
      made->bodies = {[=] {
        if (writes) store(*cell, 1, relaxed);
        load(*cell, relaxed);
      }};
      return made;
    };
  };
  for (const Model model : models) {
    expect_correct(p(true), model);
    expect_error(p(false), ErrorKind::uninitialised_read, model);
  }
}

/// The other thread is told of what is before the cell, or of the cell.
ProgramFactory hands_a_cell_over(bool told) {
  return program({[=](const Cells& c) {
                    if (!told) store(c.y, 1, release);
                    const Location made = new_location(4, 0, "made");
                    store(c.x, made, relaxed);
                    if (told) store(c.y, 1, release);
                  },
                  [](const Cells& c) {
                    if (load(c.y, acquire) == 0) return;
                    const auto made = static_cast<Location>(load(c.x, relaxed));
                    if (made != 0) load(made, relaxed);
                  }});
}

TEST(Accesses, ACellIsUsedByWhoKnowsThatItWasMade) {
  expect_correct(hands_a_cell_over(true), Model::rc11);
  expect_error(hands_a_cell_over(false), ErrorKind::data_race, Model::rc11);
}

// ---- what a search takes back is not there for the next execution

/// The reader comes before the writer in one execution, and is told in the
/// other: nothing that was undone may race.
ProgramFactory told(const CellBody& first, const CellBody& second) {
  return program({[=](const Cells& c) {
                    if (load(c.x, acquire) == 1) second(c);
                  },
                  [=](const Cells& c) {
                    first(c);
                    store(c.x, 1, release);
                  },
                  [](const Cells& c) { store(c.y, 1, relaxed); },
                  [=](const Cells& c) {
                    if (load(c.y, relaxed) == 1) return;
                    if (load(c.x, acquire) == 1) second(c);
                  }});
}

TEST(Accesses, WhatWasTakenBackDoesNotRace) {
  const CellBody reads = [](const Cells& c) { plain_load(c.p); };
  const CellBody writes = [](const Cells& c) { plain_store(c.p, 1); };
  expect_correct(told(writes, reads), Model::rc11);
  // One of two branches writes, and only what the other does is ordered.
  const auto either = [](const CellBody& access) {
    return program({[=](const Cells& c) {
                      if (load(c.y, relaxed) == 0) access(c);
                      store(c.x, 1, release);
                    },
                    [](const Cells& c) { store(c.y, 1, relaxed); },
                    [](const Cells& c) {
                      if (load(c.y, relaxed) == 1 && load(c.x, acquire) == 1)
                        plain_store(c.p, 2);
                    }});
  };
  expect_correct(either(writes), Model::rc11);
  expect_correct(either(reads), Model::rc11);
}

TEST(Accesses, AFreeThatWasTakenBackIsNone) {
  expect_correct(
      program({[](const Cells& c) {
                 auto* object = static_cast<char*>(allocate(16, 8, "object"));
                 const Location in = new_location(4, 0, "in it", object + 8);
                 const bool early = load(c.x, relaxed) == 0;
                 if (early) explore::release(object);
                 load(c.y, relaxed);
                 if (early) return;
                 load(in, relaxed);
                 explore::release(object);
               },
               [](const Cells& c) { store(c.x, 1, relaxed); },
               [](const Cells& c) { store(c.y, 1, relaxed); }}),
      Model::rc11);
}

// ---- functions that are none

/// Called again, the function says something else.
template <class Answer>
std::function<Answer(Value)> in_turn(Answer a, Answer b) {
  auto calls = std::make_shared<unsigned>(0);
  return [=](Value) { return ++*calls % 2 == 0 ? a : b; };
}

TEST(Accesses, AFunctionHasOneAnswerForAValue) {
  using Answer = std::optional<Value>;
  const auto updates = [](const std::function<Answer(Value)>& f) {
    return program({[=](const Cells& c) {
      update(
          c.x, [&f](Value v) { return f(v); }, relaxed);
    }});
  };
  const auto waits = [](const std::function<bool(Value)>& f) {
    return program({[=](const Cells& c) {
      await(
          c.x, [&f](Value v) { return f(v); }, relaxed);
    }});
  };
  for (const Model model : models) {
    for (const Answer other : {Answer(0), Answer(1)})
      expect_error(updates(in_turn<Answer>(std::nullopt, other)),
                   ErrorKind::nondeterministic, model);
    expect_error(updates(in_turn<Answer>(1, 2)), ErrorKind::nondeterministic,
                 model);
    expect_error(waits(in_turn<bool>(true, false)), ErrorKind::nondeterministic,
                 model);
  }
}

}  // namespace
}  // namespace vmalock::explore
