// SPDX-License-Identifier: MIT
#include "harness/fuzzer/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "harness/base/check.h"
#include "harness/explore/explore.h"
#include "harness/fuzzer/difference.h"
#include "harness/fuzzer/for_platform.h"
#include "harness/fuzzer/surroundings.h"
#include "harness/fuzzer/through_platform.h"
#include "harness/graph/canonical.h"
#include "harness/litmus/interpreter.h"
#include "harness/models/model.h"
#include "harness/models/relations.h"
#include "harness/oracle/brute_force.h"
#include "harness/oracle/candidates.h"
#include "harness/program/shrink.h"

namespace vmalock::fuzzer {
namespace {

using explore::Finished;
using explore::Mode;
using explore::Options;
using explore::Result;
using graph::Execution;
using litmus::FinalState;
using litmus::LitmusInterpreter;
using litmus::LitmusProgram;
using litmus::LitmusRun;
using oracle::BruteForceStats;

/// Whether each thread ends the sections that it begins, which shrinking does
/// not heed, and waits for no grace period within.
bool sections_are_closed(const LitmusProgram& program) {
  using litmus::StatementKind;
  for (const litmus::LitmusThread& t : program.threads) {
    unsigned depth = 0;
    for (const litmus::Statement& s : t.body) {
      if (s.kind == StatementKind::rcu_lock) ++depth;
      if (s.kind == StatementKind::rcu_unlock && depth-- == 0) return false;
      if (s.kind == StatementKind::rcu_sync && depth > 0) return false;
    }
    if (depth > 0) return false;
  }
  return true;
}

bool uses_rcu(const LitmusProgram& program) {
  for (const litmus::LitmusThread& t : program.threads)
    for (const litmus::Statement& s : t.body)
      if (s.kind == litmus::StatementKind::rcu_lock) return true;
  return false;
}

/// Whether a thread may wait for ever. One that is started, or waited for, does
/// so only where another one does.
bool waits(const litmus::Block& block, const Surroundings& surroundings) {
  return std::any_of(
      block.begin(), block.end(), [&](const litmus::Statement& s) {
        const bool may_block =
            s.condition && s.condition->on_fail == litmus::OnFail::block &&
            !is_ctrl_row(s) && surroundings.role(s.location) != Role::start &&
            surroundings.role(s.location) != Role::end;
        return may_block || waits(s.then_block, surroundings) ||
               waits(s.else_block, surroundings);
      });
}

bool waits(const LitmusProgram& program, const Surroundings& surroundings) {
  return std::any_of(
      program.threads.begin(), program.threads.end(),
      [&](const auto& t) { return waits(t.body, surroundings); });
}

/// Whether an execution has a race, or an access to an object that does not
/// live.
bool is_wrong(const Execution& x, const models::Model& model,
              const Surroundings& surroundings) {
  return surroundings.has_life_error(x) || !model.races(x).empty();
}

Found enumerate(const LitmusProgram& program, const models::Model& model,
                std::uint64_t max_candidates, bool& exhausted) {
  Found found;
  const Surroundings surroundings(program);
  found.partial = uses_rcu(program) && waits(program, surroundings);
  const oracle::OnStuck on_stuck = [&](const Execution& x) {
    found.stuck = true;
    found.race = found.race || is_wrong(x, model, surroundings);
  };
  const BruteForceStats stats = oracle::brute_force_with_stuck(
      program, model,
      [&](const Execution& x, const FinalState& state) {
        ++found.executions[surroundings.without(x)
                               .without_plain_locations()
                               .without_nested_sections()];
        found.states.insert(state);
        found.race = found.race || is_wrong(x, model, surroundings);
      },
      on_stuck, {max_candidates});
  exhausted = stats.exhausted;
  return found;
}

/// The executions that are told apart: what a dependency is follows from the
/// program, and a fence is at no location.
Execution without_dependencies(const Execution& execution) {
  Execution x = execution.without_nested_sections();
  for (graph::ExecutionEvent& e : x.events)
    if (!e.accesses()) e.location = 0;
  x.addr.clear();
  x.data.clear();
  x.ctrl.clear();
  return x;
}

/// A plain access that depends on itself, by reads-from, dependencies and
/// branches: out of thin air, which the model allows for plain accesses only,
/// and calls a race. Where a branch on the cycle decides whether that access is
/// there at all, its value is in no execution that the explorer could learn it
/// from.
bool is_blind_to(const Execution& x) {
  const models::Relations r(x);
  const auto after = (r.addr | r.data | r.ctrl | r.rf).transitive_closure();
  for (std::size_t e = 0; e < x.events.size(); ++e)
    if (x.events[e].order == Ordering::plain &&
        after.has(x.init.size() + e, x.init.size() + e))
      return true;
  return false;
}

/// As enumerate(), by the generator that knows load buffering.
Found enumerate_kernel(const LitmusProgram& program,
                       std::uint64_t max_candidates, bool& exhausted) {
  const models::Model& model = models::lkmm();
  Found found;
  found.kernel = true;
  const Surroundings surroundings(program);
  const BruteForceStats stats = oracle::candidates(
      program, model,
      [&](const Execution& x, const FinalState& state) {
        const bool race = is_wrong(x, model, surroundings);
        if (race && is_blind_to(x)) {
          found.blind.insert(without_dependencies(surroundings.without(x)));
          found.blind_race = true;
          return;
        }
        ++found.executions[without_dependencies(surroundings.without(x))];
        found.states.insert(state);
        found.race = found.race || race;
      },
      {max_candidates});
  exhausted = stats.exhausted;
  if (!waits(program, surroundings)) return found;
  const BruteForceStats stuck = oracle::stuck_candidates(
      program, model,
      [&](const Execution& x) {
        found.stuck = true;
        found.race = found.race || is_wrong(x, model, surroundings);
      },
      {max_candidates});
  exhausted = exhausted && stuck.exhausted;
  return found;
}

Options options_for(std::string_view model) {
  Options options;
  options.model = *explore::model_named(model);
  options.deadlock_is_error = false;
  options.count_duplicates = true;
  options.load_buffering = true;
  return options;
}

/// Gives an execution the locations of the program.
using Renamed = std::function<Execution(const Execution&)>;

Renamed renamed(const LitmusInterpreter& interpreter) {
  return [&interpreter](const Execution& x) {
    return interpreter.with_all_locations(x);
  };
}

/// Adds the finished executions to `found`, and their tokens to `tokens`.
std::function<void(const Finished&)> collect(
    const LitmusInterpreter& interpreter, const Renamed& rename, Found& found,
    std::vector<std::pair<std::string, Execution>>* tokens = nullptr) {
  return [&interpreter, rename, &found, tokens](const Finished& finished) {
    if (!finished.complete) return;
    const Execution x = rename(graph::canonical(finished.graph));
    ++found.executions[x];
    found.states.insert(interpreter.final_state(finished.observed));
    if (tokens) tokens->emplace_back(finished.token, x);
  };
}

LitmusRun run_under(std::string_view model, bool started = false) {
  return {.started = started, .kernel = model == "lkmm"};
}

Found explore_program(const LitmusProgram& program, std::string_view model,
                      Runner runner) {
  const LitmusRun how = run_under(model);
  const LitmusInterpreter interpreter(program, how);
  const bool platform = runner == Runner::platform;
  const explore::ProgramFactory factory =
      platform ? through_platform(program, how.kernel) : interpreter.factory();
  const Renamed rename = platform ? Renamed([&](const Execution& x) {
    return with_all_locations(program, how.kernel, x);
  })
                                  : renamed(interpreter);
  Found found;
  Options options = options_for(model);
  options.on_complete = collect(interpreter, rename, found);
  options.seconds = 20;
  const Result result = explore::explore(factory, options);
  if (result.error) {
    found.race = result.error->kind == ErrorKind::data_race ||
                 result.error->kind == ErrorKind::use_after_free;
    if (!found.race) found.error = result.error->message;
  } else if (!result.finished) {
    found.too_slow = true;
  }
  if (result.duplicates != 0)
    found.error = fmt::format("{} duplicates", result.duplicates);
  if (result.error || found.too_slow) return found;
  options.deadlock_is_error = true;
  options.on_complete = nullptr;
  options.count_duplicates = false;
  const Result again = explore::explore(factory, options);
  found.stuck = again.error.has_value();
  if (found.stuck && again.error->kind != ErrorKind::deadlock)
    found.error = again.error->message;
  return found;
}

}  // namespace

OracleReport compare_with_oracle(const LitmusProgram& program,
                                 std::string_view model_name,
                                 std::uint64_t max_candidates, Runner runner) {
  const models::Model* model = models::find_model(model_name);
  CHECK(model != nullptr);
  OracleReport report;
  bool exhausted = false;
  const bool kernel = model == &models::lkmm();
  const Found oracle =
      kernel ? enumerate_kernel(program, max_candidates, exhausted)
             : enumerate(program, *model, max_candidates, exhausted);
  if (!exhausted) {
    report.too_large = true;
    return report;
  }
  const Found explorer = explore_program(program, model_name, runner);
  report.too_large = explorer.too_slow;
  if (report.too_large) return report;
  report.executions = oracle.executions.size();
  const std::string text = differences(oracle, explorer);
  if (!text.empty()) report.disagreement = text;
  report.race = text.empty() && oracle.race;
  return report;
}

namespace {

/// The same executions as `all`, each as often? `part`: only some of them.
std::string difference(const Result& result, const Found& all,
                       const Found& found, bool part) {
  if (result.error) return "an error: " + result.error->message + '\n';
  if (!part && !result.finished) return "did not finish: " + result.reason;
  if (result.duplicates != 0 && !part) return "duplicates\n";
  for (const auto& [x, times] : found.executions)
    if (!all.executions.contains(x)) return "new:\n" + graph::to_string(x);
  for (const auto& [x, times] : all.executions)
    if (!part &&
        (!found.executions.contains(x) || found.executions.at(x) != times))
      return "missing, or not as often:\n" + graph::to_string(x);
  return found.executions.empty() && !all.executions.empty()
             ? "no execution was found\n"
             : "";
}

}  // namespace

std::optional<std::string> compare_modes(const LitmusProgram& program,
                                         std::string_view model) {
  const LitmusInterpreter interpreter(program, run_under(model));
  Found all;
  std::vector<std::pair<std::string, Execution>> tokens;
  Options options = options_for(model);
  options.tokens = true;
  options.on_complete =
      collect(interpreter, renamed(interpreter), all, &tokens);
  const Result one = explore::explore(interpreter.factory(), options);
  if (one.error) return std::nullopt;  // which one is found first may differ
  options.tokens = false;
  const auto differs = [&](const char* what, const LitmusInterpreter& way,
                           bool part = false) -> std::optional<std::string> {
    Found found;
    options.on_complete = collect(way, renamed(way), found);
    const Result r = explore::explore(way.factory(), options);
    std::string text = difference(r, all, found, part);
    if (text.empty() && !part &&
        (r.executions != one.executions || r.blocked != one.blocked))
      text = fmt::format("{} executions and {} blocked, not {} and {}\n",
                         r.executions, r.blocked, one.executions, one.blocked);
    if (text.empty()) return std::nullopt;
    return fmt::format("{}: {}", what, text);
  };

  options.jobs = 2;
  options.share_after = 0;
  if (auto text = differs("two jobs", interpreter)) return text;
  const LitmusInterpreter started(program, run_under(model, true));
  if (auto text = differs("started threads, two jobs", started)) return text;
  options.jobs = 1;
  if (auto text = differs("started threads", started)) return text;
  options.mode = Mode::random;
  // Complete executions may be rare, so some programs take many samples.
  std::optional<std::string> samples;
  for (const std::uint64_t most : {30u, 300u, 30'000u}) {
    options.max_executions = most + 10 * all.executions.size();
    samples = differs("random samples", interpreter, true);
    if (!samples) break;
  }
  if (samples) return samples;
  options.mode = Mode::replay;
  constexpr std::size_t enough = 20;
  for (std::size_t i = 0; i < std::min(tokens.size(), enough); ++i) {
    options.token = tokens[i].first;
    Found found;
    options.on_complete = collect(interpreter, renamed(interpreter), found);
    const Result r = explore::explore(interpreter.factory(), options);
    if (r.error || found.executions.size() != 1 ||
        !found.executions.contains(tokens[i].second))
      return fmt::format("token {} replays another execution\n", options.token);
  }
  return std::nullopt;
}

LitmusProgram program_of(const FuzzOptions& options, std::uint64_t seed) {
  const bool kernel = options.model == "lkmm";
  litmus::RandomProgramOptions shape = options.program;
  shape.kernel = kernel;
  LitmusProgram program = random_program(seed, shape);
  if (options.model == "sc" || options.model == "tso")
    program = with_marked_accesses(program);
  if (options.runner != Runner::platform) return program;
  return for_platform(
      with_surroundings(std::move(program), options.surroundings, seed, kernel),
      kernel);
}

FuzzResult fuzz(const FuzzOptions& options) {
  FuzzResult result;
  const auto compare = [&](const LitmusProgram& p) {
    OracleReport report = compare_with_oracle(
        p, options.model, options.max_candidates, options.runner);
    if (options.modes && !report.disagreement && !report.too_large)
      report.disagreement = compare_modes(p, options.model);
    return report;
  };
  const bool platform = options.runner == Runner::platform;
  const bool kernel = options.model == "lkmm";
  const auto disagrees = [&](const LitmusProgram& p) {
    return sections_are_closed(p) && Surroundings(p).is_sound() &&
           compare(platform ? for_platform(p, kernel) : p)
               .disagreement.has_value();
  };
  for (std::uint64_t i = 0; i < options.count; ++i) {
    const LitmusProgram program = program_of(options, options.seed + i);
    const OracleReport report = compare(program);
    ++result.programs;
    result.executions += report.executions;
    result.too_large += report.too_large;
    result.races += report.race;
    if (!report.disagreement) continue;
    CHECK(Surroundings(program).is_sound());
    result.failing = shrink(program, disagrees);
    if (platform)
      result.failing = for_platform(std::move(*result.failing), kernel);
    result.disagreement = *compare(*result.failing).disagreement;
    return result;
  }
  return result;
}

}  // namespace vmalock::fuzzer
