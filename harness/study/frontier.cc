// SPDX-License-Identifier: MIT
#include "harness/study/frontier.h"

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "harness/report/layout.h"

namespace vmalock::study {

namespace {

/// Whether the case still fails with this row raised.
bool fails_with(Answers& answers, Wall& wall, std::size_t row, Ordering level) {
  OrderingTable raised = wall.table;
  raised[row] = level;
  const Answer answer = answers.glance(wall.case_index, raised);
  if (answer.verdict != Verdict::violated) return false;
  wall.table = std::move(raised);
  if (answer.kind) wall.kind = *answer.kind;
  return true;
}

/// The failing table made as strong as it can be and still fail. Only the case
/// that failed is asked: its answer alone makes a wall.
Wall grown(Answers& answers, const Lattice& lattice, Wall wall) {
  for (std::size_t row = 0; row < wall.table.size(); ++row) {
    if (lattice.levels[row].size() < 2) continue;
    if (fails_with(answers, wall, row, lattice.top[row])) continue;
    for (bool moved = true; moved;) {
      moved = false;
      for (const Ordering level : lattice.levels[row]) {
        if (level == wall.table[row] ||
            !weaker_or_equal(wall.table[row], level))
          continue;
        moved = fails_with(answers, wall, row, level);
        if (moved) break;
      }
    }
  }
  return wall;
}

std::vector<OrderingTable> tables_of(const std::vector<Wall>& walls) {
  std::vector<OrderingTable> tables;
  tables.reserve(walls.size());
  for (const Wall& wall : walls) tables.push_back(wall.table);
  return tables;
}

/// Walls that no other one covers.
void keep_strongest(std::vector<Wall>& walls) {
  std::vector<Wall> kept;
  for (std::size_t i = 0; i < walls.size(); ++i) {
    bool covered = false;
    for (std::size_t j = 0; j < walls.size() && !covered; ++j)
      covered = i != j && weaker_or_equal(walls[i].table, walls[j].table) &&
                (walls[i].table != walls[j].table || j < i);
    if (!covered) kept.push_back(walls[i]);
  }
  walls = std::move(kept);
}

bool has(const std::vector<OrderingTable>& all, const OrderingTable& table) {
  return std::find(all.begin(), all.end(), table) != all.end();
}

struct Try {
  Answer answer;
  std::optional<Wall> wall;
};

Try tried(const FrontierSearch& s, const OrderingTable& candidate) {
  Try result;
  result.answer = s.answers.ask(s.who, candidate);
  if (result.answer.verdict != Verdict::violated) return result;
  Wall wall{candidate, result.answer.case_index, ErrorKind::failed_requirement};
  if (result.answer.kind) wall.kind = *result.answer.kind;
  result.wall = grown(s.answers, s.lattice, std::move(wall));
  return result;
}

}  // namespace

void in_parallel(std::size_t n, unsigned jobs,
                 const std::function<void(std::size_t)>& f) {
  if (jobs <= 1) {
    for (std::size_t i = 0; i < n; ++i) f(i);
    return;
  }
  const oneapi::tbb::global_control allow(
      oneapi::tbb::global_control::max_allowed_parallelism, jobs);
  oneapi::tbb::task_arena arena(static_cast<int>(jobs));
  arena.execute([&] {
    oneapi::tbb::parallel_for(
        std::size_t{0}, n, [&](std::size_t i) { f(i); },
        oneapi::tbb::simple_partitioner());
  });
}

Frontier find_frontier(FrontierSearch search) {
  Frontier frontier;
  frontier.walls = std::move(search.walls);
  std::vector<OrderingTable> undecided;
  for (;;) {
    keep_strongest(frontier.walls);
    const auto all =
        weakest_points(search.lattice, tables_of(frontier.walls), search.limit);
    if (!all) {
      frontier.reason =
          fmt::format("more than {} candidates",
                      grouped(static_cast<std::uint64_t>(search.limit)));
      return frontier;
    }
    std::vector<OrderingTable> todo;
    for (const OrderingTable& p : search.choose ? search.choose(*all) : *all)
      if (!has(frontier.holding, p) && !has(undecided, p)) todo.push_back(p);
    if (todo.empty()) break;
    if (search.progress)
      search.progress(fmt::format("{} found, {} more to try, {} that break",
                                  frontier.holding.size(), todo.size(),
                                  frontier.walls.size()));
    std::vector<Try> tries(todo.size());
    in_parallel(todo.size(), search.jobs,
                [&](std::size_t i) { tries[i] = tried(search, todo[i]); });
    for (std::size_t i = 0; i < todo.size(); ++i) {
      if (tries[i].wall)
        frontier.walls.push_back(std::move(*tries[i].wall));
      else if (tries[i].answer.verdict == Verdict::holds)
        frontier.holding.push_back(todo[i]);
      else
        undecided.push_back(todo[i]);
      if (tries[i].answer.verdict == Verdict::unknown)
        frontier.reason = tries[i].answer.reason;
    }
    if (stop_requested) {
      frontier.reason = "interrupted";
      return frontier;
    }
  }
  frontier.complete = undecided.empty();
  return frontier;
}

}  // namespace vmalock::study
