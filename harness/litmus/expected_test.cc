// SPDX-License-Identifier: MIT
// Method: every litmus test that comes with herd7's answers, under each model,
// on both back ends: the sets of final states must be equal. The brute force
// proves the axioms; the explorer is then measured by the same tables.
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>

#include "harness/litmus/command.h"

namespace vmalock::litmus {
namespace {

namespace fs = std::filesystem;

const fs::path tests = "../shared/litmus";

void compare_all(const std::string& model, Backend backend,
                 const std::string& last_line) {
  if (!fs::exists(tests))
    GTEST_SKIP() << "the litmus tests with herd7's answers are not at "
                 << tests;
  LitmusOptions options;
  options.model = model;
  options.backend = backend;
  options.jobs = 2;
  options.expect = (tests / ("expected-" + model + ".tsv")).string();
  options.files = {(tests / "c11").string()};
  // herd7 answered for these under every model; lkmm_test.cc has the others.
  if (model != "rc11")
    for (const char* folder : {"lkmm/own", "lkmm/vma"})
      options.files.push_back((tests / folder).string());
  std::ostringstream out;
  EXPECT_EQ(run_litmus(options, out), 0) << out.str();
  EXPECT_NE(out.str().find(last_line), std::string::npos) << out.str();
}

constexpr auto sc_line =
    "2302 tests under sc: 2287 equal, 0 races as expected, 0 differ, 15 not "
    "compared";
constexpr auto tso_line =
    "2302 tests under tso: 1938 equal, 0 races as expected, 0 differ, 364 not "
    "compared";
constexpr auto rc11_line =
    "1726 tests under rc11: 1709 equal, 17 races as expected, 0 differ, 0 not "
    "compared";

TEST(Expected, ScByEnumeration) {
  compare_all("sc", Backend::brute_force, sc_line);
}
TEST(Expected, TsoByEnumeration) {
  compare_all("tso", Backend::brute_force, tso_line);
}
TEST(Expected, Rc11ByEnumeration) {
  compare_all("rc11", Backend::brute_force, rc11_line);
}
TEST(Expected, ScByTheExplorer) {
  compare_all("sc", Backend::explorer, sc_line);
}
TEST(Expected, TsoByTheExplorer) {
  compare_all("tso", Backend::explorer, tso_line);
}
TEST(Expected, Rc11ByTheExplorer) {
  compare_all("rc11", Backend::explorer, rc11_line);
}

}  // namespace
}  // namespace vmalock::litmus
