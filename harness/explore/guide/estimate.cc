// SPDX-License-Identifier: MIT
// How many executions will there be? Knuth's estimate (Estimating the
// efficiency of backtrack programs, 1975) on the very tree that the explorer
// walks: go down from the root, at each choice take one of its ways at random
// and multiply the numbers of ways. The product is an unbiased estimate of the
// number of leaves; dropped graphs count 0.
#include <cmath>

#include "harness/explore/explorer.h"
#include "harness/explore/guide/exhaustive.h"

namespace vmalock::explore {

namespace {

constexpr unsigned most_probes = 4000;
/// Rare probes weigh most: with few of them an estimate is too low.
constexpr unsigned fewest_probes = 400;

}  // namespace

Estimate::Estimate(Explorer& explorer)
    : Exhaustive(explorer), random_(explorer.run.options.seed) {}

/// Takes back everything above the first `size` choices.
void Estimate::drop_choices(std::size_t size) {
  while (x_.state.choices.size() > size) {
    const Choice& top = x_.state.choices.back();
    x_.search.cut(top.size);
    if (top.kind == Choice::Kind::undo) x_.search.restore();
    x_.search.pop_choice();
  }
}

double Estimate::probe() {
  double ways = 1;
  bool complete = run_threads();
  for (std::size_t i = 0; i < x_.state.choices.size() && !x_.run.over; ++i) {
    const Choice choice = x_.state.choices[i];
    if (choice.kind == Choice::Kind::undo) continue;
    const std::size_t others = choice.end - choice.begin;
    ways *= static_cast<double>(others + 1);
    const std::size_t n = random_.below(others + 1);
    if (n == 0) continue;
    drop_choices(i + 1);
    x_.search.cut(choice.size);
    x_.state.pending = graph::no_slot;
    complete =
        x_.search.take(choice, x_.state.alternatives[choice.begin + n - 1]) &&
        run_threads();
  }
  for (const ThreadData& t : x_.state.threads)
    if (t.state != ThreadStatus::finished && t.state != ThreadStatus::absent)
      complete = false;
  x_.state.pending = graph::no_slot;
  drop_choices(0);
  x_.search.cut(0);
  return complete ? ways : 0;
}

void Estimate::explore() {
  double mean = 0;
  double squares = 0;  // of the deviations, by Welford's method
  unsigned probes = 0;
  while (probes < most_probes && !x_.run.over &&
         !limits_.reached(x_.run.result)) {
    const double value = probe();
    ++probes;
    const double difference = value - mean;
    mean += difference / probes;
    squares += difference * (value - mean);
    const double spread = std::sqrt(squares / probes / probes);
    x_.run.result.estimate = mean;
    x_.run.result.estimate_spread = spread;
    if (probes >= fewest_probes && spread < mean / 10) break;
  }
  x_.run.result.finished = !x_.run.over;
}

}  // namespace vmalock::explore
