// SPDX-License-Identifier: MIT
// Witness tokens: one execution as a word. For each event in an order in which
// they can be added, a letter names the thread, and a number in front of it the
// way if it is not 0: "aab2ba"; "=3" in front of a letter is what a read was
// promised, "=3.1" if the second write of 3 is its source. The same word gives
// the same execution in any process.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/explore/search/state.h"

namespace vmalock::explore {

/// The events in an order in which each comes after what it needs (po and rf);
/// if there is one that also agrees with coherence, so that every read sees the
/// last value written, it is taken. `reversed`: the last thread goes first
/// where it can.
std::vector<Slot> linearise(const State& state, bool reversed = false);

/// `started`: threads that the program has without starting any.
std::string token(const State& state, unsigned started, bool reversed = false);
char token_letter(unsigned thread);
/// The write could be the source of the promised read.
bool can_keep(const graph::Graph& graph, Slot write, const Event& promised);

/// Equal for equal graphs, whoever built them: threads, locations and events go
/// by their place in the program.
std::uint64_t execution_hash(const State& state);

}  // namespace vmalock::explore
