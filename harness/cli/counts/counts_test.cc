// SPDX-License-Identifier: MIT
// Every case on every implementation under every model, at its default bound:
// verdict, executions, blocked ones, outcomes, the kind of the error and its
// witness are as recorded (recorded.tsv).
//
// A change of the inside changes none of them. A change of a case, a facility
// or a lock changes what it must: record anew with VMALOCK_RECORD=1 in the
// environment, and say in the commit which numbers changed and why.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include "harness/platform/model/engine.h"
#include "harness/result/error_kind.h"

namespace vmalock {
namespace {

constexpr const char* recorded = "harness/cli/counts/recorded.tsv";

using Rows = std::map<std::string, std::string>;

/// FNV-1a, so that the file stays small and is the same on every machine.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

std::string text_of(const Outcome& outcome) {
  std::string text;
  for (const auto& [what, value] : outcome.values)
    text += fmt::format("{}={} ", what, value);
  return fmt::format("{}x{}\n", text, outcome.count);
}

/// What is left when time and place are taken away.
std::string row_of(const RunResult& r) {
  std::string outcomes;
  for (const Outcome& outcome : r.outcomes) outcomes += text_of(outcome);
  return fmt::format("{}\t{}\t{}\t{:016x}\t{}\t{:016x}", name(r.verdict),
                     r.executions, r.blocked, hash_of(outcomes),
                     r.error ? code(r.error->kind) : "-",
                     hash_of(r.error ? r.error->witness : ""));
}

Rows run_all(std::string_view model) {
  const std::unique_ptr<Engine> engine = make_graph_engine();
  Rows rows;
  for (const Binding& binding : engine->bindings()) {
    if (binding.impl->mutant) continue;
    RunRequest request = request_for(*engine, binding);
    request.question.model = model;
    // No limit: a count that time cuts is none.
    rows[fmt::format("{}\t{}\t{}", binding.case_info->name, binding.impl->name,
                     model)] = row_of(engine->run(request));
  }
  return rows;
}

Rows read_recorded() {
  Rows rows;
  std::ifstream file(recorded);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::size_t tab = 0;
    for (int i = 0; i < 3; ++i) tab = line.find('\t', tab) + 1;
    rows[line.substr(0, tab - 1)] = line.substr(tab);
  }
  return rows;
}

void record(const Rows& rows) {
  std::ofstream file(recorded);
  file
      << "# case, implementation, model; verdict, executions, blocked, hash of "
         "the\n# outcomes, error, hash of its witness (counts_test.cc)\n";
  for (const auto& [question, answer] : rows)
    file << question << '\t' << answer << '\n';
}

class Counts : public ::testing::TestWithParam<const char*> {};

TEST_P(Counts, AreAsRecorded) {
  Rows known = read_recorded();
  const Rows now = run_all(GetParam());
  ASSERT_FALSE(now.empty());
  if (std::getenv("VMALOCK_RECORD") != nullptr) {
    for (const auto& [question, answer] : now) known[question] = answer;
    record(known);
    return;
  }
  for (const auto& [question, answer] : now) {
    ASSERT_TRUE(known.contains(question)) << question << " is not recorded";
    EXPECT_EQ(known[question], answer) << question;
  }
}

/// A case or lock that is gone leaves no row behind.
TEST(Recorded, NamesWhatIsThere) {
  const std::unique_ptr<Engine> engine = make_graph_engine();
  std::size_t released = 0;
  for (const Binding& binding : engine->bindings())
    released += !binding.impl->mutant;
  EXPECT_EQ(read_recorded().size(), released * engine->models().size());
}

INSTANTIATE_TEST_SUITE_P(Models, Counts,
                         ::testing::Values("lkmm", "rc11", "tso", "sc"),
                         [](const auto& test) {
                           return std::string(test.param);
                         });

}  // namespace
}  // namespace vmalock
