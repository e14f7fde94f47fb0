// SPDX-License-Identifier: MIT
// Frontier: the weakest tables between two tables that still hold, found
// without trying all of them. It keeps walls, that is tables that fail and are
// as strong as they can be; every table that is weaker than a wall fails. The
// weakest tables that are below no wall are the candidates: one that holds is a
// weakest holding table, one that fails gives the next wall. This is "dualize
// and advance" (Gunopulos et al., TODS 2003), known for sets of constraints as
// MARCO (Liffiton et al., Constraints 2016), on orderings instead of sets.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/study/answers.h"
#include "harness/study/lattice.h"

namespace vmalock::study {

/// A table that fails, though every stronger step of any row mends it in the
/// eyes of this case.
struct Wall {
  OrderingTable table;
  std::size_t case_index = 0;
  ErrorKind kind = ErrorKind::failed_requirement;
};

struct Frontier {
  std::vector<OrderingTable> holding;
  std::vector<Wall> walls;
  bool complete = false;
  std::string reason;  ///< why it is not complete
};

/// How the search goes on with the candidates of a round: those that it should
/// try now. All of them by default.
using Choose = std::function<std::vector<OrderingTable>(
    const std::vector<OrderingTable>& candidates)>;

struct FrontierSearch {
  Answers& answers;
  std::vector<std::size_t> who;  ///< the cases that are asked
  Lattice lattice = {};
  std::vector<Wall> walls = {};  ///< known before
  unsigned jobs = 1;
  std::size_t limit = 2000;  ///< of candidates
  Choose choose = nullptr;   ///< which candidates matter
  /// Called between rounds and tries.
  std::function<void(const std::string&)> progress = nullptr;
};

Frontier find_frontier(FrontierSearch search);

/// Calls f(i) for i in [0, n) on so many threads.
void in_parallel(std::size_t n, unsigned jobs,
                 const std::function<void(std::size_t)>& f);

}  // namespace vmalock::study
