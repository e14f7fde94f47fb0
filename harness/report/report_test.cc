// SPDX-License-Identifier: MIT
// Method: golden files for the shapes that people read, and the rules that
// every report keeps: 80 columns, no trailing space, colour changes no layout.
#include <gtest/gtest.h>

#include <set>

#include "harness/base/value_text.h"
#include "harness/report/explain.h"
#include "harness/report/formats.h"
#include "harness/report/golden.h"
#include "harness/report/junit.h"
#include "harness/report/ktap.h"
#include "harness/report/layout.h"
#include "harness/report/markdown.h"
#include "harness/report/text.h"
#include "harness/report/trace.h"
#include "harness/report/words.h"

namespace vmalock {
namespace {

const std::string testdata = "harness/report/testdata/";

RunResult run_of(const char* case_name, const char* impl, Verdict verdict,
                 std::uint64_t executions) {
  RunResult run;
  run.question = {case_name, impl, "graph", "rc11", {}, {2, 1, 1}, ""};
  run.verdict = verdict;
  run.executions = executions;
  run.seconds = 0.25;
  run.notes = {"bounded: more threads or rounds may behave differently"};
  run.outcomes = {{{{"locked[0]", 0}, {"locked[1]", 1}}, executions}};
  return run;
}

const std::string lock = "impl/refcnt-6.15/vma_lock.h";

RunResult violated() {
  RunResult run =
      run_of("reader_excludes_writer", "refcnt-6.15", Verdict::violated, 41);
  run.question.orderings = {{"reader_inc", Ordering::relaxed}};
  run.blocked = 6;
  // As an engine without a graph says it.
  const auto step = [](unsigned thread, const char* cell, const char* said,
                       const char* site, unsigned line, const char* function) {
    const bool writes = std::string_view(said).find("->") != std::string::npos;
    return TraceStep{thread,   std::string(cell) + " " + said,
                     site,     {lock, line},
                     function, {},
                     cell,     writes};
  };
  run.error = Error{
      ErrorKind::failed_requirement,
      "R-1: read lock granted while another CPU holds the VMA's write lock",
      {lock, 57},
      {step(no_thread, "vm_refcnt", "= 1", "", 20, "before"),
       step(1, "private", "0 -> 1 plain", "", 70, "__vma_start_write"),
       step(1, "vm_refcnt", "1 -> FLAG+1 acquire", "writer_add", 83,
            "__vma_start_write"),
       step(1, "vm_lock_seq", "4 -> 5 relaxed", "seq_write", 91,
            "__vma_start_write"),
       step(1, "vm_refcnt", "FLAG+1 -> 1 release", "writer_sub", 95,
            "__vma_start_write"),
       step(0, "vm_refcnt", "1 -> 2 relaxed (reads from 3)", "reader_inc", 44,
            "vma_start_read"),
       step(0, "vm_lock_seq",
            "reads 4, the initial value; 2 is newer and stays unseen",
            "seq_recheck", 57, "vma_start_read")},
      "AQMBBg"};
  run.error->trace[0].where.file = "cases/reader_excludes_writer.h";
  return run;
}

std::vector<RunResult> matrix() {
  std::vector<RunResult> runs = {
      run_of("reader_excludes_writer", "rwsem-6.5", Verdict::holds, 1204)};
  runs.push_back(violated());
  runs.back().question.orderings.clear();
  runs.push_back(
      run_of("detach_waits", "rwsem-6.5", Verdict::holds, 12'345'678));
  runs.push_back(run_of("detach_waits", "refcnt-6.15", Verdict::unknown, 99));
  runs.back().reason = "time limit of 30 s; try --time 5m or --readers 1";
  runs.push_back(run_of("sleeper_is_woken", "rwsem-6.5", Verdict::violated, 3));
  runs.back().error = Error{ErrorKind::deadlock, "sleeps", {}, {}, ""};
  runs.back().expected = Expectation{"B-1", "deadlock", true};
  runs.push_back(run_of("sleeper_is_woken", "refcnt-6.15", Verdict::holds, 3));
  runs.back().expected = Expectation{"B-5", "data race", true};
  runs.back().coverage = {Coverage::Kind::preemptions, 3};
  runs.back().notes.push_back("smp_wmb was strengthened to a release fence");
  return runs;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

void expect_tidy(const std::string& text) {
  for (const std::string& line : lines_of(text)) {
    if (line.starts_with("replay: ")) continue;  // a token is one word
    EXPECT_LE(line.size(), text_width) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(Layout, Numbers) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_EQ(rounded(9'999), "9,999");
  EXPECT_EQ(rounded(12'345), "12.3k");
  EXPECT_EQ(rounded(999'600), "1.00M");
  EXPECT_EQ(rounded(123'456'789), "123M");
  EXPECT_EQ(duration(0.018), "0.02 s");
  EXPECT_EQ(duration(725), "12 min 5 s");
}

TEST(Formats, ByTheEndOfTheFile) {
  const auto format = [](std::string_view path) {
    const Format* found = format_of_file(path);
    return found ? std::string(found->name) : "";
  };
  EXPECT_EQ(format("run.json"), "json");
  EXPECT_EQ(format("a/run.xml"), "junit");
  EXPECT_EQ(format("run.sarif"), "sarif");
  EXPECT_EQ(format("run.sarif.json"), "sarif") << "the longest end";
  EXPECT_EQ(format("run.md"), "markdown");
  EXPECT_EQ(format("run.ktap"), "ktap");
  EXPECT_EQ(format("run.tap"), "ktap");
  EXPECT_EQ(format("run"), "");
  EXPECT_EQ(format(".json"), "") << "no name";
  for (const Format& each : formats())
    EXPECT_FALSE(each.extensions.empty()) << each.name;
}

TEST(Golden, Ktap) {
  Document document;
  document.runs = matrix();
  const std::string text = ktap_report(document);
  expect_golden(testdata + "matrix.ktap.golden", text);
  // A listed bug is no failure, what is not decided is no success.
  EXPECT_NE(text.find("  ok 3 sleeper_is_woken # XFAIL B-1\n"), text.npos);
  EXPECT_NE(text.find("  not ok 2 detach_waits # ERROR time limit of 30 s"),
            text.npos);
  EXPECT_NE(text.find("\nok 1 rwsem-6.5.graph.rc11\n"), text.npos);
  EXPECT_NE(text.find("\nnot ok 2 refcnt-6.15.graph.rc11\n"), text.npos);
}

TEST(Ktap, NamesHaveNoHashAndAreToldApart) {
  Document document;
  document.runs = {run_of("a#b", "c", Verdict::holds, 1),
                   run_of("a#b", "c", Verdict::unknown, 1)};
  document.runs[1].question.bound = {3, 1, 1};
  document.runs[1].reason = "one\n# two";
  const std::string text = ktap_report(document);
  EXPECT_NE(text.find("  ok 1 a b 2r+1w x1\n"), text.npos) << text;
  EXPECT_NE(text.find("  not ok 2 a b 3r+1w x1 # ERROR one   two\n"), text.npos)
      << text;
}

TEST(Golden, Markdown) {
  Document document;
  document.tool = {"0", "compiler", "vmalock check"};
  document.runs = matrix();
  expect_golden(testdata + "matrix.md.golden", markdown_report(document));
}

TEST(Markdown, NoMoreTracesThanACommentHolds) {
  Document document;
  document.runs.assign(12, violated());
  const std::string text = markdown_report(document);
  std::size_t traces = 0;
  for (std::size_t at = 0; (at = text.find("```text", at)) != text.npos; ++at)
    ++traces;
  EXPECT_EQ(traces, 10u);
  EXPECT_NE(text.find("2 further traces not shown here"), text.npos) << text;
}

TEST(Markdown, NothingInACellIsMarkup) {
  Document document;
  document.runs = {violated()};
  document.runs[0].error->message = "a|b <script> *c*";
  const std::string text = markdown_report(document);
  EXPECT_NE(text.find("a\\|b \\<script> \\*c\\*"), text.npos) << text;
  EXPECT_NE(text.find("a|b &lt;script> *c*</summary>"), text.npos) << text;
}

TEST(Words, Bounds) {
  RunResult run = run_of("a", "b", Verdict::holds, 1);
  run.question.bound = {1, 2, 3};
  EXPECT_EQ(short_text(run.question.bound), "1r+2w x3");
  EXPECT_EQ(bound_text(run), "1 reader, 2 writers, 3 rounds");
  run.coverage = {Coverage::Kind::full_search};
  EXPECT_EQ(bound_text(run), "1 reader, 2 writers, 3 rounds, full search");
  EXPECT_EQ(text_of(Coverage{Coverage::Kind::preemptions, 1}),
            "at most 1 preemption");
}

TEST(Words, PlacesAndSightings) {
  EXPECT_EQ(text_of(Place{"a/b.h", 7}), "a/b.h:7");
  EXPECT_EQ(short_text(Place{"a/b.h", 7}), "b.h:7");
  EXPECT_EQ(text_of(Place{}), "");
  RunResult run = violated();
  EXPECT_EQ(sighting_text(run), "");
  run.error->sighting = Sighting{{Coverage::Kind::preemptions, 2}, 9};
  EXPECT_EQ(sighting_text(run), "at most 2 preemptions, iteration 9");
  run.error->sighting = Sighting{{Coverage::Kind::threads}};
  run.seed = 5;
  EXPECT_EQ(sighting_text(run), "not repeatable (seed 5)");
}

TEST(Layout, WrapKeepsEveryWord) {
  EXPECT_EQ(wrap("aa bb cc", 5), (std::vector<std::string>{"aa bb", "cc"}));
  EXPECT_EQ(wrap("abcdefgh", 3),
            (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrap("", 5), (std::vector<std::string>{""}));
  EXPECT_EQ(paragraph("- ", "aa bb", 5), "- aa\n  bb\n");
}

TEST(Text, OneViolatedRun) {
  const std::vector<RunResult> runs = {violated()};
  const std::string text = text_report(runs, {});
  expect_golden(testdata + "violated.text.golden", text);
  expect_tidy(text);
}

TEST(Text, OneViolatedRunInFull) {
  const std::vector<RunResult> runs = {violated()};
  const std::string text = text_report(runs, {.full = true, .outcomes = true});
  expect_golden(testdata + "violated_full.text.golden", text);
  expect_tidy(text);
}

TEST(Text, OneRunThatHolds) {
  const std::vector<RunResult> runs = {
      run_of("detach_waits", "rwsem-6.5", Verdict::holds, 12'345'678)};
  expect_golden(testdata + "holds.text.golden", text_report(runs, {}));
}

TEST(Text, Matrix) {
  const std::string text = text_report(matrix(), {});
  expect_golden(testdata + "matrix.text.golden", text);
  expect_tidy(text);
}

TEST(Text, MatrixWithManyColumnsAndEngines) {
  std::vector<RunResult> runs = matrix();
  for (const char* impl : {"refcnt-6.17", "killable-6.19", "spec"})
    runs.push_back(run_of("detach_waits", impl, Verdict::holds, 7));
  runs.push_back(violated());
  runs.push_back(run_of("detach_waits", "rwsem-6.5", Verdict::holds, 10'000));
  runs.back().question.engine = "relacy";
  runs.back().question.model.clear();
  runs.back().notes = {"sampling: an execution that was not drawn is not seen"};
  const std::string text = table_text(runs, {});
  expect_golden(testdata + "wide_matrix.text.golden", text);
  expect_tidy(text);
}

TEST(Text, ColourChangesNoLayout) {
  const std::string plain = text_report(matrix(), {});
  std::string painted = text_report(matrix(), {.colour = true});
  EXPECT_NE(painted, plain);
  for (std::size_t at; (at = painted.find('\033')) != std::string::npos;)
    painted.erase(at, painted.find('m', at) - at + 1);
  EXPECT_EQ(painted, plain);
}

TEST(Text, QuietKeepsTheFailures) {
  const std::string text = text_report(matrix(), {.quiet = true});
  EXPECT_EQ(text.find("detach_waits  2r"), std::string::npos);
  EXPECT_NE(text.find("error[E01]"), std::string::npos);
}

TEST(Text, Difference) {
  RunResult old_run = run_of("detach_waits", "rwsem-6.5", Verdict::holds, 12);
  RunResult new_run = run_of("detach_waits", "refcnt-6.15", Verdict::holds, 40);
  new_run.outcomes.push_back({{{"locked[0]", 1}, {"locked[1]", 1}}, 2});
  std::vector<OutcomeDiff> diffs = {diff_outcomes(old_run, new_run),
                                    diff_outcomes(old_run, old_run)};
  old_run.question.case_name = "reader_excludes_writer";
  diffs.push_back(diff_outcomes(old_run, violated()));
  const std::string text = diff_text(diffs, {});
  expect_golden(testdata + "diff.text.golden", text);
  expect_tidy(text);
}

TEST(Trace, ThreeThreadsShareTheWidth) {
  Error error = *violated().error;
  error.trace.push_back({2,
                         "vm_refcnt 2 -> 3 acquire",
                         "",
                         {lock, 44},
                         "vma_start_read",
                         {},
                         "vm_refcnt",
                         true});
  const std::string text = trace_text(error, false);
  expect_golden(testdata + "trace3.text.golden", text);
  expect_tidy(text);
  for (unsigned thread : {3u, 4u, 5u})
    error.trace.push_back({thread,
                           "vm_refcnt 3 -> 4 acquire",
                           "",
                           {lock, 44},
                           "vma_start_read",
                           {},
                           "vm_refcnt",
                           true});
  expect_tidy(trace_text(error, false));
}

TEST(Trace, AWideTerminalHasFourColumns) {
  Error error;
  for (unsigned thread = 0; thread < 4; ++thread)
    error.trace.push_back({thread,
                           "vm_refcnt 3 -> 4 acquire",
                           "",
                           {lock, 44},
                           "vma_start_read",
                           {},
                           "vm_refcnt",
                           true});
  const auto head = [&](std::size_t width) {
    for (const std::string& line : lines_of(trace_text(error, false, width)))
      EXPECT_LE(line.size(), width);
    return lines_of(trace_text(error, false, width)).front();
  };
  const std::string columns =
      "      CPU0                    CPU1                    CPU2              "
      " "
      "     CPU3";
  EXPECT_EQ(head(100), columns);
  EXPECT_EQ(head(99), head(80)) << "too narrow: a listing";
  EXPECT_GT(head(400).size(), columns.size());
  EXPECT_LT(head(400).size(), 200u) << "the eye loses the row";
}

TEST(Trace, LongOnesStayUnderFortyLines) {
  Error error;
  for (unsigned i = 0; i < 500; ++i)
    error.trace.push_back({i % 2,
                           "count 1 -> 2 acquire",
                           "inc",
                           {lock, i + 1},
                           i % 7 ? "get" : "put",
                           {},
                           "count",
                           true});
  EXPECT_LT(lines_of(trace_text(error, false)).size(), 60u);
  EXPECT_TRUE(trace_text(Error(), false).empty());
}

TEST(Trace, SpeaksTheKernelsLanguage) {
  EXPECT_EQ(kernel_name("vma_start_read<a::platform, b::lock>"),
            "vma_start_read");
  EXPECT_EQ(kernel_name("operator<"), "operator<");
  EXPECT_EQ(value_text(1048575), "1048575");
  EXPECT_EQ(value_text(1073741825), "0x40000001");
  EXPECT_EQ(value_text(-1048576), "-0x100000");
}

TEST(Trace, LeavesOutWhatOneThreadKeepsToItself) {
  const auto steps = relevant_steps(*violated().error, 100);
  ASSERT_EQ(steps.size(), 5u);
  EXPECT_EQ(steps[0], 2u);  // writer_add
}

TEST(Junit, Matrix) {
  Document document;
  document.runs = matrix();
  document.runs[1].error->message += " <&\">\x01";
  expect_golden(testdata + "matrix.junit.golden", junit_report(document));
}

TEST(Explain, EveryCodeHasItsPage) {
  std::set<std::string> pages;
  for (unsigned i = 0; i < error_kinds; ++i) {
    const std::string page = explain(static_cast<ErrorKind>(i));
    expect_tidy(page);
    pages.insert(page);
  }
  EXPECT_EQ(pages.size(), error_kinds);
  expect_golden(testdata + "explain_E07.text.golden",
                explain(ErrorKind::deadlock));
  expect_tidy(error_list());
}

}  // namespace
}  // namespace vmalock
