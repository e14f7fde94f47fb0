// SPDX-License-Identifier: MIT
// What the tests beside herd7 (harness/litmus/hardware_test.cc) cannot show,
// for the explorer makes no such execution: method, executions by hand.
#include "harness/models/hardware.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace vmalock::models {
namespace {

using graph::EventKind;
using graph::Execution;
using graph::ExecutionEvent;

ExecutionEvent event(std::uint16_t thread, std::uint16_t index, EventKind kind,
                     std::int32_t rf = graph::init_write) {
  ExecutionEvent e;
  e.thread = thread;
  e.index = index;
  e.kind = kind;
  e.rf = rf;
  return e;
}

Execution execution(std::vector<ExecutionEvent> events,
                    std::vector<std::int32_t> co) {
  Execution x;
  x.events = std::move(events);
  x.co = {std::move(co)};
  x.init = {0};
  return x;
}

void expect(const Execution& x, std::string_view axiom) {
  for (const Model* model : {&arm64(), &power(), &riscv(), &x86()})
    EXPECT_EQ(model->check(x).axiom, axiom) << model->name();
}

TEST(Hardware, AThreadSeesItsOwnStore) {
  expect(execution(
             {event(0, 0, EventKind::store), event(0, 1, EventKind::load, 0)},
             {0}),
         "");
  expect(execution({event(0, 0, EventKind::store),
                    event(0, 1, EventKind::load, graph::init_write)},
                   {0}),
         "coherence");
}

TEST(Hardware, NothingComesBetweenTheHalvesOfAnAtomic) {
  expect(
      execution({event(0, 0, EventKind::rmw), event(1, 0, EventKind::rmw, 0)},
                {0, 1}),
      "");
  expect(execution({event(0, 0, EventKind::rmw), event(1, 0, EventKind::rmw)},
                   {0, 1}),
         "atomic");
}

/// 2+2W of exclusives, in which each thread's second store is the older one:
/// ppc.cat keeps them in order. (herd7 takes minutes for it.)
TEST(Hardware, PowerKeepsExclusivesInOrder) {
  std::vector<ExecutionEvent> events;
  constexpr std::array<std::uint16_t, 2> two = {0, 1};
  for (const std::uint16_t thread : two)
    for (const std::uint16_t index : two) {
      ExecutionEvent e = event(thread, index, EventKind::rmw);
      e.instruction.exclusive = true;
      e.location = thread ^ index;
      events.push_back(e);
    }
  // Location 0: written by events 0 and 3; location 1: by 2 and 1.
  events[0].rf = 3;
  events[2].rf = 1;
  Execution x;
  x.events = events;
  x.co = {{3, 0}, {1, 2}};
  x.init = {0, 0};
  EXPECT_EQ(power().check(x).axiom, "exclusives");
  for (ExecutionEvent& e : x.events) e.instruction.exclusive = false;
  EXPECT_EQ(power().check(x).axiom, "");
}

}  // namespace
}  // namespace vmalock::models
