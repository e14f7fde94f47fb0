#include "harness/cli/arguments.h"

#include <cmath>
#include <cstdlib>

#include "harness/base/check.h"

namespace vmalock::cli {

void add_cases(CLI::App& app, study::Selection& s) {
  app.add_option("--case", s.cases, "case, name or glob")
      ->allow_extra_args(false);
  app.add_option("--readers", s.readers, "reader threads");
  app.add_option("--writers", s.writers, "writer threads");
  app.add_option("--rounds", s.rounds, "rounds of each thread");
}

void add_selection(CLI::App& app, study::Selection& s) {
  app.add_option("--impl", s.impls, "implementation, name or glob")
      ->allow_extra_args(false);
  app.add_flag("--mutants", s.mutants, "also those with a planted bug");
  add_cases(app, s);
}

void add_set(CLI::App& app, study::Selection& s) {
  app.add_option("--set", s.set, "SITE=ORDERING, a changed row")
      ->allow_extra_args(false);
}

void add_question(CLI::App& app, study::Selection& s) {
  app.add_option("--engine", s.engine, "graph, relacy or native");
  app.add_option("--model", s.model,
                 "memory model: lkmm (default), rc11, tso, sc");
  app.add_option("--search", s.search,
                 "graph: random, estimate, loops; lkmm: buffering, "
                 "buffering:N; relacy: random, full, bound:N");
  add_set(app, s);
}

void add_time(CLI::App& app, study::Selection& s) {
  app.add_option_function<std::string>(
      "--time",
      [&s](const std::string& text) { s.limits.seconds = parse_seconds(text); },
      "limit of each run: 500ms, 30s, 2m");
}

void add_limits(CLI::App& app, study::Selection& s) {
  add_time(app, s);
  app.add_option("--max-executions", s.limits.executions,
                 "limit of each run: executions or iterations");
  app.add_option("--max-events", s.limits.events,
                 "loop bound of graph: events a thread (default 10000)");
  app.add_option("--seed", s.seed, "seed of a search that samples");
  app.add_option("--jobs,-j", s.jobs, "threads that explore one run");
}

void add_output(CLI::App& app, OutputOptions& o) {
  app.add_option("--out", o.out,
                 "FORMAT:FILE: json, junit, text, html, dot, sarif, "
                 "litmus")
      ->allow_extra_args(false);
  app.add_flag("--quiet,-q", o.style.quiet, "verdict and failures only");
  app.add_flag("--full", o.style.full, "every step of a trace, with its site");
  app.add_flag("--show-outcomes", o.style.outcomes,
               "histogram of the outcomes of each run");
}

void add_study_output(CLI::App& app, OutputOptions& o, const char* quiet) {
  app.add_option("--out", o.out, "json:FILE or text:FILE")
      ->allow_extra_args(false);
  app.add_flag("--quiet,-q", o.style.quiet, quiet);
}

void add_study(CLI::App& app, study::Selection& s, OutputOptions& o) {
  add_cases(app, s);
  app.add_option("--model", s.model, "memory model (default lkmm)");
  add_set(app, s);
  add_time(app, s);
  app.add_option("--max-executions", s.limits.executions, "limit of each run");
  app.add_option("--jobs,-j", s.jobs, "runs beside each other");
  add_study_output(app, o, "verdict and findings only");
}

double parse_seconds(const std::string& text) {
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
    user_error("--time '" + text +
               "' is no time; write a number above 0 with a unit: 500ms, 30s, "
               "2m or 1h");
  return seconds;
}

}  // namespace vmalock::cli
