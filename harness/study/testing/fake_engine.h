// SPDX-License-Identifier: MIT
// An engine for the tests of the command line: it runs nothing and returns
// what the test told it to.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/base/check.h"
#include "harness/platform/engine.h"

namespace vmalock::study::testing {

inline constexpr std::array sites = {
    SiteRow{"reader_inc", Primitive::rmw_if, Ordering::acquire, "writer_exit",
            "the sequence number is read after the count"},
    SiteRow{"seq_recheck", Primitive::load, Ordering::acquire, "-", "-"},
};
inline constexpr std::array other_sites = {
    SiteRow{"old_lock_read", Primitive::rmw_if, Ordering::acquire, "-", "-"},
};
inline constexpr std::array known_bugs = {
    KnownBug{"sleeper_is_woken", "B-1", "deadlock"}};
inline constexpr std::array planted = {
    KnownBug{"reader_excludes_writer", "planted", "failed requirement"}};

inline constexpr ImplInfo old_impl = {
    "rwsem-6.5", "6.5", "b1f02b95758d", "a semaphore", other_sites, known_bugs};
inline constexpr ImplInfo new_impl = {
    "refcnt-6.15", "6.15", "7b6218ae1253", "a reference count", sites, {}};
inline constexpr ImplInfo mutant_impl = {
    "no-recheck", "-", "-", "forgets the re-check", sites, planted, true};

inline constexpr CaseInfo cases[] = {
    {"reader_excludes_writer",
     "never both inside",
     "R-1",
     {2, 1, 1},
     {3, 2, 2},
     {1, 0, 1}},
    {"detach_waits", "detach waits for readers", "L-3", {1, 1, 1}, {2, 2, 1}},
    {"sleeper_is_woken", "nobody sleeps for ever", "L-8", {1, 1, 1}, {2, 2, 1}},
};

class FakeEngine : public Engine {
 public:
  explicit FakeEngine(std::string name) : name_(std::move(name)) {
    for (const CaseInfo& info : cases)
      for (const ImplInfo* impl : {&old_impl, &new_impl, &mutant_impl})
        bindings_.push_back({impl, &info, nullptr});
    // As the known bug of rwsem-6.5 and the planted one of the mutant demand.
    fails("sleeper_is_woken", "rwsem-6.5", ErrorKind::deadlock);
    fails("reader_excludes_writer", "no-recheck",
          ErrorKind::failed_requirement);
  }

  std::string_view name() const override { return name_; }
  std::vector<std::string_view> models() const override {
    if (name_ == "graph") return {"sc", "tso", "rc11"};
    return {};
  }
  std::vector<std::string_view> blind_spots() const override {
    return {"it is a fake"};
  }
  bool proves() const override { return name_ == "graph"; }
  bool can_set_orderings() const override { return name_ != "native"; }
  std::span<const Binding> bindings() const override { return bindings_; }

  RunResult run(const RunRequest& request) override {
    requests.push_back(request);
    RunResult result = begin_result(request);
    result.verdict = Verdict::holds;
    result.executions = 7;
    result.outcomes = {{{{"x", 0}}, 7}};
    const auto it =
        changes.find({result.question.case_name, result.question.impl});
    if (it != changes.end()) it->second(result);
    return result;
  }
  RunResult replay(const RunRequest& request,
                   const std::string& witness) override {
    if (witness != "AQMB") user_error("no such witness");
    return run(request);
  }

  void fails(const std::string& case_name, const std::string& impl,
             ErrorKind kind) {
    changes[{case_name, impl}] = [kind](RunResult& result) {
      result.verdict = Verdict::violated;
      result.error =
          Error{kind, "it breaks", {"impl/x/vma_lock.h", 1}, {}, "AQMB"};
    };
  }

  std::map<std::pair<std::string, std::string>, std::function<void(RunResult&)>>
      changes;
  std::vector<RunRequest> requests;

 private:
  std::string name_;
  std::vector<Binding> bindings_;
};

}  // namespace vmalock::study::testing
