// How many executions will there be? Knuth's estimate (Estimating the
// efficiency of backtrack programs, 1975) on the very tree that the explorer
// walks: go down from the root, at each choice take one of its ways at random
// and multiply the numbers of ways. The product is an unbiased estimate of the
// number of leaves; dropped graphs count 0.
#include <cmath>

#include "harness/explore/explorer.h"

namespace vmalock::explore {

namespace {

constexpr unsigned most_probes = 4000;
/// Rare probes weigh most: with few of them an estimate is too low.
constexpr unsigned fewest_probes = 400;

}  // namespace

/// Takes back everything above the first `size` choices.
void Explorer::drop_choices(std::size_t size) {
  while (choices_.size() > size) {
    const Choice& top = choices_.back();
    cut(top.size);
    if (top.kind == Choice::Kind::undo)
      restore();
    else
      alternatives_.resize(top.begin);
    choices_.pop_back();
  }
}

double Explorer::probe() {
  double ways = 1;
  bool complete = run_threads();
  for (std::size_t i = 0; i < choices_.size() && !over_; ++i) {
    const Choice choice = choices_[i];
    if (choice.kind == Choice::Kind::undo) continue;
    const std::size_t others = choice.end - choice.begin;
    ways *= static_cast<double>(others + 1);
    const std::size_t n = random_.below(others + 1);
    if (n == 0) continue;
    drop_choices(i + 1);
    cut(choice.size);
    pending_ = graph::no_slot;
    complete =
        take(choice, alternatives_[choice.begin + n - 1]) && run_threads();
  }
  for (const auto& t : threads_)
    if (t->state != ThreadState::State::finished &&
        t->state != ThreadState::State::absent)
      complete = false;
  pending_ = graph::no_slot;
  drop_choices(0);
  cut(0);
  return complete ? ways : 0;
}

void Explorer::estimate() {
  double mean = 0;
  double squares = 0;  // of the deviations, by Welford's method
  unsigned probes = 0;
  while (probes < most_probes && !over_ && !limits_.reached(result_)) {
    const double value = probe();
    ++probes;
    const double difference = value - mean;
    mean += difference / probes;
    squares += difference * (value - mean);
    const double spread = std::sqrt(squares / probes / probes);
    result_.estimate = mean;
    result_.estimate_spread = spread;
    if (probes >= fewest_probes && spread < mean / 10) break;
  }
  result_.finished = !over_;
}

}  // namespace vmalock::explore
