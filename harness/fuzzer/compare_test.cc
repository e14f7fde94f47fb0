// SPDX-License-Identifier: MIT
// Method: random programs, the explorer against exhaustive enumeration: no
// execution missing, none twice, none that the axioms forbid, the same final
// states, the same verdicts on races and on threads that wait for ever.
// VMALOCK_FUZZ_COUNT programs a model, from VMALOCK_FUZZ_SEED on; vmalock_fuzz
// is the same without a test around it. And the programs on which the two once
// disagreed.
#include "harness/fuzzer/compare.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "harness/litmus/test.h"

namespace vmalock::fuzzer {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

FuzzOptions options_for(const std::string& model) {
  FuzzOptions options;
  options.model = model;
  options.count = from_environment("VMALOCK_FUZZ_COUNT", 500);
  options.seed = from_environment("VMALOCK_FUZZ_SEED", 1);
  return options;
}

FuzzResult expect_agreement(const FuzzOptions& options) {
  FuzzResult r = fuzz(options);
  EXPECT_FALSE(r.failing.has_value())
      << to_litmus(*r.failing) << "under " << options.model << ":\n"
      << r.disagreement;
  EXPECT_LE(r.too_large, r.programs / 20);
  return r;
}

class Oracle : public ::testing::TestWithParam<const char*> {};

TEST_P(Oracle, RandomPrograms) {
  const FuzzOptions options = options_for(GetParam());
  const FuzzResult r = expect_agreement(options);
  EXPECT_EQ(r.programs, options.count);
  EXPECT_GT(r.executions, 4 * r.programs);
}

TEST_P(Oracle, ProgramsThatWaitAndChoose) {
  FuzzOptions options = options_for(GetParam());
  options.program.waits = true;
  options.program.max_statements = 7;
  expect_agreement(options);
}

/// As load buffering needs them. Of thousands one is lost where a conditional
/// RMW learns too little: the programs under testdata are what was.
TEST_P(Oracle, ProgramsInRings) {
  FuzzOptions options = options_for(GetParam());
  options.program.rings = true;
  options.count /= 2;
  expect_agreement(options);
}

TEST_P(Oracle, ProgramsWithRcu) {
  FuzzOptions options = options_for(GetParam());
  options.program.rcu = true;
  options.program.max_threads = 3;
  options.program.max_statements = 7;
  options.count /= 2;
  expect_agreement(options);
}

TEST_P(Oracle, OtherModesFindTheSame) {
  for (const bool rcu : {false, true}) {
    FuzzOptions options = options_for(GetParam());
    options.modes = options.program.waits = true;
    options.program.rcu = rcu;
    options.program.max_threads = 3;
    options.program.max_statements = 7;
    options.count /= 5;
    expect_agreement(options);
  }
}

/// As locks and cases are run: values that carry dependencies, branches by
/// their extent, updates by functions.
TEST_P(Oracle, ProgramsOfThePlatform) {
  litmus::RandomProgramOptions plain, waits, rcu;
  waits.waits = rcu.waits = rcu.rcu = true;
  waits.max_threads = rcu.max_threads = 3;
  waits.max_statements = rcu.max_statements = 7;
  const auto agree = [&](const litmus::RandomProgramOptions& shape,
                         std::uint64_t times) {
    FuzzOptions options = options_for(GetParam());
    options.runner = Runner::platform;
    options.max_candidates = 20'000;
    options.program = shape;
    options.count *= times;
    const FuzzResult r = expect_agreement(options);
    EXPECT_GT(r.executions, 2 * r.programs);
  };
  for (const auto& shape : {plain, waits, rcu}) agree(shape, 1);
  if (GetParam() != std::string("lkmm")) return;
  // A dependency that is lost shows in one of thousands (ci/mutants/platform).
  plain.max_threads = plain.max_locations = 2;
  plain.max_statements = 12;
  agree(plain, 4);
  waits.max_threads = waits.max_locations = 2;
  waits.max_statements = 10;
  agree(waits, 6);
}

/// Threads that a thread starts and joins, or RCU calls; objects that are
/// published, replaced and freed; loads of order ctrl and addr.
TEST_P(Oracle, ProgramsWithSurroundings) {
  FuzzOptions options = options_for(GetParam());
  options.runner = Runner::platform;
  options.max_candidates = 20'000;
  options.program.max_threads = 3;
  options.program.max_statements = 7;
  const auto agree = [&options](const SurroundingsOptions& surroundings) {
    options.surroundings = surroundings;
    return expect_agreement(options);
  };
  agree({.starts = true});
  agree({.rows = true});
  const FuzzResult objects = agree({.objects = true});
  EXPECT_GT(objects.races, objects.programs / 3);
  EXPECT_LT(objects.races, objects.programs * 3 / 4);
  options.program.rcu = true;
  agree({.starts = true, .objects = true, .rows = true});
  if (GetParam() != std::string("lkmm")) return;
  options.program.plain = true;
  agree({.starts = true, .objects = true, .rows = true});
}

INSTANTIATE_TEST_SUITE_P(Models, Oracle,
                         ::testing::Values("sc", "tso", "rc11", "lkmm"),
                         [](const auto& test) {
                           return std::string(test.param);
                         });

TEST(OracleRaces, ProgramsWithPlainAccesses) {
  FuzzOptions options = options_for("rc11");
  options.program.plain = true;
  const FuzzResult r = expect_agreement(options);
  EXPECT_GT(r.races, r.programs / 10);
  EXPECT_LT(r.races, r.programs * 9 / 10);
}

TEST(OracleRaces, ProgramsWithPlainAccessesUnderLkmm) {
  for (const bool rcu : {false, true}) {
    FuzzOptions options = options_for("lkmm");
    options.program.plain = true;
    options.program.rcu = rcu;
    const FuzzResult r = expect_agreement(options);
    EXPECT_GT(r.races, r.programs / 10);
  }
}

TEST(OracleRaces, PlainAccessesBesideWaits) {
  FuzzOptions options = options_for("rc11");
  options.program.plain = options.program.waits = true;
  options.program.max_statements = 8;
  const FuzzResult r = expect_agreement(options);
  EXPECT_GT(r.races, r.programs / 10);
  EXPECT_LT(r.races, r.programs * 9 / 10);
}

/// Files that vmalock_fuzz printed when it found a disagreement.
TEST(Kept, ProgramsThatOnceDisagreed) {
  for (const auto& entry :
       std::filesystem::directory_iterator("harness/fuzzer/testdata")) {
    if (entry.path().extension() != ".litmus") continue;
    const litmus::LitmusTest test = litmus::read_test(entry.path().string());
    const bool kernel = test.dialect == litmus::Dialect::kernel;
    for (const std::string_view model : {"sc", "tso", "rc11", "lkmm"}) {
      if (kernel != (model == "lkmm")) continue;
      const bool has_races = kernel || model == "rc11";
      const litmus::LitmusProgram program =
          has_races ? test.program : with_marked_accesses(test.program);
      const auto report = compare_with_oracle(program, model);
      EXPECT_FALSE(report.too_large) << entry.path();
      EXPECT_EQ(report.disagreement.value_or(""), "")
          << entry.path() << " under " << model;
    }
  }
}

/// Two writes have the value that a read was promised, and the token says which
/// one it sees.
TEST(Kept, ATokenSaysWhichOfTwoWritesOfTheValueIsSeen) {
  FuzzOptions options;
  options.model = "lkmm";
  options.program.rings = options.modes = true;
  options.seed = 910000096;
  options.count = 1;
  const FuzzResult r = fuzz(options);
  EXPECT_FALSE(r.failing) << r.disagreement;
  EXPECT_GT(r.executions, 1u);
}

/// A pointer that was promised led to an object that was not allocated yet, and
/// what is accessed through it depended on nothing.
TEST(Kept, AnObjectOfThePromisedFuture) {
  FuzzOptions options;
  options.model = "lkmm";
  options.runner = Runner::platform;
  options.surroundings = {.starts = true, .objects = true, .rows = true};
  options.seed = 91000648;
  options.count = 1;
  expect_agreement(options);
}

}  // namespace
}  // namespace vmalock::fuzzer
