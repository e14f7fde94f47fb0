// SPDX-License-Identifier: MIT
// Comparing saved runs, the plot, and the CPU's counters. Method: made-up
// results with known figures; of the counters, what this machine gives.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "harness/base/check.h"
#include "harness/bench/bench_compare.h"
#include "harness/bench/bench_json.h"
#include "harness/bench/perf_counters.h"

namespace vmalock::bench {
namespace {

Series series(std::string impl, double cpu_ns, double spread) {
  std::vector<Sample> samples;
  for (int i = -5; i <= 5; ++i)
    samples.push_back({cpu_ns + i * spread, (cpu_ns + i * spread) / 2});
  return {std::move(impl), samples, {}};
}

BenchResult run_of(double quick, double slow, double spread) {
  BenchResult result;
  result.tool = {"1.0", "gcc", "vmalock bench"};
  result.host = {"Linux", "x86_64", 2};
  result.repetitions = 11;
  result.measured = {
      {"quick", "an op", 1, {series("a", quick, spread)}, ""},
      {"quick", "an op", 2, {series("a", 2 * quick, spread)}, ""},
      {"slow", "an op", 2, {series("a", slow, spread)}, ""}};
  return result;
}

std::string compared(const BenchResult& a, const BenchResult& b) {
  return compare_text("a.json", to_json(a), "b.json", to_json(b));
}

std::string verdict_of(const std::string& text, const std::string& row) {
  const std::size_t begin = text.find("\n" + row);
  EXPECT_NE(begin, std::string::npos) << text;
  const std::size_t end = text.find('\n', begin + 1);
  return text.substr(text.rfind(' ', end) + 1, end - text.rfind(' ', end) - 1);
}

TEST(BenchCompare, SaysFasterSlowerAndTheSame) {
  const std::string text = compared(run_of(10, 30, 0.01), run_of(5, 40, 0.01));
  EXPECT_TRUE(
      text.starts_with("b.json against a.json: 2 faster, 1 slower, 0 "
                       "the same, 0 unclear\n"))
      << text;
  EXPECT_EQ(verdict_of(text, "quick                  1"), "faster");
  EXPECT_EQ(verdict_of(text, "slow                   2"), "slower");
}

TEST(BenchCompare, IntervalsThatMeetAreNoDifference) {
  const std::string text = compared(run_of(10, 30, 1), run_of(9, 30, 1));
  EXPECT_EQ(verdict_of(text, "quick                  1"), "same");
  EXPECT_EQ(verdict_of(text, "slow                   2"), "same");
}

TEST(BenchCompare, FewRepetitionsAreUnclear) {
  BenchResult few = run_of(5, 30, 0);
  for (Measured& m : few.measured) m.series[0].samples.resize(3);
  const std::string text = compared(run_of(10, 30, 0), few);
  EXPECT_EQ(verdict_of(text, "quick                  1"), "unclear");
}

TEST(BenchCompare, WarnsOfWhatDiffersBesides) {
  BenchResult other = run_of(10, 30, 0);
  other.host.cpus = 64;
  other.measured.pop_back();
  other.warnings = {"the host is busy"};
  const std::string text = compared(run_of(10, 30, 0), other);
  for (const char* part :
       {"only in a.json: slow, 2 threads, a\n", "not the same machine",
        "warning of the new run: the host is busy\n"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(BenchCompare, RefusesWhatIsNone) {
  const std::string good = to_json(run_of(10, 30, 0));
  for (const std::string& bad : {std::string("{}"), std::string("x"),
                                 std::string("{\"kind\": \"runs\"}"),
                                 to_google_json(run_of(10, 30, 0))}) {
    EXPECT_THROW(compare_text("a", good, "b", bad), UserError) << bad;
    EXPECT_THROW(compare_text("a", bad, "b", good), UserError) << bad;
  }
  BenchResult other = run_of(10, 30, 0);
  for (Measured& m : other.measured) m.workload = "another";
  EXPECT_THROW(compared(run_of(10, 30, 0), other), UserError);
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos;
       ++at)
    ++n;
  return n;
}

TEST(BenchSvg, HasAPlotAWorkloadAndAPointEachNumberOfThreads) {
  BenchResult result = run_of(10, 30, 1);
  result.warnings = {"a < b & 'c'"};
  const std::string svg = to_svg(result);
  EXPECT_EQ(times(svg, "<g "), 2u);
  EXPECT_EQ(times(svg, "<circle"), 3u);
  EXPECT_EQ(times(svg, "<polygon"), 2u) << "the spread";
  EXPECT_NE(svg.find("a &lt; b &amp; &apos;c&apos;"), std::string::npos);
  // 10 ns of CPU on one thread, 5 of the clock: 200 million a second.
  EXPECT_NE(svg.find("<text x='52' y='18' class='title'>quick"),
            std::string::npos);
  EXPECT_EQ(times(svg, ">400<"), 1u) << "the axis ends at the largest: 5 - 2.5";
}

TEST(Perf, CountsWhatIsAllowedAndNamesTheRest) {
  const PerfCounters perf;
  perf.start();
  volatile unsigned n = 0;
  for (unsigned i = 0; i < 1'000'000; ++i) n = n + 1;
  const auto counted = perf.stop();
  for (const char* name :
       {"cycles", "instructions", "cache misses", "context switches"}) {
    const bool is_lacking = perf.lacking().find(name) != std::string::npos;
    EXPECT_NE(counted.contains(name), is_lacking) << name;
  }
  if (counted.contains("instructions")) {
    EXPECT_GT(counted.at("instructions"), 1'000'000);
  }
}

}  // namespace
}  // namespace vmalock::bench
