// SPDX-License-Identifier: MIT
// Comparison with a table of expected final states (tab-separated: file, model,
// observation, states, …, as made from herd7's answers).
//
// Which row answers for a model:
//   sc    rows `sc` (C11) and `lkmm-sc` (kernel);
//   tso   rows `tso-x86map` and `lkmm-tso`. A C11 test with the note `cas` is
//         not compared: in the table a failed compare-exchange is a plain load,
//         on x86 it is a full barrier;
//   rc11  row `rc11-cxx20rs` where there is one (C++20's release sequences),
//         else `rc11`.
//   a machine (arm64, power, …)  the row of its name.
// In a row with verdict Undef, or with a data race, only the race counts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/litmus/run.h"

namespace vmalock::litmus {

struct ExpectedRow {
  std::string observation;
  std::vector<std::string> variables;
  std::vector<std::vector<std::string>> states;  ///< numbers, locations
  bool race = false;
  bool cas = false;  ///< note `cas`
};

class ExpectedTable {
 public:
  /// Throws UserError if the file cannot be read or has no such columns.
  explicit ExpectedTable(const std::string& path);

  /// The row for a test, found by the end of its path; null if there is none.
  const ExpectedRow* find(const LitmusTest& test, std::string_view model) const;

 private:
  /// By file and model.
  std::map<std::pair<std::string, std::string>, ExpectedRow> rows_;
};

struct Comparison {
  enum class Kind : std::uint8_t { equal, race, differs, not_compared };
  Kind kind = Kind::equal;
  std::string text;  ///< of `differs` and `not_compared`: why
};

Comparison compare(const ExpectedTable& table, const LitmusTest& test,
                   std::string_view model, const TestResult& result);

}  // namespace vmalock::litmus
