// SPDX-License-Identifier: MIT
// Method: reports on made-up results with known ratios; run_bench on options
// that must be refused, and one short real run whose JSON is read back.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
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

TEST(BenchGoogleJson, IsWhatItsToolsRead) {
  const auto json = nlohmann::json::parse(to_google_json(made_up()));
  EXPECT_GT(json["context"]["num_cpus"], 0);
  EXPECT_EQ(json["context"]["executable"], "vmalock bench");
  EXPECT_EQ(json["context"]["warnings"][0], "the host is busy");
  EXPECT_EQ(json["context"]["bytes_per_vma"]["new-2"], 64.0);
  // 3 workloads, 2 locks, 11 repetitions and their median.
  ASSERT_EQ(json["benchmarks"].size(), 3u * 2 * 12);
  const auto& first = json["benchmarks"][0];
  EXPECT_EQ(first["name"], "quick/old-1/threads:1");
  EXPECT_EQ(first["run_type"], "iteration");
  EXPECT_EQ(first["cpu_time"], 30.0);
  EXPECT_EQ(first["real_time"], 15.0);
  EXPECT_EQ(first["time_unit"], "ns");
  const auto& middle = json["benchmarks"][11];
  EXPECT_EQ(middle["name"], "quick/old-1/threads:1_median");
  EXPECT_EQ(middle["run_type"], "aggregate");
  EXPECT_EQ(middle["cpu_time"], 30.0);
}

TEST(BenchGoogleJson, AFailureIsNoTime) {
  BenchResult result = made_up();
  result.measured.resize(1);
  result.measured[0].error = "it broke";
  const auto json = nlohmann::json::parse(to_google_json(result));
  ASSERT_EQ(json["benchmarks"].size(), 2u);
  EXPECT_EQ(json["benchmarks"][0]["error_occurred"], true);
  EXPECT_EQ(json["benchmarks"][0]["error_message"], "it broke");
}

/// Google Benchmark's own tool (Debian: libbenchmark-tools) reads two files,
/// and two locks of one file, and sees the factors that were made up.
TEST(BenchGoogleJson, ComparePyReadsIt) {
  const std::string tool = "/usr/share/benchmark/compare.py";
  if (!std::filesystem::exists(tool) ||
      std::system("/usr/bin/python3 -c 'import scipy, numpy' 2>/dev/null") != 0)
    GTEST_SKIP() << "libbenchmark-tools or python3-scipy is not installed";
  const auto folder = std::filesystem::path(testing::TempDir());
  const std::string a = (folder / "a.gbench.json").string();
  const std::string b = (folder / "b.gbench.json").string();
  std::ofstream(a) << to_google_json(made_up());
  BenchResult faster = made_up();
  for (Sample& sample : faster.measured[0].series[0].samples)
    sample.cpu_ns /= 3;
  std::ofstream(b) << to_google_json(faster);
  const auto output = [&](const std::string& arguments) {
    const std::string file = (folder / "compare.txt").string();
    EXPECT_EQ(std::system(("/usr/bin/python3 " + tool + " --no-color " +
                           arguments + " > " + file + " 2>&1")
                              .c_str()),
              0);
    std::ifstream in(file);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const std::string two = output("benchmarks " + a + " " + b);
  // "name  time  CPU  time old  time new  CPU old  CPU new", as fractions.
  const std::string line = line_of(two, "quick/old-1/threads:1 ");
  EXPECT_NE(line.find("-0.6667"), std::string::npos) << two;
  const std::string locks = output("filters " + a + " old-1 new-2");
  EXPECT_NE(line_of(locks, "quick/[old-1 vs. new-2]").find("-0.5000"),
            std::string::npos)
      << locks;
  EXPECT_NE(line_of(locks, "slow/[old-1 vs. new-2]").find("+3.0000"),
            std::string::npos)
      << locks;
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
  options.outputs = {"results.xml"};
  EXPECT_NE(refusal(options).find("FILE.gbench.json"), std::string::npos);
  options.outputs = {"json:"};
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
  const std::string google = path + ".gbench.json";
  options.outputs = {path, google};
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
  std::ifstream google_file(google);
  EXPECT_TRUE(nlohmann::json::parse(google_file).contains("context"));
  std::remove(path.c_str());
  std::remove(google.c_str());
}

}  // namespace
}  // namespace vmalock::bench
