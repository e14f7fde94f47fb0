// SPDX-License-Identifier: MIT
// model_bench: what one judgement of an execution graph by the Linux-kernel
// memory model's matrices costs, by the number of its events. The graphs are
// executions of the toy locks (programs.h), found under rc11; they have
// orderings but no dependencies. One row for each number of events, in steps of
// ten.
//
//   check   consistent or not, all axioms
//   races   pairs of plain accesses that the model does not order
#include <fmt/format.h>

#include <ctime>
#include <map>

#include "harness/bench/programs.h"
#include "harness/graph/canonical.h"
#include "harness/models/lkmm.h"
#include "harness/models/model.h"

namespace vmalock::bench {
namespace {

constexpr std::size_t graphs_a_row = 64;
using Graphs = std::map<std::size_t, std::vector<graph::Execution>>;

void collect(const LockParameters& p, Graphs& graphs) {
  for (const Make& make : {rwsem_seq(p), refcnt_seq(p)}) {
    explore::Options options;
    options.mode = explore::Mode::random;
    options.max_executions = 200;
    options.on_complete = [&](const explore::Finished& f) {
      graph::Execution x = graph::canonical(f.graph);
      std::vector<graph::Execution>& row = graphs[x.events.size() / 10 * 10];
      if (row.size() < graphs_a_row) row.push_back(std::move(x));
    };
    explore::explore(make, options);
  }
}

double seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Microseconds a call, over at least 50 ms.
template <class Judge>
double cost(const std::vector<graph::Execution>& graphs, Judge judge) {
  const double begin = seconds();
  std::size_t calls = 0;
  double spent = 0;
  for (; spent < 0.05; spent = seconds() - begin)
    for (const graph::Execution& x : graphs) judge(x), ++calls;
  return spent * 1e6 / static_cast<double>(calls);
}

void run() {
  Graphs graphs;
  for (const unsigned threads : {1u, 2u, 3u})
    for (const unsigned rounds : {1u, 2u, 3u}) {
      LockParameters p;
      p.readers = threads;
      p.rounds = rounds;
      p.one_event = true;
      collect(p, graphs);
    }
  const models::Model& lkmm = models::lkmm();
  fmt::print("{:>7} {:>7} {:>9} {:>9}\n", "events", "graphs", "check us",
             "races us");
  for (const auto& [events, row] : graphs)
    fmt::print("{:>7} {:>7} {:>9.1f} {:>9.1f}\n",
               fmt::format("{}-{}", events, events + 9), row.size(),
               cost(row, [&](const auto& x) { (void)lkmm.check(x); }),
               cost(row, [&](const auto& x) { (void)lkmm.races(x); }));
}

}  // namespace
}  // namespace vmalock::bench

int main() { vmalock::bench::run(); }
