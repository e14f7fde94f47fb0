// RunResult: everything a run found, as plain data. Reports derive from it and
// never call back. JSON schema version 1 (json.h documents the fields).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/ordering.h"
#include "harness/graph/event_kinds.h"

namespace vmalock {

enum class Verdict : std::uint8_t { holds, violated, unknown };

/// Kinds of error with stable codes E01… (see `name` and `code` in
/// run_result.cc and README, "Error codes").
enum class ErrorKind : std::uint8_t {
  failed_requirement,  // E01
  data_race,           // E02
  use_after_free,      // E03
  double_free,         // E04
  leak,                // E05
  uninitialised_read,  // E06
  deadlock,            // E07: some thread waits for ever
  livelock,            // E08: step limit reached (engines without awaits)
  lock_misuse,         // E09
  nondeterministic,    // E10: the case behaves differently when replayed
  null_pointer,        // E11: the program follows a null pointer
};

inline constexpr unsigned error_kinds = 11;

const char* name(Verdict v);    ///< "HOLDS"
const char* name(ErrorKind k);  ///< "use after free"
const char* code(ErrorKind k);  ///< "E03"
/// Takes the name in any spelling ("use_after_free") and the code ("e03").
std::optional<ErrorKind> error_kind_named(const std::string& name);
std::optional<Verdict> verdict_named(const std::string& name);

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
  friend bool operator==(const GraphLocation&, const GraphLocation&) = default;
};

/// One line of a counterexample.
struct TraceStep {
  unsigned thread = 0;   ///< thread of the program; -1u: before/after
  std::string what;      ///< "vm_refcnt 1 -> 2 acquire"
  std::string site;      ///< row name, or empty
  std::string where;     ///< "impl/refcnt-6.15/vma_lock.h:57"
  std::string function;  ///< "vma_start_read"
  std::optional<GraphEvent> event = {};  ///< of engines with a graph
};

/// A stronger row, or two, with which the run was repeated.
struct Remedy {
  std::map<std::string, std::string> rows;  ///< "reader_inc" -> "acquire"
  Verdict verdict = Verdict::unknown;       ///< of the repeated run
};

struct Error {
  ErrorKind kind = ErrorKind::failed_requirement;
  std::string message;
  std::string where;  ///< file:line of the last step, or empty
  std::vector<TraceStep> trace;
  std::string replay;  ///< witness token or the engine's seed, or empty
  std::vector<GraphLocation> locations = {};  ///< of the steps' events
  /// The steps that the error is about, the earlier one first: of a data race
  /// both accesses. -1: none.
  int first = -1, second = -1;
  std::vector<Remedy> remedies = {};  ///< tried, see RunRequest::diagnose
  unsigned remedies_tried = 0;        ///< those that did not help as well
};

/// One outcome: the observed values of complete executions, and how many
/// executions (or iterations) showed it.
struct Outcome {
  std::map<std::string, std::int64_t> values;
  std::uint64_t count = 0;
  /// One execution that shows it, as Error::replay; empty if the engine cannot
  /// replay.
  std::string witness = {};
};

/// A violation that this run is known to show: a listed bug of the
/// implementation, or the bug that was planted in a mutant.
struct Expectation {
  std::string bug;       ///< "B-1", or "planted"
  std::string kind;      ///< kind(s) of error, "a|b"; empty: any
  bool required = true;  ///< not finding it fails the run
};

struct RunResult {
  std::string case_name;
  std::string impl;
  std::string engine;
  std::string model;
  std::map<std::string, std::string> orderings;  ///< changed rows only
  Verdict verdict = Verdict::unknown;
  std::string bound;               ///< "1 reader, 1 writer, 1 round"
  std::string reason;              ///< why UNKNOWN; empty otherwise
  std::vector<std::string> notes;  ///< blind spots, stand-ins
  std::uint64_t executions = 0;    ///< complete ones (iterations)
  std::uint64_t blocked = 0;
  std::uint64_t duplicates = 0;
  double seconds = 0;
  std::uint64_t seed = 0;         ///< of a sampling engine; 0: none used
  std::vector<Outcome> outcomes;  ///< sorted by values
  std::optional<Error> error;
  /// A replayed execution that has no error. Not kept in result files.
  std::vector<TraceStep> trace;
  std::optional<Expectation> expected;
};

}  // namespace vmalock
