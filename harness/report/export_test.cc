// SPDX-License-Identifier: MIT
// Method: one small execution with a race, message passing without the release,
// written by hand; golden files of every export of it, and the edges by name.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/base/check.h"
#include "harness/report/dot.h"
#include "harness/report/execution_view.h"
#include "harness/report/golden.h"
#include "harness/report/html.h"
#include "harness/report/litmus.h"
#include "harness/report/sarif.h"
#include "harness/report/text.h"
#include "harness/report/why.h"
#include "harness/result/json.h"

namespace vmalock {
namespace {

using enum graph::EventKind;
const std::string testdata = "harness/report/testdata/";

TraceStep step(unsigned thread, const char* site, unsigned line,
               const GraphEvent& event) {
  return {thread,
          "",
          site,
          {"cases/pass.h", line},
          thread == 0 ? "writer" : "reader",
          event};
}

/// CPU0: data = 42; flag = 1.  CPU1: waits for flag; reads data.
RunResult race() {
  RunResult run;
  run.question = {
      "pass",    "small", "graph", "rc11", {{"flag_store", Ordering::relaxed}},
      {1, 1, 1}, ""};
  run.verdict = Verdict::violated;
  run.notes = {"bounded: more threads or rounds may behave differently"};
  run.executions = 1;
  Error error;
  error.kind = ErrorKind::data_race;
  error.message = "data: unordered with the write at cases/pass.h:4";
  error.where = {"cases/pass.h", 9};
  error.locations = {
      {"data", 0, true}, {"flag", 0, false, 4}, {"own", 7, false, 4}};
  error.trace = {
      step(0, "", 3, {rmw, Ordering::relaxed, 2, 7, 8, -1, 1}),
      step(0, "", 4, {store, Ordering::plain, 0, 0, 42, -1, 1}),
      step(0, "flag_store", 5, {store, Ordering::relaxed, 1, 0, 1, -1, 1}),
      step(1, "flag_wait", 8, {load, Ordering::acquire, 1, 1, 0, 2}),
      step(0, "", 6, {store, Ordering::relaxed, 1, 0, 2, -1, 2}),
      step(1, "", 9, {load, Ordering::plain, 0, 42, 0, 1})};
  error.first = 1;
  error.second = 5;
  error.witness = "aab";
  error.remedies = {{{{"flag_store", Ordering::release}}, Verdict::holds}};
  error.remedies_tried = 1;
  error.machines = {{"lkmm", MachineAnswer::Answer::allowed},
                    {"x86", MachineAnswer::Answer::unmapped, "f()"}};
  run.error = error;
  return run;
}

Document document() {
  Document d;
  d.tool = {"0", "compiler", "vmalock check"};
  d.host = {"Linux", "x86_64", 2};
  RunResult holds = race();
  holds.question.orderings.clear();
  holds.error.reset();
  holds.verdict = Verdict::holds;
  holds.outcomes = {{{{"data[0]", 42}}, 2}};
  d.runs = {holds, race()};
  return d;
}

TEST(ExecutionView, HistoryEndsAtTheRace) {
  const RunResult run = race();
  const std::vector<bool> before = {true, true, true, true, false, true};
  EXPECT_EQ(history(*run.error), before);
  const std::vector<bool> told = {false, true, true, true, false, true};
  EXPECT_EQ(telling_steps(*run.error), told);
}

TEST(ExecutionView, Edges) {
  using Edge = GraphEdge::Kind;
  const RunResult run = race();
  const std::vector<GraphEdge> expected = {
      {Edge::po, 0, 1}, {Edge::po, 1, 2}, {Edge::po, 2, 4},
      {Edge::po, 3, 5}, {Edge::co, 2, 4}, {Edge::rf, 2, 3},
      {Edge::fr, 3, 4}, {Edge::rf, 1, 5}, {Edge::race, 1, 5}};
  std::vector<GraphEdge> found =
      edges_between(*run.error, std::vector<bool>(6, true));
  EXPECT_EQ(found.size(), expected.size());
  for (const GraphEdge& edge : expected)
    EXPECT_NE(std::find(found.begin(), found.end(), edge), found.end())
        << name(edge.kind) << " " << edge.from << " " << edge.to;
}

TEST(Why, SaysWhichEdgeIsMissing) {
  RunResult run = race();
  std::vector<std::string> lines = why(run);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_NE(lines[0].find("(step 2) before the read"), std::string::npos);
  EXPECT_NE(lines[1].find("step 3 were a release (it is relaxed)"),
            std::string::npos)
      << lines[1];
  run.error->trace[2].event->order = Ordering::release;
  run.error->trace[3].event->order = Ordering::relaxed;
  lines = why(run);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_NE(lines[1].find("step 4 were an acquire"), std::string::npos);
  run.error->kind = ErrorKind::failed_requirement;
  run.error->trace[5].event->rf = -1;
  lines = why(run);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(lines[0].find("the initial value; step 2 has overwritten it"),
            std::string::npos)
      << lines[0];
}

TEST(Why, RemediesAreThoseThatWereTried) {
  RunResult run = race();
  EXPECT_EQ(machines_text(*run.error),
            "LKMM allows it; no machine was asked: no mapping of f()");
  // The steps that a report shows are not all that the execution needs.
  run.error->machines[0].answer = MachineAnswer::Answer::forbidden;
  EXPECT_EQ(machines_text(*run.error).find("not known"), 0u);
  ASSERT_EQ(remedies(run).size(), 1u);
  EXPECT_EQ(remedies(run)[0].find("flag_store=release forbids"), 0u);
  // What was not decided is no failure: it may be the cure.
  run.error->remedies[0].verdict = Verdict::unknown;
  ASSERT_EQ(remedies(run).size(), 1u);
  EXPECT_NE(remedies(run)[0].find("not decided in the time they had: "
                                  "flag_store=release"),
            std::string::npos)
      << remedies(run)[0];
  run.error->remedies.clear();
  ASSERT_EQ(remedies(run).size(), 1u);
  EXPECT_NE(remedies(run)[0].find("makes the case hold"), std::string::npos);
}

TEST(Golden, TextWithAGraph) {
  expect_golden(testdata + "race.text.golden", run_text(race(), {}));
}

TEST(Golden, Json) {
  expect_golden(testdata + "race.json.golden", to_json(document()));
}

TEST(Golden, Dot) {
  expect_golden(testdata + "race.dot.golden", dot_report(document(), false));
  EXPECT_EQ(dot_report({}, false).find("digraph"), std::string::npos);
}

TEST(Golden, Sarif) {
  const std::string text = sarif_report(document(), "");
  expect_golden(testdata + "race.sarif.golden", text);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["version"], "2.1.0");
  const auto& results = json["runs"][0]["results"];
  ASSERT_EQ(results.size(), 1u) << "a case that holds is no result";
  EXPECT_EQ(results[0]["ruleId"], "E02");
  EXPECT_TRUE(results[0]["suppressions"].empty());
}

TEST(Sarif, AListedBugIsSuppressed) {
  Document d = document();
  d.runs[1].question.orderings.clear();
  d.runs[1].expected = Expectation{"B-20", "data race", true};
  const auto json = nlohmann::json::parse(sarif_report(d, ""));
  const auto& suppressions = json["runs"][0]["results"][0]["suppressions"];
  ASSERT_EQ(suppressions.size(), 1u);
  EXPECT_EQ(suppressions[0]["kind"], "external");
  EXPECT_EQ(suppressions[0]["status"], "accepted");
  EXPECT_NE(suppressions[0]["justification"].get<std::string>().find("B-20"),
            std::string::npos);
}

TEST(Sarif, PathsHaveAFolder) {
  Document d = document();
  const auto base = [](const Document& of, const std::string& root) {
    return nlohmann::json::parse(sarif_report(of, root))["runs"][0];
  };
  EXPECT_EQ(base(d, "/home/a b")["originalUriBaseIds"]["SRCROOT"]["uri"],
            "file:///home/a%20b/");
  EXPECT_FALSE(base(d, "")["originalUriBaseIds"]["SRCROOT"].contains("uri"));
  const auto id = [&](std::size_t of) {
    return base(d, "")["results"][of]["locations"][0]["physicalLocation"]
                      ["artifactLocation"]["uriBaseId"]
                          .get<std::string>();
  };
  EXPECT_EQ(id(0), "SRCROOT");
  // Of a kernel tree's lock, a case is not in that tree.
  d.runs[1].question.build = "0123";
  EXPECT_EQ(id(0), "VMALOCK");
  d.runs[1].error->where.file = "mm/mmap_lock.c";
  EXPECT_EQ(id(0), "SRCROOT");
}

TEST(Golden, Litmus) {
  expect_golden(testdata + "race.litmus.golden", litmus_report(race()));
  expect_golden(testdata + "race_fixed.litmus.golden",
                litmus_report(race(), {{"flag_store", Ordering::release}}));
  EXPECT_THROW(litmus_report(document().runs[0]), UserError);
  RunResult closes = race();
  closes.error->message = "ends *) and begins (* a comment";
  EXPECT_NE(litmus_report(closes).find("ends * ) and begins ( * a comment"),
            std::string::npos)
      << litmus_report(closes);
  RunResult alone = race();
  alone.error->kind = ErrorKind::failed_requirement;
  alone.error->first = alone.error->second = -1;
  for (TraceStep& step : alone.error->trace) step.thread = 0;
  EXPECT_FALSE(can_be_litmus(alone)) << "one thread shares nothing";
}

std::optional<std::string> source(const std::string& impl,
                                  const std::string& path) {
  if (impl != "small" || path != "cases/pass.h") return std::nullopt;
  return "// </script> \"quoted\"\nline 2\n";
}

const Library library{source,
                      [](const std::string& bug) { return bug + ": listed"; }};

TEST(Golden, HtmlData) {
  expect_golden(testdata + "race.html.golden", html_data(document(), library));
}

TEST(Html, OnePageThatLoadsNothing) {
  const std::string page = html_report(document(), library);
  for (const char* part : {"<!DOCTYPE html>", "@media print", "'use strict'"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
  for (const char* part : {"src=", "href=", "@import", "url(http", "/*DATA*/"})
    EXPECT_EQ(page.find(part), std::string::npos) << part;
  std::size_t ends = 0;
  for (std::size_t at = 0; (at = page.find("</script>", at)) != page.npos; ++at)
    ++ends;
  EXPECT_EQ(ends, 2u) << "a source's text ends an element";
}

/// Drives the page as a reader would, and leaves what it saw in the title.
constexpr const char* reader = R"(<script>
document.addEventListener('drawn', () => {
const key = k => document.dispatchEvent(new KeyboardEvent('keydown', {key: k}));
const place = () => document.getElementById('place').textContent;
const seen = [document.querySelectorAll('.cell').length];
document.getElementById('cell1').click();
seen.push(document.querySelectorAll('.node').length,
          document.querySelectorAll('.node.guilty').length,
          document.querySelectorAll('path.edge.rf').length, place());
key('ArrowLeft');
seen.push(place(), document.querySelectorAll('.node.later').length,
          document.querySelector('.source .at') ? 'line' : 'no line',
          location.hash);
key('Home');
seen.push(place());
key('End');
seen.push(place(), document.title,
          document.querySelectorAll('.link.cause').length,
          document.documentElement.scrollWidth <= innerWidth);
key('a');
seen.push(document.querySelectorAll('.node').length);
key('Escape');
seen.push(document.activeElement.id);
const filter = document.getElementById('filter');
filter.value = 'violated';
filter.dispatchEvent(new Event('input'));
seen.push(document.querySelectorAll('.cell:not([hidden])').length,
          document.getElementById('count').textContent);
document.title = seen.join('|');
});
</script>)";

TEST(Html, WorksInChromium) {
  if (std::system("chromium --version >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "no chromium here: apt-get install chromium";
  std::string folder =
      (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const Library lines{
      [](const std::string&, const std::string&) {
        return std::optional<std::string>("1\n2\n3\n4\n5\n6\n7\n8\n9");
      },
      nullptr};
  std::ofstream(folder + "/page.html")
      << html_report(document(), lines) << reader;
  const std::string command =
      "timeout 120 chromium --headless --no-sandbox --disable-gpu "
      "--virtual-time-budget=5000 --user-data-dir=" +
      folder + "/profile --dump-dom file://" + folder +
      "/page.html 2>/dev/null";
  std::string dom;
  FILE* pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  char block[4096];
  for (std::size_t n; (n = fread(block, 1, sizeof block, pipe)) > 0;)
    dom.append(block, n);
  pclose(pipe);
  std::filesystem::remove_all(folder);
  const std::size_t begin = dom.find("<title>");
  ASSERT_NE(begin, std::string::npos) << "chromium printed: " << dom;
  EXPECT_EQ(dom.substr(begin + 7, dom.find("</title>") - begin - 7),
            "2|4|2|2|step 6 of 6|step 4 of 6|1|line|#run=1&amp;step=2|"
            "step 2 of 6|step 6 of 6|pass on small + flag_store=relaxed: "
            "violated – vmalock|5|true|6|cell1|1|1 of 2 runs");
}

}  // namespace
}  // namespace vmalock
