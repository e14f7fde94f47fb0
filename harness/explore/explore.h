// SPDX-License-Identifier: MIT
// The explorer's entry: explore() runs a program on every consistent execution
// graph of a memory model, each exactly once.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "harness/base/stand_ins.h"
#include "harness/graph/execution.h"
#include "harness/graph/graph.h"
#include "harness/result/run_result.h"

namespace vmalock::explore {

class Claims;
class Learnt;

/// What the explorer runs. One instance a worker; see runtime.h for the rules.
class Program {
 public:
  virtual ~Program() = default;
  virtual unsigned threads() const = 0;
  virtual void before() {}
  virtual void thread(unsigned index) = 0;
  virtual void after() {}
};

using ProgramFactory = std::function<std::unique_ptr<Program>()>;

enum class Model : std::uint8_t { sc, tso, rc11, lkmm };
std::string_view name(Model model);
std::optional<Model> model_named(std::string_view name);
/// All of them, the kernel's first.
std::vector<std::string_view> model_names();

/// How the search goes.
enum class Mode : std::uint8_t {
  exhaustive,  ///< every consistent execution, once
  random,      ///< one random schedule, rf and co after the other
  estimate,    ///< random probes, to guess the number of executions
  replay,      ///< the one execution of Options::token
};

/// A finished execution, as it is given to Options::on_complete.
struct Finished {
  const graph::Graph& graph;
  bool complete = true;  ///< false: some thread waits
  std::string token;     ///< only with Options::tokens
  /// Observed values; empty if not complete.
  std::map<std::string, std::int64_t> observed;
};

/// An execution that is to be run once more.
struct Sample {
  std::string token;
  std::map<std::string, std::int64_t> observed;
};

/// The executions that on_complete has been told: a search that begins again
/// (Run) does not tell them twice.
struct Told {
  unsigned attempt = 0;
  std::unordered_map<std::uint64_t, unsigned> last;  ///< by hash: attempt
};

/// What explore() tells one of its attempts.
struct Attempt {
  const Sample* again = nullptr;  ///< Mode::replay: this one
  Told* told = nullptr;           ///< to on_complete, before it began again
  /// lkmm: grace periods may also never end (model/lkmm/grace.cc).
  bool holds_grace_periods = false;
  Claims* claims = nullptr;  ///< with more than one worker
  Learnt* learnt = nullptr;  ///< lkmm: what reads may be promised
};

struct Options {
  Model model = Model::rc11;
  Mode mode = Mode::exhaustive;
  unsigned jobs = 1;
  std::uint64_t seed = 1;
  std::optional<double> seconds;
  std::optional<std::uint64_t> max_executions;
  /// Events a thread may have before its execution counts as bounded.
  unsigned max_events = 10'000;
  /// Conditional RMWs as the loop of a load and a compare-exchange that they
  /// stand for, to check the one against the other.
  bool literal_loops = false;
  /// tso: a failed compare-exchange is a full barrier, as on x86. Other tools
  /// take it for a load; switched off to compare with them.
  bool failed_cas_is_barrier = true;
  /// A thread that waits for ever is an error; else the execution counts as
  /// blocked.
  bool deadlock_is_error = true;
  /// Count executions seen twice (keeps a hash of each; for tests).
  bool count_duplicates = false;
  /// Executions, complete and blocked, that a worker explores between two
  /// times that it gives work away. Tests lower it.
  unsigned share_after = 32;
  bool tokens = false;  ///< give on_complete the token of each execution
  /// lkmm: reads also see writes that come later in po | rf.
  bool load_buffering = true;
  /// … also where a branch selects the value or the store, which is no
  /// dependency for the model, but orders stores on every machine.
  bool follow_selections = true;
  /// lkmm: a plain store that races with a marked access is no error but a
  /// note, as for KCSAN (CONFIG_KCSAN_ASSUME_PLAIN_WRITES_ATOMIC).
  bool plain_stores_are_atomic = false;
  /// lkmm: ask the model about every choice and execution, and compare with
  /// what was found without it (model/lkmm: cycles, rcu, order.cc); for tests.
  bool check_shortcuts = false;
  /// Executions that are run once more on a new program, in another order of
  /// its threads: what differs is an error (ErrorKind::nondeterministic).
  unsigned samples = 0;
  std::string token;    ///< Mode::replay
  Attempt attempt;      ///< for explore() to set
  double expected = 0;  ///< executions by an earlier estimate, for progress
  const std::atomic<bool>* stop = nullptr;
  /// Called on every finished execution (by one worker at a time).
  std::function<void(const Finished&)> on_complete;
  /// Called about every second with a line of progress.
  std::function<void(const std::string&)> progress;
  /// Names of the sites, for traces.
  std::function<std::string(std::uint16_t)> site_name;
};

/// A plain store and a marked access of one cell.
struct ToleratedRace {
  const char* cell;
  Where plain, marked;
  friend bool operator<(const ToleratedRace& a, const ToleratedRace& b) {
    const auto key = [](const ToleratedRace& r) {
      return std::tuple(r.plain.file, r.plain.line, r.marked.file,
                        r.marked.line, r.cell);
    };
    return key(a) < key(b);
  }
};

struct Result {
  std::uint64_t executions = 0;    ///< complete ones
  std::uint64_t blocked = 0;       ///< finished, but some thread waits
  std::uint64_t bounded = 0;       ///< cut by max_events: never a full answer
  std::uint64_t moot = 0;          ///< graphs built and dropped
  std::uint64_t events = 0;        ///< events added, all graphs together
  std::uint64_t duplicates = 0;    ///< only with count_duplicates
  bool finished = false;           ///< the search space is exhausted
  std::string reason;              ///< why not finished
  std::string bounded_at;          ///< the loop that hit max_events
  std::uint64_t inconsistent = 0;  ///< finished, but RCU's axiom forbids it
  StandIns stand_ins;              ///< what the answer leaned on
  /// Pairs that plain_stores_are_atomic let pass: not known to be ordered.
  std::set<ToleratedRace> tolerated_races;
  std::vector<Sample> samples;           ///< for explore() to run again
  double estimate = 0;                   ///< Mode::estimate: executions, about
  double estimate_spread = 0;            ///< its standard deviation
  std::vector<Outcome> outcomes;         ///< sorted by values
  std::optional<Error> error;            ///< with trace and witness
  std::vector<TraceStep> trace;          ///< Mode::replay: the execution
  std::vector<GraphLocation> locations;  ///< of `trace`
  double seconds = 0;
};

Result explore(const ProgramFactory& factory, const Options& options);

}  // namespace vmalock::explore
