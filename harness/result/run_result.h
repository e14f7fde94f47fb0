// SPDX-License-Identifier: MIT
// RunResult: everything a run found, as plain data. Reports derive from it and
// never call back. README.md documents the JSON.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/ordering.h"
#include "harness/graph/event_kinds.h"
#include "harness/result/error_kind.h"
#include "harness/result/machine_answer.h"
#include "harness/result/question.h"

namespace vmalock {

enum class Verdict : std::uint8_t { holds, violated, unknown };

/// "HOLDS"
const char* name(Verdict v);
std::optional<Verdict> verdict_named(const std::string& name);

/// A line of a source file; line 0: nowhere.
struct Place {
  std::string file;  ///< "impl/refcnt-6.15/vma_lock.h"
  unsigned line = 0;
  bool is_known() const { return line != 0; }
  friend bool operator==(const Place&, const Place&) = default;
};

/// What a step is in the execution graph.
struct GraphEvent {
  using Kind = graph::EventKind;
  Kind kind = Kind::fence;
  Ordering order = Ordering::relaxed;
  int location = -1;         ///< number in Error::locations, -1: none
  std::int64_t read = 0;     ///< load, rmw
  std::int64_t written = 0;  ///< store, rmw
  int rf = -1;               ///< load, rmw: step it reads from, -1: initial
  int co = 0;          ///< store, rmw: place in its location's order, from 1
  bool waits = false;  ///< a load whose thread waits for another value
  /// load, rmw: the newest value, where the read sees an older one.
  std::optional<std::int64_t> newest = {};
  unsigned number = 0;      ///< choose: what; spawn, join: whom
  unsigned of = 0;          ///< choose: of how many
  std::string object = {};  ///< allocate, release: its name
  bool reads() const { return row(kind).reads; }
  bool writes() const { return row(kind).writes; }
  friend bool operator==(const GraphEvent&, const GraphEvent&) = default;
};

/// By its name in JSON.
std::optional<GraphEvent::Kind> graph_event_kind_named(const std::string& name);

/// A location of the execution graph.
struct GraphLocation {
  std::string name;  ///< unique in the graph: "vm_refcnt", "vm_refcnt#2"
  std::int64_t initial = 0;
  bool plain = false;  ///< a cell that no marked access reaches
  /// Bytes. A negative value of eight is a pointer to an object of the case.
  unsigned width = 8;
  friend bool operator==(const GraphLocation&, const GraphLocation&) = default;
};

/// One step of a counterexample. An engine with an execution graph says what it
/// did as an event, the others in words.
struct TraceStep {
  unsigned thread = 0;   ///< thread of the program; no_thread: before/after
  std::string said;      ///< without an event: "vm_refcnt 1 -> 2 acquire"
  std::string site;      ///< row name, or empty
  Place where;           ///< in the lock or the case
  std::string function;  ///< "vma_start_read"
  std::optional<GraphEvent> event = {};  ///< of engines with a graph
  std::string cell = {};  ///< without an event: what it accesses, or empty
  bool writes = false;    ///< without an event: whether it writes that
};

inline constexpr unsigned no_thread = -1u;

/// Stronger rows, one or two, with which the run was repeated.
struct Remedy {
  ChangedRows rows;
  Verdict verdict = Verdict::unknown;  ///< of the repeated run
};

/// Where an engine that cannot replay has seen an error.
struct Sighting {
  Coverage search;
  std::uint64_t iteration = 0;  ///< 0: nothing repeats it
};

struct Error {
  ErrorKind kind = ErrorKind::failed_requirement;
  std::string message;
  Place where;  ///< of the last step
  std::vector<TraceStep> trace;
  /// The execution in the engine's own words, for Engine::replay; empty if it
  /// cannot.
  std::string witness;
  std::optional<Sighting> sighting = {};
  std::vector<GraphLocation> locations = {};  ///< of the steps' events
  /// The steps that the error is about, the earlier one first: of a data race
  /// both accesses. -1: none.
  int first = -1, second = -1;
  std::vector<Remedy> remedies = {};  ///< tried, see RunRequest::diagnose
  unsigned remedies_tried = 0;        ///< those that did not help as well
  /// Who allows the litmus test that stands for the execution; empty: not
  /// asked.
  std::vector<MachineAnswer> machines = {};
  /// The bound of the execution that is shown, where a smaller one than the
  /// question's is enough.
  std::optional<Bound> shown_at = {};
};

/// One outcome: the observed values of complete executions, and how many
/// executions (or iterations) showed it.
struct Outcome {
  std::map<std::string, std::int64_t> values;
  std::uint64_t count = 0;
  /// One execution that shows it, as Error::witness; empty if the engine cannot
  /// replay.
  std::string witness = {};
};

/// A violation that this run is known to show: a listed bug of the
/// implementation, or the bug that was planted in a mutant.
struct Expectation {
  std::string bug;       ///< "B-1", or "planted"
  ErrorKinds kinds;      ///< that count
  bool required = true;  ///< not finding it fails the run
};

/// A listed bug of the run's case and implementation that this run cannot show.
struct HiddenBug {
  std::string bug;     ///< "B-27"
  Bound shown_at;      ///< the least that shows it
  std::string models;  ///< that show it, "rc11 lkmm"; empty: the run's own
  friend bool operator==(const HiddenBug&, const HiddenBug&) = default;
};

/// How far a check has come that runs each case at ever larger bounds.
struct Depth {
  /// Bounds that were searched to their end; of two where one has all that the
  /// other has, the larger one only.
  std::vector<Bound> completed;
  std::optional<Bound> stopped_at = {};  ///< the next; none: it was the last
  bool begun = false;  ///< stopped_at was begun, and did not end
  friend bool operator==(const Depth&, const Depth&) = default;
};

struct RunResult {
  Question question;
  Verdict verdict = Verdict::unknown;
  Coverage coverage;
  std::string reason;              ///< why UNKNOWN; empty otherwise
  std::vector<std::string> notes;  ///< blind spots, stand-ins
  std::uint64_t executions = 0;    ///< complete ones (iterations)
  std::uint64_t blocked = 0;
  std::uint64_t duplicates = 0;
  double seconds = 0;
  std::uint64_t seed = 0;         ///< of a search that samples; 0: none used
  std::vector<Outcome> outcomes;  ///< sorted by values
  std::optional<Error> error;
  /// A replayed execution that has no error. Not kept in result files.
  std::vector<TraceStep> trace;
  std::vector<GraphLocation> locations;  ///< of `trace`
  std::optional<Expectation> expected;
  std::vector<HiddenBug> hidden;  ///< of a run that holds
  /// The bound that was asked for, if the case has none such: the question's is
  /// the nearest.
  std::optional<Bound> asked = {};
  std::optional<Depth> depth = {};  ///< of a check with a budget
};

/// What `vmalock replay` takes; empty if the engine cannot replay.
std::string replay_token(const RunResult& run);
std::string replay_token(const RunResult& run, const Outcome& outcome);

}  // namespace vmalock
