// SPDX-License-Identifier: MIT
// Method: small cases with a known answer, one for each kind of finding.
#include "harness/platform/native/engine.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/base/check.h"
#include "harness/platform/bind.h"
#include "harness/platform/native/crew.h"
#include "harness/platform/native/platform.h"
#include "harness/platform/testing/small_cases.h"

namespace vmalock {
namespace {

using native::platform;

template <template <class, class> class Case>
RunResult stress(std::uint64_t iterations, double seconds = 20) {
  static const Binding binding =
      bind<platform, testing::no_lock, Case>(testing::small_impl);
  RunRequest request =
      vmalock::request_for(*make_native_engine({&binding, 1}), binding);
  request.limits.executions = iterations;
  request.limits.seconds = seconds;
  return make_native_engine({&binding, 1})->run(request);
}

void expect_nothing_found(const RunResult& result, std::uint64_t iterations) {
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_EQ(result.executions, iterations);
  EXPECT_FALSE(result.error) << result.error->message;
  EXPECT_NE(result.reason.find("sampling only"), std::string::npos);
}

TEST(NativeEngine, MessagePassingHoldsAndIsCounted) {
  const RunResult result = stress<testing::message_passing>(1000);
  expect_nothing_found(result, 1000);
  ASSERT_EQ(result.outcomes.size(), 1u);
  EXPECT_EQ(result.outcomes[0].count, 1000u);
  EXPECT_EQ(result.outcomes[0].values.at("data[0]"), 42);
}

TEST(NativeEngine, CorrectCasesShowNothing) {
  expect_nothing_found(stress<testing::fence_passing>(3000), 3000);
  expect_nothing_found(stress<testing::all_updates>(3000), 3000);
  expect_nothing_found(stress<testing::sleeping_lock>(3000), 3000);
  expect_nothing_found(stress<testing::rcu_correct>(200), 200);
  expect_nothing_found(stress<testing::rcu_callback>(600), 600);
}

TEST(NativeEngine, FailedRequirement) {
  RunResult result;
  // Threads that take turns on a busy machine lose nothing.
  for (int i = 0; i < 6 && result.verdict == Verdict::unknown; ++i)
    result = stress<testing::lost_increment>(10'000'000);
  ASSERT_EQ(result.verdict, Verdict::violated);
  EXPECT_EQ(result.error->kind, ErrorKind::failed_requirement);
  EXPECT_EQ(result.error->message, "R-99: an increment is lost");
  EXPECT_NE(result.error->where.file.find("small_cases.h"), std::string::npos);
}

TEST(NativeEngine, Misuse) {
  const RunResult result = stress<testing::misuse>(1);
  ASSERT_EQ(result.verdict, Verdict::violated);
  EXPECT_EQ(result.error->kind, ErrorKind::lock_misuse);
}

TEST(NativeEngine, DeadlockNamesTheSite) {
  const RunResult result = stress<testing::deadlock>(10);
  ASSERT_EQ(result.verdict, Verdict::violated);
  EXPECT_EQ(result.error->kind, ErrorKind::deadlock);
  EXPECT_EQ(result.error->message, "CPU1 waits for ever at site flag_wait");
  EXPECT_NE(result.error->where.file.find("small_cases.h"), std::string::npos);
}

TEST(NativeEngine, SequentialCodeThatWaitsIsADeadlock) {
  const RunResult result = stress<testing::waits_in_before>(10);
  ASSERT_EQ(result.verdict, Verdict::violated);
  EXPECT_EQ(result.error->kind, ErrorKind::deadlock);
}

TEST(NativeEngine, ChoiceReachesEveryValue) {
  const RunResult result = stress<testing::choice>(2000);
  ASSERT_EQ(result.outcomes.size(), 3u);
  for (const Outcome& outcome : result.outcomes) EXPECT_GT(outcome.count, 400u);
}

TEST(NativeEngine, StopRequestEndsTheRun) {
  stop_requested = true;
  const RunResult result = stress<testing::message_passing>(1'000'000'000);
  stop_requested = false;
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_LT(result.seconds, 5);
}

TEST(NativeEngine, TimeLimitEndsTheRun) {
  const RunResult result = stress<testing::choice>(1'000'000'000, 0.2);
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_LT(result.seconds, 5);
}

TEST(NativeEngine, RefusesOtherOrderings) {
  const Binding binding =
      bind<platform, testing::no_lock, testing::message_passing>(
          testing::small_impl);
  RunRequest request =
      vmalock::request_for(*make_native_engine({&binding, 1}), binding);
  request.question.orderings = {{"flag_wait", Ordering::relaxed}};
  EXPECT_THROW(make_native_engine({&binding, 1})->run(request), UserError);
}

// Last: its thread runs on until the program exits.
TEST(NativeEngineLast, EndlessLoopIsUnknownAtTheTimeLimit) {
  const RunResult result = stress<testing::endless_loop>(10, 0.2);
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_NE(result.reason.find("thread 1 did not end"), std::string::npos);
}

using native::WaitSlot;
using native::Watch;

TEST(Watch, OneRunningThreadIsNoDeadlock) {
  Watch watch;
  const native::Clock::time_point t{};
  EXPECT_FALSE(watch.is_deadlock(
      {{WaitSlot::awaiting, 1, 1}, {WaitSlot::running, 0, 0}}, t));
  EXPECT_FALSE(watch.is_deadlock(
      {{WaitSlot::awaiting, 1, 99}, {WaitSlot::running, 0, 0}},
      t + std::chrono::hours(1)));
}

TEST(Watch, AllWaitAndHaveLookedTwice) {
  Watch watch;
  const native::Clock::time_point t{};
  const auto later = t + std::chrono::hours(1);
  EXPECT_FALSE(watch.is_deadlock(
      {{WaitSlot::awaiting, 1, 5}, {WaitSlot::idle, 0, 0}}, t));
  EXPECT_FALSE(watch.is_deadlock(
      {{WaitSlot::awaiting, 1, 6}, {WaitSlot::idle, 0, 0}}, later));
  EXPECT_TRUE(watch.is_deadlock(
      {{WaitSlot::awaiting, 1, 7}, {WaitSlot::idle, 0, 0}}, later));
  EXPECT_FALSE(watch.is_deadlock(  // left its wait and came back
      {{WaitSlot::awaiting, 2, 8}, {WaitSlot::idle, 0, 0}}, later));
}

}  // namespace
}  // namespace vmalock
