// SPDX-License-Identifier: MIT
#include "harness/study/deepen.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "harness/base/check.h"
#include "harness/report/layout.h"
#include "harness/report/words.h"
#include "harness/study/ladder.h"
#include "harness/study/runner.h"

namespace vmalock::study {

namespace {

/// A rung that may be the next.
struct Rung {
  Bound bound;
  Ladder::Stage stage = Ladder::Stage::smallest;
  unsigned cuts = 0;
  double executions = 0;  ///< a guess
};

/// What one more of each costs, where nothing better is known.
constexpr double factor_of_a_reader = 12;
constexpr double factor_of_a_writer = 25;
constexpr double factor_of_a_round = 25;

double growth(const Bound& from, const Bound& to) {
  const auto more = [](unsigned a, unsigned b) {
    return static_cast<double>(b) - static_cast<double>(a);
  };
  return std::pow(factor_of_a_reader, more(from.readers, to.readers)) *
         std::pow(factor_of_a_writer, more(from.writers, to.writers)) *
         std::pow(factor_of_a_round, more(from.rounds, to.rounds));
}

class Deepener {
 public:
  Deepener(const std::vector<Cell>& plan, const Selection& selection,
           const DeepenOptions& options, const Listener& listener)
      : selection_(selection),
        options_(options),
        listener_(listener),
        engine_(*plan.front().engine),
        saved_before_(engine_.seconds_saved()) {
    for (const Cell& cell : plan) {
      of_case_[cell.request.question.case_name].push_back(ladders_.size());
      ladders_.emplace_back(cell, selection);
    }
    rungs_.resize(ladders_.size());
    for (const auto& [name, ladders] : of_case_) look_at(ladders);
  }

  std::vector<RunResult> run() {
    while (!stop_requested && left() > 0) {
      const auto chosen = cheapest();
      if (!chosen) break;
      climb(chosen->first, chosen->second);
    }
    std::vector<RunResult> results;
    for (std::size_t i = 0; i < ladders_.size(); ++i)
      results.push_back(result_of(i));
    return results;
  }

 private:
  using Clock = std::chrono::steady_clock;

  const Selection& selection_;
  const DeepenOptions& options_;
  const Listener& listener_;
  const Engine& engine_;
  const double saved_before_;
  const Clock::time_point begin_ = Clock::now();
  std::vector<Ladder> ladders_;
  std::vector<std::vector<Rung>> rungs_;  ///< of each ladder
  std::map<std::string, std::vector<std::size_t>> of_case_;
  std::map<std::size_t, std::string> last_words_;  ///< why a run was cut

  double spent() const {
    return std::chrono::duration<double>(Clock::now() - begin_).count() +
           engine_.seconds_saved() - saved_before_;
  }
  double left() const { return options_.seconds - spent(); }

  /// The same bounds on other locks say how a case grows.
  double guess(std::size_t i, const Bound& bound) const {
    const Ladder& ladder = ladders_[i];
    const Ladder::Count* const below = ladder.below(bound);
    const Bound nobody{0, 0, 1};
    double executions = below ? below->executions * growth(below->bound, bound)
                              : growth(nobody, bound);
    double known = 0;
    for (const std::size_t j :
         of_case_.at(ladder.cell().request.question.case_name)) {
      const Ladder::Count* const there = ladders_[j].count_of(bound);
      if (!there || j == i) continue;
      const double there_at_least =
          there->cuts > 0 ? 4 * there->executions : there->executions;
      const Ladder::Count* const base =
          below ? ladders_[j].count_of(below->bound) : nullptr;
      known = std::max(
          known, base && base->executions > 0
                     ? below->executions * there_at_least / base->executions
                     : there_at_least);
    }
    if (known > 0) executions = known;
    const Ladder::Count* const before = ladder.count_of(bound);
    return before ? std::max(executions, 4 * before->executions) : executions;
  }

  /// All ladders of a case: what is known of one says something of the others.
  void look_at(const std::vector<std::size_t>& ladders) {
    for (const std::size_t i : ladders) {
      rungs_[i].clear();
      for (const Bound& bound : ladders_[i].next()) {
        const Ladder::Count* const count = ladders_[i].count_of(bound);
        rungs_[i].push_back({bound, ladders_[i].stage_of(bound),
                             count ? count->cuts : 0, guess(i, bound)});
      }
      std::stable_sort(rungs_[i].begin(), rungs_[i].end(), comes_before);
    }
  }

  /// Up to the own bounds everything comes before any larger one; but what was
  /// cut there waits until all others have had their turn.
  static bool comes_before(const Rung& a, const Rung& b) {
    const auto key = [](const Rung& rung) {
      const bool larger = rung.stage == Ladder::Stage::larger;
      return std::tuple(larger, rung.cuts, rung.stage, rung.executions);
    };
    return key(a) < key(b);
  }

  std::optional<std::pair<std::size_t, Rung>> cheapest() const {
    std::optional<std::pair<std::size_t, Rung>> best;
    for (std::size_t i = 0; i < rungs_.size(); ++i)
      if (!rungs_[i].empty() &&
          (!best || comes_before(rungs_[i].front(), best->second)))
        best = {i, rungs_[i].front()};
    return best;
  }

  /// A bound that is much larger than guessed must not cost all the others
  /// their turn.
  double share_of(const Rung& rung) const {
    constexpr double parts[] = {10, 3, 1};
    constexpr double least = 1;
    return std::min(left(),
                    std::max(least, left() / parts[std::min(rung.cuts, 2u)]));
  }

  void climb(std::size_t i, const Rung& rung) {
    Ladder& ladder = ladders_[i];
    Cell cell = at_bound(ladder.cell(), rung.bound, selection_);
    tell(cell, rung);
    const double share = share_of(rung);
    cell.request.limits.left = share;
    cell.request.diagnose = options_.diagnose_listed || !cell.expected;
    const double before = spent();
    RunResult result = completed(cell, run_within_memory(cell, cell.request));
    const double took = spent() - before;
    const bool known = result.verdict != Verdict::unknown;
    if (known)
      listener_.finished(result);
    else
      last_words_[i] = result.reason;
    const Ladder::End end = known ? Ladder::End::done
                            : took < share && !stop_requested
                                ? Ladder::End::cut_for_good
                                : Ladder::End::cut;
    ladder.take(std::move(result), end);
    look_at(of_case_.at(ladder.cell().request.question.case_name));
  }

  void tell(const Cell& cell, const Rung& rung) const {
    const auto own =
        std::count_if(ladders_.begin(), ladders_.end(),
                      [](const Ladder& l) { return l.reached_own(); });
    std::string far =
        fmt::format("{:.0f} of {:.0f} s, {} of {} at their own bound", spent(),
                    options_.seconds, own, ladders_.size());
    // Early ones say little about late ones.
    const auto all = static_cast<double>(ladders_.size());
    const auto done = static_cast<double>(own);
    if (done < all && done * 10 > all)
      far += fmt::format(", all in about {}",
                         duration(spent() / done * (all - done)));
    const Question& q = cell.request.question;
    listener_.begin(far + fmt::format("; {}  {}  {}", q.case_name, q.impl,
                                      short_text(rung.bound)));
    listener_.update("");
  }

  RunResult result_of(std::size_t i) const {
    const Ladder& ladder = ladders_[i];
    std::optional<Bound> next;
    bool begun = false;
    if (!rungs_[i].empty()) {
      // What was begun says more than what would be cheaper.
      const auto it =
          std::find_if(rungs_[i].begin(), rungs_[i].end(),
                       [](const Rung& rung) { return rung.cuts > 0; });
      next = (it == rungs_[i].end() ? rungs_[i].front() : *it).bound;
      begun = it != rungs_[i].end();
    }
    return ladder.result(next, begun, why(i, next, begun));
  }

  /// Why the cell has not reached its own bound.
  std::string why(std::size_t i, const std::optional<Bound>& next,
                  bool begun) const {
    const auto word = last_words_.find(i);
    if (!next)  // no more time would help
      return word == last_words_.end() ? "" : word->second;
    if (stop_requested) return begun ? "interrupted" : "not run: interrupted";
    const std::string of =
        fmt::format("the budget of {} ended ", duration(options_.seconds));
    return begun ? of + "in it" : of + "before it was begun";
  }
};

}  // namespace

std::vector<RunResult> deepen(const std::vector<Cell>& plan,
                              const Selection& selection,
                              const DeepenOptions& options,
                              const Listener& listener) {
  CHECK(!plan.empty());
  return Deepener(plan, selection, options, listener).run();
}

void require_deepens(const Engine& engine, const Selection& selection) {
  if (!engine.proves())
    user_error("--budget: the engine " + std::string(engine.name()) +
               " completes no bound; use --engine graph, or --time, the limit "
               "of each run");
  if (selection.search == "random" || selection.search == "estimate")
    user_error("--budget: --search " + selection.search +
               " completes no bound; leave one of them out");
}

}  // namespace vmalock::study
