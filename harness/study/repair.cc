// SPDX-License-Identifier: MIT
#include "harness/study/repair.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <numeric>
#include <tuple>
#include <utility>

#include "harness/base/check.h"
#include "harness/study/cost.h"
#include "harness/study/orderings.h"

namespace vmalock::study {

namespace {

/// How many rows are stronger than before, and what they cost.
std::pair<std::size_t, unsigned> size_and_price(const OrderingTable& before,
                                                const OrderingTable& after) {
  std::size_t size = 0;
  unsigned cost = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == after[i]) continue;
    ++size;
    cost += price(after[i]) - std::min(price(before[i]), price(after[i]));
  }
  return {size, cost};
}

class Repairer {
 public:
  Repairer(std::vector<Cell> cells, const RepairOptions& options)
      : options_(options), answers_(std::move(cells), nullptr) {
    const RunRequest& request = answers_.cell(0).request;
    result_.impl = request.binding->impl;
    result_.engine = request.question.engine;
    result_.model = request.question.model;
    result_.table = table_of(*result_.impl, request.question.orderings);
    for (std::size_t i = 0; i < answers_.size(); ++i)
      result_.cases.push_back(answers_.case_name(i));
    who_.resize(answers_.size());
    std::iota(who_.begin(), who_.end(), 0);
  }

  RepairResult run() {
    const auto begin = std::chrono::steady_clock::now();
    if (look()) search();
    result_.runs = answers_.runs();
    result_.notes = answers_.notes();
    result_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
            .count();
    return std::move(result_);
  }

 private:
  const RepairOptions& options_;
  Answers answers_;
  RepairResult result_;
  std::vector<std::size_t> who_;

  /// Runs what is there; false if nothing is to be repaired, or if it is not
  /// known.
  bool look() {
    std::vector<Answer> answers(answers_.size());
    if (options_.progress) options_.progress("what is there");
    in_parallel(answers_.size(), options_.jobs, [&](std::size_t i) {
      answers[i] = answers_.ask(i, result_.table);
    });
    bool all_hold = true;
    for (const Answer& answer : answers) {
      all_hold = all_hold && answer.verdict == Verdict::holds;
      if (answer.verdict == Verdict::violated)
        result_.failing.push_back(answer);
      if (answer.verdict == Verdict::unknown)
        result_.reason =
            result_.cases[answer.case_index] + " is UNKNOWN: " + answer.reason;
    }
    if (all_hold) result_.verdict = RepairVerdict::holds;
    return !result_.failing.empty();
  }

  /// Stronger orderings of the rows that may change. An ordering that the
  /// model runs as another one is no proposal.
  Lattice rows_that_may_change() const {
    Lattice lattice;
    lattice.bottom = lattice.top = result_.table;
    lattice.levels.resize(result_.table.size());
    const OrderingTable released = default_orderings(*result_.impl);
    for (std::size_t i = 0; i < result_.table.size(); ++i) {
      const Ordering from = result_.table[i];
      std::vector<Ordering>& levels = lattice.levels[i];
      levels = {from};
      if (is_kernel_site(i) && !options_.kernel_rows && from == released[i])
        continue;
      const SiteRow& row = site_row(*result_.impl, i);
      for (const Ordering o : legal_orderings(row.primitive)) {
        if (o == from || !weaker_or_equal(from, o)) continue;
        if (!exists_in(result_.model, row, o)) continue;
        if (stand_in(result_.model, o) != o) continue;
        if (stand_in(result_.model, from) == o) continue;
        levels.push_back(o);
        if (weaker_or_equal(lattice.top[i], o)) lattice.top[i] = o;
      }
    }
    return lattice;
  }

  void search() {
    const OrderingTable before = result_.table;
    const Lattice lattice = rows_that_may_change();
    if (!set_hopeless_aside(lattice.top)) return;
    FrontierSearch search{
        .answers = answers_, .who = who_, .jobs = options_.jobs};
    search.lattice = lattice;
    // Only the smallest candidates matter: every wall makes them larger, so
    // once all of the smallest hold, they are the smallest repairs.
    search.choose = [&before](const std::vector<OrderingTable>& all) {
      std::size_t least = before.size() + 1;
      for (const OrderingTable& t : all)
        least = std::min(least, size_and_price(before, t).first);
      std::vector<OrderingTable> small;
      std::copy_if(all.begin(), all.end(), std::back_inserter(small),
                   [&](const OrderingTable& t) {
                     return size_and_price(before, t).first == least;
                   });
      return small;
    };
    search.progress = options_.progress;
    settle(find_frontier(std::move(search)));
  }

  /// What the strongest rows do not mend, no row does. False: nothing is left,
  /// or it is not known.
  bool set_hopeless_aside(const OrderingTable& strongest) {
    std::vector<Answer> answers(result_.failing.size());
    if (options_.progress) options_.progress("the strongest orderings");
    in_parallel(answers.size(), options_.jobs, [&](std::size_t i) {
      answers[i] = answers_.ask(result_.failing[i].case_index, strongest);
    });
    for (const Answer& answer : answers)
      if (answer.verdict == Verdict::violated) {
        result_.hopeless.push_back(answer.case_index);
        who_.erase(std::find(who_.begin(), who_.end(), answer.case_index));
      }
    if (result_.hopeless.size() < answers.size()) return true;
    result_.verdict = RepairVerdict::impossible;
    return false;
  }

  void settle(const Frontier& found) {
    result_.repairs = found.holding;
    const OrderingTable& before = result_.table;
    std::stable_sort(result_.repairs.begin(), result_.repairs.end(),
                     [&](const OrderingTable& a, const OrderingTable& b) {
                       return size_and_price(before, a) <
                              size_and_price(before, b);
                     });
    if (found.complete && !result_.repairs.empty()) {
      result_.verdict = RepairVerdict::repaired;
    } else {
      result_.verdict = RepairVerdict::unknown;
      result_.reason = found.reason;
    }
  }
};

}  // namespace

RepairResult repair(std::vector<Cell> cells, const RepairOptions& options) {
  CHECK(!cells.empty());
  return Repairer(std::move(cells), options).run();
}

}  // namespace vmalock::study
