// SPDX-License-Identifier: MIT
#include "harness/platform/relacy/search_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "harness/base/check.h"
#include "harness/platform/relacy/cell.h"

namespace vmalock::relacy {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Kind = Search::Kind;

// Without a search of its own a request gets these numbers of iterations: some
// tenths of a second each. They are counts, not times, so that the same
// request gives the same answer on every machine.
constexpr std::uint64_t random_iterations = 10'000;
constexpr std::uint64_t tree_iterations = 30'000;

/// "1234567" -> "1,234,567"
std::string grouped(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t i = digits.size(); i > 3; i -= 3)
    digits.insert(i - 3, 1, ',');
  return digits;
}

std::optional<Search> parse(const RunRequest& request) {
  const std::string_view text = request.question.search;
  Search search;
  search.limit = request.limits.executions.value_or(0);
  if (text.empty()) return std::nullopt;
  if (text == "full") return search;
  if (text == "random") {
    search.kind = Kind::random;
    // Iterations of different seeds do not overlap.
    search.first = 1 + (request.seed - 1) * 1'000'000'007;
    return search;
  }
  if (const auto preemptions = number_after("bound:", text)) {
    search.kind = Kind::preempted;
    search.preemptions = *preemptions;
    return search;
  }
  user_error(fmt::format(
      "--search {}: Relacy has no such search. Write random, full, or bound:N "
      "with the largest number N of preemptions",
      text));
}

/// The searches of one request, one after the other.
class Searches {
 public:
  Searches(const RunRequest& request, RunResult& result)
      : request_(request), result_(result) {
    if (request.limits.seconds)
      deadline_ =
          begin_ + std::chrono::duration_cast<SteadyClock::duration>(
                       std::chrono::duration<double>(*request.limits.seconds));
  }

  void run() {
    const std::optional<Search> asked = parse(request_);
    if (asked)
      run_asked(*asked);
    else
      run_default();
    for (const auto& [values, count] : outcomes_)
      result_.outcomes.push_back({values, count});
    result_.seconds =
        std::chrono::duration<double>(SteadyClock::now() - begin_).count();
    if (result_.error) {
      result_.verdict = Verdict::violated;
      result_.reason.clear();
    }
  }

 private:
  SearchEnd search(const Search& search) {
    const std::uint64_t before = result_.executions;
    const SearchEnd end = simulate(
        request_, search, deadline_,
        [&](std::uint64_t iterations) {
          if (request_.progress)
            request_.progress(
                fmt::format("{} iterations", grouped(before + iterations)));
        },
        outcomes_);
    result_.executions += end.iterations;
    result_.error = end.error;
    return end;
  }

  void holds(const Coverage& coverage) {
    result_.verdict = Verdict::holds;
    result_.coverage = coverage;
    result_.reason.clear();
  }

  void unknown(const std::string& reason) {
    result_.verdict = Verdict::unknown;
    result_.reason = reason;
  }

  /// Why a search did not come to its end.
  std::string limit_hit() const {
    const std::string count = grouped(result_.executions);
    if (stop_requested.load())
      return fmt::format("stopped after {} iterations", count);
    if (SteadyClock::now() >= deadline_)
      return fmt::format("time limit after {} iterations", count);
    return fmt::format("{} iterations were not enough", count);
  }

  void run_asked(Search asked) {
    if (asked.kind == Kind::random && asked.limit == 0)
      asked.limit = request_.limits.seconds ? ~std::uint64_t{0} - asked.first
                                            : random_iterations;
    const SearchEnd end = search(asked);
    if (result_.error) return;
    if (asked.kind == Kind::random)
      unknown(
          fmt::format("random search: no violation in {} iterations, "
                      "seed {}",
                      grouped(end.iterations), request_.seed));
    else if (!end.finished)
      unknown(limit_hit());
    else if (asked.kind == Kind::full)
      holds({Coverage::Kind::full_search});
    else
      holds({Coverage::Kind::preemptions, asked.preemptions});
  }

  /// An error that random schedules find is found in milliseconds; after that
  /// the largest claim that the iterations are enough for.
  void run_default() {
    Search random;
    random.kind = Kind::random;
    random.first = 1 + (request_.seed - 1) * 1'000'000'007;
    random.limit = allowed(random_iterations);
    if (!search(random).finished || result_.error) {
      unknown(limit_hit());
      return;
    }
    Search full;
    full.limit = allowed(tree_iterations);
    const bool finished = search(full).finished;
    if (result_.error) return;
    if (finished) {
      holds({Coverage::Kind::full_search});
      return;
    }
    unknown(limit_hit());
    for (unsigned n = 0; n <= 8; ++n) {
      Search tree;
      tree.kind = Kind::preempted;
      tree.preemptions = n;
      tree.limit = allowed(tree_iterations);
      if (!search(tree).finished || result_.error) break;
      bounded_ = Coverage{Coverage::Kind::preemptions, n};
    }
    if (bounded_ && !result_.error) holds(*bounded_);
  }

  /// The request's own limit is for all searches together.
  std::uint64_t allowed(std::uint64_t iterations) const {
    if (!request_.limits.executions) return iterations;
    const std::uint64_t used = result_.executions;
    const std::uint64_t limit = *request_.limits.executions;
    return std::min(iterations, limit > used ? limit - used : 1);
  }

  const RunRequest& request_;
  RunResult& result_;
  Outcomes outcomes_;
  std::optional<Coverage> bounded_;
  SteadyClock::time_point begin_ = SteadyClock::now();
  SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
};

}  // namespace

void check_request(const RunRequest& request) {
  const unsigned threads =
      request.question.bound.readers + request.question.bound.writers;
  if (threads < 1 || threads > max_threads)
    user_error(fmt::format(
        "the relacy engine runs 1 to {} threads, this bound has {}: ask for "
        "fewer readers or writers, or for --engine graph",
        max_threads, threads));
  (void)parse(request);
}

void run_searches(const RunRequest& request, RunResult& result) {
  Searches(request, result).run();
}

}  // namespace vmalock::relacy
