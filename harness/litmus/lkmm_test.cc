// SPDX-License-Identifier: MIT
// Method: small tests whose answers under the Linux-kernel memory model are
// known from its documentation, each beside its opposite where there is one
// (testdata/lkmm); and where they are at hand, all tests that come with herd7's
// answers, whole sets of final states.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "harness/base/check.h"
#include "harness/litmus/command.h"
#include "harness/litmus/run.h"

namespace vmalock::litmus {
namespace {

namespace fs = std::filesystem;

const fs::path own_tests = "harness/litmus/testdata/lkmm";
const fs::path shared_tests = "../shared/litmus";

/// The rows of a tab-separated file, without its header.
std::vector<std::vector<std::string>> rows_of(const fs::path& path) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    rows.emplace_back();
    std::istringstream fields(line + '\t');
    for (std::string field; std::getline(fields, field, '\t');)
      rows.back().push_back(field);
  }
  return rows;
}

std::string flags_of(const TestResult& result) {
  std::string all;
  for (const std::string& flag : result.flags)
    all += (all.empty() ? "" : ",") + flag;
  return all;
}

TEST(Lkmm, OwnTestsHaveTheirObservationAndFlags) {
  const auto rows = rows_of(own_tests / "expected.tsv");
  ASSERT_EQ(rows.size(), 71u);
  for (const auto& row : rows) {
    const LitmusTest test = read_test((own_tests / row.at(0)).string());
    const TestResult result = run_test(test, "lkmm", Backend::automatic);
    EXPECT_EQ(observation(count(test, result)), row.at(1)) << row.at(0);
    EXPECT_EQ(flags_of(result), row.at(2)) << row.at(0);
  }
}

// What models/README.md says that they differ in, and in nothing else here.
TEST(Lkmm, VersionsDifferInTheFlagOfOneTest) {
  for (const auto& row : rows_of(own_tests / "expected.tsv")) {
    const LitmusTest test = read_test((own_tests / row.at(0)).string());
    const TestResult old = run_test(test, "lkmm-6.12", Backend::automatic);
    EXPECT_EQ(old.states, run_test(test, "lkmm", Backend::automatic).states)
        << row.at(0);
    EXPECT_EQ(flags_of(old),
              row.at(0) == "mixed-full-rmw.litmus" ? "" : row.at(2))
        << row.at(0);
  }
}

/// The tests of these folders have the final states in this table, and the
/// comparison ends in this line.
void compare_with_herd7(const std::string& table,
                        const std::vector<std::string>& folders,
                        const std::string& last_line) {
  if (!fs::exists(shared_tests))
    GTEST_SKIP() << "the litmus tests with herd7's answers are not at "
                 << shared_tests;
  LitmusOptions options;
  options.model = "lkmm";
  options.jobs = 2;
  options.expect = (shared_tests / table).string();
  for (const std::string& folder : folders)
    options.files.push_back((shared_tests / folder).string());
  std::ostringstream out;
  EXPECT_EQ(run_litmus(options, out), 0) << out.str();
  EXPECT_NE(out.str().find(last_line), std::string::npos) << out.str();
}

TEST(Lkmm, FinalStatesEqualHerd7s) {
  compare_with_herd7("expected-lkmm.tsv", {"lkmm/own", "lkmm/vma"},
                     "576 tests under lkmm: 561 equal, 15 races as expected, "
                     "0 differ, 0 not compared");
}

TEST(Lkmm, FinalStatesOfTheSecondRandomTestsEqualHerd7s) {
  compare_with_herd7("expected-lkmm-random2.tsv", {"lkmm/random2"},
                     "404 tests under lkmm");
}

/// The search that runs the cases, on every test that no flag is raised for.
TEST(Lkmm, TheExplorerFindsTheSameStates) {
  std::vector<fs::path> files;
  for (const fs::path& folder : {own_tests, shared_tests / "lkmm"})
    if (fs::exists(folder))
      for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".litmus")
          files.push_back(entry.path());
  const auto states_of = [](const TestResult& result) {
    std::set<FinalState> states;
    for (const auto& [state, executions] : result.states) states.insert(state);
    return states;
  };
  std::size_t compared = 0, srcu = 0;
  for (const fs::path& file : files) {
    const LitmusTest test = read_test(file.string());
    const TestResult all = run_test(test, "lkmm", Backend::candidates);
    // The explorer stops at an error, of whatever kind.
    if (!all.flags.empty()) continue;
    srcu += test.uses_srcu;
    const TestResult found = run_test(test, "lkmm", Backend::explorer);
    EXPECT_FALSE(found.race) << file << ": " << found.race_text;
    ++compared;
    EXPECT_EQ(states_of(found), states_of(all)) << file;
  }
  EXPECT_GE(compared, 40u);
  EXPECT_GE(srcu, 4u);
  RecordProperty("compared", static_cast<int>(compared));
}

TEST(Lkmm, VmaLockTestsAreCountedAsByHerd7) {
  if (!fs::exists(shared_tests))
    GTEST_SKIP() << "the litmus tests with herd7's answers are not at "
                 << shared_tests;
  const auto rows = rows_of(shared_tests / "vma/expected.tsv");
  ASSERT_EQ(rows.size(), 28u);
  for (const auto& row : rows) {
    const LitmusTest test = read_test((shared_tests / row.at(0)).string());
    const Count found = count(test, run_test(test, "lkmm", Backend::automatic));
    EXPECT_EQ(observation(found), row.at(2)) << row.at(0);
    EXPECT_EQ(std::to_string(found.positive), row.at(3)) << row.at(0);
    EXPECT_EQ(std::to_string(found.negative), row.at(4)) << row.at(0);
  }
}

TEST(Lkmm, FlagsArePrintedAsByHerd7) {
  const LitmusTest test = read_test((own_tests / "race.litmus").string());
  EXPECT_EQ(report(test, run_test(test, "lkmm", Backend::automatic)),
            "Test race Allowed\n"
            "States 2\n"
            "1:r0=0;\n"
            "1:r0=1;\n"
            "Ok\n"
            "Witnesses\n"
            "Positive: 1 Negative: 1\n"
            "Flag data-race\n"
            "Condition exists (1:r0=1)\n"
            "Observation race Sometimes 1 1\n");
}

TEST(Lkmm, UnmatchedSectionsAreFlagged) {
  const auto flags = [](const std::string& body) {
    const LitmusTest test =
        parse_test("t.litmus", "C t\n{}\nP0(struct srcu_struct *s) {\n" + body +
                                   "\n}\nexists (true)");
    return flags_of(run_test(test, "lkmm", Backend::automatic));
  };
  EXPECT_EQ(flags("rcu_read_lock(); rcu_read_lock(); rcu_read_unlock();"),
            "unmatched-rcu-lock");
  EXPECT_EQ(flags("rcu_read_unlock(); rcu_read_lock();"),
            "unmatched-rcu-lock,unmatched-rcu-unlock");
  EXPECT_EQ(flags("int r0; r0 = srcu_read_lock(s); srcu_read_unlock(s, 0);"),
            "unmatched-srcu-lock,unmatched-srcu-unlock");
  EXPECT_EQ(flags("int r0; int r1; r0 = srcu_read_lock(s); "
                  "srcu_read_unlock(s, r0); srcu_read_unlock(s, r0);"),
            "multiple-srcu-matches");
  EXPECT_EQ(flags("rcu_read_lock(); synchronize_srcu(s); rcu_read_unlock();"),
            "invalid-sleep");
}

TEST(Lkmm, IsNoModelForC11) {
  const LitmusTest test = parse_test(
      "t.litmus",
      "C t\n{}\nP0(atomic_int* x) { atomic_store(x, 1); }\nexists (x=1)");
  EXPECT_THROW(run_test(test, "lkmm", Backend::automatic), UserError);
}

// The marks that only lkmm understands change nothing for the other models.
TEST(Lkmm, BothGeneratorsAgreeOnTheOtherModels) {
  for (const auto& row : rows_of(own_tests / "expected.tsv")) {
    const LitmusTest test = read_test((own_tests / row.at(0)).string());
    for (const std::string_view model : {"sc", "tso"})
      EXPECT_EQ(run_test(test, model, Backend::candidates).states,
                run_test(test, model, Backend::brute_force).states)
          << row.at(0) << " under " << model;
  }
}

}  // namespace
}  // namespace vmalock::litmus
