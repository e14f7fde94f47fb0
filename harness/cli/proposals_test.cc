// SPDX-License-Identifier: MIT
// Method: command lines of propose, sweep, repair and diff against engines
// whose answers are known; files that are wrong in one place each.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "harness/cli/app.h"
#include "harness/report/golden.h"
#include "harness/study/cost.h"
#include "harness/study/testing/rule_engine.h"

namespace vmalock::cli {
namespace {

using study::testing::at_site;
using study::testing::orderings_of;
using study::testing::RuleEngine;
using enum Ordering;

/// a must stay an acquire; e = relaxed shows one outcome more.
std::optional<ErrorKind> rule(const std::string& case_name,
                              const OrderingTable& t) {
  if (case_name == "second_case" && !acquires(at_site(t, "a")))
    return ErrorKind::data_race;
  return std::nullopt;
}

class Proposals : public ::testing::Test {
 protected:
  Proposals() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    stop_requested = false;
    engine_.change = [](const RunRequest& request, RunResult& result) {
      if (at_site(orderings_of(request), "e") == relaxed)
        result.outcomes.push_back({{{"x", 1}}, 1, "AQMB"});
    };
  }
  ~Proposals() override {
    std::filesystem::remove_all(folder_);
    stop_requested = false;
  }

  int run(const std::string& line) {
    out_.str("");
    err_.str("");
    std::istringstream in(line);
    Engine* const engines[] = {&engine_};
    const Context context{.engines = engines,
                          .out = out_,
                          .err = err_,
                          .command_line = "vmalock test"};
    return run_app(context, {std::istream_iterator<std::string>(in), {}});
  }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
    return folder_ + "/" + name;
  }
  std::string read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  bool out_has(const std::string& text) const {
    return out_.str().find(text) != std::string::npos;
  }
  /// Status 64, nothing run, and these words in the complaint.
  void refused(const std::string& line, const std::vector<std::string>& words) {
    engine_.runs = 0;
    EXPECT_EQ(run(line), 64) << line;
    EXPECT_EQ(engine_.runs, 0u) << line;
    std::string said = err_.str();
    for (std::size_t at; (at = said.find("\n         ")) != said.npos;)
      said.replace(at, 10, " ");
    for (const std::string& word : words)
      EXPECT_NE(said.find(word), std::string::npos) << word << "\n" << said;
  }
  /// A file with this text is refused.
  void wrong_file(const std::string& text,
                  const std::vector<std::string>& words) {
    refused("propose --file " + write("wrong.toml", text), words);
  }

  RuleEngine engine_{rule, {"a", "b", "c", "e"}};
  std::ostringstream out_, err_;
  std::string folder_;
};

TEST(Cost, SaysWhichInstructionDisappears) {
  EXPECT_EQ(study::cost_text(Primitive::load, acquire, relaxed),
            "arm64: ldar becomes ldr; x86: mov either way");
  EXPECT_EQ(study::cost_text(Primitive::fence, mb, none),
            "arm64: dmb ish disappears; x86: lock addl (smp_mb) disappears");
  EXPECT_EQ(study::cost_text(Primitive::fence, none, wmb),
            "arm64: dmb ishst is added; x86: no instruction either way");
  EXPECT_EQ(study::cost_text(Primitive::store, release, relaxed),
            "arm64: stlr becomes str; x86: mov either way");
}

TEST_F(Proposals, VerdictsAndStatus) {
  EXPECT_EQ(run("propose rules --set a=relaxed"), 1) << err_.str();
  EXPECT_TRUE(out_.str().starts_with("BROKEN")) << out_.str();
  EXPECT_TRUE(out_has("by second_case (E02 data race)"));
  EXPECT_TRUE(out_has("arm64: ldar becomes ldr"));
  EXPECT_TRUE(out_has("replay: vmalock replay second_case:rules+a=relaxed"));
  EXPECT_EQ(run("propose rules --set e=acquire"), 0);
  EXPECT_TRUE(out_.str().starts_with("NO DIFFERENCE")) << out_.str();
  EXPECT_EQ(run("propose rules --set e=relaxed"), 0);
  EXPECT_TRUE(out_.str().starts_with("SAFE")) << out_.str();
  EXPECT_TRUE(out_has("only new: x=1"));
  // No case looks at f, so there is nothing to conclude from.
  EXPECT_EQ(run("propose rules --set f=plain"), 2);
  EXPECT_TRUE(out_.str().starts_with("UNKNOWN")) << out_.str();
  EXPECT_TRUE(out_has("because: no case passes a changed site"));
  EXPECT_TRUE(out_has("no case passes f: this says nothing about it"));
  // One of two is looked at.
  EXPECT_EQ(run("propose rules --set f=plain --set e=acquire"), 0);
  EXPECT_EQ(run("propose rules --set a=ctrl"), 0);
  EXPECT_TRUE(out_has("not visible: a=ctrl: rc11 runs as acquire"));
}

TEST_F(Proposals, CaseThatPassesNoChangedSiteIsNotRunAgain) {
  EXPECT_EQ(run("propose rules --set f=plain"), 2);
  EXPECT_EQ(engine_.runs, 2u);
  engine_.runs = 0;
  EXPECT_EQ(run("propose rules --set e=acquire"), 0);
  EXPECT_EQ(engine_.runs, 4u);
}

TEST_F(Proposals, SuiteChecksExpectations) {
  write("one.toml",
        "impl = \"rules\"\n"
        "[[proposal]]\nname = \"weak a\"\nset = { a = \"relaxed\" }\n"
        "expect = \"broken\"\nby = \"second_case\"\n"
        "[[proposal]]\nname = \"e\"\nset = { e = \"relaxed\" }\n"
        "expect = \"safe\"\n");
  EXPECT_EQ(run("propose --dir " + folder_), 0) << out_.str() << err_.str();
  EXPECT_TRUE(out_has("PASSED  2 proposals: 2 as they should be"));
  EXPECT_TRUE(out_has("weak a: E02 second_case"));
  write("two.toml",
        "[[proposal]]\nimpl = \"rules\"\nset = { a = \"relaxed\" }\n"
        "expect = \"broken\"\nby = \"first_case\"\n"
        "[[proposal]]\nimpl = \"rules\"\nset = { e = \"relaxed\" }\n"
        "expect = \"no difference\"\n");
  EXPECT_EQ(run("propose --dir " + folder_), 1);
  EXPECT_TRUE(out_has("FAILED  4 proposals: 2 as they should be, 2 not"));
  EXPECT_TRUE(out_has("two.toml:1: a=relaxed")) << out_.str();
  EXPECT_TRUE(out_has("expected first_case to break, it does not"));
  EXPECT_TRUE(out_has("expected NO DIFFERENCE, found SAFE"));
  EXPECT_EQ(run("propose --dir " + folder_ + " --out json:-"), 1);
  EXPECT_TRUE(out_has("\"complaint\": \"expected NO DIFFERENCE, found SAFE\""));
}

TEST_F(Proposals, UnknownIsNoSuccess) {
  engine_.change = [](const RunRequest&, RunResult& result) {
    result.verdict = Verdict::unknown;
    result.reason = "limit of executions";
  };
  EXPECT_EQ(run("propose rules --set e=acquire --max-executions 5"), 2);
  EXPECT_TRUE(out_has("because: ")) << out_.str();
  EXPECT_EQ(run("repair rules"), 2);
  EXPECT_EQ(run("sweep rules"), 2);
}

TEST_F(Proposals, InterruptedSuiteIsUnknown) {
  const std::string file =
      write("one.toml",
            "impl = \"rules\"\n[[proposal]]\nset = { a = \"relaxed\" }\n"
            "expect = \"broken\"\n");
  engine_.change = [](const RunRequest&, RunResult& result) {
    stop_requested = true;
    result.verdict = Verdict::unknown;
    result.error.reset();
    result.reason = "interrupted";
  };
  EXPECT_EQ(run("propose --file " + file), 2) << out_.str();
  EXPECT_TRUE(out_.str().starts_with("UNKNOWN")) << out_.str();
  stop_requested = false;
}

TEST_F(Proposals, InterruptedRecordKeepsTheOldBaseline) {
  const std::string file = write("base.json", "what was accepted");
  engine_.change = [](const RunRequest&, RunResult& result) {
    stop_requested = true;
    result.verdict = Verdict::unknown;
    result.reason = "interrupted";
  };
  EXPECT_EQ(run("diff rules rules --set e=relaxed --record " + file), 2);
  EXPECT_EQ(read(file), "what was accepted");
  EXPECT_NE(err_.str().find("not written"), std::string::npos) << err_.str();
  stop_requested = false;
}

TEST_F(Proposals, WrongFilesAreRefusedWithLineAndColumn) {
  const std::string top = "impl = \"rules\"\n[[proposal]]\n";
  wrong_file("impl = ", {"wrong.toml:1:", "is no TOML"});
  wrong_file("", {"there is no proposal"});
  wrong_file("proposal = 3\n", {"wrong.toml:1:12", "[[proposal]]"});
  wrong_file("impl = \"rulse\"\n[[proposal]]\nset = { a = \"relaxed\" }\n",
             {"wrong.toml:1:8", "did you mean 'rules'?"});
  wrong_file("[[proposal]]\nset = { a = \"relaxed\" }\n",
             {"of which implementation"});
  wrong_file(top + "name = \"x\"\n", {"needs changed orderings"});
  wrong_file(top + "set = { zz = \"relaxed\" }\n",
             {"wrong.toml:3:9", "unknown site 'zz'", "list sites rules"});
  wrong_file(top + "set = { a = \"release\" }\n",
             {"wrong.toml:3:13", "a=release", "cannot have this ordering",
              "plain, relaxed, ctrl, addr, acquire, seq_cst"});
  wrong_file(top + "set = { a = \"relaxd\" }\n", {"did you mean 'relaxed'?"});
  wrong_file(top + "set = { a = 3 }\n", {"wrong.toml:3:13", "is no string"});
  wrong_file(top + "sett = { a = \"relaxed\" }\n",
             {"wrong.toml:3:1", "did you mean 'set'?"});
  const std::string set = top + "set = { a = \"relaxed\" }\n";
  wrong_file(set + "expect = \"brokn\"\n",
             {"wrong.toml:4:10", "did you mean 'broken'?"});
  wrong_file(set + "by = \"first_case\"\n", {"expect = \"broken\""});
  wrong_file(set + "expect = \"broken\"\nby = \"frist_case\"\n",
             {"wrong.toml:5:6", "did you mean 'first_case'?"});
  wrong_file(set + "readers = \"two\"\n", {"wrong.toml:4:11", "readers = 2"});
  wrong_file(set + "cases = [\"first_case\"]\nreaders = 9\n",
             {"wrong.toml:2", "at most 2"});
}

TEST_F(Proposals, WrongUseIsRefused) {
  refused("propose", {"propose what?", "--file F.toml"});
  refused("propose --set a=relaxed", {"for which implementation?"});
  refused("propose rules --set a", {"SITE=ORDERING"});
  refused("propose --file /nonexistent.toml", {"cannot read"});
  refused("propose --dir /nonexistent", {"*.toml"});
  refused("propose --dir " + folder_, {"no *.toml there"});
  refused("propose ruls --set a=relaxed", {"did you mean 'rules'?"});
  refused("sweep", {"IMPL"});
  refused("sweep *", {"takes one implementation"});
  refused("sweep rules --out junit:x", {"it has json and text"});
  refused("repair rules --set z=relaxed", {"unknown site 'z'"});
  refused("diff rules rules --baseline a --record b", {"one of them"});
}

TEST_F(Proposals, SweepAndRepairAsCommands) {
  EXPECT_EQ(run("sweep rules"), 0) << err_.str();
  EXPECT_TRUE(out_.str().starts_with("SWEPT     rules  graph rc11"));
  std::string text = out_.str();
  // Times differ from run to run.
  const std::size_t at = text.find(" from memory; ");
  text.erase(at, text.find('\n', at) - at);
  expect_golden("harness/cli/testdata/sweep.text.golden", text);
  EXPECT_EQ(run("sweep rules --singles --out json:-"), 0);
  EXPECT_TRUE(out_has("\"kind\": \"sweep\""));
  EXPECT_TRUE(out_has("\"sets\": null"));
  EXPECT_EQ(run("repair rules --set a=relaxed"), 0);
  EXPECT_TRUE(out_has("1  a=acquire")) << out_.str();
  EXPECT_EQ(run("repair rules --set a=relaxed --out json:-"), 0);
  EXPECT_TRUE(out_has("\"verdict\": \"REPAIRED\""));
}

TEST_F(Proposals, DiffAgainstABaseline) {
  const std::string file = folder_ + "/base.json";
  const std::string diff = "diff rules rules --set e=relaxed ";
  EXPECT_EQ(run(diff), 1);
  EXPECT_TRUE(out_has("ONLY NEW  first_case")) << out_.str();
  EXPECT_TRUE(out_has("replay: vmalock replay first_case:rules+e=relaxed"));
  EXPECT_EQ(run(diff + "--record " + file), 0) << err_.str();
  EXPECT_EQ(run(diff + "--baseline " + file), 0) << out_.str();
  EXPECT_TRUE(out_.str().starts_with("AS RECORDED  2 cases"));
  const std::string recorded = read(file);
  EXPECT_EQ(run(diff + "--record " + file), 0);
  EXPECT_EQ(read(file), recorded) << "nothing in it changes by itself";
  // One outcome more, then one less than recorded.
  const auto usual = engine_.change;
  engine_.change = [&](const RunRequest& request, RunResult& result) {
    usual(request, result);
    if (at_site(orderings_of(request), "e") == relaxed)
      result.outcomes.push_back({{{"x", 2}}, 1});
  };
  EXPECT_EQ(run(diff + "--baseline " + file), 1);
  EXPECT_TRUE(out_has("not recorded, only new: x=2")) << out_.str();
  engine_.change = nullptr;
  EXPECT_EQ(run(diff + "--baseline " + file), 1);
  EXPECT_TRUE(out_has("recorded and gone, only new: x=1")) << out_.str();
  EXPECT_EQ(
      run("diff rules rules --model sc --set e=relaxed --baseline " + file),
      64);
  EXPECT_NE(err_.str().find("the model 'rc11'"), std::string::npos);
  refused(diff + "--baseline " + write("no.json", "{"), {"--record FILE"});
  refused(diff + "--baseline /nonexistent", {"cannot read"});
}

}  // namespace
}  // namespace vmalock::cli
