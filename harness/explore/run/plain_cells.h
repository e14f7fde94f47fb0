// SPDX-License-Identifier: MIT
// Plain cells, for the models under which a plain access is no event: their
// values, and the races on them (plain.h). Each check is made at the later of
// the two accesses that it concerns, on consistent graphs only, so a finding is
// real and none is missed.
#pragma once

#include <utility>
#include <vector>

#include "harness/explore/run/log.h"
#include "harness/explore/run/memory.h"

namespace vmalock::explore {

class PlainCells {
 public:
  PlainCells(State& state, Threads& threads, Log& log, Memory& memory,
             Errors& errors, MemoryModel& model)
      : state_(state),
        runner_(threads),
        log_(log),
        memory_(memory),
        errors_(errors),
        model_(model) {}

  PlainCell create(std::optional<Value> initial, const char* name,
                   const void* address);
  Value load(PlainCell cell, const Access& access);
  void store(PlainCell cell, Value value, const Access& access);
  void forget_after() { after_.clear(); }

 private:
  State& state_;
  Threads& runner_;
  Log& log_;
  Memory& memory_;
  Errors& errors_;
  MemoryModel& model_;
  std::vector<std::pair<PlainCell, Value>> after_;

  Value main_load(PlainCell cell, const Access& access) const;
  void check(PlainCell cell, bool writes, const Access& access);
  std::string race_text(PlainCell cell, bool writes);
};

}  // namespace vmalock::explore
