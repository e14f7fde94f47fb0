// SPDX-License-Identifier: MIT
// Method: small executions by hand, and the sentences about them; beside each
// the nearest one of which the sentence would be wrong.
#include "harness/report/why.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/report/execution_view.h"
#include "harness/report/trace.h"

namespace vmalock {
namespace {

using enum graph::EventKind;
using Steps = std::vector<int>;
using Texts = std::vector<std::string>;

TraceStep step(unsigned thread, unsigned line, const GraphEvent& event) {
  return {thread, "", "", {"mm.h", line}, "f", event};
}

RunResult run_of(const Error& error) {
  RunResult run;
  run.error = error;
  return run;
}

/// CPU1 gives up its count, CPU0 sees that and frees; CPU1 reads on. An
/// unrelated free before it.
Error freed() {
  Error error;
  error.kind = ErrorKind::use_after_free;
  error.message =
      "an object is freed at mm.h:4, and task may be accessed "
      "after that";
  error.where = {"mm.h", 9};
  error.locations = {{"count", 1, false}, {"task", 0, false}};
  error.trace = {
      step(1, 1, {rmw, Ordering::release, 0, 1, 0, -1, 1}),
      step(0, 2, {load, Ordering::acquire, 0, 0, 0, 0}),
      step(0, 40, {deallocate, Ordering::plain}),
      step(0, 4, {deallocate, Ordering::plain}),
      step(1, 9, {load, Ordering::relaxed, 1, 0, 0, -1}),
  };
  return error;
}

TEST(Why, AUseAfterFreeNamesThePutThatAllowedIt) {
  const Error error = freed();
  EXPECT_EQ(guilty_steps(error), std::pair(3, 4));
  EXPECT_EQ(why(run_of(error)),
            Texts{"the last store of CPU1 that CPU0 reads before it frees the "
                  "object (step 4) is step 1, of count, read by step 2; step 5 "
                  "comes after that, so nothing orders it before the free"});
  EXPECT_EQ(causing_steps(error), (Steps{0, 1, 3, 4}));
}

TEST(Why, OrThatNothingOfTheUserWasHeard) {
  Error error = freed();
  error.trace[1].event->rf = -1;
  EXPECT_EQ(why(run_of(error)),
            Texts{"CPU0 reads nothing of CPU1 before it frees the object (step "
                  "4): nothing orders step 5 before that"});
  EXPECT_EQ(causing_steps(error), (Steps{3, 4}));
}

TEST(Why, AFreeThatTheMessageDoesNotNameIsNotAccused) {
  Error error = freed();
  error.message = "an object is freed at mm.h:77, and more";
  EXPECT_EQ(guilty_steps(error).first, -1);
  EXPECT_EQ(why(run_of(error)), Texts{});
}

TEST(Why, StepsThatAreNamedAreShownHoweverFewThereMayBe) {
  Error error = freed();
  const std::vector<std::size_t> told = relevant_steps(error, 1);
  for (const int cause : causing_steps(error))
    EXPECT_TRUE(std::find(told.begin(), told.end(),
                          static_cast<std::size_t>(cause)) != told.end())
        << cause;
}

/// CPU0 looks at the count and sleeps; CPU1 drops the count after that.
Error asleep() {
  Error error;
  error.kind = ErrorKind::deadlock;
  error.where = {"mm.h", 3};
  error.locations = {{"count", 2, false}, {"state", 0, false}};
  GraphEvent waiting{load, Ordering::relaxed, 1, 2, 0, 0};
  waiting.waits = true;
  error.trace = {
      step(0, 1, {store, Ordering::relaxed, 1, 0, 2, -1, 1}),
      step(0, 2, {load, Ordering::relaxed, 0, 2, 0, -1}),
      step(0, 3, waiting),
      step(1, 4, {rmw, Ordering::release, 0, 2, 1, -1, 1}),
  };
  return error;
}

TEST(Why, ADeadlockNamesWhoShouldHaveWokenTheWaiter) {
  EXPECT_EQ(why(run_of(asleep())),
            (Texts{"CPU0 waits in step 3 for state to change from 2, and no "
                   "step does that",
                   "CPU0 had looked at count (step 2); step 4 of CPU1 changes "
                   "it after that and wakes nobody"}));
  EXPECT_EQ(causing_steps(asleep()), (Steps{1, 2, 3}));
}

TEST(Why, WhoWroteWhatIsWaitedForIsNotAccused) {
  Error error = asleep();
  error.trace.push_back(step(1, 5, {store, Ordering::relaxed, 1, 0, 0, -1, 2}));
  EXPECT_EQ(why(run_of(error)).size(), 1u);
  EXPECT_EQ(causing_steps(error), Steps{2});
}

TEST(Why, NorWhoChangedItBeforeTheWaiterLooked) {
  Error error = asleep();
  std::rotate(error.trace.begin() + 1, error.trace.end() - 1,
              error.trace.end());
  error.trace[2].event->rf = 1;
  ASSERT_EQ(guilty_steps(error).second, 3);
  EXPECT_EQ(why(run_of(error)).size(), 1u);
}

}  // namespace
}  // namespace vmalock
