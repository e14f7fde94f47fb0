// SPDX-License-Identifier: MIT
// Outcomes: the tuples of observed values of complete executions, counted.
// Names become numbers when they are seen first; what is done for an execution
// is to look one tuple of numbers up.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/result/run_result.h"

namespace vmalock::explore {

/// Component and value, sorted by component.
using Tuple = std::vector<std::pair<std::uint32_t, std::int64_t>>;

class Outcomes {
 public:
  using Values = std::map<std::string, std::int64_t>;

  /// Sets the component name[index] of a tuple.
  void set(Tuple& tuple, const char* name, unsigned index, std::int64_t value);
  /// Counts it; true the first time.
  bool add(const Tuple& tuple) { return ++counts_[tuple] == 1; }
  /// The token of an execution that shows it.
  void set_witness(const Tuple& tuple, std::string token) {
    witnesses_[tuple] = std::move(token);
  }

  Values named(const Tuple& tuple) const;
  std::vector<Outcome> sorted() const;

 private:
  struct Hash {
    std::size_t operator()(const Tuple& tuple) const;
  };
  struct Component {
    const char* name;  ///< a literal; equal texts may have several addresses
    unsigned index;
    std::uint32_t number;  ///< of the text
  };

  std::vector<Component> components_;
  std::map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> names_;
  std::unordered_map<Tuple, std::uint64_t, Hash> counts_;
  std::unordered_map<Tuple, std::string, Hash> witnesses_;

  std::uint32_t number_of(const char* name, unsigned index);
};

/// Adds up the outcomes of several workers.
std::vector<Outcome> merged(const std::vector<std::vector<Outcome>>& parts);

}  // namespace vmalock::explore
