// SPDX-License-Identifier: MIT
#include "harness/platform/relacy/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <ostream>
#include <tuple>
#include <utility>

#include "harness/base/check.h"
#include "harness/platform/relacy/runtime.h"
// Last: Relacy.
#include "harness/platform/relacy/suite.h"

namespace vmalock::relacy {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Accesses of one iteration; more of them are reported as a livelock.
constexpr unsigned step_limit = 5000;

class Searching final : public Iterations {
 public:
  Searching(const RunRequest& request, const Search& search,
            SteadyClock::time_point deadline,
            const std::function<void(std::uint64_t)>& progress,
            Outcomes& outcomes)
      : request_(request),
        search_(search),
        deadline_(deadline),
        progress_(progress),
        outcomes_(outcomes) {}

  std::unique_ptr<Program> make_program() override {
    return request_.binding->make(request_.question.bound);
  }

  bool must_stop() override {
    if (stopped_) return true;
    if (tracing()) return false;  // the failing iteration, run again
    if (search_.limit != 0 && completed_ >= search_.limit) stopped_ = true;
    if (stop_requested.load()) stopped_ = true;
    if (completed_ % 64 == 0) {  // a look at the clock costs as much as a step
      const auto now = SteadyClock::now();
      if (now >= deadline_) stopped_ = true;
      if (progress_ && now - last_progress_ >= std::chrono::seconds(1)) {
        last_progress_ = now;
        progress_(completed_);
      }
    }
    return stopped_;
  }

  void completed() override {
    ++completed_;
    if (tracing()) return;  // the failing iteration is run twice
    Key key;
    for (const Observed& o : runtime.observed) {
      const auto same = [&o](const auto& part) {
        return std::get<0>(part) == o.name && std::get<1>(part) == o.index;
      };
      const auto found = std::find_if(key.begin(), key.end(), same);
      if (found != key.end())
        std::get<2>(*found) = o.value;  // the last value counts
      else
        key.emplace_back(o.name, o.index, o.value);
    }
    std::sort(key.begin(), key.end());
    ++counts_[key];
  }

  SearchEnd run();

 private:
  using Key = std::vector<std::tuple<const char*, unsigned, std::int64_t>>;

  void collect_outcomes() {
    for (const auto& [key, count] : counts_) {
      std::map<std::string, std::int64_t> values;
      for (const auto& [name, index, value] : key)
        values[fmt::format("{}[{}]", name, index)] = value;
      outcomes_[values] += count;
    }
  }

  const RunRequest& request_;
  const Search& search_;
  SteadyClock::time_point deadline_;
  const std::function<void(std::uint64_t)>& progress_;
  Outcomes& outcomes_;
  std::map<Key, std::uint64_t> counts_;
  std::uint64_t completed_ = 0;
  bool stopped_ = false;
  SteadyClock::time_point last_progress_ = SteadyClock::now();
};

ErrorKind kind_of(rl::test_result_e result) {
  if (runtime.failure) return *runtime.failure;
  switch (result) {
    case rl::test_result_data_race:
      return runtime.freeing ? ErrorKind::use_after_free : ErrorKind::data_race;
    case rl::test_result_access_to_freed_memory:
      return ErrorKind::use_after_free;
    case rl::test_result_double_free:
      return ErrorKind::double_free;
    case rl::test_result_memory_leak:
    case rl::test_result_resource_leak:
      return ErrorKind::leak;
    case rl::test_result_unitialized_access:
      return ErrorKind::uninitialised_read;
    case rl::test_result_deadlock:
      return ErrorKind::deadlock;
    case rl::test_result_livelock:
      return ErrorKind::livelock;
    default:
      return ErrorKind::failed_requirement;
  }
}

std::string text_of(const Place& place) {
  return place.is_known() ? fmt::format("{}:{}", place.file, place.line) : "";
}

/// "CPU1 waits for ever at site reader_wait; …"
std::string who_waits() {
  std::string text;
  for (unsigned t = 0; t < max_slots; ++t) {
    if (runtime.waits[t].empty()) continue;
    if (!text.empty()) text += "; ";
    text += fmt::format("CPU{} waits for ever {}", t, runtime.waits[t]);
    const std::string where = text_of(place_of(runtime.waits_where[t]));
    if (!where.empty()) text += fmt::format(" ({})", where);
  }
  return text;
}

Where first_wait() {
  for (unsigned t = 0; t < max_slots; ++t)
    if (!runtime.waits[t].empty()) return runtime.waits_where[t];
  return runtime.last_where;
}

/// The newest step of another thread on the cell that the last step touched,
/// if one of the two writes.
const Step* conflicting_step() {
  if (runtime.trace.empty()) return nullptr;
  const Step& last = runtime.trace.back();
  for (auto step = runtime.trace.rbegin(); step != runtime.trace.rend(); ++step)
    if (step->cell == last.cell && step->line.thread != last.line.thread &&
        (step->writes || last.writes))
      return &*step;
  return nullptr;
}

std::string message_of(ErrorKind kind) {
  if (kind == ErrorKind::deadlock && runtime.message.empty())
    return who_waits();
  if (kind == ErrorKind::livelock)
    return fmt::format("no end after {} accesses", step_limit);
  std::string text = runtime.message;
  if (text.empty()) {
    text = name(kind);
    if (!runtime.trace.empty()) {
      const auto named = runtime.cell_names.find(runtime.trace.back().cell);
      if (named != runtime.cell_names.end()) text += " on " + named->second;
    }
  }
  if (kind == ErrorKind::data_race)
    if (const Step* other = conflicting_step())
      text += fmt::format(" (with CPU{}, {})", other->line.thread,
                          text_of(other->line.where));
  return text;
}

Coverage coverage_of(const Search& search) {
  switch (search.kind) {
    case Search::Kind::random:
      return {Coverage::Kind::random};
    case Search::Kind::full:
      return {Coverage::Kind::full_search};
    case Search::Kind::preempted:
      return {Coverage::Kind::preemptions, search.preemptions};
  }
  return {};
}

Error error_of(rl::test_result_e result, const Search& search,
               std::uint64_t iteration) {
  Error error;
  error.kind = kind_of(result);
  error.message = message_of(error.kind);
  const Where where =
      error.kind == ErrorKind::deadlock ? first_wait() : runtime.last_where;
  error.where = place_of(where);
  // A livelock repeats itself: its end shows as much as the whole.
  constexpr std::size_t trace_limit = 400;
  const std::size_t skip = runtime.trace.size() > trace_limit
                               ? runtime.trace.size() - trace_limit
                               : 0;
  for (std::size_t i = skip; i < runtime.trace.size(); ++i)
    error.trace.push_back(runtime.trace[i].line);
  error.trace.push_back({runtime.last_thread, error.message, "", error.where,
                         short_name(where.function)});
  error.sighting = Sighting{coverage_of(search), iteration};
  return error;
}

SearchEnd Searching::run() {
  std::ostream nowhere(nullptr);
  rl::test_params params;
  params.output_stream = &nowhere;
  params.progress_stream = &nowhere;
  params.execution_depth_limit = step_limit;
  params.context_bound = search_.preemptions;
  switch (search_.kind) {
    case Search::Kind::random:
      params.search_type = rl::sched_random;
      params.iteration_count = search_.first + search_.limit - 1;
      params.initial_state = std::to_string(search_.first).c_str();
      params.initial_state += ' ';
      break;
    case Search::Kind::full:
      params.search_type = rl::sched_full;
      break;
    case Search::Kind::preempted:
      params.search_type = rl::sched_bound;
      break;
  }
  const rl::test_result_e result = run_threads(
      request_.question.bound.readers + request_.question.bound.writers,
      params);
  collect_outcomes();
  SearchEnd end;
  end.iterations = completed_;
  end.finished = result == rl::test_result_success;
  if (!end.finished && result != rl::test_result_until_condition_hit)
    end.error = error_of(result, search_, params.stop_iteration);
  return end;
}

}  // namespace

SearchEnd simulate(const RunRequest& request, const Search& search,
                   SteadyClock::time_point deadline,
                   const std::function<void(std::uint64_t)>& progress,
                   Outcomes& outcomes) {
  CHECK(iterations == nullptr);
  Searching state(request, search, deadline, progress, outcomes);
  iterations = &state;
  const OrderingTable orderings =
      table_of(*request.binding->impl, request.question.orderings);
  runtime.orderings = orderings.data();
  runtime.impl = request.binding->impl;
  const SearchEnd end = state.run();
  iterations = nullptr;
  return end;
}

}  // namespace vmalock::relacy
