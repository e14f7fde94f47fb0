// Method: a document with every field set goes out and comes back equal, byte
// for byte in its second writing; each kind of damage is refused by field name.
#include "harness/result/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/base/check.h"

namespace vmalock {
namespace {

RunResult full_run() {
  RunResult run;
  run.case_name = "detach_waits_for_reader";
  run.impl = "refcnt-6.15";
  run.engine = "graph";
  run.model = "rc11";
  run.orderings = {{"reader_inc", "relaxed"}};
  run.verdict = Verdict::violated;
  run.bound = "2 readers, 1 writer, 1 round";
  run.notes = {"bounded"};
  run.executions = 18'000'000'000'000'000'000u;  // above the signed range
  run.blocked = 6;
  run.duplicates = 1;
  run.seconds = 0.25;
  run.seed = 7;
  run.outcomes = {{{{"seen[0]", -1}, {"seen[1]", 2}}, 40}, {{}, 1}};
  run.error = Error{ErrorKind::data_race,
                    "two \"CPUs\", one cell",
                    "impl/refcnt-6.15/vma_lock.h:57",
                    {{0, "vm_refcnt 1 -> 2 relaxed", "reader_inc",
                      "impl/refcnt-6.15/vma_lock.h:44", "vma_start_read"},
                     {-1u, "free vma", "", "", ""}},
                    "token"};
  using enum graph::EventKind;
  Error& error = *run.error;
  error.locations = {{"vm_refcnt", 1, false}, {"vm_end", -1, true}};
  error.trace[0].event =
      GraphEvent{rmw, Ordering::relaxed, 0, 1, 2, /*rf=*/-1, /*co=*/1, false};
  error.trace.push_back({1, "vm_refcnt = 2 ctrl waits", "", "", ""});
  error.trace.back().event =
      GraphEvent{load, Ordering::ctrl, 0, 2, 0, /*rf=*/0, 0, /*waits=*/true};
  error.trace.push_back({1, "vm_end -> 8 plain", "", "", ""});
  error.trace.back().event = GraphEvent{store, Ordering::plain, 1, 0, 8, -1, 1};
  error.first = 0;
  error.second = 3;
  error.remedies = {{{{"reader_inc", "acquire"}}, Verdict::holds}};
  error.remedies_tried = 5;
  run.expected = Expectation{"B-4", "data race", false};
  return run;
}

Document full_document() {
  Document document = new_document("vmalock check", {full_run()});
  RunResult unknown;
  unknown.reason = "time limit";
  document.runs.push_back(unknown);
  return document;
}

TEST(Json, ComesBackAsItWentOut) {
  const std::string text = to_json(full_document());
  const Document back = from_json(text, "test");
  EXPECT_EQ(to_json(back), text);
  ASSERT_EQ(back.runs.size(), 2u);
  const RunResult& run = back.runs[0];
  EXPECT_EQ(run.case_name, "detach_waits_for_reader");
  EXPECT_EQ(run.executions, 18'000'000'000'000'000'000u);
  EXPECT_EQ(run.outcomes[0].values.at("seen[0]"), -1);
  ASSERT_TRUE(run.error);
  EXPECT_EQ(run.error->kind, ErrorKind::data_race);
  EXPECT_EQ(run.error->trace[1].thread, -1u);
  ASSERT_TRUE(run.expected);
  EXPECT_FALSE(run.expected->required);
  const RunResult sent = full_run();
  EXPECT_EQ(run.error->locations, sent.error->locations);
  for (std::size_t i = 0; i < sent.error->trace.size(); ++i)
    EXPECT_EQ(run.error->trace[i].event, sent.error->trace[i].event) << i;
  EXPECT_EQ(run.error->first, 0);
  EXPECT_EQ(run.error->second, 3);
  ASSERT_EQ(run.error->remedies.size(), 1u);
  EXPECT_EQ(run.error->remedies[0].rows.at("reader_inc"), "acquire");
  EXPECT_EQ(run.error->remedies[0].verdict, Verdict::holds);
  EXPECT_EQ(run.error->remedies_tried, 5u);
  EXPECT_FALSE(back.runs[1].error);
  EXPECT_EQ(back.runs[1].reason, "time limit");
}

TEST(Json, HasTheKeysOfTheSchema) {
  const auto json = nlohmann::json::parse(to_json(full_document()));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["tool"]["name"], "vmalock");
  EXPECT_TRUE(json.contains("host"));
  const auto& run = json["runs"][0];
  for (const char* key :
       {"case", "impl", "engine", "model", "orderings", "verdict", "bound",
        "executions", "blocked", "duplicates", "seconds", "outcomes", "error"})
    EXPECT_TRUE(run.contains(key)) << key;
  for (const char* key : {"code", "kind", "message", "where", "trace"})
    EXPECT_TRUE(run["error"].contains(key)) << key;
  EXPECT_EQ(run["verdict"], "VIOLATED");
  EXPECT_EQ(run["error"]["code"], "E02");
  EXPECT_EQ(run["error"]["kind"], "data race");
  EXPECT_EQ(run["outcomes"][0]["values"]["seen[1]"], 2);
  EXPECT_EQ(run["outcomes"][0]["count"], 40);
  EXPECT_TRUE(json["runs"][1]["error"].is_null());
}

TEST(Json, WritesTextThatIsNoUtf8) {
  Document document = full_document();
  document.runs[0].error->message = "byte \xff";
  EXPECT_NO_THROW(from_json(to_json(document), "test"));
}

/// The complaint about the full document with `value` put at `pointer`.
std::string complaint(const char* pointer, const nlohmann::json& value) {
  auto json = nlohmann::json::parse(to_json(full_document()));
  json[nlohmann::json::json_pointer(pointer)] = value;
  try {
    from_json(json.dump(), "f.json");
  } catch (const UserError& error) {
    return error.what();
  }
  return "no complaint";
}

TEST(Json, NamesTheFieldThatIsWrong) {
  EXPECT_NE(complaint("/schema", 2).find("schema 1"), std::string::npos);
  EXPECT_NE(
      complaint("/runs/0/verdict", "PASS").find("f.json:.runs[0].verdict"),
      std::string::npos);
  EXPECT_NE(complaint("/runs/0/executions", -1).find("executions"),
            std::string::npos);
  EXPECT_NE(complaint("/runs/0/error/code", "E99").find("E01 to E11"),
            std::string::npos);
  EXPECT_NE(complaint("/runs/0/error/trace/2/event/rf", 4).find("below 4"),
            std::string::npos);
  EXPECT_NE(complaint("/runs/0/error/trace/0/event/location", 2).find("below"),
            std::string::npos);
  EXPECT_NE(complaint("/runs/0/error/trace/0/event/kind", "x").find("kind"),
            std::string::npos);
  EXPECT_NE(complaint("/runs/0/error/trace/0/event/order", "x").find("order"),
            std::string::npos);
  EXPECT_NE(complaint("/runs/1/outcomes", "none").find("runs[1].outcomes"),
            std::string::npos);
  EXPECT_NE(complaint("/runs/0/orderings/reader_inc", 3).find("reader_inc"),
            std::string::npos);
}

TEST(Json, RefusesWhatIsNoJson) {
  EXPECT_THROW(from_json("{\"schema\":1", "f"), UserError);
  EXPECT_THROW(from_json("[]", "f"), UserError);
  EXPECT_THROW(from_json("{}", "f"), UserError);
  EXPECT_THROW(read_json_file("/nonexistent/run.json"), UserError);
}

TEST(Json, SkipsFieldsOfALaterVersion) {
  auto json = nlohmann::json::parse(to_json(full_document()));
  json["runs"][0]["colour"] = "red";
  json["runs"][0].erase("notes");
  EXPECT_EQ(from_json(json.dump(), "f").runs.size(), 2u);
}

}  // namespace
}  // namespace vmalock
