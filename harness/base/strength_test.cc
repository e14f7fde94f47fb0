// SPDX-License-Identifier: MIT
// Method: the laws of a partial order over all orderings, and the pairs that a
// reader of memory-barriers.txt would name.
#include "harness/base/strength.h"

#include <gtest/gtest.h>

#include <array>

namespace vmalock {
namespace {

constexpr auto all = [] {
  std::array<Ordering, ordering_names.size()> orderings{};
  for (std::size_t i = 0; i < orderings.size(); ++i)
    orderings[i] = static_cast<Ordering>(i);
  return orderings;
}();

bool stronger(Ordering a, Ordering b) {
  return weaker_or_equal(b, a) && !weaker_or_equal(a, b);
}

TEST(Strength, IsAPartialOrder) {
  for (const Ordering a : all) {
    EXPECT_TRUE(weaker_or_equal(a, a)) << name(a);
    for (const Ordering b : all) {
      if (a != b) {
        EXPECT_FALSE(weaker_or_equal(a, b) && weaker_or_equal(b, a))
            << name(a) << " and " << name(b) << " are told apart";
      }
      for (const Ordering c : all)
        if (weaker_or_equal(a, b) && weaker_or_equal(b, c)) {
          EXPECT_TRUE(weaker_or_equal(a, c))
              << name(a) << ", " << name(b) << ", " << name(c);
        }
    }
  }
}

TEST(Strength, WhatIsStronger) {
  using enum Ordering;
  const std::pair<Ordering, Ordering> pairs[] = {
      {relaxed, plain},     {ctrl, relaxed},
      {addr, relaxed},      {acquire, ctrl},
      {acquire, addr},      {release, relaxed},
      {acq_rel, acquire},   {acq_rel, release},
      {seq_cst, acq_rel},   {rmb, none},
      {acquire_fence, rmb}, {release_fence, wmb},
      {acq_rel_fence, rmb}, {acq_rel_fence, release_fence},
      {mb, acq_rel_fence},
  };
  for (const auto& [strong, weak] : pairs)
    EXPECT_TRUE(stronger(strong, weak)) << name(strong) << " " << name(weak);
}

TEST(Strength, WhatCannotBeCompared) {
  using enum Ordering;
  const std::pair<Ordering, Ordering> pairs[] = {
      {acquire, release}, {ctrl, addr},    {rmb, wmb},     {ctrl, release},
      {mb, seq_cst},      {relaxed, none}, {rmb, relaxed}, {acquire_fence, wmb},
  };
  for (const auto& [a, b] : pairs)
    EXPECT_FALSE(weaker_or_equal(a, b) || weaker_or_equal(b, a))
        << name(a) << " " << name(b);
}

TEST(Strength, AcqRelIsBothHalvesAndNoMore) {
  using enum Ordering;
  EXPECT_EQ(does(acquire) & does(release), unsigned{marked});
  EXPECT_EQ(does(acquire) | does(release), does(acq_rel));
  EXPECT_EQ(does(rmb) & does(wmb), 0u);
  EXPECT_EQ(does(acquire_fence) & does(release_fence),
            unsigned{load_then_store});
  EXPECT_EQ(does(acquire_fence) | does(release_fence), does(acq_rel_fence));
}

TEST(Strength, AStandInIsNeverWeaker) {
  for (const Ordering o : all) {
    EXPECT_TRUE(weaker_or_equal(o, runs_as(o, false))) << name(o);
    EXPECT_EQ(runs_as(o, true), o) << name(o);
    EXPECT_EQ(runs_as(runs_as(o, false), false), runs_as(o, false));
  }
}

TEST(Strength, AFenceOfC11OrdersWhatItsNameSays) {
  for (const Ordering o : all) {
    const unsigned d = does(runs_as(o, false));
    const unsigned release = load_then_store | store_then_store;
    const unsigned acquire = load_then_load | load_then_store;
    EXPECT_EQ(is_release_fence(o), is_fence(o) && (d & release) == release)
        << name(o);
    EXPECT_EQ(is_acquire_fence(o), is_fence(o) && (d & acquire) == acquire)
        << name(o);
  }
}

}  // namespace
}  // namespace vmalock
