// SPDX-License-Identifier: MIT
// Method: the order of versions and the comparison of tables on made-up ones;
// whole command lines against an engine that returns what the test wants.
#include "harness/study/history.h"

#include <gtest/gtest.h>

#include <sstream>

#include "harness/cli/app.h"
#include "harness/study/testing/fake_engine.h"

namespace vmalock::cli {
namespace {

using study::testing::FakeEngine;

ImplInfo version(std::string_view name, std::string_view kernel,
                 std::string_view follows = "") {
  ImplInfo info;
  info.name = name;
  info.kernel = kernel;
  info.follows = follows;
  return info;
}

using study::in_order;
using study::site_changes;
using study::VersionChange;

TEST(HistoryOrder, APostedSeriesComesAfterWhatItWasWrittenFor) {
  // As all_impls() sorts them: by kernel.
  ImplInfo spec = version("spec", "0.0");
  spec.specification = true;
  const ImplInfo first = version("first", "6.4");
  const ImplInfo v1 = version("v1", "6.13, posted", "base");
  const ImplInfo v2 = version("v2", "6.13, posted", "v1");
  const ImplInfo base = version("base", "6.14");
  const ImplInfo merged = version("merged", "6.15", "v2");
  const ImplInfo last = version("last", "6.17");
  const std::vector<const ImplInfo*> order =
      in_order({&spec, &first, &v1, &v2, &base, &merged, &last});
  EXPECT_EQ(order, (std::vector<const ImplInfo*>{&first, &base, &v1, &v2,
                                                 &merged, &last}));
}

TEST(HistorySites, AreComparedByName) {
  constexpr SiteRow old_rows[] = {
      {"put", Primitive::rmw, Ordering::relaxed, "-", "-"},
      {"same", Primitive::load, Ordering::acquire, "-", "-"},
      {"gone", Primitive::load, Ordering::acquire, "-", "-"}};
  constexpr SiteRow new_rows[] = {
      {"new", Primitive::load, Ordering::acquire, "-", "-"},
      {"same", Primitive::load, Ordering::acquire, "-", "-"},
      {"put", Primitive::rmw, Ordering::release, "-", "-"}};
  ImplInfo from = version("a", "6.4"), to = version("b", "6.5");
  from.sites = old_rows;
  to.sites = new_rows;
  const VersionChange change = site_changes(from, to);
  ASSERT_EQ(change.orderings.size(), 1u);
  EXPECT_EQ(change.orderings[0].site, "put");
  EXPECT_EQ(change.orderings[0].from, Ordering::relaxed);
  EXPECT_EQ(change.orderings[0].to, Ordering::release);
  EXPECT_EQ(change.new_sites, std::vector<std::string>{"new"});
  EXPECT_EQ(change.gone_sites, std::vector<std::string>{"gone"});
}

class HistoryCommand : public ::testing::Test {
 protected:
  int run(const Arguments& arguments) {
    out_.str("");
    Engine* const engines[] = {&graph_};
    const Context context{.engines = engines,
                          .out = out_,
                          .err = err_,
                          .command_line = "vmalock test"};
    return run_app(context, arguments);
  }
  bool has(const std::string& text) const {
    return out_.str().find(text) != std::string::npos;
  }

  FakeEngine graph_{"graph"};
  std::ostringstream out_, err_;
};

TEST_F(HistoryCommand, ShowsBugsAndChanges) {
  graph_.changes[{"detach_waits", "refcnt-6.15"}] = [](RunResult& result) {
    result.outcomes = {{{{"x", 1}}, 7}};
  };
  EXPECT_EQ(run({"history"}), 0);
  EXPECT_TRUE(has("FOUND     2 versions; 1 of 1 known bug found"))
      << out_.str();
  EXPECT_TRUE(has("b1f02b95758d  B-1 found\n")) << out_.str();
  EXPECT_TRUE(has("7b6218ae1253  none listed\n")) << out_.str();
  EXPECT_TRUE(has("\nrwsem-6.5 -> refcnt-6.15\n")) << out_.str();
  EXPECT_TRUE(has("1 case the same; detach_waits (1 outcome new, 1 gone)"))
      << out_.str();
  EXPECT_TRUE(has("sleeper_is_woken (violated -> holds)")) << out_.str();
  EXPECT_TRUE(has("2 sites new; 1 site gone")) << out_.str();
  EXPECT_FALSE(has("no-recheck")) << "a mutant is no version";
}

TEST_F(HistoryCommand, ABugThatIsNotFoundFails) {
  graph_.changes.erase({"sleeper_is_woken", "rwsem-6.5"});
  EXPECT_EQ(run({"history"}), 1);
  EXPECT_TRUE(has("B-1 not found")) << out_.str();
  graph_.fails("sleeper_is_woken", "rwsem-6.5", ErrorKind::data_race);
  EXPECT_EQ(run({"history"}), 1);
  EXPECT_TRUE(has("B-1 not as listed")) << out_.str();
}

TEST_F(HistoryCommand, AViolationThatNoRowListsFails) {
  graph_.fails("detach_waits", "refcnt-6.15", ErrorKind::deadlock);
  EXPECT_EQ(run({"history", "--quiet"}), 1);
  EXPECT_TRUE(has("detach_waits refcnt-6.15: violated, not listed"))
      << out_.str();
}

TEST_F(HistoryCommand, WritesJson) {
  EXPECT_EQ(run({"history", "--out", "json:-"}), 0);
  EXPECT_TRUE(has("\"kind\": \"history\"")) << out_.str();
  EXPECT_TRUE(has("\"verdict\": \"found\"")) << out_.str();
  EXPECT_TRUE(has("\"from\": \"rwsem-6.5\"")) << out_.str();
}

TEST_F(HistoryCommand, RefusesWhatIsNoVersion) {
  EXPECT_EQ(run({"history", "--impl", "no-recheck"}), 64);
  EXPECT_EQ(run({"history", "--impl", "refcnt-6.51"}), 64);
}

}  // namespace
}  // namespace vmalock::cli
