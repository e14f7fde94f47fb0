// SPDX-License-Identifier: MIT
// Method: small cases with a known answer, one for each kind of finding, under
// every search; each correct case has a broken twin.
#include "harness/platform/relacy/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "harness/base/check.h"
#include "harness/platform/bind.h"
#include "harness/platform/relacy/platform.h"
#include "harness/platform/testing/small_cases.h"

namespace vmalock {
namespace {

using relacy::platform;

template <template <class, class> class Case>
RunRequest request_for() {
  static const Binding binding =
      bind<platform, testing::no_lock, Case>(testing::small_impl);
  RunRequest request =
      vmalock::request_for(*make_relacy_engine({&binding, 1}), binding);
  return request;
}

RunResult run(const RunRequest& request) {
  return make_relacy_engine({request.binding, 1})->run(request);
}

template <template <class, class> class Case>
RunResult run_case(const std::string& search = "") {
  RunRequest request = request_for<Case>();
  request.question.search = search;
  return run(request);
}

/// The row `site` of the small table, set to `order`.
template <template <class, class> class Case>
RunResult run_with(const std::string& site, Ordering order) {
  RunRequest request = request_for<Case>();
  request.question.orderings = {{site, order}};
  return run(request);
}

void expect_holds(const RunResult& result) {
  EXPECT_EQ(result.verdict, Verdict::holds)
      << result.question.case_name << ": " << result.reason;
  EXPECT_EQ(result.coverage.kind, Coverage::Kind::full_search);
  EXPECT_FALSE(result.error)
      << result.question.case_name << ": " << result.error->message;
  EXPECT_GT(result.executions, 0u);
}

void expect_error(const RunResult& result, ErrorKind kind) {
  ASSERT_EQ(result.verdict, Verdict::violated)
      << result.question.case_name << ": " << result.reason;
  EXPECT_EQ(result.error->kind, kind)
      << result.question.case_name << ": " << result.error->message;
  EXPECT_FALSE(result.error->trace.empty());
}

TEST(RelacyEngine, CorrectCasesHold) {
  expect_holds(run_case<testing::message_passing>());
  expect_holds(run_case<testing::fence_passing>());
  expect_holds(run_case<testing::store_buffering>());
  expect_holds(run_case<testing::all_updates>());
  expect_holds(run_case<testing::sleeping_lock>());
  expect_holds(run_case<testing::rcu_correct>());
  expect_holds(run_case<testing::rcu_callback>());
}

TEST(RelacyEngine, FindsEachKindOfError) {
  for (const char* search : {"", "random", "full", "bound:3"}) {
    SCOPED_TRACE(search);
    expect_error(run_case<testing::data_race>(search), ErrorKind::data_race);
    expect_error(run_case<testing::mixed_race>(search), ErrorKind::data_race);
    expect_error(run_case<testing::lost_increment>(search),
                 ErrorKind::failed_requirement);
    expect_error(run_case<testing::deadlock>(search), ErrorKind::deadlock);
    expect_error(run_case<testing::waits_in_before>(search),
                 ErrorKind::deadlock);
    expect_error(run_case<testing::endless_loop>(search), ErrorKind::livelock);
    expect_error(run_case<testing::misuse>(search), ErrorKind::lock_misuse);
    expect_error(run_case<testing::use_after_free>(search),
                 ErrorKind::use_after_free);
    expect_error(run_case<testing::double_free>(search),
                 ErrorKind::double_free);
    expect_error(run_case<testing::leak>(search), ErrorKind::leak);
    expect_error(run_case<testing::uninitialised>(search),
                 ErrorKind::uninitialised_read);
  }
}

TEST(RelacyEngine, OrderingTableDecides) {
  expect_error(
      run_with<testing::message_passing>("flag_store", Ordering::relaxed),
      ErrorKind::data_race);
  expect_error(
      run_with<testing::message_passing>("flag_wait", Ordering::relaxed),
      ErrorKind::data_race);
  const RunResult ctrl =
      run_with<testing::message_passing>("flag_wait", Ordering::ctrl);
  expect_holds(ctrl);
  EXPECT_NE(std::find(ctrl.notes.begin(), ctrl.notes.end(),
                      "stand-in: a control dependency ran as an acquire"),
            ctrl.notes.end());
}

TEST(RelacyEngine, OutcomesOfStoreBuffering) {
  const RunResult result = run_case<testing::store_buffering>("full");
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  for (const Outcome& outcome : result.outcomes)
    seen.emplace(outcome.values.at("x[0]"), outcome.values.at("y[0]"));
  EXPECT_EQ(seen, (std::set<std::pair<std::int64_t, std::int64_t>>{
                      {0, 0}, {0, 1}, {1, 0}, {1, 1}}));
}

TEST(RelacyEngine, ChoiceReachesEveryValue) {
  EXPECT_EQ(run_case<testing::choice>("full").outcomes.size(), 3u);
}

TEST(RelacyEngine, MessageNamesGuaranteeAndPlace) {
  const RunResult result = run_case<testing::lost_increment>();
  EXPECT_EQ(result.error->message, "R-99: an increment is lost");
  EXPECT_NE(result.error->where.file.find("small_cases.h"), std::string::npos);
}

TEST(RelacyEngine, DeadlockNamesTheSite) {
  const RunResult result = run_case<testing::deadlock>();
  EXPECT_NE(result.error->message.find("CPU1 waits for ever at site "
                                       "flag_wait"),
            std::string::npos)
      << result.error->message;
}

TEST(RelacyEngine, BoundedSearchSaysSo) {
  const RunResult result = run_case<testing::sleeping_lock>("bound:1");
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.coverage, (Coverage{Coverage::Kind::preemptions, 1}));
}

TEST(RelacyEngine, RandomSearchNeverHolds) {
  const RunResult result = run_case<testing::sleeping_lock>("random");
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_EQ(result.reason,
            "random search: no violation in 10,000 iterations, seed 1");
  EXPECT_EQ(result.executions, 10'000u);
}

TEST(RelacyEngine, RandomSearchRepeatsFromItsSeed) {
  RunRequest request = request_for<testing::store_buffering>();
  request.question.search = "random";
  request.limits.executions = 300;
  request.seed = 5;
  const RunResult first = run(request);
  const RunResult again = run(request);
  ASSERT_EQ(first.outcomes.size(), again.outcomes.size());
  for (std::size_t i = 0; i < first.outcomes.size(); ++i)
    EXPECT_EQ(first.outcomes[i].count, again.outcomes[i].count);
}

TEST(RelacyEngine, LimitsEndATreeSearch) {
  RunRequest request = request_for<testing::store_buffering>();
  request.question.bound = {3, 3, 1};
  request.question.search = "full";
  request.limits.executions = 1000;
  const RunResult counted = run(request);
  EXPECT_EQ(counted.verdict, Verdict::unknown);
  EXPECT_EQ(counted.executions, 1000u);
  EXPECT_EQ(counted.reason, "1,000 iterations were not enough");

  request.limits = {};
  request.limits.seconds = 0.2;
  const RunResult timed = run(request);
  EXPECT_EQ(timed.verdict, Verdict::unknown);
  EXPECT_NE(timed.reason.find("time limit"), std::string::npos);
  EXPECT_LT(timed.seconds, 5);
}

TEST(RelacyEngine, StopRequestReachesTheChild) {
  RunRequest request = request_for<testing::store_buffering>();
  request.question.bound = {3, 3, 1};
  request.question.search = "full";
  request.progress = [](const std::string&) { stop_requested = true; };
  const RunResult result = run(request);
  stop_requested = false;
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_NE(result.reason.find("stopped after"), std::string::npos);
}

TEST(RelacyEngine, CrashOfTheCaseIsReported) {
  const RunResult result = run_case<testing::crash>();
  ASSERT_EQ(result.verdict, Verdict::violated);
  EXPECT_EQ(result.error->kind, ErrorKind::crash);
  EXPECT_NE(result.error->message.find("ended by the signal"),
            std::string::npos);
}

TEST(RelacyEngine, RefusesWhatItCannotRun) {
  RunRequest request = request_for<testing::choice>();
  for (const char* search : {"depth", "bound:", "bound:x", "bound:2x"}) {
    request.question.search = search;
    EXPECT_THROW(run(request), UserError) << search;
  }
  request.question.search.clear();
  request.question.bound = {5, 2, 1};
  EXPECT_THROW(run(request), UserError);
}

}  // namespace
}  // namespace vmalock
