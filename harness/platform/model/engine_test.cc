// SPDX-License-Identifier: MIT
// Method: small cases with a known answer, one for each kind of finding; each
// correct case has a broken twin. Every violation is replayed by its witness.
#include "harness/platform/model/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "harness/base/check.h"
#include "harness/platform/bind.h"
#include "harness/platform/model/platform.h"
#include "harness/platform/testing/small_cases.h"

namespace vmalock {
namespace {

using model::platform;

template <template <class, class> class Case>
RunRequest request_for(const std::string& model_name = "rc11") {
  static const Binding binding =
      bind<platform, testing::no_lock, Case>(testing::small_impl);
  RunRequest request =
      vmalock::request_for(*make_graph_engine({&binding, 1}), binding);
  request.question.model = model_name;
  return request;
}

RunResult run(const RunRequest& request) {
  return make_graph_engine({request.binding, 1})->run(request);
}

template <template <class, class> class Case>
void expect_holds() {
  for (const char* model_name : {"rc11", "tso", "sc"}) {
    const RunResult r = run(request_for<Case>(model_name));
    EXPECT_EQ(r.verdict, Verdict::holds)
        << r.question.case_name << " " << model_name << ": "
        << (r.error ? r.error->message : r.reason);
    EXPECT_EQ(r.question.model, model_name);
    EXPECT_GT(r.executions, 0u);
  }
}

template <template <class, class> class Case>
Error expect_error(ErrorKind kind, const std::string& model_name = "rc11") {
  const RunRequest request = request_for<Case>(model_name);
  const RunResult r = run(request);
  EXPECT_EQ(r.verdict, Verdict::violated)
      << r.question.case_name << ": " << r.reason;
  if (!r.error) return {};
  EXPECT_EQ(r.error->kind, kind)
      << r.question.case_name << ": " << r.error->message;
  EXPECT_FALSE(r.error->witness.empty());
  const RunResult again = make_graph_engine({request.binding, 1})
                              ->replay(request, r.error->witness);
  EXPECT_TRUE(again.error) << r.question.case_name << ": witness "
                           << r.error->witness;
  if (again.error) {
    EXPECT_EQ(again.error->kind, kind) << again.error->message;
  }
  return *r.error;
}

/// message_passing with the release taken away.
RunRequest racy_request() {
  RunRequest request = request_for<testing::message_passing>();
  request.question.orderings["flag_store"] = Ordering::relaxed;
  return request;
}

TEST(GraphEngine, ErrorCarriesTheExecutionGraph) {
  const RunResult r = run(racy_request());
  ASSERT_TRUE(r.error);
  const Error& error = *r.error;
  ASSERT_GE(error.first, 0);
  ASSERT_GE(error.second, 0);
  const auto event = [&](int i) {
    return *error.trace.at(static_cast<std::size_t>(i)).event;
  };
  using enum graph::EventKind;
  EXPECT_EQ(event(error.first).kind, store);
  EXPECT_EQ(event(error.first).written, 42);
  EXPECT_EQ(event(error.second).kind, load);
  EXPECT_EQ(event(error.second).location, event(error.first).location);
  const GraphLocation& data =
      error.locations.at(static_cast<std::size_t>(event(error.first).location));
  EXPECT_TRUE(data.plain);
  EXPECT_EQ(data.initial, 0);
  const auto flag_wait = std::find_if(
      error.trace.begin(), error.trace.end(),
      [](const TraceStep& step) { return step.site == "flag_wait"; });
  ASSERT_NE(flag_wait, error.trace.end());
  EXPECT_EQ(flag_wait->event->read, 1);
  EXPECT_EQ(flag_wait->event->order, Ordering::acquire);
  const GraphEvent source = event(flag_wait->event->rf);
  EXPECT_EQ(source.kind, store);
  EXPECT_EQ(source.order, Ordering::relaxed);
  EXPECT_EQ(source.co, 1);
}

TEST(GraphEngine, DiagnosisTriesStrongerRows) {
  RunRequest request = racy_request();
  EXPECT_TRUE(run(request).error->remedies.empty()) << "nobody asked";
  request.diagnose = true;
  const Error error = *run(request).error;
  ASSERT_EQ(error.remedies.size(), 1u);
  EXPECT_EQ(error.remedies[0].rows.at("flag_store"), Ordering::release);
  EXPECT_EQ(error.remedies[0].verdict, Verdict::holds);
  // Both rows weakened: no single one helps, the pair does.
  request.question.orderings["flag_wait"] = Ordering::relaxed;
  const Error both = *run(request).error;
  ASSERT_EQ(both.remedies.size(), 1u);
  EXPECT_EQ(both.remedies[0].rows.size(), 2u);
}

TEST(GraphEngine, DiagnosisOfWrongStepsNamesNoRow) {
  RunRequest request = request_for<testing::lost_increment>();
  request.diagnose = true;
  const Error error = *run(request).error;
  EXPECT_TRUE(error.remedies.empty());
}

TEST(GraphEngine, CorrectCasesHold) {
  expect_holds<testing::message_passing>();
  expect_holds<testing::fence_passing>();
  expect_holds<testing::store_buffering>();
  expect_holds<testing::all_updates>();
  expect_holds<testing::sleeping_lock>();
  expect_holds<testing::rcu_correct>();
  expect_holds<testing::rcu_callback>();
  expect_holds<testing::choice>();
}

TEST(GraphEngine, FindsEachKindOfError) {
  expect_error<testing::data_race>(ErrorKind::data_race);
  expect_error<testing::mixed_race>(ErrorKind::data_race);
  expect_error<testing::lost_increment>(ErrorKind::failed_requirement);
  expect_error<testing::deadlock>(ErrorKind::deadlock);
  expect_error<testing::waits_in_before>(ErrorKind::deadlock);
  expect_error<testing::misuse>(ErrorKind::lock_misuse);
  expect_error<testing::use_after_free>(ErrorKind::use_after_free);
  expect_error<testing::double_free>(ErrorKind::double_free);
  expect_error<testing::leak>(ErrorKind::leak);
  expect_error<testing::uninitialised>(ErrorKind::uninitialised_read);
  expect_error<testing::lost_increment>(ErrorKind::failed_requirement, "sc");
}

/// The row `site` of the small table, set to `order`.
template <template <class, class> class Case>
RunResult run_with(const std::string& site, Ordering order) {
  RunRequest request = request_for<Case>();
  request.question.orderings = {{site, order}};
  return run(request);
}

TEST(GraphEngine, OrderingTableDecides) {
  using testing::message_passing;
  EXPECT_EQ(run_with<message_passing>("flag_store", Ordering::relaxed).verdict,
            Verdict::violated);
  EXPECT_EQ(run_with<message_passing>("flag_wait", Ordering::relaxed).verdict,
            Verdict::violated);
  const RunResult ctrl = run_with<message_passing>("flag_wait", Ordering::ctrl);
  EXPECT_EQ(ctrl.verdict, Verdict::holds);
  EXPECT_NE(std::find(ctrl.notes.begin(), ctrl.notes.end(),
                      "stand-in: a control dependency ran as an acquire"),
            ctrl.notes.end());
}

TEST(GraphEngine, TraceNamesCellsSitesAndPlaces) {
  const RunResult r =
      run_with<testing::message_passing>("flag_store", Ordering::relaxed);
  ASSERT_TRUE(r.error);
  bool found = false;
  for (const TraceStep& step : r.error->trace)
    found =
        found || (step.site == "flag_wait" && step.thread == 1 &&
                  step.where.file.find("small_cases.h") != std::string::npos &&
                  step.function == "reader");
  EXPECT_TRUE(found);
}

TEST(GraphEngine, EndlessLoopIsUnknownAndNamed) {
  const RunResult r = run(request_for<testing::endless_loop>());
  EXPECT_EQ(r.verdict, Verdict::unknown);
  EXPECT_NE(r.reason.find("small_cases.h:"), std::string::npos) << r.reason;
}

TEST(GraphEngine, LoopBoundCutsAnExecutionAndSaysSo) {
  RunRequest request = request_for<testing::store_buffering>();
  request.limits.events = 1;
  const RunResult r = run(request);
  EXPECT_EQ(r.verdict, Verdict::unknown);
  EXPECT_EQ(r.executions, 0u);
  EXPECT_NE(r.reason.find("--max-events"), std::string::npos) << r.reason;
  request.limits.events = 1000;
  EXPECT_EQ(run(request).verdict, Verdict::holds);
}

TEST(GraphEngine, EstimateIsNoVerdict) {
  RunRequest request = request_for<testing::store_buffering>();
  request.question.search = "estimate";
  const RunResult r = run(request);
  EXPECT_EQ(r.verdict, Verdict::unknown);
  EXPECT_EQ(r.reason, "an estimate only: 4 executions, standard deviation 0");
}

TEST(GraphEngine, ASearchWithoutLoadBufferingSaysSo) {
  const auto says_so = [](const char* search, const char* model = "lkmm") {
    RunRequest request = request_for<testing::store_buffering>(model);
    request.question.search = search;
    request.limits.executions = 10;
    const RunResult r = run(request);
    return std::any_of(r.notes.begin(), r.notes.end(), [](const auto& note) {
      return note.find("no load buffering") != std::string::npos;
    });
  };
  EXPECT_FALSE(says_so(""));
  EXPECT_FALSE(says_so("loops"));
  EXPECT_TRUE(says_so("acyclic"));
  EXPECT_TRUE(says_so("random"));
  // The other models forbid it.
  EXPECT_FALSE(says_so("random", "rc11"));
  for (const char* wrong : {"buffering", "acyclic:1", "Acyclic"})
    EXPECT_THROW(says_so(wrong), UserError) << wrong;
  EXPECT_THROW(says_so("acyclic", "rc11"), UserError);
}

TEST(GraphEngine, OutcomesOfStoreBuffering) {
  const auto outcomes = [](const char* model_name) {
    return run(request_for<testing::store_buffering>(model_name))
        .outcomes.size();
  };
  EXPECT_EQ(outcomes("rc11"), 4u);
  EXPECT_EQ(outcomes("tso"), 4u);
  EXPECT_EQ(outcomes("sc"), 3u);
}

/// Load buffering behind an update that fails, whose loop ends or is none.
template <bool IsLoop>
struct buffers {
  template <kernel_platform K, class L>
  struct behind_update : testing::CaseBase {
    static constexpr CaseInfo info = testing::case_info("behind_update");
    using CaseBase::CaseBase;
    typename K::template shared<int> x{0}, y{0};

    void writer(unsigned) {
      const auto never = [](int) { return std::optional<int>(); };
      const auto failed = x.update(never, order::relaxed);
      if constexpr (IsLoop) K::loop_ends(failed);
      y.store(1, order::relaxed);
      K::observe("x", 0, failed.old);
    }
    void reader(unsigned) {
      const auto seen = y.load(order::relaxed);
      x.store(seen, order::relaxed);
      K::observe("y", 0, seen);
    }
  };
};

TEST(GraphEngine, WhatFollowsALoopDependsOnItsEnd) {
  const auto has_both = [](const RunResult& r) {
    EXPECT_EQ(r.verdict, Verdict::holds) << r.reason;
    return std::any_of(r.outcomes.begin(), r.outcomes.end(), [](const auto& o) {
      return std::all_of(o.values.begin(), o.values.end(),
                         [](const auto& value) { return value.second == 1; });
    });
  };
  EXPECT_TRUE(
      has_both(run(request_for<buffers<false>::behind_update>("lkmm"))));
  EXPECT_FALSE(
      has_both(run(request_for<buffers<true>::behind_update>("lkmm"))));
}

TEST(GraphEngine, RandomSearchNeverHolds) {
  RunRequest request = request_for<testing::message_passing>();
  request.question.search = "random";
  request.limits.executions = 100;
  EXPECT_EQ(run(request).verdict, Verdict::unknown);
  request = request_for<testing::lost_increment>();
  request.question.search = "random";
  request.limits.executions = 10000;
  EXPECT_EQ(run(request).verdict, Verdict::violated);
}

TEST(GraphEngine, UnknownModelIsRefused) {
  RunRequest request = request_for<testing::choice>("armv8");
  EXPECT_THROW(run(request), UserError);
}

}  // namespace
}  // namespace vmalock
