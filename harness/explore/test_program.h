// SPDX-License-Identifier: MIT
// Programs for the explorer's tests, written as lambdas over a few cells, and
// the two expectations: correct, or an error that its witness token shows
// again.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "harness/explore/explore.h"
#include "harness/explore/runtime.h"

namespace vmalock::explore::testing {

using Body = std::function<void()>;

class Functions final : public Program {
 public:
  Body first = [] {};
  std::vector<Body> bodies;
  Body last = [] {};
  unsigned threads() const override {
    return static_cast<unsigned>(bodies.size());
  }
  void before() override { first(); }
  void thread(unsigned i) override { bodies[i](); }
  void after() override { last(); }
};

/// Two shared cells x, y, two pointers and two plain cells p, q, all 0.
struct Cells {
  Location x = 0, y = 0;
  Location object = 0, handed = 0;  ///< pointers, null
  PlainCell p = 0, q = 0;
  void make() {
    x = new_location(4, 0, "x");
    y = new_location(4, 0, "y");
    object = new_location(8, 0, "object");
    handed = new_location(8, 0, "handed");
    p = new_plain(0, "p");
    q = new_plain(std::nullopt, "q");
  }
};

using CellBody = std::function<void(const Cells&)>;

inline ProgramFactory program(
    const std::vector<CellBody>& bodies,
    const CellBody& last = [](const Cells&) {}) {
  return [=] {
    auto cells = std::make_shared<Cells>();
    auto made = std::make_unique<Functions>();
    made->first = [=] { cells->make(); };
    for (const CellBody& body : bodies)
      made->bodies.push_back([=] { body(*cells); });
    made->last = [=] { last(*cells); };
    return made;
  };
}

inline Options with(Model model) {
  Options options;
  options.model = model;
  options.count_duplicates = true;
  options.samples = 6;
  return options;
}

inline Result run(const ProgramFactory& p, Model model = Model::rc11) {
  return explore(p, with(model));
}

inline void expect_correct(const ProgramFactory& p, Model model = Model::rc11) {
  const Result r = run(p, model);
  EXPECT_FALSE(r.error) << r.error->message;
  EXPECT_TRUE(r.finished);
  EXPECT_EQ(r.duplicates, 0u);
  EXPECT_GT(r.executions, 0u);
}

/// The error, found again by the witness token in a new exploration.
inline Error expect_error(const ProgramFactory& p, ErrorKind kind,
                          Model model = Model::rc11) {
  const Result r = run(p, model);
  if (!r.error) {
    ADD_FAILURE() << "no error found, expected " << name(kind);
    return {};
  }
  EXPECT_EQ(r.error->kind, kind) << r.error->message;
  Options again = with(model);
  again.mode = Mode::replay;
  again.token = r.error->witness;
  const Result replayed = explore(p, again);
  EXPECT_TRUE(replayed.error) << "token " << again.token;
  if (replayed.error) {
    EXPECT_EQ(replayed.error->kind, kind) << replayed.error->message;
  }
  return *r.error;
}

/// Message passing: plain data, then a flag.
inline ProgramFactory message(Ordering publish, Ordering receive,
                              bool reader_first) {
  const CellBody writer = [=](const Cells& c) {
    plain_store(c.p, 42);
    store(c.x, 1, publish);
  };
  const CellBody reader = [=](const Cells& c) {
    if (load(c.x, receive) == 1)
      require(plain_load(c.p) == 42, "R-1", "the message is complete");
  };
  return reader_first ? program({reader, writer}) : program({writer, reader});
}

}  // namespace vmalock::explore::testing
