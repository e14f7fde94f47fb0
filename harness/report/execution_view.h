// SPDX-License-Identifier: MIT
// The execution graph of a counterexample, as exports show it: which steps
// tell the story, and the edges between them.
#pragma once

#include <utility>
#include <vector>

#include "harness/result/run_result.h"

namespace vmalock {

/// Whether the engine gave events, not text only.
bool has_graph(const Error& error);

/// The two steps that the error is about, -1 for what is not known: of a data
/// race its accesses, of a use after free the free and the use, of a deadlock
/// the read that waits, as the second.
std::pair<int, int> guilty_steps(const Error& error);

/// The steps (one flag a step) that may have influenced the error: of a data
/// race, what either access comes after by po and rf; else all of them.
std::vector<bool> history(const Error& error);

/// Of the history: accesses to locations that two threads share and one of them
/// writes, fences between such accesses, RCU if somebody waits for readers.
std::vector<bool> telling_steps(const Error& error);

struct GraphEdge {
  enum class Kind : std::uint8_t { po, rf, co, fr, race };
  Kind kind;
  int from, to;  ///< steps
  friend bool operator==(const GraphEdge&, const GraphEdge&) = default;
};
const char* name(GraphEdge::Kind kind);

/// po and co between neighbours only; fr to the next write only. Edges from the
/// initial writes are left out.
std::vector<GraphEdge> edges_between(const Error& error,
                                     const std::vector<bool>& shown);

}  // namespace vmalock
