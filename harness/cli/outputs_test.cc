// SPDX-License-Identifier: MIT
// What --out takes, refuses and writes. Method: as in cli_test.cc.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/cli/cli_fixture.h"
#include "harness/result/json.h"

namespace vmalock::cli {
namespace {

TEST_F(Cli, RefusesOutputsBeforeTheRun) {
  refused({"check", "--out", "json:/nonexistent/run.json"},
          {"cannot write '/nonexistent/run.json'"});
  refused({"check", "--out", "json"}, {"FORMAT:FILE"});
  refused({"check", "--out", "jason:x"}, {"did you mean 'json'?"});
  refused({"check", "--out", "json:-", "--out", "text:-"}, {"stdout"});
  refused({"check", "--out", "json:" + folder_ + "/a", "--out",
           "html:" + folder_ + "/a"},
          {"name the same file"});
  refused({"check", "--out", "litmus:-"}, {"several files"});
  refused({"check", "--out", "report"}, {"whose ending says the format"});
  refused({"check", "--out", folder_ + "/a:b.xyz"}, {"is no output"});
  refused({"propose", "refcnt-6.15", "--set", "reader_inc=relaxed", "--out",
           folder_ + "/a.md"},
          {"no format 'markdown'", "json and text"});
}

TEST_F(Cli, WritesEveryOutput) {
  const std::string json = folder_ + "/run.json";
  const std::string junit = folder_ + "/run.xml";
  EXPECT_EQ(run({"check", "--out", "json:" + json, "--out", "junit:" + junit}),
            0);
  EXPECT_TRUE(out_has("AS LISTED 6 runs"));
  EXPECT_EQ(read_json_file(json).runs.size(), 6u);
  EXPECT_EQ(read_json_file(json).tool.command, "vmalock test");
  EXPECT_TRUE(std::filesystem::exists(junit));
  const std::string text = out_.str();
  EXPECT_EQ(run({"report", json}), 0);
  EXPECT_EQ(out_.str(), text);  // the text derives from the file
  EXPECT_EQ(run({"check", "--out", "json:-"}), 0);
  EXPECT_EQ(from_json(out_.str(), "stdout").runs.size(), 6u);
  const std::string ktap = folder_ + "/a:b.ktap";
  EXPECT_EQ(run({"check", "--out", ktap, "--out", folder_ + "/c.json"}), 0);
  EXPECT_EQ(read_json_file(folder_ + "/c.json").runs.size(), 6u);
  std::ostringstream written;
  written << std::ifstream(ktap).rdbuf();
  EXPECT_TRUE(written.str().starts_with("KTAP version 1\n")) << written.str();
}

}  // namespace
}  // namespace vmalock::cli
