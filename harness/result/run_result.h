// RunResult: everything a run found, as plain data. Reports derive from it and
// never call back. JSON schema version 1 (json.h documents the fields).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

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
};

inline constexpr unsigned error_kinds = 10;

const char* name(Verdict v);    ///< "HOLDS"
const char* name(ErrorKind k);  ///< "use after free"
const char* code(ErrorKind k);  ///< "E03"
/// Takes the name in any spelling ("use_after_free") and the code ("e03").
std::optional<ErrorKind> error_kind_named(const std::string& name);
std::optional<Verdict> verdict_named(const std::string& name);

/// One line of a counterexample.
struct TraceStep {
  unsigned thread = 0;   ///< thread of the program; -1u: before/after
  std::string what;      ///< "vm_refcnt 1 -> 2 acquire"
  std::string site;      ///< row name, or empty
  std::string where;     ///< "impl/refcnt-6.15/vma_lock.h:57"
  std::string function;  ///< "vma_start_read"
};

struct Error {
  ErrorKind kind = ErrorKind::failed_requirement;
  std::string message;
  std::string where;  ///< file:line of the last step, or empty
  std::vector<TraceStep> trace;
  std::string replay;  ///< witness token or the engine's seed, or empty
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
