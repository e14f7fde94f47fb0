// SPDX-License-Identifier: MIT
// The exports of real violations. Method: plant known bugs by --set, export the
// violating execution as a litmus test, and ask another model and another
// generator about it (lkmm, harness/litmus): the outcome is reachable, and with
// the stronger ordering that was found it is not.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include "harness/cli/app.h"
#include "harness/litmus/run.h"
#include "harness/platform/model/engine.h"
#include "harness/result/json.h"
#include "harness/study/matrix.h"
#include "harness/study/releases.h"

namespace vmalock::cli {
namespace {

/// A release's lock is there, and the one that says of itself that it is.
TEST(Releases, TheirLocksAreThose) {
  const auto graph = make_graph_engine();
  Engine* const engines[] = {graph.get()};
  unsigned checked = 0;
  for (const ImplInfo* impl : study::all_impls(engines)) {
    const std::string kernel(impl->kernel);
    if (impl->mutant || impl->specification ||
        kernel.find("posted") != std::string::npos)
      continue;
    ++checked;
    EXPECT_EQ(
        study::lock_of_release(kernel.substr(0, kernel.find_first_of(", "))),
        impl->name);
  }
  EXPECT_GE(checked, 8u);
}

struct Bug {
  const char* name;
  const char* impl;
  const char* case_name;
  Arguments set;
};

void PrintTo(const Bug& bug, std::ostream* out) { *out << bug.name; }

class ExportFiles : public ::testing::Test {
 protected:
  ExportFiles() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~ExportFiles() override { std::filesystem::remove_all(folder_); }

  int check(const Bug& bug, const Arguments& more = {}) {
    Arguments arguments = {"check", "--impl", bug.impl, "--case",
                           bug.case_name};
    arguments.insert(arguments.end(), more.begin(), more.end());
    for (const std::string& change : bug.set) {
      arguments.push_back("--set");
      arguments.push_back(change);
    }
    for (const std::string& format : formats_) {
      arguments.push_back("--out");
      arguments.push_back(format + ":" + folder_ + "/bug." + format);
    }
    Engine* const engines[] = {graph_.get()};
    const Context context{.engines = engines,
                          .out = out_,
                          .err = out_,
                          .command_line = "vmalock test"};
    return run_app(context, arguments);
  }
  std::string observed(const std::string& file) {
    const litmus::LitmusTest test = litmus::read_test(folder_ + "/" + file);
    const litmus::TestResult result =
        litmus::run_test(test, "lkmm", litmus::Backend::candidates);
    return std::string(litmus::observation(litmus::count(test, result))) +
           (result.race ? ", a race" : "");
  }

  std::string folder_;
  Arguments formats_ = {"litmus", "json"};
  std::unique_ptr<Engine> graph_ = make_graph_engine();
  std::ostringstream out_;
};

class Export : public ExportFiles, public ::testing::WithParamInterface<Bug> {};

TEST_P(Export, ReachableAndWithTheRemedyNot) {
  ASSERT_EQ(check(GetParam()), 1) << out_.str();
  EXPECT_TRUE(observed("bug.litmus").starts_with("Sometimes")) << out_.str();
  EXPECT_EQ(observed("bug+fixed.litmus"), "Never") << out_.str();
  const Document document = read_json_file(folder_ + "/bug.json");
  ASSERT_TRUE(document.runs.at(0).error);
  const Error& error = *document.runs[0].error;
  ASSERT_FALSE(error.remedies.empty());
  EXPECT_EQ(error.remedies[0].verdict, Verdict::holds);
  const std::string text = out_.str();
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 50)
      << "a report with its trace, and what the engine cannot see";
}

/// CVE-2025-38554 (B-2): who unmaps, who maps and exits, and who reads. The
/// part of the trace that is shown has steps of all three, and the free.
TEST_F(ExportFiles, TheCveShowsItsThreeThreads) {
  formats_ = {"json"};  // the text is asked for; its litmus test takes a minute
  for (const char* model : {"lkmm", "rc11"}) {
    out_.str("");
    ASSERT_EQ(check({"B-2", "refcnt-6.15", "foreign_mm_exits", {}},
                    {"--model", model}),
              0)
        << out_.str();
    const std::string text = out_.str();
    for (const char* shown : {"CPU0  ", "CPU1  ", "CPU2", "frees an object",
                              "mm_lock_seqcount_end", "vma_refcount_put()"})
      EXPECT_NE(text.find(shown), std::string::npos) << shown << "\n" << text;
  }
}

/// The violating execution of the lock, and the test that FINDINGS.md has of
/// it, made by hand: the machines say the same of both.
TEST_F(ExportFiles, MachinesSayOfABugWhatTheyDoOfItsLitmusTest) {
  for (const auto& [case_name, finding] :
       {std::pair{"guard_flag_lost", "b20-flag-lost"},
        {"writer_loads_early", "b20-load-early"},
        {"writer_loads_late", "b21-load-late"}}) {
    ASSERT_EQ(check({"", "refcnt-7.0", case_name, {}}), 0) << out_.str();
    const litmus::LitmusTest test = litmus::read_test(
        std::string("harness/litmus/testdata/findings/") + finding + ".litmus");
    const Document document = read_json_file(folder_ + "/bug.json");
    ASSERT_TRUE(document.runs.at(0).error);
    EXPECT_EQ(document.runs[0].error->machines, litmus::ask_machines(test))
        << text_of(document.runs[0].error->machines) << "\n"
        << out_.str();
  }
}

/// What we write says what our generator makes of it.
TEST_F(ExportFiles, EachTestSaysWhatCameOutOfIt) {
  ASSERT_EQ(check({"B-4",
                   "refcnt-6.15",
                   "reader_excludes_writer",
                   {"reader_inc=relaxed"}}),
            1);
  const auto text = [this](const char* name) {
    std::ifstream file(folder_ + "/" + name);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  EXPECT_NE(text("bug.litmus").find("Observation Sometimes"), std::string::npos)
      << text("bug.litmus");
  EXPECT_NE(text("bug+fixed.litmus").find("Observation Never"),
            std::string::npos)
      << text("bug+fixed.litmus");
}

TEST_F(ExportFiles, ShowsTheFewestThreadsThatAreEnough) {
  const Bug bug = {
      "B-4", "refcnt-6.15", "reader_excludes_writer", {"reader_inc=relaxed"}};
  ASSERT_EQ(check(bug, {"--readers", "3", "--writers", "2"}), 1);
  const Document document = read_json_file(folder_ + "/bug.json");
  const RunResult& run = document.runs.at(0);
  EXPECT_EQ(run.question.bound, (Bound{3, 2, 1}));
  EXPECT_EQ(run.error->shown_at, (Bound{1, 1, 1}));
  EXPECT_NE(replay_token(run).find(":1.1.1:"), std::string::npos);
  std::set<unsigned> threads;
  for (const TraceStep& step : run.error->trace) threads.insert(step.thread);
  EXPECT_EQ(threads.size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(
    Known, Export,
    ::testing::Values(
        Bug{"B-1",
            "rwsem-6.5",
            "reader_sees_writer",
            {"seq_end=relaxed", "reader_mseq=relaxed"}},
        Bug{"B-4",
            "refcnt-6.15",
            "reader_excludes_writer",
            {"reader_inc=relaxed"}},
        Bug{"B-5", "refcnt-6.15", "lookup_attached", {"attach=relaxed"}},
        Bug{"put", "refcnt-6.15", "reader_excludes_writer", {"put=relaxed"}},
        Bug{"exit",
            "refcnt-6.15",
            "reader_excludes_writer",
            {"writer_exit=relaxed"}},
        Bug{"sequence",
            "refcnt-6.15",
            "reader_sees_writer",
            {"reader_mseq=relaxed"}}),
    [](const auto& info) {
      std::string name = info.param.name;
      std::erase(name, '-');
      return name;
    });

}  // namespace
}  // namespace vmalock::cli
