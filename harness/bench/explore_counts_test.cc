// SPDX-License-Identifier: MIT
// The number of complete executions is the number of consistent (rf, co)
// graphs, so it does not depend on how the explorer works: for small programs
// it can be counted by hand, for the others it is what GenMC v0.11 gives.
// Method: exact comparison; `why` derives the number where one line suffices.
#include <gtest/gtest.h>

#include "harness/bench/programs.h"

namespace vmalock::bench {
namespace {

using explore::Model;
using explore::Options;
using explore::Result;

Result run(const Make& make, Model model, unsigned jobs = 1) {
  Options options;
  options.model = model;
  options.jobs = jobs;
  options.count_duplicates = true;
  // The listed numbers take a failed compare-exchange for a load under tso.
  options.failed_cas_is_barrier = false;
  return explore::explore(make, options);
}

struct Counts {
  std::uint64_t rc11, sc, tso;
};

void expect(const std::string& name, const Make& make, const Counts& counts,
            const char* why) {
  const std::pair<Model, std::uint64_t> all[] = {{Model::rc11, counts.rc11},
                                                 {Model::sc, counts.sc},
                                                 {Model::tso, counts.tso}};
  for (const auto& [model, count] : all) {
    const Result r = run(make, model);
    EXPECT_EQ(r.executions, count)
        << name << " under " << explore::name(model) << ": " << why;
    EXPECT_EQ(r.duplicates, 0u) << name;
    EXPECT_TRUE(r.finished) << name;
    EXPECT_FALSE(r.error) << name << ": " << r.error->message;
  }
}

/// Programs without waits: no execution may be built in vain.
void expect_unblocked(const std::string& name, const Make& make,
                      const Counts& counts, const char* why) {
  expect(name, make, counts, why);
  EXPECT_EQ(run(make, Model::rc11).blocked, 0u) << name;
}

TEST(ExploreCounts, Increments) {
  expect_unblocked("ainc(5)", ainc(5), {120, 120, 120},
                   "5! orders of five increments of one counter");
  expect_unblocked("ainc(7)", ainc(7), {5040, 5040, 5040}, "7!");
  expect_unblocked("binc(4)", binc(4), {576, 576, 576},
                   "4! orders on x times 4! orders on y");
  expect_unblocked("cinc(3)", cinc(3), {216, 216, 216}, "3! cubed");
}

TEST(ExploreCounts, CompareExchange) {
  // Each CAS succeeds or fails; a failing one may read any other value.
  expect_unblocked("casrot(9)", casrot(9), {8597, 8597, 8597}, "GenMC");
  expect_unblocked("casw(5)", casw(5), {32880, 32880, 32880}, "GenMC");
}

TEST(ExploreCounts, ManyReadersAndWriters) {
  expect_unblocked("readers(10)", readers(10), {1024, 1024, 1024},
                   "each of ten readers sees 0 or 42: 2^10");
  expect_unblocked("writers_a_reader(5)", writers_a_reader(5),
                   {5040, 5040, 5040},
                   "6! orders of six writes times 7 sources of the read");
  expect_unblocked("cor(4,4)", cor(4, 4), {1680, 1680, 1680},
                   "4! orders of the writes times C(8,4) non-decreasing "
                   "sequences of four reads among five values");
}

TEST(ExploreCounts, StoreAndLoadRings) {
  expect_unblocked("sb(4)", sb(4), {16, 15, 16},
                   "each read sees 0 or 1; sc excludes that all see 0");
  expect_unblocked("lb(4)", lb(4), {15, 15, 15},
                   "no model here lets all reads see the stores (porf cycle)");
  expect_unblocked("ww(4)", ww(4), {16, 15, 15},
                   "two orders on each of four cells; sc and tso exclude the "
                   "cycle of all");
}

TEST(ExploreCounts, DataDependentPrograms) {
  expect_unblocked("fib_bench(4)", fib_bench(4), {34205, 19605, 34205},
                   "GenMC");
  expect_unblocked("lastzero(10)", lastzero(10), {3328, 3328, 3328}, "GenMC");
  expect_unblocked("indexer(12)", indexer(12), {8, 8, 8},
                   "three pairs of threads compete for an entry each");
}

LockParameters lock(unsigned readers, unsigned writers, unsigned rounds) {
  LockParameters p;
  p.readers = readers;
  p.writers = writers;
  p.rounds = rounds;
  return p;
}

TEST(ExploreCounts, RwsemToy) {
  expect("1R1W", rwsem_seq(lock(1, 1, 1)), {16, 10, 10}, "GenMC");
  expect("2R1W", rwsem_seq(lock(2, 1, 1)), {973, 485, 485}, "GenMC");
  expect("1R2W", rwsem_seq(lock(1, 2, 1)), {158, 70, 70}, "GenMC");
  expect("2R2W", rwsem_seq(lock(2, 2, 1)), {36898, 9502, 9502}, "GenMC");
  expect("1R1Wx2", rwsem_seq(lock(1, 1, 2)), {780, 232, 232},
         "GenMC has 750 under rc11: it gives a failed CAS the order of "
         "success");
}

TEST(ExploreCounts, RefcountToy) {
  expect("1R1W", refcnt_seq(lock(1, 1, 1)), {21, 15, 15}, "GenMC");
  expect("2R1W", refcnt_seq(lock(2, 1, 1)), {1781, 1049, 1049}, "GenMC");
  expect("1R2W", refcnt_seq(lock(1, 2, 1)), {248, 128, 128}, "GenMC");
  expect("1R1Wx2", refcnt_seq(lock(1, 1, 2)), {2100, 855, 961},
         "GenMC has 2070 under rc11, see RwsemToy");
}

/// What GenMC means by a compare-exchange.
TEST(ExploreCounts, FailedCompareExchangeWithTheOrderOfSuccess) {
  LockParameters p = lock(1, 1, 2);
  p.failure = Ordering::acquire;
  EXPECT_EQ(run(rwsem_seq(p), Model::rc11).executions, 750u);
  EXPECT_EQ(run(refcnt_seq(p), Model::rc11).executions, 2070u);
}

/// On x86 a failed compare-exchange is a full barrier: two of the 961
/// executions of tso disappear.
TEST(ExploreCounts, FailedCompareExchangeIsABarrierOnX86) {
  Options options;
  options.model = Model::tso;
  EXPECT_EQ(explore::explore(refcnt_seq(lock(1, 1, 2)), options).executions,
            959u);
}

/// Retry loops as one event each.
TEST(ExploreCounts, ConditionalUpdates) {
  const auto one = [](unsigned readers, unsigned rounds) {
    LockParameters p = lock(readers, 1, rounds);
    p.one_event = true;
    return p;
  };
  const auto rc11 = [](const Make& m) {
    return run(m, Model::rc11).executions;
  };
  const auto sc = [](const Make& m) { return run(m, Model::sc).executions; };
  EXPECT_EQ(rc11(rwsem_seq(one(2, 1))), 160u);
  EXPECT_EQ(sc(rwsem_seq(one(2, 1))), 120u);
  EXPECT_EQ(rc11(rwsem_seq(one(3, 1))), 6880u);
  EXPECT_EQ(sc(rwsem_seq(one(3, 1))), 5012u);
  EXPECT_EQ(rc11(rwsem_seq(one(1, 2))), 256u);
  EXPECT_EQ(rc11(refcnt_seq(one(2, 1))), 192u);
  EXPECT_EQ(sc(refcnt_seq(one(2, 1))), 144u);
  EXPECT_EQ(rc11(refcnt_seq(one(3, 1))), 8029u);
  EXPECT_EQ(sc(refcnt_seq(one(3, 1))), 5777u);
  EXPECT_EQ(rc11(refcnt_seq(one(1, 2))), 344u);
}

TEST(ExploreCounts, TwoJobsGiveTheSameCounts) {
  for (const Model model : {Model::rc11, Model::sc, Model::tso}) {
    for (const Make& make :
         {rwsem_seq(lock(2, 2, 1)), refcnt_seq(lock(2, 1, 1)), binc(4)}) {
      const Result one = run(make, model);
      const Result two = run(make, model, 2);
      EXPECT_EQ(one.executions, two.executions);
      EXPECT_EQ(one.blocked, two.blocked);
      EXPECT_EQ(one.moot, two.moot);
      EXPECT_TRUE(two.finished);
    }
  }
}

/// Each ordering of the toys is needed: with one of them relaxed a reader sees
/// half of a change (a data race), or worse.
TEST(ExploreCounts, EveryWeakenedOrderingFails) {
  const auto fails = [](const char* name, bool refcnt, LockParameters p) {
    p.weakened = name;
    const Result r = run(refcnt ? refcnt_seq(p) : rwsem_seq(p), Model::rc11);
    EXPECT_TRUE(r.error) << name << (refcnt ? " refcnt" : " rwsem");
    EXPECT_LE(r.executions, 140u) << name;
  };
  for (const char* name :
       {"read acquire", "read release", "write acquire", "write release",
        "sequence acquire", "sequence release"})
    fails(name, false, lock(1, 1, 2));
  for (const char* name : {"read acquire", "read release", "sequence acquire",
                           "wait acquire", "write release", "sequence release"})
    fails(name, true, lock(1, 1, 2));
}

/// The wait that follows has an acquire too. (GenMC's number changes to 1219
/// here: with equal orders it recognises the loop and drops failed attempts.)
TEST(ExploreCounts, RedundantAcquire) {
  LockParameters p = lock(2, 1, 1);
  p.weakened = "write acquire";
  const Result r = run(refcnt_seq(p), Model::rc11);
  EXPECT_FALSE(r.error);
  EXPECT_EQ(r.executions, 1781u);
}

}  // namespace
}  // namespace vmalock::bench
