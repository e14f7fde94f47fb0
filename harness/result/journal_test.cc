// SPDX-License-Identifier: MIT
// Method: a journal that is left where it stands, and one of which the last
// line is torn at every byte.
#include "harness/result/journal.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/check.h"
#include "harness/result/assessment.h"
#include "harness/result/json.h"

namespace vmalock {
namespace {

class JournalTest : public testing::Test {
 protected:
  JournalTest() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    for (const char* name : {"first", "second", "third"}) {
      Question question;
      question.case_name = name;
      plan_.push_back(question);
    }
  }
  ~JournalTest() override { std::filesystem::remove_all(folder_); }

  RunResult holds(std::size_t i) const {
    RunResult run;
    run.question = plan_[i];
    run.verdict = Verdict::holds;
    run.executions = 7;
    return run;
  }
  std::string text() const {
    std::ostringstream text;
    text << std::ifstream(path_ + ".journal").rdbuf();
    return text.str();
  }

  std::string folder_;
  std::string path_ = folder_ + "/run.json";
  std::vector<Question> plan_;
};

TEST_F(JournalTest, KeepsWhatWasFinished) {
  Journal journal(path_, "vmalock check", plan_);
  journal.add(holds(0));
  journal.add(holds(1));
  EXPECT_EQ(journal.problem(), "");
  const Document document = read_json_file(path_ + ".journal");
  EXPECT_EQ(document.tool.command, "vmalock check");
  ASSERT_EQ(document.runs.size(), 3u);
  EXPECT_EQ(document.runs[1].verdict, Verdict::holds);
  EXPECT_EQ(document.runs[1].executions, 7u);
  EXPECT_EQ(document.runs[2].question, plan_[2]);
  EXPECT_EQ(document.runs[2].verdict, Verdict::unknown);
  EXPECT_EQ(overall(document.runs), Overall::unknown);
  journal.remove();
  EXPECT_FALSE(std::filesystem::exists(path_ + ".journal"));
}

TEST_F(JournalTest, ATornLineIsNotThere) {
  Journal journal(path_, "vmalock check", plan_);
  journal.add(holds(0));
  const std::size_t whole = text().size();
  journal.add(holds(1));
  const std::string all = text();
  for (std::size_t end = whole; end < all.size(); ++end) {
    const Document document = from_json(all.substr(0, end), "j");
    ASSERT_EQ(document.runs.size(), 3u);
    EXPECT_EQ(document.runs[0].verdict, Verdict::holds);
    EXPECT_EQ(document.runs[1].verdict, Verdict::unknown) << end;
  }
  std::string damaged = all;
  damaged[whole + 5] = '\n';
  EXPECT_THROW(from_json(damaged, "j"), UserError);
  EXPECT_THROW(
      from_json(all + journal_line(holds(2)) + journal_line(holds(2)), "j"),
      UserError);
}

TEST_F(JournalTest, OneThatStayedIsKept) {
  { Journal journal(path_, "first", plan_); }
  Journal journal(path_, "second", plan_);
  EXPECT_EQ(read_json_file(path_ + ".journal.old").tool.command, "first");
  EXPECT_EQ(read_json_file(path_ + ".journal").tool.command, "second");
}

TEST_F(JournalTest, SaysWhyItCannotBeWritten) {
  Journal journal(folder_ + "/none/run.json", "vmalock", plan_);
  journal.add(holds(0));
  EXPECT_NE(journal.problem().find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace vmalock
