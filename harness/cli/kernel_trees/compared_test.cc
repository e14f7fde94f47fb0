// SPDX-License-Identifier: MIT
// The kernel's own text against our ports, case by case: verdict and number of
// executions of a tree, and those that are recorded of the port of the same
// version. What differs is listed here, and explained in
// harness/kernel_source/COMPARED.md.
#include <fstream>
#include <map>
#include <set>

#include "harness/cli/kernel_trees/fixture.h"
#include "harness/kernel_source/tree/folder.h"
#include "harness/result/json.h"

namespace vmalock::cli {
namespace {

using Answers = std::map<std::string, std::string>;

std::string answer(const std::string& verdict, const std::string& executions) {
  return verdict + " " + executions;
}

/// Of the port under lkmm, by case (counts_test records them).
Answers recorded(const std::string& port) {
  std::ifstream file("harness/cli/counts/recorded.tsv");
  Answers all;
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string name, impl, model, verdict, executions;
    words >> name >> impl >> model >> verdict >> executions;
    if (impl == port && model == "lkmm")
      all[name] = answer(verdict, executions);
  }
  return all;
}

Answers of_tree(const std::string& tree) {
  const kernel_source::TemporaryFolder folder;
  const std::string json = folder.path() + "/run.json";
  const Said said = check(tree, {"--out", "json:" + json});
  EXPECT_LE(said.status, 1) << said.err;
  Answers all;
  for (const RunResult& r : read_json_file(json).runs)
    all[r.question.case_name] =
        answer(name(r.verdict), std::to_string(r.executions));
  return all;
}

struct Compared {
  const char* tree;
  const char* port;
  std::set<std::string> differ;
};

void PrintTo(const Compared& compared, std::ostream* out) {
  *out << compared.tree << " against " << compared.port;
}

class TreeAndPort : public ::testing::TestWithParam<Compared> {};
TEST_P(TreeAndPort, DifferWhereItIsExplained) {
  NEEDS_TREE(tree, GetParam().tree);
  const Answers port = recorded(GetParam().port);
  const Answers kernel = of_tree(tree);
  EXPECT_GE(kernel.size(), 64u);
  std::set<std::string> differ;
  for (const auto& [name, said] : kernel)
    if (const auto found = port.find(name);
        found == port.end() || found->second != said)
      differ.insert(name);
  EXPECT_EQ(differ, GetParam().differ);
}

INSTANTIATE_TEST_SUITE_P(
    Kernel, TreeAndPort,
    ::testing::Values(
        Compared{"7",
                 "refcnt-7.2",
                 {"lookup_must_find", "start_read_locked_succeeds"}},
        Compared{"6.12",
                 "rwsem-6.14",
                 {"fault_two_sections", "lookup_attached", "new_vma_locked",
                  "speculation_notices", "start_read_locked_succeeds",
                  "uprobe_speculates", "vma_merges", "vma_splits"}}));

}  // namespace
}  // namespace vmalock::cli
