// SPDX-License-Identifier: MIT
// Runs a litmus test under a memory model and reports in herd7's format.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/litmus/test.h"
#include "harness/result/machine_answer.h"

namespace vmalock::litmus {

struct Machine;

enum class Backend : std::uint8_t {
  automatic,    ///< lkmm: candidates, which knows all flags; else explorer
  explorer,     ///< the same search that runs the cases; no flags but races
  brute_force,  ///< exhaustive enumeration: slow, and independent
  candidates,   ///< another one, which does load buffering too
};

/// Where a search gives up; what it found until then is no answer.
struct TestLimits {
  std::uint64_t candidates = ~std::uint64_t{0};  ///< that a model is asked of
  std::optional<double> seconds = std::nullopt;
  const std::atomic<bool>* stop = nullptr;  ///< set: at once
};

struct TestResult {
  std::map<FinalState, std::uint64_t> states;  ///< with number of executions
  std::uint64_t executions = 0;  ///< complete ones, the filter not applied
  std::uint64_t blocked = 0;     ///< explorer: a thread waits for ever
  bool complete = true;          ///< false: it gave up
  bool race = false;
  std::string race_text;  ///< the accesses, where the back end names them
  std::set<std::string, std::less<>> flags;  ///< as herd7 names them; lkmm
};

/// Number of executions that pass the filter and meet (do not meet) the
/// condition's proposition.
struct Count {
  std::uint64_t positive = 0;
  std::uint64_t negative = 0;
};

/// "sc, tso, …, x86": what run_test() knows.
std::string litmus_model_names();
/// The kernel's own model, of any version.
bool is_lkmm(std::string_view model);

/// Throws UserError for a test that this model cannot be asked about.
TestResult run_test(const LitmusTest& test, std::string_view model,
                    Backend backend, const TestLimits& limits = {});
/// One back end each; run_test() chooses.
TestResult run_brute_force(const LitmusTest& test, std::string_view model,
                           const TestLimits& limits = {});
TestResult run_explorer(const LitmusTest& test, std::string_view model,
                        const TestLimits& limits = {});
TestResult run_candidates(const LitmusTest& test, std::string_view model,
                          const TestLimits& limits = {});
TestResult run_machine(const LitmusTest& test, const Machine& machine,
                       const TestLimits& limits = {});

/// Whether lkmm and the machines allow an execution that meets the condition's
/// proposition. A model that gives up is undecided; the limits are those of
/// each, and the time that an execution takes grows with its events.
std::vector<MachineAnswer> ask_machines(const LitmusTest& test,
                                        const TestLimits& limits = {});

/// The state passes the filter and meets the condition's proposition.
bool is_asked_for(const LitmusTest& test, const FinalState& state);

Count count(const LitmusTest& test, const TestResult& result);
/// "Never", "Sometimes" or "Always"
std::string_view observation(const Count& count);
/// herd7's report: Test, States, one line a state, Witnesses, Observation.
std::string report(const LitmusTest& test, const TestResult& result);

}  // namespace vmalock::litmus
