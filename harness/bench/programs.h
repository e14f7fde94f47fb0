// SPDX-License-Identifier: MIT
// The parameterised programs whose numbers of executions are known (GenMC's
// test suite under its names, and two toy VMA locks of ours). The explorer's
// tests assert the counts, explore_bench measures the speed.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/explore/explore.h"
#include "harness/explore/runtime.h"

namespace vmalock::bench {

/// A program given by functions; cells are made in `before`.
class Threads final : public explore::Program {
 public:
  using Body = std::function<void()>;
  Body first = [] {};
  std::vector<Body> bodies;
  Body last = [] {};

  unsigned threads() const override {
    return static_cast<unsigned>(bodies.size());
  }
  void before() override { first(); }
  void thread(unsigned index) override { bodies[index](); }
  void after() override { last(); }
};

/// Cells of one program, numbered.
struct Cells {
  std::vector<explore::Location> at;
  explicit Cells(std::size_t n) : at(n) {}
  void make(explore::Value initial = 0) {
    for (auto& cell : at) cell = explore::new_location(4, initial, "x");
  }
  explore::Location operator[](std::size_t i) const { return at[i]; }
};

using Make = explore::ProgramFactory;

/// N threads, each one relaxed increment of every one of `cells` counters.
Make increments(unsigned n, unsigned cells);
inline Make ainc(unsigned n) { return increments(n, 1); }
inline Make binc(unsigned n) { return increments(n, 2); }
inline Make cinc(unsigned n) { return increments(n, 3); }
/// Thread i = 1..N: one strong compare-exchange x: i-1 -> i, relaxed.
Make casrot(unsigned n);
/// Thread i: strong compare-exchange x: 0 -> 1 relaxed; then x = i+3 release.
Make casw(unsigned n);
/// x = x + y against y = y + x, `num` times each, and one checking reader.
Make fib_bench(unsigned num);
/// Threads insert into a hash table of 128 entries by compare-exchange.
Make indexer(unsigned n);
/// N writers array[j] = array[j-1] + 1, a reader looks for the last zero.
Make lastzero(unsigned n);
/// One writer, N readers.
Make readers(unsigned n);
/// One reader, N+1 writers.
Make writers_a_reader(unsigned n);
/// Store, then load (sb); load, then store (lb); store, then store (ww), each
/// on the own and the next of n cells.
Make sb(unsigned n);
Make lb(unsigned n);
Make ww(unsigned n);
/// W writers of distinct values, one reader reading n times.
Make cor(unsigned n, unsigned w);

/// The toy VMA locks: nr readers, nw writers, `rounds` rounds each.
struct LockParameters {
  unsigned readers = 1;
  unsigned writers = 1;
  unsigned rounds = 1;
  /// Retry loops as one conditional RMW instead of ordinary code.
  bool one_event = false;
  /// Failure order of the loops' compare-exchange: acquire to compare with a
  /// tool that reads with the success order in any case.
  Ordering failure = Ordering::relaxed;
  /// Deliberately weakened access (see lock_weakenings), or "".
  std::string weakened;
};
Make rwsem_seq(const LockParameters& p);
Make refcnt_seq(const LockParameters& p);

}  // namespace vmalock::bench
