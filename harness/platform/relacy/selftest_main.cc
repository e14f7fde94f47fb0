// SPDX-License-Identifier: MIT
// Proves that each check of the Relacy platform fires, whatever the compiler
// and its optimisation: g++ at -O1 and up once removed the mark by which Relacy
// knows freed memory, and the check was gone without a word. Built and run for
// each compiler and level by relacy_selftest.cmake.
#include <cstdio>
#include <optional>

#include "harness/base/check.h"
#include "harness/platform/bind.h"
#include "harness/platform/relacy/platform.h"
#include "harness/platform/relacy/simulate.h"
#include "harness/platform/testing/small_cases.h"
// Last: Relacy.
#include "harness/platform/relacy/suite.h"

namespace vmalock::relacy {

/// Two threads are enough here.
rl::test_result_e run_threads(unsigned threads, rl::test_params& params) {
  CHECK(threads == 2);
  return run_suite<2>(params);
}

namespace {

unsigned failures = 0;

const char* words(Search::Kind kind) {
  return kind == Search::Kind::random ? "random"
         : kind == Search::Kind::full ? "full"
                                      : "preempted";
}

/// `expected`: empty for a case in which nothing may be found.
template <template <class, class> class Case>
void expect(std::optional<ErrorKind> expected) {
  const Binding binding =
      bind<platform, testing::no_lock, Case>(testing::small_impl);
  for (const auto kind :
       {Search::Kind::random, Search::Kind::full, Search::Kind::preempted}) {
    RunRequest request;
    request.binding = &binding;
    request.question.bound = binding.case_info->bound;
    Search search;
    search.kind = kind;
    search.preemptions = 3;
    search.limit = 2000;
    Outcomes outcomes;
    const SearchEnd end =
        simulate(request, search, std::chrono::steady_clock::time_point::max(),
                 {}, outcomes);
    const char* found = end.error ? name(end.error->kind) : "nothing";
    const bool right =
        expected ? end.error && end.error->kind == *expected : !end.error;
    if (!right) ++failures;
    std::printf("%-6s %-20.*s %-10s found: %s\n", right ? "ok" : "WRONG",
                static_cast<int>(binding.case_info->name.size()),
                binding.case_info->name.data(), words(kind), found);
  }
}

}  // namespace
}  // namespace vmalock::relacy

int main() {
  using namespace vmalock;
  using relacy::expect;
  expect<testing::data_race>(ErrorKind::data_race);
  expect<testing::mixed_race>(ErrorKind::data_race);
  expect<testing::lost_increment>(ErrorKind::failed_requirement);
  expect<testing::deadlock>(ErrorKind::deadlock);
  expect<testing::endless_loop>(ErrorKind::livelock);
  expect<testing::use_after_free>(ErrorKind::use_after_free);
  expect<testing::double_free>(ErrorKind::double_free);
  expect<testing::leak>(ErrorKind::leak);
  expect<testing::uninitialised>(ErrorKind::uninitialised_read);
  expect<testing::misuse>(ErrorKind::lock_misuse);
  expect<testing::message_passing>({});
  expect<testing::rcu_correct>({});
  expect<testing::rcu_callback>({});
  return relacy::failures == 0 ? 0 : 1;
}
