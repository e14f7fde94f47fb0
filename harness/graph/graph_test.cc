// SPDX-License-Identifier: MIT
// Method: random sequences of additions, removals, and surgery as a backward
// revisit does it; the invariants must hold after each step, and what is put
// back must be what was there.
#include "harness/graph/graph.h"

#include <gtest/gtest.h>

#include <random>

namespace vmalock::graph {
namespace {

constexpr unsigned threads = 3;
constexpr std::uint32_t locations = 2;

Label label_of(Op op, std::uint32_t location) {
  Label label;
  label.op = op;
  label.location = location;
  return label;
}

class GraphTest : public ::testing::Test {
 protected:
  Graph graph_{threads};
  std::mt19937 random_{1};

  void SetUp() override {
    for (unsigned t = 0; t < threads; ++t) graph_.add_thread();
    for (std::uint32_t l = 0; l < locations; ++l)
      graph_.set_initial(graph_.add_location(4, "x"), true, 0);
  }

  std::size_t below(std::size_t n) { return random_() % n; }

  Slot add_read(unsigned t, std::uint32_t l, Slot from) {
    const Slot s = graph_.append(t, label_of(Op::load, l));
    graph_[s].reads = true;
    graph_[s].rf = from;
    return s;
  }
  Slot add_write(unsigned t, std::uint32_t l, std::size_t place) {
    const Slot s = graph_.append(t, label_of(Op::store, l));
    graph_[s].writes = true;
    graph_.insert_co(s, place);
    return s;
  }
  void add_any() {
    const auto t = static_cast<unsigned>(below(threads));
    const auto l = static_cast<std::uint32_t>(below(locations));
    const auto& co = graph_.location(l).co;
    if (below(2) == 0)
      add_read(t, l, co[below(co.size())]);
    else
      add_write(t, l, 1 + below(co.size()));
  }
};

TEST_F(GraphTest, AddAndRemove) {
  for (unsigned round = 0; round < 200; ++round) {
    for (unsigned i = 0; i < 20; ++i) {
      add_any();
      graph_.check_invariants();
    }
    while (graph_.size() > below(20)) {
      // A read of a write that goes must have gone before.
      graph_.remove_last();
      graph_.check_invariants();
    }
  }
}

TEST_F(GraphTest, UnlinkAndRelinkRestore) {
  for (unsigned i = 0; i < 30; ++i) add_any();
  const std::vector<Slot> order(graph_.order().begin(), graph_.order().end());
  std::vector<std::vector<Slot>> co, po;
  for (std::uint32_t l = 0; l < locations; ++l)
    co.push_back(graph_.location(l).co);
  for (unsigned t = 0; t < threads; ++t)
    po.emplace_back(graph_.thread(t).begin(), graph_.thread(t).end());

  constexpr std::size_t keep = 10;
  for (std::size_t i = order.size(); i-- > keep;) {
    if (graph_[order[i]].co > 0) graph_.remove_co(order[i]);
    graph_.unlink(order[i]);
  }
  graph_.set_order_tail(keep, {});
  graph_.check_invariants();

  for (std::size_t i = keep; i < order.size(); ++i) graph_.relink(order[i]);
  graph_.set_order_tail(keep, std::span(order).subspan(keep));
  for (std::uint32_t l = 0; l < locations; ++l) graph_.assign_co(l, co[l]);
  graph_.check_invariants();
  for (unsigned t = 0; t < threads; ++t)
    EXPECT_TRUE(std::equal(po[t].begin(), po[t].end(), graph_.thread(t).begin(),
                           graph_.thread(t).end()));
}

TEST_F(GraphTest, FloorIsTheNewestWriteShownInTheClock) {
  const Slot w1 = add_write(0, 0, 1);
  const Slot w2 = add_write(0, 0, 2);
  const Slot r = add_read(1, 0, w2);
  Clock clock;
  EXPECT_EQ(graph_.floor(clock.data(), 0), 0);
  clock.set(0, graph_[w1].index);
  EXPECT_EQ(graph_.floor(clock.data(), 0), graph_[w1].co);
  clock.set(1, graph_[r].index);  // a read shows what it reads
  EXPECT_EQ(graph_.floor(clock.data(), 0), graph_[w2].co);
  EXPECT_EQ(graph_.floor(clock.data(), 0, r), graph_[w1].co);
  EXPECT_EQ(graph_.floor(clock.data(), 1), 0);
}

TEST(Clock, ExceedsLeavesOneThreadOut) {
  Clock a, b;
  a.set(2, 5);
  EXPECT_TRUE(exceeds(a.data(), b.data(), 0, 1));
  EXPECT_FALSE(exceeds(a.data(), b.data(), 2, 1));
  b.set(2, 5);
  EXPECT_FALSE(exceeds(a.data(), b.data(), 0, 1));
  join(b.data(), a.data(), 1);
  EXPECT_EQ(b[2], 5);
}

}  // namespace
}  // namespace vmalock::graph
