// SPDX-License-Identifier: MIT
// Method: whole command lines against engines that return what the test wants;
// exit status, what is said, and what the engine was asked.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "harness/cli/arguments.h"
#include "harness/cli/cli_fixture.h"
#include "harness/result/json.h"
#include "harness/result/token.h"

namespace vmalock::cli {
namespace {

TEST(Options, Seconds) {
  EXPECT_DOUBLE_EQ(parse_seconds("500ms"), 0.5);
  EXPECT_DOUBLE_EQ(parse_seconds("30s"), 30);
  EXPECT_DOUBLE_EQ(parse_seconds("2m"), 120);
  EXPECT_DOUBLE_EQ(parse_seconds("1.5"), 1.5);
  for (const char* wrong : {"", "banana", "0s", "-3s", "3 days", "inf", "nan"})
    EXPECT_THROW(parse_seconds(wrong), UserError) << wrong;
}

TEST_F(Cli, BareTeachesAndIsNoSuccess) {
  EXPECT_EQ(run({}), 64);
  for (const char* word : {"check", "diff", "stress", "bench", "--set"})
    EXPECT_TRUE(out_has(word)) << word;
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_EQ(run({"check", "--help"}), 0);
  EXPECT_TRUE(out_has("--max-executions"));
  EXPECT_EQ(run({"--version"}), 0);
}

TEST_F(Cli, CheckRunsEverythingButMutantsAtTheDefaultBound) {
  EXPECT_EQ(run({"check"}), 0) << out_.str() << err_.str();
  ASSERT_EQ(graph_.requests.size(), 6u);
  EXPECT_EQ(graph_.requests[0].question.model, "rc11");
  EXPECT_EQ(graph_.requests[0].question.bound, (Bound{2, 1, 1}));
  EXPECT_TRUE(out_has("EXPECTED    B-1"));
  EXPECT_TRUE(out_has("it is a fake"));
}

TEST_F(Cli, ExitStatusIsTheWorstRun) {
  graph_.fails("detach_waits", "refcnt-6.15", ErrorKind::use_after_free);
  EXPECT_EQ(run({"check"}), 1);
  EXPECT_TRUE(
      out_has("replay: vmalock replay "
              "detach_waits:refcnt-6.15:graph/rc11:1.1.1:AQMB"));
  graph_.changes[{"detach_waits", "refcnt-6.15"}] = [](RunResult& result) {
    result.verdict = Verdict::unknown;
    result.reason = "time limit";
  };
  EXPECT_EQ(run({"check"}), 2);
  EXPECT_EQ(run({"check", "--case", "reader*"}), 0);
}

TEST_F(Cli, KnownBugThatIsNotFoundFails) {
  graph_.changes.clear();
  EXPECT_EQ(run({"check"}), 1);
  EXPECT_TRUE(out_has("MISSED"));
  // A stronger machine need not show it, nor a run that was cut short.
  EXPECT_EQ(run({"check", "--model", "tso"}), 0);
  EXPECT_EQ(run({"check", "--time", "1s"}), 0);
  graph_.fails("sleeper_is_woken", "rwsem-6.5", ErrorKind::leak);
  EXPECT_EQ(run({"check"}), 1);
}

TEST_F(Cli, MutantsRunWhenTheyAreAskedFor) {
  EXPECT_EQ(run({"check", "--mutants"}), 0);
  EXPECT_EQ(graph_.requests.size(), 9u);
  EXPECT_EQ(run({"check", "--impl", "no-recheck"}), 0);
  EXPECT_EQ(graph_.requests.size(), 3u);
  EXPECT_EQ(run({"check", "--impl", "r*"}), 0);
  EXPECT_EQ(graph_.requests.size(), 6u);
  graph_.changes.clear();
  EXPECT_EQ(run({"check", "--impl", "no-recheck"}),
            1);  // the planted bug hides
}

TEST_F(Cli, OptionsReachTheEngine) {
  EXPECT_EQ(run(words("check --impl refcnt-6.15 --case reader_* --model sc "
                      "--readers 3 --writers 0 --rounds 2 --time 2m "
                      "--max-executions 99 --max-events 77 --seed 5 --jobs 2 "
                      "--set reader_inc=relaxed")),
            0)
      << err_.str();
  ASSERT_EQ(graph_.requests.size(), 1u);
  const RunRequest& request = graph_.requests[0];
  EXPECT_EQ(request.question.model, "sc");
  EXPECT_EQ(request.question.bound, (Bound{3, 0, 2}));
  EXPECT_EQ(request.limits.seconds, 120.0);
  EXPECT_EQ(request.limits.executions, 99u);
  EXPECT_EQ(request.limits.events, 77u);
  EXPECT_EQ(request.seed, 5u);
  EXPECT_EQ(request.jobs, 2u);
  EXPECT_TRUE(out_has("reader_inc=relaxed"));
}

TEST_F(Cli, SetRunsOnlyWhatItChanges) {
  EXPECT_EQ(
      run({"check", "--set", "old_lock_read=relaxed", "--case", "detach*"}), 0);
  ASSERT_EQ(graph_.requests.size(), 1u);
  EXPECT_EQ(graph_.requests[0].binding->impl->name, "rwsem-6.5");
}

TEST_F(Cli, RefusesWrongNames) {
  refused({"chekc"}, {"unknown command 'chekc'", "did you mean 'check'?"});
  refused({"check", "--modle", "sc"}, {"did you mean '--model'?"});
  refused({"check", "extra"}, {"unknown implementation 'extra'"});
  refused({"replay", "a", "extra"}, {"'extra' was not expected"});
  refused({"check", "--case", "detach_wait"},
          {"unknown case", "did you mean 'detach_waits'?"});
  refused({"check", "--case", "zzz*"}, {"unknown case 'zzz*'", "list cases"});
  refused({"check", "--impl", "refcnt-6.51"},
          {"unknown implementation", "did you mean 'refcnt-6.15'?"});
  refused({"check", "--engine", "grpah"}, {"did you mean 'graph'?"});
  refused({"check", "--model", "rc12"},
          {"did you mean 'rc11'?", "sc, tso, rc11"});
  refused({"check", "--engine", "relacy", "--model", "sc"},
          {"no choice of memory model"});
  refused({"list", "case"}, {"did you mean 'cases'?"});
  refused({"list", "sites"}, {"of which implementation"});
  refused({"list", "sites", "refcnt"}, {"did you mean 'refcnt-6.15'?"});
  refused({"explain", "E99"}, {"unknown topic"});
  refused({"explain", "detach_wait"}, {"did you mean 'detach_waits'?"});
  refused({"diff", "rwsem-6.5", "refcnt"}, {"did you mean 'refcnt-6.15'?"});
}

TEST_F(Cli, ARowWhoseModelHidesAListedBugSaysSo) {
  graph_.changes.clear();
  const auto starred = [this] { return out_.str().find("HOLDS*"); };
  EXPECT_EQ(run({"check", "--model", "sc"}), 0);
  EXPECT_NE(starred(), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("* sleeper_is_woken on rwsem-6.5: known bug B-1 "
                            "shows at 1r+1w x1, under"),
            std::string::npos)
      << out_.str();
  EXPECT_EQ(run({"check", "--model", "rc11"}), 1) << "it is missed";
  EXPECT_EQ(starred(), std::string::npos) << out_.str();
}

TEST_F(Cli, TextOfOthersControlsNeitherTerminalNorPage) {
  const std::string evil = "\033[2J<!--<script></script>";
  graph_.changes[{"detach_waits", "refcnt-6.15"}] = [&](RunResult& result) {
    result.verdict = Verdict::violated;
    result.error = Error{ErrorKind::deadlock, evil, {evil, 1}, {}, "AQMB"};
  };
  const std::string html = folder_ + "/run.html";
  const std::string json = folder_ + "/run.json";
  EXPECT_EQ(run({"check", "--out", "html:" + html, "--out", "json:" + json}),
            1);
  EXPECT_EQ(out_.str().find('\033'), std::string::npos) << out_.str();
  EXPECT_EQ(run({"report", json}), 1);
  EXPECT_NE(out_.str().find("?[2J"), std::string::npos) << out_.str();
  EXPECT_EQ(out_.str().find('\033'), std::string::npos) << out_.str();
  std::ostringstream page;
  page << std::ifstream(html).rdbuf();
  EXPECT_EQ(page.str().find("<!--<script>"), std::string::npos);
  EXPECT_EQ(run({"check", "--impl", "\033[31m"}), 64);
  EXPECT_EQ(err_.str().find('\033'), std::string::npos) << err_.str();
}

TEST_F(Cli, RefusesWrongNumbers) {
  refused({"check", "--time", "banana"}, {"'banana' is no time", "30s"});
  refused({"check", "--readers", "9", "--case", "reader_excludes_writer"},
          {"--readers 9", "reader_excludes_writer", "at most 3"});
  refused({"check", "--writers", "0", "--case", "detach_waits"},
          {"--writers 0", "detach_waits", "write --writers 1 or more"});
  refused({"check", "--readers", "0", "--writers", "0"},
          {"without any thread"});
  refused({"check", "--rounds", "0"}, {"--rounds 1"});
  refused({"check", "--readers", "-1"}, {"--readers"});
  refused({"check", "--jobs", "0"}, {"--jobs", "from 1 to 256"});
  refused({"check", "--max-executions", "0"}, {"--max-executions"});
  refused({"check", "--max-events", "0"}, {"--max-events"});
  refused({"check", "--seed", "many"}, {"--seed"});
  refused({"check", "--seed", "-1"}, {"--seed", "0 to"});
  refused({"check", "--max-executions", "-1"}, {"--max-executions", "0 to"});
  refused({"check", "--max-executions", "18446744073709551616"},
          {"--max-executions"});
  refused({"check", "--jobs", "1000000000"}, {"--jobs", "256"});
  refused({"litmus", "--jobs", "0", "MP.litmus"}, {"--jobs", "from 1 to 256"});
  refused({"check", "--readers", "4294967297"}, {"--readers"});
  refused({"check", "--max-events", "1.5"}, {"--max-events"});
  refused({"check", "--model", ""}, {"--model", "empty"});
  refused({"diff", "rwsem-6.5", "refcnt-6.15", "--baseline", ""},
          {"--baseline", "empty"});
  refused({"diff", "r*", "refcnt-6.15"}, {"'r*' is a glob"});
}

TEST_F(Cli, UnnamedCasesGetTheNearestBoundTheyHave) {
  EXPECT_EQ(run({"check", "--readers", "9"}), 0);
  EXPECT_NE(err_.str().find("--readers 9: 3 of 3 cases"), std::string::npos)
      << err_.str();
  EXPECT_EQ(graph_.requests.at(0).question.bound.readers, 3u);
  EXPECT_EQ(run({"check", "--writers", "0"}), 0);
  EXPECT_EQ(graph_.requests.back().question.bound.writers, 1u);
}

TEST_F(Cli, RefusesWrongOrderings) {
  refused({"check", "--set", "reader_inc"}, {"SITE=ORDERING"});
  refused({"check", "--set", "reader_imc=relaxed"},
          {"unknown site", "did you mean 'reader_inc'?"});
  refused({"check", "--set", "reader_inc=relxed"},
          {"no ordering 'relxed'", "did you mean 'relaxed'?",
           "relaxed, acquire, release, acq_rel, seq_cst"});
  refused({"check", "--set", "seq_recheck=release"},
          {"cannot have this ordering", "a load",
           "plain, relaxed, ctrl, addr, acquire, seq_cst"});
  refused(
      {"check", "--set", "reader_inc=relaxed", "--set", "reader_inc=release"},
      {"--set reader_inc=relaxed and --set reader_inc=release contradict"});
  refused({"check", "--engine", "native", "--set", "reader_inc=relaxed"},
          {"compiled in", "--engine graph"});
}

TEST_F(Cli, InterruptedRunStillWrites) {
  graph_.changes[{"reader_excludes_writer", "refcnt-6.15"}] =
      [](RunResult& result) {
        stop_requested = true;
        result.verdict = Verdict::unknown;
        result.reason = "interrupted after 7 executions";
      };
  const std::string json = folder_ + "/run.json";
  EXPECT_EQ(run({"check", "--out", "json:" + json}), 2);
  EXPECT_EQ(graph_.requests.size(), 2u);
  const Document document = read_json_file(json);
  ASSERT_EQ(document.runs.size(), 6u);
  EXPECT_EQ(document.runs[0].verdict, Verdict::holds);
  EXPECT_EQ(document.runs[5].reason, "not run: interrupted");
}

TEST_F(Cli, Diff) {
  EXPECT_EQ(run({"diff", "rwsem-6.5", "refcnt-6.15", "--case", "[rd]*"}), 0)
      << out_.str() << err_.str();
  graph_.changes[{"detach_waits", "refcnt-6.15"}] = [](RunResult& result) {
    result.outcomes.push_back({{{"x", 1}}, 1});
  };
  EXPECT_EQ(run({"diff", "rwsem-6.5", "refcnt-6.15", "--case", "[rd]*"}), 1);
  EXPECT_TRUE(out_has("only new: x=1"));
  const std::string json = folder_ + "/old.json";
  run({"check", "--impl", "rwsem-6.5", "--out", "json:" + json});
  EXPECT_EQ(run({"diff", json, "refcnt-6.15", "--case", "[rd]*"}), 1);
  EXPECT_EQ(run({"diff", json, "refcnt-6.15", "--case", "detach_waits",
                 "--model", "sc"}),
            64);  // recorded with rc11: nothing to compare
}

TEST_F(Cli, DiffOfAProposalChangesTheNewSide) {
  EXPECT_EQ(run({"diff", "refcnt-6.15", "refcnt-6.15", "--set",
                 "reader_inc=relaxed", "--case", "detach_waits"}),
            0);
  ASSERT_EQ(graph_.requests.size(), 2u);
  EXPECT_TRUE(graph_.requests[0].question.orderings.empty());
  EXPECT_EQ(graph_.requests[1].question.orderings.at("reader_inc"),
            Ordering::relaxed);
}

TEST_F(Cli, Crosscheck) {
  EXPECT_EQ(run({"crosscheck"}), 0) << err_.str() << out_.str();
  relacy_.changes.clear();  // relacy misses the known bug: a blind spot
  EXPECT_EQ(run({"crosscheck"}), 0);
  EXPECT_TRUE(out_has("EXPLAINED"));
  relacy_.fails("detach_waits", "refcnt-6.15", ErrorKind::livelock);
  EXPECT_EQ(run({"crosscheck"}), 0);
  relacy_.fails("detach_waits", "refcnt-6.15", ErrorKind::data_race);
  EXPECT_EQ(run({"crosscheck"}), 1);
  EXPECT_TRUE(out_has("DISAGREE"));
}

TEST_F(Cli, Replay) {
  Token asked = {{"reader_excludes_writer",
                  "refcnt-6.15",
                  "graph",
                  "rc11",
                  {{"reader_inc", Ordering::relaxed}},
                  {2, 1, 1},
                  ""},
                 "AQMB"};
  const std::string token = to_text(asked);
  EXPECT_EQ(run({"replay", token}), 0) << err_.str();
  ASSERT_EQ(graph_.requests.size(), 1u);
  EXPECT_EQ(graph_.requests[0].question.bound, (Bound{2, 1, 1}));
  EXPECT_EQ(run({"replay", token, "--gdb"}), 0);
  EXPECT_EQ(gdb_, token);
  refused({"replay", token.substr(0, token.size() - 9)}, {"it is cut"});
  asked.witness = "other";
  refused({"replay", to_text(asked)}, {"no such witness"});
  refused({"replay", "nonsense"}, {"is no replay token"});
  asked.question.case_name = "*";
  refused({"replay", to_text(asked)}, {"unknown case"});
}

TEST_F(Cli, StressSaysWhetherAViolationWasSeen) {
  native_.changes.clear();
  EXPECT_EQ(run({"stress", "--case", "detach_waits", "--time", "10ms"}), 0);
  EXPECT_TRUE(out_has("Observation detach_waits/refcnt-6.15 Never 0 7"));
  ASSERT_EQ(native_.requests.size(), 2u);
  EXPECT_EQ(native_.requests[0].limits.seconds, 0.01);
  native_.changes[{"detach_waits", "rwsem-6.5"}] = [](RunResult& result) {
    result.verdict = Verdict::unknown;
    result.executions = 0;
  };
  EXPECT_EQ(run({"stress", "--case", "detach_waits"}), 2);
  EXPECT_FALSE(out_has("Observation detach_waits/rwsem-6.5")) << out_.str();
  native_.fails("detach_waits", "rwsem-6.5", ErrorKind::failed_requirement);
  EXPECT_EQ(run({"stress"}), 1);
}

TEST_F(Cli, OtherLayersGetTheirArguments) {
  EXPECT_EQ(run({"bench", "--impl", "rwsem-6.5", "--repetitions", "3", "--out",
                 "json:b.json"}),
            0);
  EXPECT_EQ(benched_.impls, Arguments{"rwsem-6.5"});
  EXPECT_EQ(benched_.repetitions, 3u);
  EXPECT_EQ(benched_.command, "vmalock test");
  EXPECT_EQ(run({"litmus", "--model", "sc", "MP.litmus"}), 1);
  EXPECT_EQ(litmus_.model, "sc");
  EXPECT_EQ(litmus_.files, Arguments{"MP.litmus"});
}

}  // namespace
}  // namespace vmalock::cli
