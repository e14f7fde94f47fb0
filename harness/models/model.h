// SPDX-License-Identifier: MIT
// Memory models as readable axioms over whole executions.
//
// Each model is one file that reads line by line like its .cat file. These are
// the definitions that everything else is measured by; the explorer has faster,
// incremental forms of its own, and tests compare the two.
//
// Adding a model: write NAME.cc with a class like those there, and add its
// instance to all_models() in model.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/graph/execution.h"

namespace vmalock::models {

/// Number of an event of an Execution; `init_of(location)` for initial writes.
using EventId = std::int32_t;
constexpr EventId init_of(std::uint32_t location) {
  return -1 - static_cast<EventId>(location);
}

/// Consistent, or the axiom that is broken and a cycle that breaks it.
struct Consistency {
  std::string_view axiom;      ///< empty: consistent
  std::vector<EventId> cycle;  ///< each event is related to the next
  explicit operator bool() const { return axiom.empty(); }
};

/// Two conflicting accesses, at least one of them plain, that nothing orders.
struct Race {
  EventId first;
  EventId second;
  friend bool operator==(const Race&, const Race&) = default;
};

class Model {
 public:
  virtual ~Model() = default;
  virtual std::string_view name() const = 0;
  virtual Consistency check(const graph::Execution& x) const = 0;
  /// Races of a consistent execution. A model that gives plain accesses a
  /// meaning has none.
  virtual std::vector<Race> races(const graph::Execution&) const { return {}; }
  /// What herd7 would flag in a consistent execution ("data-race"), by the
  /// names of the model's .cat file, sorted.
  virtual std::vector<std::string_view> flags(const graph::Execution&) const {
    return {};
  }
};

const Model& sc();
const Model& tso();
const Model& rc11();
const Model& lkmm();
/// As Linux 6.12 has it; it differs in a flag only (README.md).
const Model& lkmm_6_12();

/// Those that differ in what they allow: without lkmm_6_12().
std::span<const Model* const> all_models();
/// Null if there is no model of this name.
const Model* find_model(std::string_view name);
/// "sc, tso, rc11, lkmm, lkmm-6.12": for messages.
std::string model_names();

}  // namespace vmalock::models
