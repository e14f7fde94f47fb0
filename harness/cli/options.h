// Options that the commands share, as the user wrote them, and the parsing of
// the values that are more than a number or a name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/kernel_source/tree/source_options.h"
#include "harness/report/style.h"

namespace vmalock::cli {

struct Options {
  std::vector<std::string> impls;  ///< names and globs; empty: all
  std::vector<std::string> cases;
  std::string engine = "graph";
  std::string model;  ///< empty: the engine's default
  std::optional<unsigned> readers, writers, rounds;  ///< empty: the case's
  std::string time;  ///< limit of each run: "30s"; empty: none
  std::optional<std::uint64_t> max_executions;
  std::optional<unsigned> max_events;
  std::uint64_t seed = 1;
  unsigned jobs = 1;
  std::string search;
  std::vector<std::string> set;  ///< "SITE=ORDERING"
  std::vector<std::string> out;  ///< "json:FILE"
  bool mutants = false;
  bool strict_races = false;
  kernel_source::SourceOptions kernel;  ///< a tree that is compiled first
  Style style;
};

/// "500ms", "30s", "2m", "1h", "1.5" (seconds); UserError otherwise.
double parse_seconds(const std::string& text);

}  // namespace vmalock::cli
