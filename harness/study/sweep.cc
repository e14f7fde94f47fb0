// SPDX-License-Identifier: MIT
#include "harness/study/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "harness/base/check.h"
#include "harness/study/orderings.h"
#include "harness/study/pace.h"

namespace vmalock::study {

namespace {

std::vector<Ordering> weaker_levels(const SiteRow& row, Ordering from,
                                    std::string_view model) {
  std::vector<Ordering> weaker;
  for (const Ordering o : legal_orderings(row.primitive))
    if (o != from && weaker_or_equal(o, from) && exists_in(model, row, o))
      weaker.push_back(o);
  return weaker;
}

/// One case asked about one site: a verdict for each step.
struct Question {
  std::size_t site = 0, case_index = 0;
  std::vector<Answer> answers;
};

class Sweeper {
 public:
  Sweeper(std::vector<Cell> cells, const SweepOptions& options)
      : options_(options), answers_(std::move(cells), nullptr) {
    const RunRequest& request = answers_.cell(0).request;
    result_.impl = request.binding->impl;
    result_.engine = request.question.engine;
    result_.model = request.question.model;
    result_.table = table_of(*result_.impl, request.question.orderings);
    result_.with_sets = options.sets;
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      result_.cases.push_back(answers_.case_name(i));
      result_.bounds.push_back(answers_.cell(i).request.question.bound);
    }
  }

  Sweep run() {
    const auto begin = std::chrono::steady_clock::now();
    choose_cases();
    make_sites();
    ask_one_by_one();
    const bool singles_known = settle_fates();
    result_.complete = singles_known && !who_.empty() &&
                       std::none_of(result_.unfit.begin(), result_.unfit.end(),
                                    [](const RunResult& run) {
                                      return run.verdict == Verdict::unknown;
                                    });
    if (options_.sets && !who_.empty()) find_sets();
    if (!result_.complete && result_.reason.empty())
      result_.reason = why_incomplete();
    result_.runs = answers_.runs();
    result_.remembered = answers_.remembered();
    result_.notes = answers_.notes();
    result_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
            .count();
    return std::move(result_);
  }

 private:
  const SweepOptions& options_;
  Answers answers_;
  Sweep result_;
  std::vector<std::size_t> who_;

  std::string why_incomplete() const {
    if (stop_requested) return "interrupted";
    for (const RunResult& run : result_.unfit)
      if (run.verdict == Verdict::unknown)
        return run.question.case_name +
               " is UNKNOWN before any change: " + run.reason;
    if (who_.empty()) return "no case holds before any change";
    return "a limit was reached";
  }

  void say(const std::string& line) const {
    if (options_.progress) options_.progress(line);
  }

  /// Only a case that holds before any change tells something about a change.
  void choose_cases() {
    say("the released orderings");
    std::vector<RunResult> runs(answers_.size());
    in_parallel(answers_.size(), options_.jobs, [&](std::size_t i) {
      if (!options_.known.empty())
        runs[i] = recall(i);
      else if (!stop_requested)
        runs[i] = answers_.run(i, result_.table);
    });
    for (std::size_t i = 0; i < runs.size(); ++i) {
      runs[i].question.case_name = answers_.case_name(i);
      if (runs[i].verdict == Verdict::holds)
        who_.push_back(i);
      else
        result_.unfit.push_back(std::move(runs[i]));
    }
  }

  RunResult recall(std::size_t i) {
    const KnownRun& known = options_.known[i];
    answers_.remember(i, result_.table, known.result, known.reached);
    return known.result;
  }

  bool is_asked(const SiteRow& row) const {
    return options_.only.empty() ||
           std::find(options_.only.begin(), options_.only.end(), row.name) !=
               options_.only.end();
  }

  void make_sites() {
    for (std::size_t i = 0; i < result_.table.size(); ++i) {
      SweptSite site;
      site.index = i;
      site.row = &site_row(*result_.impl, i);
      site.from = result_.table[i];
      for (const std::size_t j : who_)
        if (answers_.passes(j, i)) site.passed_by.push_back(j);
      if (is_asked(*site.row))
        for (const Ordering to :
             weaker_levels(*site.row, site.from, result_.model))
          site.steps.push_back({to, Fate::unknown, {}, ""});
      result_.sites.push_back(std::move(site));
    }
  }

  /// A stand-in that breaks a case tells that what it stands in for, which is
  /// weaker, breaks it too. Two orderings that run alike tell nothing.
  bool asks(const SweptSite& site, const Step& step) const {
    return !site.passed_by.empty() && stand_in(result_.model, step.to) !=
                                          stand_in(result_.model, site.from);
  }

  void ask_one_by_one() {
    std::vector<Question> questions;
    for (const SweptSite& site : result_.sites)
      if (!site.steps.empty())
        for (const std::size_t case_index : site.passed_by)
          questions.push_back({site.index, case_index, {}});
    Pace pace(questions.size());
    in_parallel(questions.size(), options_.jobs, [&](std::size_t i) {
      Question& q = questions[i];
      const SweptSite& site = result_.sites[q.site];
      for (const Step& step : site.steps) {
        OrderingTable table = result_.table;
        table[q.site] = step.to;
        q.answers.push_back(
            asks(site, step) ? answers_.glance(q.case_index, table) : Answer());
      }
      say(pace.after_one_more());
    });
    for (const Question& q : questions) record(q);
    confirm_survivors();
    for (SweptSite& site : result_.sites)
      for (Step& step : site.steps)
        std::stable_sort(step.by.begin(), step.by.end(),
                         [&](const Killing& a, const Killing& b) {
                           return answers_.size_of(a.case_index) <
                                  answers_.size_of(b.case_index);
                         });
  }

  /// What no case has noticed is asked again, of the complete search. The
  /// weakest first: what holds with it holds with the others.
  void confirm_survivors() {
    std::vector<Question> questions;
    for (const SweptSite& site : result_.sites) {
      const bool survives =
          std::any_of(site.steps.begin(), site.steps.end(), [&](const Step& s) {
            return asks(site, s) && s.by.empty() && s.why.empty();
          });
      if (survives)
        for (const std::size_t case_index : site.passed_by)
          if (answers_.searches_twice(case_index))
            questions.push_back({site.index, case_index, {}});
    }
    Pace pace(questions.size());
    in_parallel(questions.size(), options_.jobs, [&](std::size_t i) {
      Question& q = questions[i];
      const SweptSite& site = result_.sites[q.site];
      q.answers.resize(site.steps.size());
      for (std::size_t s = site.steps.size(); s-- > 0;) {
        const Step& step = site.steps[s];
        OrderingTable table = result_.table;
        table[q.site] = step.to;
        if (asks(site, step) && step.by.empty())
          q.answers[s] = answers_.ask(q.case_index, table);
      }
      say("survivors: " + pace.after_one_more());
    });
    for (const Question& q : questions) record(q);
  }

  void record(const Question& q) {
    SweptSite& site = result_.sites[q.site];
    for (std::size_t s = 0; s < site.steps.size(); ++s) {
      const Answer& answer = q.answers[s];
      if (!asks(site, site.steps[s])) continue;
      if (answer.verdict == Verdict::violated)
        site.steps[s].by.push_back(
            {q.case_index,
             answer.kind.value_or(ErrorKind::failed_requirement)});
      if (answer.verdict == Verdict::unknown)
        site.steps[s].why =
            answer.reason.empty() ? "interrupted" : answer.reason;
    }
  }

  /// What is stronger than a survivor survives, also if it cannot be seen.
  static void settle_implied(SweptSite& site) {
    for (Step& step : site.steps)
      for (const Step& other : site.steps)
        if (step.fate == Fate::blind && other.fate == Fate::survived &&
            weaker_or_equal(other.to, step.to)) {
          step.fate = Fate::survived;
          step.why.clear();
        }
  }

  /// False if any is unknown.
  bool settle_fates() {
    bool known = true;
    for (SweptSite& site : result_.sites)
      for (Step& step : site.steps) {
        if (site.passed_by.empty()) {
          step.fate = Fate::unpassed;
          continue;
        }
        const std::string blind = blind_to(result_.model, site.from, step.to);
        if (!step.by.empty()) {
          step.fate = Fate::needed;
          step.why.clear();
        } else if (!step.why.empty()) {
          known = false;
        } else if (!blind.empty()) {
          step.fate = Fate::blind;
          step.why = blind;
        } else {
          step.fate = Fate::survived;
        }
      }
    for (SweptSite& site : result_.sites) settle_implied(site);
    return known;
  }

  /// Steps that the model answers for, and the walls that they are by now.
  void find_sets() {
    FrontierSearch search{
        .answers = answers_, .who = who_, .jobs = options_.jobs};
    search.lattice.top = result_.table;
    search.lattice.bottom = result_.table;
    search.lattice.levels.resize(result_.table.size());
    for (const SweptSite& site : result_.sites) {
      std::vector<Ordering>& levels = search.lattice.levels[site.index];
      levels = {site.from};
      if (std::any_of(site.steps.begin(), site.steps.end(),
                      [](const Step& s) { return s.fate == Fate::unknown; }))
        continue;
      for (const Step& step : site.steps) {
        if (step.fate != Fate::needed && step.fate != Fate::survived) continue;
        // What runs as another ordering would only repeat that one.
        if (stand_in(result_.model, step.to) != step.to) continue;
        levels.push_back(step.to);
        if (weaker_or_equal(step.to, search.lattice.bottom[site.index]))
          search.lattice.bottom[site.index] = step.to;
        if (step.fate != Fate::needed) continue;
        search.walls.push_back(
            {result_.table, step.by[0].case_index, step.by[0].kind});
        search.walls.back().table[site.index] = step.to;
      }
    }
    search.progress = [this](const std::string& line) { say("sets: " + line); };
    result_.sets = find_frontier(std::move(search));
    if (result_.sets.complete) return;
    result_.complete = false;
    result_.reason = result_.sets.reason;
  }
};

}  // namespace

const char* name(Fate fate) {
  constexpr const char* names[] = {"needed", "survived", "not visible",
                                   "not passed", "unknown"};
  return names[static_cast<std::size_t>(fate)];
}

std::vector<const Step*> SweptSite::telling() const {
  std::vector<const Step*> all;
  for (const Step& step : steps) {
    const bool implied =
        std::any_of(steps.begin(), steps.end(), [&](const Step& other) {
          if (&other == &step || other.fate != step.fate) return false;
          return step.fate == Fate::needed
                     ? weaker_or_equal(step.to, other.to)
                     : step.fate == Fate::survived &&
                           weaker_or_equal(other.to, step.to);
        });
    if (!implied) all.push_back(&step);
  }
  return all;
}

Sweep sweep(std::vector<Cell> cells, const SweepOptions& options) {
  CHECK(!cells.empty());
  CHECK(options.known.empty() || options.known.size() == cells.size());
  return Sweeper(std::move(cells), options).run();
}

}  // namespace vmalock::study
