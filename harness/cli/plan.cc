#include "harness/cli/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/check.h"
#include "harness/cli/names.h"
#include "harness/cli/orderings.h"

namespace vmalock::cli {

namespace {

/// A case that was asked for by name must be able to run with the bound. When
/// all cases run, each does so with the bound it has that is next to the one
/// asked for, and the report says which.
unsigned bounded(const CaseInfo& info, const Options& options,
                 const char* option, const std::optional<unsigned>& asked,
                 unsigned Bound::*part) {
  const unsigned min = info.min.*part;
  const unsigned max = info.max.*part;
  if (!asked) return info.bound.*part;
  if (options.cases.empty()) return std::clamp(*asked, min, max);
  if (*asked > max)
    user_error(fmt::format(
        "{} {}: the case {} runs with at most {}; write {} {} or less", option,
        *asked, info.name, max, option, max));
  if (*asked < min)
    user_error(
        fmt::format("{} {}: the case {} needs at least {}; write {} {} or more",
                    option, *asked, info.name, min, option, min));
  return *asked;
}

std::vector<const ImplInfo*> chosen_impls(Engine& engine,
                                          const Options& options) {
  Engine* const engines[] = {&engine};
  const std::vector<const ImplInfo*> all = all_impls(engines);
  Names known;
  Names plain;
  for (const ImplInfo* impl : all) {
    known.emplace_back(impl->name);
    if (!impl->mutant || options.mutants) plain.emplace_back(impl->name);
  }
  Names wanted = plain;
  if (!options.impls.empty()) {
    Names globs, exact;
    for (const std::string& pattern : options.impls)
      (is_glob(pattern) ? globs : exact).push_back(pattern);
    wanted = select(globs, plain, "implementation", "vmalock list impls");
    const Names named =
        select(exact, known, "implementation", "vmalock list impls");
    wanted.insert(wanted.end(), named.begin(), named.end());
  }
  std::vector<const ImplInfo*> chosen;
  for (const ImplInfo* impl : all)
    if (std::find(wanted.begin(), wanted.end(), impl->name) != wanted.end())
      chosen.push_back(impl);
  return chosen;
}

std::vector<const CaseInfo*> chosen_cases(Engine& engine,
                                          const Options& options) {
  Engine* const engines[] = {&engine};
  const std::vector<const CaseInfo*> all = all_cases(engines);
  if (options.cases.empty()) return all;
  Names known;
  for (const CaseInfo* info : all) known.emplace_back(info->name);
  const Names wanted =
      select(options.cases, known, "case", "vmalock list cases");
  std::vector<const CaseInfo*> chosen;
  for (const CaseInfo* info : all)
    if (std::find(wanted.begin(), wanted.end(), info->name) != wanted.end())
      chosen.push_back(info);
  return chosen;
}

/// The least bound at which the bug shows.
Bound shown_at(const KnownBug& bug, const CaseInfo& info) {
  return bug.bound.rounds == 0 ? info.bound : bug.bound;
}

bool reaches(const Bound& bound, const Bound& least) {
  return bound.readers >= least.readers && bound.writers >= least.writers &&
         bound.rounds >= least.rounds;
}

/// Whether the row is about this run. What shows under one model only says
/// nothing about another, nor does one at a larger bound.
bool concerns(const KnownBug& bug, const RunRequest& request) {
  return bug.case_name == request.binding->case_info->name &&
         (bug.models.empty() || shows(bug, request.model)) &&
         (bug.bound.rounds == 0 || reaches(request.bound, bug.bound));
}

/// Whether this run must show a bug that the implementation is known to have.
/// A stronger machine (sc, tso, native), other orderings, a smaller bound or a
/// limit may hide it without anybody's fault.
bool must_show(const KnownBug& bug, const Engine& engine,
               const RunRequest& request, const Options& options) {
  const bool weak = request.model.empty()
                        ? bug.models.empty() && engine.can_set_orderings()
                        : shows(bug, request.model);
  return weak && options.set.empty() && !request.limits.executions &&
         !request.limits.seconds &&
         reaches(request.bound, shown_at(bug, *request.binding->case_info));
}

std::optional<Expectation> expectation(const Engine& engine,
                                       const RunRequest& request,
                                       const Options& options) {
  const ImplInfo& impl = *request.binding->impl;
  for (const KnownBug& bug : impl.known_bugs)
    if (concerns(bug, request) &&
        (options.set.empty() || bug.bound.rounds == 0))
      return Expectation{std::string(bug.bug), std::string(bug.kind),
                         must_show(bug, engine, request, options)};
  // What needs a larger bound than usual may show in every case that has it;
  // but it must not excuse what a changed row breaks.
  for (const KnownBug& bug : impl.known_bugs)
    if (options.set.empty() &&
        (bug.case_name == other_cases ||
         (bug.bound.rounds != 0 && reaches(request.bound, bug.bound))))
      return Expectation{std::string(bug.bug), std::string(bug.kind), false};
  // Which further cases catch a planted bug is not listed, and does not matter.
  if (impl.mutant) return Expectation{"planted", "", false};
  return std::nullopt;
}

}  // namespace

Bound bound_for(const CaseInfo& info, const Options& options) {
  if (options.readers == 0u && options.writers == 0u)
    user_error(
        "--readers 0 --writers 0: the cases would run without any thread; "
        "write --readers 1 --writers 1 at least");
  if (options.rounds == 0u)
    user_error("--rounds 0: nothing would run; write --rounds 1 at least");
  return {bounded(info, options, "--readers", options.readers, &Bound::readers),
          bounded(info, options, "--writers", options.writers, &Bound::writers),
          bounded(info, options, "--rounds", options.rounds, &Bound::rounds)};
}

std::vector<Cell> make_plan(Engine& engine, const Options& options) {
  std::vector<Change> changes;
  for (const std::string& text : options.set)
    changes.push_back(parse_change(text));
  if (!changes.empty() && !engine.can_set_orderings())
    user_error("--set: the orderings of the engine " +
               std::string(engine.name()) +
               " are compiled in; use --engine graph or --engine relacy");
  RunRequest request;
  request.model = model_for(engine, options.model);
  request.limits.executions = options.max_executions;
  request.limits.events = options.max_events;
  if (options.max_events == 0u)
    user_error("--max-events 0 lets no thread do anything; write 1 or more");
  if (options.max_executions == 0u)
    user_error("--max-executions 0: nothing would run; write 1 at least");
  if (!options.time.empty())
    request.limits.seconds = parse_seconds(options.time);
  request.seed = options.seed;
  request.search = options.search;
  request.strict_races = options.strict_races;
  if (options.jobs == 0)
    user_error("--jobs 0: nothing would run; write --jobs 1 at least");
  request.jobs = options.jobs;

  const auto impls = impls_with_changes(chosen_impls(engine, options), changes);
  std::vector<Cell> plan;
  for (const CaseInfo* info : chosen_cases(engine, options)) {
    const Bound bound = bound_for(*info, options);
    for (const ImplInfo* impl : impls) {
      request.binding = find_binding(engine, impl->name, info->name);
      if (!request.binding) continue;  // a mutant has only the cases it names
      request.bound = bound;
      request.orderings = with_changes(*impl, changes);
      plan.push_back({&engine, request, expectation(engine, request, options)});
    }
  }
  if (plan.empty())
    user_error("nothing to run: the engine " + std::string(engine.name()) +
               " has no case for these options (a mutant has those cases only "
               "that must catch it); `vmalock list cases` and `vmalock list "
               "impls` print what there is");
  return plan;
}

std::vector<Cell> proving_plan(const Context& context, const std::string& impl,
                               Options options) {
  if (is_glob(impl))
    user_error("'" + impl +
               "' is a glob, and this command takes one implementation; "
               "`vmalock list impls` prints them");
  options.impls = {impl};
  std::vector<Cell> cells =
      make_plan(engine_named(context.engines, "graph"), options);
  for (Cell& cell : cells) cell.request.jobs = 1;
  return cells;
}

}  // namespace vmalock::cli
