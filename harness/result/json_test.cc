// SPDX-License-Identifier: MIT
// Method: a document with every field set goes out and comes back equal, byte
// for byte in its second writing; each kind of damage is refused by field name.
#include "harness/result/json.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/base/check.h"
#include "harness/graph/clock.h"

namespace vmalock {
namespace {

RunResult full_run() {
  RunResult run;
  run.question = {
      "detach_waits_for_reader",           "refcnt-6.15", "graph", "rc11",
      {{"reader_inc", Ordering::relaxed}}, {2, 1, 1},     "loops"};
  run.verdict = Verdict::violated;
  run.coverage = {Coverage::Kind::preemptions, 3};
  run.notes = {"bounded"};
  run.executions = 18'000'000'000'000'000'000u;  // above the signed range
  run.blocked = 6;
  run.duplicates = 1;
  run.seconds = 0.25;
  run.seed = 7;
  run.outcomes = {{{{"seen[0]", -1}, {"seen[1]", 2}}, 40}, {{}, 1}};
  const std::string lock = "impl/refcnt-6.15/vma_lock.h";
  run.error = Error{ErrorKind::data_race,
                    "two \"CPUs\", one cell",
                    {lock, 57},
                    {{0, "", "reader_inc", {lock, 44}, "vma_start_read"},
                     {no_thread, "free vma", "", {}, "", {}, "vma", true}},
                    "token"};
  run.error->sighting = Sighting{{Coverage::Kind::random}, 17};
  run.error->shown_at = Bound{1, 1, 1};
  using enum graph::EventKind;
  Error& error = *run.error;
  error.locations = {{"vm_refcnt", 1, false, 4}, {"vm_end", -1, true, 8}};
  error.trace[0].event =
      GraphEvent{rmw, Ordering::relaxed, 0, 1, 2, /*rf=*/-1, /*co=*/1, false};
  error.trace.push_back({1, "", "", {}, ""});
  error.trace.back().event = GraphEvent{
      load,        Ordering::ctrl, 0, 2, 0, /*rf=*/0, 0, /*waits=*/true,
      /*newest=*/3};
  error.trace.push_back({1, "", "", {}, ""});
  error.trace.back().event = GraphEvent{store, Ordering::plain, 1, 0, 8, -1, 1};
  for (const auto kind : {choose, spawn, allocate}) {
    error.trace.push_back({1, "", "", {}, ""});
    error.trace.back().event = GraphEvent{.kind = kind};
  }
  error.trace[4].event->number = 2;
  error.trace[4].event->of = 3;
  error.trace[5].event->number = 1;
  error.trace[6].event->object = "vma";
  error.first = 0;
  error.second = 3;
  error.remedies = {{{{"reader_inc", Ordering::acquire}}, Verdict::holds}};
  error.remedies_tried = 5;
  run.expected = Expectation{"B-4", "data race|leak", false};
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
  EXPECT_EQ(run.question, full_run().question);
  EXPECT_EQ(run.coverage, full_run().coverage);
  EXPECT_EQ(run.executions, 18'000'000'000'000'000'000u);
  EXPECT_EQ(run.outcomes[0].values.at("seen[0]"), -1);
  ASSERT_TRUE(run.error);
  EXPECT_EQ(run.error->kind, ErrorKind::data_race);
  EXPECT_EQ(run.error->trace[1].thread, no_thread);
  EXPECT_EQ(run.error->trace[1].cell, "vma");
  EXPECT_EQ(run.error->where, full_run().error->where);
  EXPECT_EQ(run.error->shown_at, (Bound{1, 1, 1}));
  ASSERT_TRUE(run.expected);
  EXPECT_FALSE(run.expected->required);
  EXPECT_TRUE(run.expected->kinds.has(ErrorKind::leak));
  EXPECT_FALSE(run.expected->kinds.has(ErrorKind::deadlock));
  const RunResult sent = full_run();
  EXPECT_EQ(run.error->locations, sent.error->locations);
  for (std::size_t i = 0; i < sent.error->trace.size(); ++i)
    EXPECT_EQ(run.error->trace[i].event, sent.error->trace[i].event) << i;
  EXPECT_EQ(run.error->first, 0);
  EXPECT_EQ(run.error->second, 3);
  ASSERT_EQ(run.error->remedies.size(), 1u);
  EXPECT_EQ(run.error->remedies[0].rows.at("reader_inc"), Ordering::acquire);
  EXPECT_EQ(run.error->remedies[0].verdict, Verdict::holds);
  EXPECT_EQ(run.error->remedies_tried, 5u);
  EXPECT_FALSE(back.runs[1].error);
  EXPECT_EQ(back.runs[1].reason, "time limit");
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
  const struct {
    const char* pointer;
    nlohmann::json value;
    const char* said;
  } all[] = {
      {"/schema", 1, "reads schema 2"},
      // 2 if it were cut to 32 bits
      {"/schema", 4294967298, "schema"},
      {"/kind", "sweep", "f.json:.kind"},
      {"/overall", "HOLDS", "is not what the runs amount to: UNKNOWN"},
      {"/runs/0/verdict", "PASS", "f.json:.runs[0].verdict"},
      {"/runs/0/executions", -1, "executions is not in 0 to"},
      {"/runs/0/executions", 1.5, "executions is no whole number"},
      {"/runs/0/question/bound/readers", 4294967297, "readers is not in 0 to"},
      {"/runs/0/question/orderings/reader_inc", "strong", "is no ordering"},
      {"/runs/0/question/orderings/reader_inc", 3, "reader_inc"},
      {"/runs/0/coverage/kind", "all", "no kind of coverage"},
      {"/runs/0/error/code", "E99", "E01 to E12"},
      {"/runs/0/error/trace/2/event/rf", 7, "below 7"},
      {"/runs/0/error/trace/2/event/rf", 1, "step 1, which does not write"},
      {"/runs/0/error/trace/2/event/rf", 3, "step 3, which does not write"},
      {"/runs/0/error/trace/0/event/location", 2, "below"},
      {"/runs/0/error/trace/0/event/kind", "x", "kind"},
      {"/runs/0/error/trace/0/event/order", "x", "order"},
      {"/runs/0/error/trace/0/thread", 32, "thread is not below 32"},
      {"/runs/0/error/trace/0/thread", -1, "thread is not below 32"},
      {"/runs/0/error/trace/1/writes", "no", "true or false"},
      {"/runs/1/outcomes", "none", "runs[1].outcomes"},
      {"/runs/0/verdict", "HOLDS", "has an error and is not VIOLATED"},
      {"/runs/1/verdict", "VIOLATED", "is VIOLATED and has no error"},
  };
  for (const auto& one : all)
    EXPECT_NE(complaint(one.pointer, one.value).find(one.said),
              std::string::npos)
        << one.pointer << ": " << complaint(one.pointer, one.value);
}

/// The names in the code are those of the schema, in the same order.
TEST(Schema, HasTheNamesOfTheCode) {
  std::ifstream file("harness/result/schema/vmalock.schema.json");
  ASSERT_TRUE(file);
  const auto defs = nlohmann::json::parse(file)["$defs"];
  EXPECT_EQ(defs["ordering"]["enum"], nlohmann::json(ordering_names));
  EXPECT_EQ(defs["coverage"]["properties"]["kind"]["enum"],
            nlohmann::json(coverage_names));
  for (unsigned i = 0; i < error_kinds; ++i) {
    EXPECT_EQ(defs["code"]["enum"][i], code(static_cast<ErrorKind>(i)));
    EXPECT_EQ(defs["error_kind"]["enum"][i], name(static_cast<ErrorKind>(i)));
  }
  EXPECT_EQ(defs["step"]["properties"]["thread"]["oneOf"][0]["maximum"],
            graph::max_threads - 1);
  const auto& events = defs["event"]["properties"]["kind"]["enum"];
  ASSERT_EQ(events.size(), graph::event_kinds.size());
  for (const graph::EventKindRow& row : graph::event_kinds)
    EXPECT_NE(std::find(events.begin(), events.end(), row.json), events.end())
        << row.json;
  EXPECT_EQ(defs["runs"]["properties"]["schema"]["const"], json_schema);
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
  EXPECT_EQ(from_json(json.dump(), "f").runs.size(), 2u);
}

}  // namespace
}  // namespace vmalock
