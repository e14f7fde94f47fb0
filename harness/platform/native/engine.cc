// SPDX-License-Identifier: MIT
#include "harness/platform/native/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <tuple>
#include <utility>

#include "harness/base/check.h"
#include "harness/platform/child.h"
#include "harness/platform/native/crew.h"
#include "harness/platform/native/platform.h"
#include "harness/result/json.h"

namespace vmalock {
namespace {

using namespace std::chrono_literals;
using native::Clock;
using native::Crew;
using native::Observed;

/// Programs made in advance. Many, so that the cost of meeting the engine's
/// thread and of the grace period after each batch is shared.
constexpr std::size_t batch_size = 256;

/// Without any limit in the request.
constexpr double default_seconds = 1;

/// A thread that shows no progress for so long is reported, limit or not.
constexpr Clock::duration patience = 10s;

/// A process that says nothing for so long is stuck in what no thread watches.
constexpr Clock::duration silence = 60s;

/// Outcomes by what was written down, before names are put together.
class Histogram {
 public:
  void add(std::vector<Observed>& observed) {
    std::stable_sort(observed.begin(), observed.end(), by_place);
    key_.clear();
    for (const Observed& o : observed) {
      if (!key_.empty() && std::get<0>(key_.back()) == o.name &&
          std::get<1>(key_.back()) == o.index)
        std::get<2>(key_.back()) = o.value;  // the last value counts
      else
        key_.emplace_back(o.name, o.index, o.value);
    }
    ++counts_[key_];
  }

  std::vector<Outcome> outcomes() const {
    std::map<std::map<std::string, std::int64_t>, std::uint64_t> named;
    for (const auto& [key, count] : counts_) {
      std::map<std::string, std::int64_t> values;
      for (const auto& [name, index, value] : key)
        values[fmt::format("{}[{}]", name, index)] = value;
      named[values] += count;
    }
    std::vector<Outcome> all;
    for (const auto& [values, count] : named) all.push_back({values, count});
    return all;
  }

 private:
  using Key = std::vector<std::tuple<const char*, unsigned, std::int64_t>>;

  static bool by_place(const Observed& a, const Observed& b) {
    return std::less<>{}(a.name, b.name) ||
           (a.name == b.name && a.index < b.index);
  }

  Key key_;
  std::map<Key, std::uint64_t> counts_;
};

Place at(const Where& where) {
  return {where.file, static_cast<unsigned>(where.line)};
}

/// One run of the engine.
class Stress {
 public:
  Stress(const RunRequest& request, RunResult& result)
      : request_(request),
        result_(result),
        begin_(Clock::now()),
        deadline_(begin_ + time_limit(request.limits)) {}

  void run() {
    // Neither is destroyed: after a finding that could wait for ever.
    auto* const scope = new native::ThreadScope(native::platform::main_thread);
    static_cast<void>(scope);
    native::self.random = request_.seed * 2 + 1;
    auto* const crew = new Crew(threads(), request_.seed);
    while (!over()) {
      if (!run_batch(*crew)) break;
      report_progress();
    }
    result_.outcomes = histogram_.outcomes();
    result_.seconds =
        std::chrono::duration<double>(Clock::now() - begin_).count();
    if (result_.error)
      result_.verdict = Verdict::violated;
    else if (result_.reason.empty())
      result_.reason = fmt::format(
          "sampling only: no violation in {} iterations, which proves nothing",
          result_.executions);
  }

  static Clock::duration time_limit(const Limits& limits) {
    if (!limits.seconds && limits.executions) return 24h * 365;
    return std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(
            limits.seconds.value_or(default_seconds)));
  }

 private:
  unsigned threads() const {
    return request_.binding->make(request_.question.bound)->threads();
  }

  std::uint64_t iterations_left() const {
    if (!request_.limits.executions) return batch_size;
    return *request_.limits.executions - result_.executions;
  }

  bool over() const {
    return result_.error || stop_requested.load() || iterations_left() == 0 ||
           Clock::now() >= deadline_;
  }

  /// False: the run is over, with an error or a reason in the result.
  bool run_batch(Crew& crew) {
    auto programs = std::make_unique<Crew::Programs>();
    std::vector<std::vector<Observed>> observed;
    const std::size_t size = static_cast<std::size_t>(
        std::min<std::uint64_t>(batch_size, iterations_left()));
    for (std::size_t k = 0; k < size; ++k) {
      programs->push_back(request_.binding->make(request_.question.bound));
      observed.emplace_back();
      if (!sequential(observed[k], [&] { programs->back()->before(); }))
        return false;
    }
    const Crew::BatchEnd end = crew.run(*programs, deadline_, patience);
    if (!end.stuck.empty()) {
      explain_stuck(end);
      if (end.lost) (void)programs.release();  // a thread still uses them
      return false;
    }
    if (!wait_for_callbacks()) return false;
    for (std::size_t k = 0; k < end.completed; ++k) {
      for (unsigned t = 0; t < (*programs)[k]->threads(); ++t)
        crew.append_observed(t, k, observed[k]);
      if (!sequential(observed[k], [&] { (*programs)[k]->after(); }))
        return false;
      histogram_.add(observed[k]);
      ++result_.executions;
    }
    if (native::has_finding()) take_finding();
    return !result_.error;
  }

  /// Each of them comes, unless a thread has left its read section open.
  bool wait_for_callbacks() {
    const Clock::time_point begin = Clock::now();
    while (native::callbacks_done.load(std::memory_order_acquire) !=
           native::callbacks_queued.load()) {
      std::this_thread::sleep_for(1ms);
      if (Clock::now() - begin < patience) continue;
      Error error;
      error.kind = ErrorKind::deadlock;
      error.message =
          "a callback of call_rcu never runs: some thread has left a read "
          "section open";
      error.trace.push_back({no_thread, error.message, "", {}, ""});
      error.sighting = Sighting{{Coverage::Kind::threads}};
      result_.error = std::move(error);
      return false;
    }
    return true;
  }

  /// before() or after(); false if it waits for ever.
  template <class Step>
  bool sequential(std::vector<Observed>& observed, Step step) {
    native::self.observed = &observed;
    bool ended = true;
    try {
      step();
    } catch (const native::Abandoned&) {
      ended = false;
    }
    native::self.observed = nullptr;
    if (!ended) take_finding();
    return ended;
  }

  void take_finding() {
    const native::Finding finding = native::take_finding();
    Error error;
    error.kind = finding.kind;
    error.message = finding.message;
    error.where = at(finding.where);
    error.trace.push_back({finding.thread, finding.message, "", error.where,
                           finding.where.function});
    error.sighting = Sighting{{Coverage::Kind::threads}};
    result_.error = std::move(error);
  }

  void explain_stuck(const Crew::BatchEnd& end) {
    if (native::has_finding()) {  // the first finding explains the rest
      take_finding();
      return;
    }
    if (!end.deadlock && Clock::now() >= deadline_) {
      result_.reason = fmt::format(
          "time limit: thread {} did not end (endless loop, or a busy machine)",
          end.stuck.front().thread);
      return;
    }
    if (!end.deadlock && stop_requested.load()) {
      result_.reason = "stopped";
      return;
    }
    Error error;
    error.kind = end.deadlock ? ErrorKind::deadlock : ErrorKind::livelock;
    for (const native::Stuck& stuck : end.stuck) {
      const std::string site = site_name(*request_.binding->impl, stuck.site);
      std::string what = "runs and does not end";
      if (stuck.waits) what = "waits for ever";
      if (stuck.in_grace_period) what = "waits for ever for a grace period";
      if (!site.empty()) what += fmt::format(" at site {}", site);
      if (!error.message.empty()) error.message += "; ";
      error.message += fmt::format("CPU{} {}", stuck.thread, what);
      const Place where = stuck.waits ? at(stuck.where) : Place{};
      if (!error.where.is_known()) error.where = where;
      error.trace.push_back({stuck.thread, what, site, where,
                             stuck.waits ? stuck.where.function : ""});
    }
    error.sighting = Sighting{{Coverage::Kind::threads}};
    result_.error = std::move(error);
  }

  void report_progress() {
    const Clock::time_point now = Clock::now();
    if (!request_.progress || now - last_progress_ < 1s) return;
    last_progress_ = now;
    request_.progress(fmt::format("{} iterations", result_.executions));
  }

  const RunRequest& request_;
  RunResult& result_;
  Histogram histogram_;
  Clock::time_point begin_;
  Clock::time_point deadline_;
  Clock::time_point last_progress_ = Clock::now();
};

class NativeEngine final : public Engine {
 public:
  explicit NativeEngine(std::span<const Binding> bindings)
      : bindings_(bindings) {}

  std::string_view name() const override { return "native"; }
  std::vector<std::string_view> models() const override { return {}; }
  bool can_set_orderings() const override { return false; }
  std::span<const Binding> bindings() const override { return bindings_; }

  std::vector<std::string_view> blind_spots() const override {
    return {
        "sampling: it can find a violation, never exclude one",
        "shows only the reorderings of this processor and this compiler",
        native::tsan_build
            ? "ThreadSanitizer's happens-before is a little too large around "
              "fences and RCU: it may miss a race there, it invents none"
            : "data races are found in the tsan build only",
        "use after free, double free and leaks are found in the asan build "
        "only",
    };
  }

  RunResult run(const RunRequest& asked) override {
    RunRequest request = asked;
    if (!request.question.orderings.empty())
      user_error(
          "the native engine cannot change orderings: they are compile-time "
          "constants there. Use --engine relacy or --engine graph");
    RunResult result = begin_result(request);
    result.question.model.clear();
    result.seed = request.seed;
    for (const std::string_view spot : blind_spots())
      result.notes.emplace_back(spot);
    ChildLimits limits;
    limits.silence = silence;
    if (request.limits.seconds)
      limits.deadline = Clock::now() + Stress::time_limit(request.limits) + 5s;
    const ChildEnd end = run_in_child(
        [&](const ChildProgress& progress) {
          request.progress = progress;
          Stress(request, result).run();
          return to_json(Document{{}, {}, {result}});
        },
        asked.progress, limits);
    if (end.finished) return from_json(end.result, "native").runs.at(0);
    if (end.crash) {
      result.verdict = Verdict::violated;
      result.error = end.crash;
      result.error->sighting = Sighting{{Coverage::Kind::threads}};
      return result;
    }
    result.reason = "the run did not finish: " + end.reason;
    return result;
  }

 private:
  std::span<const Binding> bindings_;
};

}  // namespace

std::unique_ptr<Engine> make_native_engine(std::span<const Binding> bindings) {
  return std::make_unique<NativeEngine>(bindings);
}

}  // namespace vmalock
