// SPDX-License-Identifier: MIT
#include "harness/platform/model/engine.h"

#include <fmt/format.h>

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/check.h"
#include "harness/base/underway.h"
#include "harness/explore/explore.h"
#include "harness/graph/dependencies.h"
#include "harness/platform/model/diagnose.h"
#include "harness/platform/model/platform.h"

namespace vmalock::model {

thread_local const Ordering* active_orderings = nullptr;
thread_local std::uint8_t* active_reached = nullptr;

namespace {

/// A case as the explorer runs it.
class Adapter final : public explore::Program {
 public:
  Adapter(const RunRequest& request, const OrderingTable& orderings)
      : request_(request), orderings_(orderings), reached_(orderings.size()) {
    activate();
    program_ = request.binding->make(request.question.bound);
  }
  /// Workers of one run end at any time, each with its own flags.
  ~Adapter() override {
    static std::mutex merging;
    if (!request_.reached) return;
    const std::lock_guard lock(merging);
    request_.reached->resize(reached_.size());
    for (std::size_t i = 0; i < reached_.size(); ++i)
      (*request_.reached)[i] |= reached_[i];
  }
  Adapter(const Adapter&) = delete;
  Adapter& operator=(const Adapter&) = delete;

  unsigned threads() const override { return program_->threads(); }
  void before() override {
    activate();
    program_->before();
  }
  void thread(unsigned index) override {
    activate();
    program_->thread(index);
  }
  void after() override {
    activate();
    program_->after();
  }

 private:
  const RunRequest& request_;
  const OrderingTable& orderings_;
  std::vector<std::uint8_t> reached_;
  std::unique_ptr<vmalock::Program> program_;

  void activate() {
    active_orderings = orderings_.data();
    active_reached = reached_.data();
  }
};

std::function<std::string(std::uint16_t)> site_names(const ImplInfo& impl) {
  return [&impl](std::uint16_t site) { return site_name(impl, site); };
}

/// For last words: "case readers_share on refcnt-7.0 (graph lkmm)".
std::string words_of(const Question& q) {
  return fmt::format("case {} on {}{} (graph{}{})", q.case_name, q.impl,
                     q.orderings.empty() ? "" : " " + text_of(q.orderings),
                     q.model.empty() ? "" : " ", q.model);
}

/// Adds what the answer leaned on.
void add_notes(const explore::Result& found, RunResult& result) {
  for (const StandInRow& row : stand_ins)
    if (found.stand_ins.has(row.kind)) result.notes.emplace_back(row.text);
  for (const explore::ToleratedRace& race : found.tolerated_races)
    result.notes.push_back(fmt::format(
        "the plain store of {} at {}:{} may race with the marked access at "
        "{}:{}: atomic for KCSAN; --strict-races makes it an error",
        race.cell, race.plain.file, race.plain.line, race.marked.file,
        race.marked.line));
}

void conclude(const explore::Result& found, bool exhaustive,
              RunResult& result) {
  if (found.error) {
    result.verdict = Verdict::violated;
    result.error = found.error;
    return;
  }
  const bool all = found.finished && found.bounded == 0 && exhaustive;
  if (all && found.executions > 0) {
    result.verdict = Verdict::holds;
    result.coverage.kind = Coverage::Kind::every_execution;
    return;
  }
  result.verdict = Verdict::unknown;
  if (all)
    result.reason =
        "no execution is complete, so nothing was checked: in each some thread "
        "stops early";
  else if (!found.finished)
    result.reason = found.reason.empty() ? "stopped" : found.reason;
  else if (found.bounded > 0)
    result.reason = fmt::format(
        "{} executions were cut: the loop at {} runs on (use an await, or a "
        "larger --max-events; under lkmm a thread has at most {} events)",
        found.bounded, found.bounded_at, explore::Reads::capacity - 1);
  else
    result.reason = "random executions only";
}

constexpr std::string_view no_load_buffering =
    "no load buffering: no read sees a store from later in program order";

class GraphEngine final : public Engine {
 public:
  explicit GraphEngine(std::span<const Binding> bindings)
      : bindings_(bindings.begin(), bindings.end()) {}

  std::string_view name() const override { return "graph"; }
  std::vector<std::string_view> models() const override {
    return explore::model_names();
  }
  bool proves() const override { return true; }
  bool can_set_orderings() const override { return true; }
  std::span<const Binding> bindings() const override { return bindings_; }
  void add_bindings(std::vector<Binding> more) override {
    bindings_.insert(bindings_.end(), more.begin(), more.end());
  }

  std::vector<std::string_view> blind_spots() const override {
    return {
        "bounded: more threads or rounds may behave differently",
        "a weak compare-exchange never fails spuriously",
    };
  }

  RunResult run(const RunRequest& request) override {
    RunResult result = answer(request, options_of(request));
    if (result.error && request.diagnose) diagnose(request, *result.error);
    return result;
  }

  RunResult replay(const RunRequest& request,
                   const std::string& witness) override {
    explore::Options options = options_of(request);
    options.mode = explore::Mode::replay;
    options.token = witness;
    options.jobs = 1;
    return answer(request, options);
  }

 private:
  std::vector<Binding> bindings_;

  /// Most searches end at once. For one that does not, and that is watched, the
  /// number of executions is estimated before it starts again.
  static explore::Result search(const explore::ProgramFactory& factory,
                                explore::Options options) {
    constexpr double at_once = 0.3;
    const bool watched = options.progress &&
                         options.mode == explore::Mode::exhaustive &&
                         (!options.seconds || *options.seconds > at_once);
    if (watched) {
      explore::Options quick = options;
      quick.progress = nullptr;
      quick.seconds = at_once;
      explore::Result found = explore::explore(factory, quick);
      if (found.finished || found.error || found.seconds < at_once)
        return found;
      quick.mode = explore::Mode::estimate;
      quick.seconds = 0.2;
      options.expected = explore::explore(factory, quick).estimate;
      if (options.stop && *options.stop) {
        found.reason = "stopped";
        return found;  // an interrupt loses nothing
      }
    }
    return explore::explore(factory, options);
  }

  explore::Options options_of(const RunRequest& request) const {
    explore::Options options;
    const auto model = explore::model_named(
        request.question.model.empty() ? "lkmm" : request.question.model);
    if (!model)
      user_error("the graph engine has no model " + request.question.model +
                 "; write lkmm, rc11, tso or sc");
    options.model = *model;
    if (*model == explore::Model::rc11 && !request.binding->impl->build.empty())
      user_error(
          "--model rc11: C11 knows no dependencies, on which the "
          "kernel's own code relies, so it would find races that are "
          "none; write lkmm (or tso, sc) for a kernel tree");
    if (request.question.search == "random")
      options.mode = explore::Mode::random;
    else if (request.question.search == "estimate")
      options.mode = explore::Mode::estimate;
    else if (request.question.search == "loops")
      options.literal_loops = true;
    else if (request.question.search == "acyclic" &&
             *model == explore::Model::lkmm)
      options.load_buffering = false;
    else if (!request.question.search.empty())
      user_error("the graph engine has no search " + request.question.search +
                 " for " + std::string(explore::name(*model)) +
                 "; write random, estimate, loops, acyclic (lkmm; without load "
                 "buffering), or nothing");
    // Of a run whose answer is shown, not of one of thousands of tries.
    constexpr unsigned samples = 3;
    if (request.diagnose) options.samples = samples;
    options.follow_selections = request.binding->impl->build.empty();
    options.plain_stores_are_atomic =
        !request.binding->impl->build.empty() && !request.strict_races;
    options.jobs = request.jobs;
    options.seed = request.seed;
    options.seconds = request.limits.seconds;
    if (const auto left = request.limits.left)
      options.seconds = std::min(options.seconds.value_or(*left), *left);
    options.max_executions = request.limits.executions;
    if (request.limits.events) options.max_events = *request.limits.events;
    options.stop = &stop_requested;
    options.progress = request.progress;
    return options;
  }

  void diagnose(const RunRequest& request, Error& error) const {
    const ImplInfo& impl = *request.binding->impl;
    const OrderingTable table = table_of(impl, request.question.orderings);
    explore::Options options = options_of(request);
    options.site_name = site_names(impl);
    const Underway underway(words_of(request.question));
    const Search search = [&request](const OrderingTable& orderings,
                                     const explore::Options& how) {
      return explore::explore(
          [&] { return std::make_unique<Adapter>(request, orderings); }, how);
    };
    shorten(table, options, search, error);
    find_remedies(impl, table, options, search, error);
  }

  RunResult answer(const RunRequest& request, explore::Options options) {
    const ImplInfo& impl = *request.binding->impl;
    const OrderingTable table = table_of(impl, request.question.orderings);
    RunResult result = begin_result(request);
    result.question.model = explore::name(options.model);
    for (const std::string_view spot : blind_spots())
      result.notes.emplace_back(spot);
    if (options.model == explore::Model::lkmm &&
        (!options.load_buffering || options.mode == explore::Mode::random))
      result.notes.emplace_back(no_load_buffering);
    else if (options.model == explore::Model::lkmm &&
             !options.follow_selections)
      result.notes.emplace_back(
          "load buffering by what a branch selects is left out: the model has "
          "it, no machine does");
    const explore::ProgramFactory factory = [&] {
      return std::make_unique<Adapter>(request, table);
    };
    options.site_name = site_names(impl);
    const Underway underway(words_of(result.question));
    const explore::Result found = search(factory, options);
    result.executions = found.executions;
    result.blocked = found.blocked;
    result.duplicates = found.duplicates;
    result.seconds = found.seconds;
    result.outcomes = found.outcomes;
    if (options.mode == explore::Mode::random ||
        options.mode == explore::Mode::estimate)
      result.seed = options.seed;
    add_notes(found, result);
    conclude(found, options.mode == explore::Mode::exhaustive, result);
    if (options.mode == explore::Mode::estimate && !found.error)
      result.reason = fmt::format(
          "an estimate only: {:.2g} executions, standard deviation {:.2g}",
          found.estimate, found.estimate_spread);
    if (result.verdict == Verdict::unknown && !found.finished &&
        options.expected > static_cast<double>(found.executions))
      result.reason += fmt::format("; there may be {:.2g} executions or more",
                                   options.expected);
    if (options.mode == explore::Mode::replay && !found.error) {
      result.reason = "one execution, which has no error";
      result.trace = found.trace;
      result.locations = found.locations;
    }
    return result;
  }
};

}  // namespace
}  // namespace vmalock::model

namespace vmalock {

std::unique_ptr<Engine> make_graph_engine(std::span<const Binding> bindings) {
  return std::make_unique<model::GraphEngine>(bindings);
}

}  // namespace vmalock
