// SPDX-License-Identifier: MIT
// Method: reports on made-up results with known ratios; run_bench on options
// that must be refused, and one short real run whose JSON is read back.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "harness/base/check.h"
#include "harness/bench/bench.h"
#include "harness/bench/bench_json.h"
#include "harness/bench/bench_text.h"
#include "harness/bench/workload.h"

namespace vmalock::bench {
namespace {

/// Eleven repetitions of this CPU time.
Series steady(std::string impl, double cpu_ns) {
  return {std::move(impl), std::vector<Sample>(11, {cpu_ns, cpu_ns / 2}), {}};
}

BenchResult made_up() {
  BenchResult result;
  result.tool = {"1.0", "gcc", "vmalock bench"};
  result.host = {"Linux", "x86_64", 2};
  result.repetitions = 11;
  result.min_time = 0.05;
  result.measured = {
      {"quick", "an op", 1, {steady("old-1", 30), steady("new-2", 15)}, ""},
      {"slow", "an op", 2, {steady("old-1", 10), steady("new-2", 40)}, ""},
      {"same", "an op", 1, {steady("old-1", 10), steady("new-2", 10)}, ""}};
  result.footprints = {{"old-1", 96}, {"new-2", 64}};
  result.warnings = {"the host is busy"};
  return result;
}

std::string line_of(const std::string& text, const std::string& start) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(start)) return line;
  return "";
}

TEST(BenchText, TitleIsTheFinding) {
  const std::string text = to_text(made_up());
  EXPECT_TRUE(text.starts_with(
      "new-2 against old-1: 1 workload faster, 1 slower, 1 the same\n"))
      << text;
}

TEST(BenchText, ARowSaysBothTimesTheRatioAndTheVerdict) {
  const std::string text = to_text(made_up());
  EXPECT_EQ(line_of(text, "quick"),
            "quick                     1      30.0      15.0   2.00   2.00-2.00"
            "    0% faster");
  EXPECT_TRUE(line_of(text, "slow").ends_with("slower")) << text;
  EXPECT_TRUE(line_of(text, "bytes per vma").ends_with("1.50")) << text;
  EXPECT_EQ(line_of(text, "warning"), "warning: the host is busy");
}

TEST(BenchText, LinesFitA80ColumnTerminal) {
  BenchResult result = made_up();
  result.warnings.push_back(std::string(30, 'a') + " " + std::string(30, 'b') +
                            " " + std::string(30, 'c'));
  std::istringstream lines(to_text(result));
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(line.size(), 80u) << line;
}

TEST(BenchText, OneImplementationHasNoRatio) {
  BenchResult result = made_up();
  for (Measured& m : result.measured) m.series.resize(1);
  const std::string text = to_text(result);
  EXPECT_TRUE(text.starts_with("old-1: CPU ns an operation")) << text;
  EXPECT_EQ(line_of(text, "quick"),
            "quick                     1      30.0  CV 0%");
}

TEST(BenchText, AnInterruptedRunWithoutSamplesIsNotAResult) {
  BenchResult result = made_up();
  for (Measured& m : result.measured)
    for (Series& s : m.series) s.samples.clear();
  EXPECT_EQ(line_of(to_text(result), "quick"), "");
  EXPECT_TRUE(nlohmann::json::accept(to_json(result)));
}

TEST(BenchJson, HoldsEverySampleAndTheRatio) {
  const auto json = nlohmann::json::parse(to_json(made_up()));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["kind"], "bench");
  const auto& quick = json["benchmarks"][0];
  EXPECT_EQ(quick["series"][0]["cpu_ns"].size(), 11u);
  EXPECT_EQ(quick["ratios"][0]["old"], "old-1");
  EXPECT_EQ(quick["ratios"][0]["ratio"], 2.0);
  EXPECT_EQ(quick["ratios"][0]["change"], "faster");
  EXPECT_EQ(json["bytes_per_vma"]["new-2"], 64.0);
}

/// What run_bench says about options that it refuses.
std::string refusal(BenchOptions options) {
  try {
    run_bench(options);
  } catch (const UserError& e) {
    return e.what();
  }
  return "";
}

TEST(RunBench, RefusesWrongInputAndSaysWhatToWrite) {
  BenchOptions options;
  options.impls = {"rwsem-9.9"};
  EXPECT_NE(refusal(options).find("there are "), std::string::npos);
  options = {};
  options.filter = "no_such_workload";
  EXPECT_NE(refusal(options).find("matches none of"), std::string::npos);
  options.filter = "(";
  EXPECT_NE(refusal(options).find("regular expression"), std::string::npos);
  options = {};
  options.outputs = {"xml:a"};
  EXPECT_NE(refusal(options).find("json:FILE"), std::string::npos);
  options.outputs = {"json:/no/such/folder/a.json"};
  EXPECT_NE(refusal(options), "");
  options = {};
  options.min_time = 0;
  EXPECT_NE(refusal(options).find("--min-time"), std::string::npos);
}

TEST(RunBench, EveryWorkloadRunsAndIsWritten) {
  if (native_is_instrumented())
    GTEST_SKIP() << "ThreadSanitizer does not know the RCU of bench_platform.h";
  const std::string path =
      (std::filesystem::path(testing::TempDir()) / "bench_test.json").string();
  BenchOptions options;
  options.repetitions = 2;
  options.min_time = 0.0005;
  options.threads = 2;
  options.outputs = {"json:" + path};
  EXPECT_EQ(run_bench(options), 0);
  std::ifstream file(path);
  const auto json = nlohmann::json::parse(file);
  const auto impls = all_impl_workloads();
  ASSERT_EQ(json["benchmarks"].size(), impls.front().workloads.size());
  for (const auto& benchmark : json["benchmarks"])
    for (const auto& series : benchmark["series"]) {
      ASSERT_EQ(series["cpu_ns"].size(), 2u) << benchmark["name"];
      EXPECT_GT(series["cpu_ns"][0], 0) << benchmark["name"];
    }
  for (const ImplWorkloads& impl : impls)
    EXPECT_GE(json["bytes_per_vma"][std::string(impl.info->name)], 8);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace vmalock::bench
