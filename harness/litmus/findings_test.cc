// SPDX-License-Identifier: MIT
// Method: each litmus test that FINDINGS.md shows has the observation that the
// page claims (testdata/findings/expected.tsv), fits on a slide, and is named
// there with the machines that allow it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include "harness/litmus/command.h"
#include "harness/litmus/run.h"

namespace vmalock::litmus {
namespace {

namespace fs = std::filesystem;

const fs::path folder = "harness/litmus/testdata/findings";
constexpr long most_lines = 25;

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Claim {
  std::string observation, flags;
};

std::map<std::string, Claim> claims() {
  std::map<std::string, Claim> all;
  std::istringstream in(text_of(folder / "expected.tsv"));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::string file;
    Claim claim;
    std::getline(fields, file, '\t');
    std::getline(fields, claim.observation, '\t');
    std::getline(fields, claim.flags, '\t');
    all[file] = claim;
  }
  return all;
}

TEST(Findings, LitmusTestsSayWhatThePageClaims) {
  const std::string page = text_of("FINDINGS.md");
  const auto expected = claims();
  std::size_t seen = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".litmus") continue;
    ++seen;
    const std::string name = entry.path().filename().string();
    ASSERT_TRUE(expected.contains(name)) << name;
    const LitmusTest test = read_test(entry.path().string());
    const TestResult result = run_test(test, "lkmm", Backend::automatic);
    EXPECT_EQ(observation(count(test, result)), expected.at(name).observation)
        << name;
    std::string flags;
    for (const std::string& flag : result.flags) flags += flag;
    EXPECT_EQ(flags, expected.at(name).flags) << name;
    const std::string hardware =
        test.program.name + ": " + text_of(ask_machines(test));
    EXPECT_NE(page.find(hardware), std::string::npos)
        << "not on the page: " << hardware;
    const std::string text = text_of(entry.path());
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), most_lines) << name;
    EXPECT_NE(page.find(entry.path().stem().string()), std::string::npos)
        << name << " is not on the page";
  }
  EXPECT_EQ(seen, expected.size());
}

TEST(Findings, WithoutAModelItIsTheKernels) {
  LitmusOptions options;
  options.files = {folder.string()};
  std::ostringstream out;
  EXPECT_EQ(run_litmus(options, out), 0);
  EXPECT_NE(out.str().find("Observation b20-flag-lost Sometimes"),
            std::string::npos)
      << out.str();
}

}  // namespace
}  // namespace vmalock::litmus
