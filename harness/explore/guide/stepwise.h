// SPDX-License-Identifier: MIT
// One event at a time: threads stop in front of each new event, and the guide
// says which thread goes on and in which way its event is added. Random
// sampling and replay work like this. The way of an event is a small number,
// 0 for the maximal one: how many writes are co-after the source of a read or
// after the place of a write; the value of a choice.
#pragma once

#include <optional>
#include <vector>

#include "harness/explore/guide/guide.h"
#include "harness/explore/guide/random.h"
#include "harness/explore/search/limits.h"

namespace vmalock::explore {

class Stepwise : public Guide {
 public:
  explicit Stepwise(Explorer& explorer) : Guide(true), x_(explorer) {}

  void stand(ThreadStatus status) override;
  Value choose_value(Slot s, std::size_t count) override;

 protected:
  Explorer& x_;
  /// The way of the next event, of `count` ones.
  virtual std::size_t way_of(std::size_t count) = 0;
  void give(Slot s, const Alternative& way);
  /// The places that the new write may have, newest first.
  std::size_t places(Slot s) const;
  /// Puts it there, if that is consistent.
  bool place(Slot s, std::size_t way);
  [[noreturn]] static void does_not_fit();
};

/// Random executions: a random thread goes on in a random consistent way.
class Sampling final : public Stepwise {
 public:
  explicit Sampling(Explorer& explorer);
  void explore() override;
  void stand(ThreadStatus status) override;
  void choose_source(Slot s, const Functions& functions) override;
  void choose_place(Slot s) override;

 protected:
  std::size_t way_of(std::size_t count) override {
    return random_.below(count);
  }

 private:
  Random random_;
  Limits limits_;
  std::vector<Alternative> ways_;

  void reset();
  std::vector<unsigned> movable();
  bool may_be_satisfied(unsigned t) const;
};

/// The one execution of Options::token, or of Attempt::again, to its end or its
/// error.
class Replay final : public Stepwise {
 public:
  using Stepwise::Stepwise;
  void explore() override;
  void choose_source(Slot s, const Functions& functions) override;
  void choose_place(Slot s) override;

 protected:
  std::size_t way_of(std::size_t) override { return way_; }

 private:
  std::size_t way_ = 0;
  std::optional<Value> promise_;  ///< the next read's

  void play(const std::string& token);
  [[noreturn]] static void is_not_consistent();
};

}  // namespace vmalock::explore
