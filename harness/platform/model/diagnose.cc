// SPDX-License-Identifier: MIT
#include "harness/platform/model/diagnose.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>
#include <vector>

#include "harness/base/strength.h"
namespace vmalock::model {

namespace {

constexpr unsigned samples = 48;
constexpr std::uint64_t executions_a_sample = 200;
constexpr double seconds_to_shorten = 0.3;
constexpr unsigned most_tries = 32;
constexpr std::size_t most_remedies = 3;
constexpr double seconds_a_try = 1;
constexpr double seconds_for_remedies = 4;

class Stopwatch {
 public:
  explicit Stopwatch(double seconds) : seconds_(seconds) {}
  bool over() const {
    const std::chrono::duration<double> spent = Clock::now() - start_;
    return spent.count() > seconds_ || stop_requested;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
  double seconds_;
};

/// Fewer is easier to read.
auto difficulty(const Error& error) {
  std::set<unsigned> threads;
  unsigned changes = 0;
  for (std::size_t i = 0; i < error.trace.size(); ++i) {
    threads.insert(error.trace[i].thread);
    if (i > 0 && error.trace[i].thread != error.trace[i - 1].thread) ++changes;
  }
  return std::tuple(threads.size(), changes, error.trace.size());
}

struct Row {
  std::size_t index;
  const SiteRow* row;
};

std::vector<Row> rows_of_trace(const ImplInfo& impl, const Error& error) {
  std::vector<Row> own, kernels;
  const auto in_trace = [&](const SiteRow& row) {
    return std::any_of(error.trace.begin(), error.trace.end(),
                       [&](const TraceStep& s) { return s.site == row.name; });
  };
  for (std::size_t i = 0; i < site_count(impl); ++i)
    if (const SiteRow& row = site_row(impl, i); in_trace(row))
      (is_kernel_site(i) ? kernels : own).push_back({i, &row});
  own.insert(own.end(), kernels.begin(), kernels.end());
  return own;
}

/// Three bits: holds later accesses back, earlier ones, more than both. Finer
/// steps are not worth a run each.
unsigned strength(Ordering o, bool kernel) {
  const unsigned d = does(runs_as(o, kernel));
  return ((d & (after_this | load_then_load)) != 0 ? 1u : 0u) |
         ((d & (before_this | store_then_store)) != 0 ? 2u : 0u) |
         ((d & (total_order | store_then_load)) != 0 ? 4u : 0u);
}

/// The stronger orderings of a row, weakest first. No control dependency: the
/// model takes it for an acquire, so it cannot tell whether it is enough.
std::vector<Ordering> stronger(const SiteRow& row, Ordering now, bool kernel) {
  std::vector<Ordering> all;
  const unsigned have = strength(now, kernel);
  for (const Ordering o : legal_orderings(row.primitive)) {
    if (kernel && !kernel_has(row.primitive, o)) continue;
    const unsigned gets = strength(o, kernel);
    const bool seen = std::any_of(all.begin(), all.end(), [&](Ordering x) {
      return strength(x, kernel) == gets;
    });
    if (!depends(o) && !seen && gets != have && (gets & have) == have)
      all.push_back(o);
  }
  return all;
}

class Remedies {
 public:
  Remedies(const ImplInfo& impl, const OrderingTable& orderings,
           const explore::Options& options, const Search& search, Error& error)
      : impl_(impl),
        orderings_(orderings),
        options_(options),
        search_(search),
        error_(error),
        released_(default_orderings(impl)),
        clock_(seconds_for_remedies) {
    options_.mode = explore::Mode::exhaustive;
    options_.progress = nullptr;
    options_.seconds = seconds_a_try;
  }

  void find() {
    const std::vector<Row> rows = rows_of_trace(impl_, error_);
    // What was changed first: most often it is that.
    for (const bool changed : {true, false})
      for (const Row& row : rows)
        if (is_changed(row) == changed) one(row);
    if (held_ > 0) return;
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t j = i + 1; j < rows.size(); ++j)
        if (is_changed(rows[i]) && is_changed(rows[j]))
          attempt({{rows[i], released_[rows[i].index]},
                   {rows[j], released_[rows[j].index]}});
  }

 private:
  using Changes = std::vector<std::pair<Row, Ordering>>;
  const ImplInfo& impl_;
  const OrderingTable& orderings_;
  explore::Options options_;
  const Search& search_;
  Error& error_;
  OrderingTable released_;
  Stopwatch clock_;
  std::size_t held_ = 0;

  bool is_changed(const Row& row) const {
    return orderings_[row.index] != released_[row.index];
  }

  void one(const Row& row) {
    for (const Ordering o : stronger(*row.row, orderings_[row.index],
                                     options_.model == explore::Model::lkmm))
      if (attempt({{row, o}})) return;
  }

  bool attempt(const Changes& changes) {
    if (held_ >= most_remedies || error_.remedies_tried >= most_tries ||
        clock_.over())
      return false;
    OrderingTable table = orderings_;
    Remedy remedy;
    for (const auto& [row, order] : changes) {
      table[row.index] = order;
      remedy.rows[std::string(row.row->name)] = order;
    }
    const explore::Result found = search_(table, options_);
    ++error_.remedies_tried;
    if (found.error) return false;
    const bool decided = found.finished && found.bounded == 0;
    remedy.verdict = decided ? Verdict::holds : Verdict::unknown;
    error_.remedies.push_back(std::move(remedy));
    if (decided) ++held_;
    return decided;
  }
};

}  // namespace

void shorten(const OrderingTable& orderings, const explore::Options& options,
             const Search& search, Error& error) {
  explore::Options sample = options;
  sample.mode = explore::Mode::random;
  sample.jobs = 1;
  sample.max_executions = executions_a_sample;
  sample.progress = nullptr;
  const Stopwatch clock(seconds_to_shorten);
  for (unsigned seed = 1; seed <= samples && !clock.over(); ++seed) {
    sample.seed = seed;
    sample.seconds = seconds_to_shorten;
    explore::Result found = search(orderings, sample);
    if (found.error && found.error->kind == error.kind &&
        difficulty(*found.error) < difficulty(error))
      error = std::move(*found.error);
  }
}

void find_remedies(const ImplInfo& impl, const OrderingTable& orderings,
                   const explore::Options& options, const Search& search,
                   Error& error) {
  Remedies(impl, orderings, options, search, error).find();
}

}  // namespace vmalock::model
