// SPDX-License-Identifier: MIT
// Question: what one run is asked. Requests, results, replay tokens, proposals,
// baselines and histories carry it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "harness/base/bound.h"
#include "harness/base/ordering.h"

namespace vmalock {

/// Rows of an ordering table that are not as released, by site.
using ChangedRows = std::map<std::string, Ordering>;

struct Question {
  std::string case_name;
  std::string impl;
  std::string engine;
  std::string model;  ///< empty: the engine has no choice of memory model
  ChangedRows orderings;
  Bound bound;
  std::string search;  ///< of the engine; empty: its default
  /// Of a lock that was compiled from a kernel tree: 12 digits of its hash.
  std::string build = {};
  friend bool operator==(const Question&, const Question&) = default;
};

/// "reader_inc=relaxed put=relaxed"
std::string text_of(const ChangedRows& rows, std::string_view separator = " ");

/// How much of what the bound allows a search sees.
struct Coverage {
  enum class Kind : unsigned char {
    unsaid,           ///< it did not end
    every_execution,  ///< of the memory model
    full_search,      ///< Relacy: every schedule, every old value that it shows
    preemptions,      ///< Relacy: schedules with so many at most
    random,           ///< so many random schedules
    threads,          ///< what real threads happened to do
  };
  Kind kind = Kind::unsaid;
  unsigned preemptions = 0;
  friend bool operator==(const Coverage&, const Coverage&) = default;
};

inline constexpr std::string_view coverage_names[] = {
    "unsaid",      "every execution", "full search",
    "preemptions", "random",          "threads"};

}  // namespace vmalock
