// SPDX-License-Identifier: MIT
#include "harness/cli/arguments.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <future>
#include <limits>
#include <system_error>
#include <thread>
#include <vector>

#include "harness/base/check.h"
#include "harness/report/formats.h"
#include "harness/study/releases.h"

namespace vmalock::cli {

namespace {

/// The library's numbers wrap around: -1 becomes the largest.
CLI::Validator whole(std::uint64_t least, std::uint64_t most) {
  return {[least, most](std::string& text) {
            std::uint64_t number = 0;
            const char* const end = text.data() + text.size();
            const auto [rest, error] =
                std::from_chars(text.data(), end, number);
            if (error == std::errc() && rest == end && number >= least &&
                number <= most)
              return std::string();
            return "'" + text + "' is no whole number from " +
                   std::to_string(least) + " to " + std::to_string(most);
          },
          ""};
}

constexpr std::uint64_t most32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t most64 = std::numeric_limits<std::uint64_t>::max();
/// More threads than any machine has cores for only take memory.
constexpr std::uint64_t most_jobs = 256;

}  // namespace

void add_cases(CLI::App& app, study::Selection& s) {
  app.add_option("--case", s.cases,
                 "case, name or glob; may be given several times")
      ->allow_extra_args(false);
  app.add_option("--readers", s.readers, "reader threads")
      ->check(whole(0, most32));
  app.add_option("--writers", s.writers, "writer threads")
      ->check(whole(0, most32));
  app.add_option("--rounds", s.rounds, "rounds of each thread")
      ->check(whole(0, most32));
}

void add_locks(CLI::App& app, std::vector<std::string>& locks) {
  using Words = std::vector<std::string>;
  const auto add = [&locks](const Words& words) {
    locks.insert(locks.end(), words.begin(), words.end());
  };
  app.add_option_function<Words>(
      "LOCK", add, "locks: names or globs, or releases of Linux (6.16.3)");
  app.add_option_function<Words>("--impl", add,
                                 "the same as LOCK; several times")
      ->allow_extra_args(false);
  app.add_option_function<Words>(
         "--kernel",
         [&locks](const Words& releases) {
           for (const std::string& release : releases)
             locks.push_back(study::lock_of_release(release));
         },
         "the lock of this release of Linux: 6.16.3")
      ->allow_extra_args(false);
}

void add_selection(CLI::App& app, study::Selection& s) {
  add_locks(app, s.impls);
  app.add_flag("--mutants", s.mutants, "also those with a planted bug");
  add_cases(app, s);
}

void add_set(CLI::App& app, Sets& set) {
  app.add_option("--set", set, "SITE=ORDERING, a changed row; several times")
      ->allow_extra_args(false);
}

void add_question(CLI::App& app, study::Selection& s, Sets& set) {
  app.add_option("--engine", s.engine, "graph, relacy or native");
  app.add_option("--model", s.model,
                 "memory model: lkmm (default), rc11, tso, sc");
  app.add_option("--search", s.search,
                 "graph: random, estimate, loops; lkmm: acyclic; "
                 "relacy: random, full, bound:N");
  add_set(app, set);
  app.add_flag("--strict-races", s.strict_races,
               "kernel tree: plain stores that race with marks are errors");
}

void add_time(CLI::App& app, study::Selection& s) {
  app.add_option_function<std::string>(
      "--time",
      [&s](const std::string& text) { s.limits.seconds = parse_seconds(text); },
      "limit of each run: 500ms, 30s, 2m");
}

void add_jobs(CLI::App& app, unsigned& jobs, const char* help) {
  app.add_option("--jobs,-j", jobs, help)
      ->check(whole(1, most_jobs))
      ->check(
          [](const std::string& text) {
            const auto wanted = static_cast<unsigned>(std::stoul(text));
            const unsigned have = threads_that_start(wanted - 1) + 1;
            if (have == wanted) return std::string();
            return text + " threads cannot be started (ulimit -u, or the " +
                   "limit of a container); write " + std::to_string(have) +
                   " or less";
          },
          "");
}

unsigned threads_that_start(unsigned wanted) {
  std::vector<std::thread> all;
  std::promise<void> end;
  const std::shared_future<void> ended = end.get_future().share();
  try {
    while (all.size() < wanted) all.emplace_back([ended] { ended.wait(); });
  } catch (const std::system_error&) {
    // So many, then.
  }
  end.set_value();
  for (std::thread& thread : all) thread.join();
  return static_cast<unsigned>(all.size());
}

void add_executions(CLI::App& app, study::Selection& s) {
  app.add_option("--max-executions", s.limits.executions,
                 "limit of each run: executions or iterations")
      ->check(whole(0, most64));
}

void add_seed(CLI::App& app, study::Selection& s, const char* help) {
  app.add_option("--seed", s.seed, help)->check(whole(0, most64));
}

void add_limits(CLI::App& app, study::Selection& s) {
  add_time(app, s);
  add_executions(app, s);
  app.add_option("--max-events", s.limits.events,
                 "loop bound of graph: events a thread (default 10000)")
      ->check(whole(0, most32));
  add_seed(app, s, "seed of a search that samples");
  add_jobs(app, s.jobs, "threads that explore one run");
}

void add_checkpoint(CLI::App& app, CheckpointOptions& options) {
  app.add_option("--checkpoint", options.checkpoint,
                 "FILE that keeps each finished run");
  app.add_option("--resume", options.resume,
                 "go on with this checkpoint, and keep runs in it");
}

void add_output(CLI::App& app, OutputOptions& o) {
  std::string names;
  for (const Format& format : formats())
    names += (names.empty() ? "" : ", ") + std::string(format.name);
  app.add_option("--out", o.out,
                 "FORMAT:FILE, or FILE.json and so on: " + names)
      ->allow_extra_args(false);
  app.add_flag("--quiet,-q", o.style.quiet, "verdict and failures only");
  app.add_flag("--full", o.style.full, "every step of a trace, with its site");
  app.add_flag("--show-outcomes", o.style.outcomes,
               "histogram of the outcomes of each run");
}

void add_study_output(CLI::App& app, OutputOptions& o, const char* quiet) {
  app.add_option("--out", o.out, "json:FILE or text:FILE; FILE.json, FILE.txt")
      ->allow_extra_args(false);
  app.add_flag("--quiet,-q", o.style.quiet, quiet);
}

void add_study(CLI::App& app, study::Selection& s, Sets& set,
               OutputOptions& o) {
  add_cases(app, s);
  app.add_option("--model", s.model, "memory model (default lkmm)");
  add_set(app, set);
  add_time(app, s);
  app.add_option("--max-executions", s.limits.executions, "limit of each run")
      ->check(whole(0, most64));
  add_jobs(app, s.jobs, "runs beside each other");
  add_study_output(app, o, "verdict and findings only");
}

double parse_seconds(const std::string& text, const std::string& option) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  double scale = 0;
  if (unit.empty() || unit == "s") scale = 1;
  if (unit == "ms") scale = 1e-3;
  if (unit == "m" || unit == "min") scale = 60;
  if (unit == "h") scale = 3600;
  const double seconds = number * scale;
  if (end == text.c_str() || scale == 0 || !std::isfinite(seconds) ||
      seconds <= 0)
    user_error(option + " '" + text +
               "' is no time; write a number above 0 with a unit: 500ms, 30s, "
               "2m or 1h");
  return seconds;
}

}  // namespace vmalock::cli
