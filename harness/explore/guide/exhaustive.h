// SPDX-License-Identifier: MIT
// Every consistent execution once; and probes of the same tree, to guess how
// many there will be (estimate.cc).
#pragma once

#include "harness/explore/guide/guide.h"
#include "harness/explore/guide/random.h"
#include "harness/explore/search/limits.h"

namespace vmalock::explore {

class Exhaustive : public Guide {
 public:
  explicit Exhaustive(Explorer& explorer);

  void explore() override;
  void choose_source(Slot s, const Functions& functions) override;
  void choose_place(Slot s) override;
  Value choose_value(Slot s, std::size_t count) override;
  void added(Slot s) override;

 protected:
  Explorer& x_;
  Limits limits_;

  /// Runs until no thread can move. False: the graph had to be dropped.
  bool run_threads();

 private:
  unsigned unreported_ = 0;  ///< graphs since it last reported to its team
  std::uint64_t reported_executions_ = 0;
  std::uint64_t reported_blocked_ = 0;

  bool stop_here();
  unsigned next_thread();
};

class Estimate final : public Exhaustive {
 public:
  explicit Estimate(Explorer& explorer);
  void explore() override;

 private:
  Random random_;

  double probe();
  void drop_choices(std::size_t size);
};

}  // namespace vmalock::explore
