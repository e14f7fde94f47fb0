// SPDX-License-Identifier: MIT
// An engine runs a Program under limits and returns a RunResult.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/platform/ordering_table.h"
#include "harness/platform/program.h"
#include "harness/result/run_result.h"

namespace vmalock {

/// Resource limits. They bound the run, never the claim: a run that hits one
/// is UNKNOWN (or VIOLATED), not HOLDS.
struct Limits {
  std::optional<double> seconds;
  /// What is left of the time of the whole command, if that has a limit. Of
  /// engines that prove.
  std::optional<double> left = {};
  std::optional<std::uint64_t> executions;  ///< iterations for sampling engines
  /// Events of a thread after which the graph engine cuts an execution.
  std::optional<unsigned> events;
};

struct RunRequest {
  Question question;  ///< request_for() fills in its names
  const Binding* binding = nullptr;
  Limits limits;
  std::uint64_t seed = 1;
  unsigned jobs = 1;
  /// A plain store that races with a marked access is an error in compiled
  /// kernel code, too. In all other programs it always is.
  bool strict_races = false;
  /// After a violation: look for a shorter execution that shows it, and for
  /// stronger rows that forbid it. Costs a few seconds at most.
  bool diagnose = false;
  /// Called now and then on long runs with a line of progress, if set.
  std::function<void(const std::string&)> progress;
  /// If set: gets a flag for each site, 1 if any execution of the run looked
  /// its ordering up. The ordering of any other site makes no difference to the
  /// run. An engine that does not know leaves it empty.
  std::vector<std::uint8_t>* reached = nullptr;
};

class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string_view name() const = 0;
  /// Models it can answer for; empty if the question has no meaning.
  virtual std::vector<std::string_view> models() const = 0;
  /// What a HOLDS of this engine does not cover, one sentence each; printed
  /// with every verdict of it.
  virtual std::vector<std::string_view> blind_spots() const = 0;
  /// Whether HOLDS is a proof for every execution within the bound. Studies of
  /// orderings, and the search for a smaller counterexample, ask such an
  /// engine.
  virtual bool proves() const { return false; }
  /// Whether orderings can be changed without recompiling.
  virtual bool can_set_orderings() const = 0;
  /// Every implementation × case of this platform.
  virtual std::span<const Binding> bindings() const = 0;
  /// Further cells of the matrix, made while the program runs. The default
  /// refuses: the engine runs what it was built with.
  virtual void add_bindings(std::vector<Binding> more);
  virtual RunResult run(const RunRequest& request) = 0;
  /// Runs the one execution that `witness` names: the Error::witness of an
  /// earlier result of this engine for the same question. The trace has every
  /// event. The default refuses: the engine cannot replay, and its errors have
  /// an Error::sighting instead.
  virtual RunResult replay(const RunRequest& request,
                           const std::string& witness);
  /// The time that its runs took which it did not make now, but knew from
  /// before (study/recorded.h).
  virtual double seconds_saved() const { return 0; }
};

/// Set by SIGINT/SIGTERM and by time limits; engines poll it and return a
/// partial result with verdict UNKNOWN.
extern std::atomic<bool> stop_requested;

/// N of a search "bound:N", where `prefix` is "bound:"; or nothing.
std::optional<unsigned> number_after(std::string_view prefix,
                                     std::string_view search);

/// The case of the binding on its implementation as released, at the case's
/// default bound and on the engine's default search.
RunRequest request_for(const Engine& engine, const Binding& binding);

/// A result with the request's question, UNKNOWN so far.
RunResult begin_result(const RunRequest& request);

}  // namespace vmalock
