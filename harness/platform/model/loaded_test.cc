// SPDX-License-Identifier: MIT
// Method: every operator on values of different reads.
#include "harness/platform/model/loaded.h"

#include <gtest/gtest.h>

namespace vmalock::model {
namespace {

using explore::Reads;

TEST(Loaded, OperatorsCarryBothSides) {
  const loaded<int> a(6, Reads::of(1)), b(3, Reads::of(4));
  const Reads both = Reads::of(1) | Reads::of(4);
  const auto expect = [&](const auto& result, int value, const Reads& reads) {
    EXPECT_EQ(static_cast<int>(result.value()), value);
    EXPECT_EQ(result.reads(), reads);
  };
  expect(a + b, 9, both);
  expect(a - b, 3, both);
  expect(a * b, 18, both);
  expect(a & b, 2, both);
  expect(a | b, 7, both);
  expect(a ^ b, 5, both);
  expect(a == b, 0, both);
  expect(a != b, 1, both);
  expect(a < b, 0, both);
  expect(a <= b, 0, both);
  expect(a > b, 1, both);
  expect(a >= b, 1, both);
  expect(a + 1, 7, Reads::of(1));
  expect(1 + b, 4, Reads::of(4));
  expect(!a, 0, Reads::of(1));
}

/// A plain T forgets, and then the model orders less.
TEST(Loaded, APlainValueDependsOnNothing) {
  const loaded<int> a(6, Reads::of(1));
  const int plain = a;
  EXPECT_EQ(reads_of(plain), Reads());
  EXPECT_EQ(value_of(a), value_of(plain));
}

}  // namespace
}  // namespace vmalock::model
