// SPDX-License-Identifier: MIT
// Method: random relations against std::set<pair>, operator by operator.
#include "harness/base/bitrel.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <utility>

namespace vmalock {
namespace {

using Pairs = std::set<std::pair<std::size_t, std::size_t>>;

Pairs pairs_of(const Relation& r) {
  Pairs out;
  for (std::size_t i = 0; i < r.size(); ++i)
    for (std::size_t j = 0; j < r.size(); ++j)
      if (r.has(i, j)) out.emplace(i, j);
  return out;
}

Pairs compose(const Pairs& a, const Pairs& b) {
  Pairs out;
  for (const auto& [i, j] : a)
    for (const auto& [k, l] : b)
      if (j == k) out.emplace(i, l);
  return out;
}

Pairs closure(Pairs r) {
  while (true) {
    Pairs next = r;
    next.merge(compose(r, r));
    if (next == r) return r;
    r = next;
  }
}

Relation random_relation(std::mt19937& random, std::size_t events,
                         unsigned percent) {
  Relation r(events);
  for (std::size_t i = 0; i < events; ++i)
    for (std::size_t j = 0; j < events; ++j)
      if (random() % 100 < percent) r.add(i, j);
  return r;
}

TEST(Relation, AgreesWithSetsOfPairs) {
  std::mt19937 random(1);
  for (int round = 0; round < 400; ++round) {
    const std::size_t n = 1 + random() % 9;
    const auto percent = static_cast<unsigned>(random() % 40);
    const Relation a = random_relation(random, n, percent);
    const Relation b = random_relation(random, n, percent);
    const Pairs pa = pairs_of(a), pb = pairs_of(b);

    Pairs all = pa, both, only_a, inverse;
    all.insert(pb.begin(), pb.end());
    for (const auto& p : pa) {
      (pb.contains(p) ? both : only_a).insert(p);
      inverse.emplace(p.second, p.first);
    }
    ASSERT_EQ(pairs_of(a | b), all);
    ASSERT_EQ(pairs_of(a & b), both);
    ASSERT_EQ(pairs_of(a - b), only_a);
    ASSERT_EQ(pairs_of(a * b), compose(pa, pb));
    ASSERT_EQ(pairs_of(a.inverse()), inverse);
    ASSERT_EQ(pairs_of(a.transitive_closure()), closure(pa));
    ASSERT_EQ(a.pairs(), pa.size());
    ASSERT_EQ(a.empty(), pa.empty());
  }
}

TEST(Relation, FindsAShortestCycleExactlyIfThereIsOne) {
  std::mt19937 random(2);
  unsigned cyclic = 0;
  for (int round = 0; round < 1000; ++round) {
    const std::size_t n = 1 + random() % 8;
    const Relation r =
        random_relation(random, n, static_cast<unsigned>(random() % 25));
    const Pairs closed = closure(pairs_of(r));
    bool expected = false;
    for (const auto& [i, j] : closed) expected = expected || i == j;
    ASSERT_EQ(r.acyclic(), !expected);
    const auto cycle = r.find_cycle();
    ASSERT_EQ(cycle.empty(), !expected);
    for (std::size_t i = 0; i < cycle.size(); ++i)
      ASSERT_TRUE(r.has(cycle[i], cycle[(i + 1) % cycle.size()]));
    // No power of r below the length of the cycle meets the identity.
    Relation power = r;
    for (std::size_t length = 1; length < cycle.size(); ++length) {
      ASSERT_TRUE(power.irreflexive());
      power = power * r;
    }
    cyclic += expected;
  }
  EXPECT_GT(cyclic, 300u);
  EXPECT_LT(cyclic, 900u);
}

TEST(Relation, ReachesTheLastOf64Events) {
  Relation chain(64);
  for (std::size_t i = 0; i + 1 < 64; ++i) chain.add(i, i + 1);
  EXPECT_TRUE(chain.acyclic());
  EXPECT_EQ(chain.transitive_closure().pairs(), 64u * 63u / 2u);
  chain.add(63, 0);
  EXPECT_EQ(chain.find_cycle().size(), 64u);
}

TEST(Relation, SetsAndProducts) {
  EventSet reads, writes;
  reads.add(0);
  reads.add(2);
  writes.add(1);
  writes.add(2);
  EXPECT_EQ(pairs_of(product(reads, writes, 3)),
            (Pairs{{0, 1}, {0, 2}, {2, 1}, {2, 2}}));
  EXPECT_EQ(pairs_of(identity_on(reads, 3)), (Pairs{{0, 0}, {2, 2}}));
  EXPECT_EQ((reads - writes).size(), 1u);
  EXPECT_TRUE((reads & writes).has(2));
  EXPECT_EQ(pairs_of(Relation(2).optional()), (Pairs{{0, 0}, {1, 1}}));
}

}  // namespace
}  // namespace vmalock
