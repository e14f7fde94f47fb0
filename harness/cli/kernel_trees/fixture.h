// SPDX-License-Identifier: MIT
// Whole command lines on kernel trees, for tests.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <sstream>
#include <string>

#include "harness/cli/app.h"
#include "harness/kernel_source/binding/loader.h"
#include "harness/kernel_source/tree/folder.h"
#include "harness/platform/model/engine.h"

namespace vmalock::cli {

namespace fs = std::filesystem;

inline constexpr const char* own_tree = "harness/kernel_source/testdata/tree";

struct Said {
  int status;
  std::string out, err;
  bool has(const std::string& part) const {
    return out.find(part) != std::string::npos;
  }
};

inline Said run(const Arguments& arguments) {
  std::ostringstream out, err;
  const auto graph = make_graph_engine(std::span<const Binding>());
  Engine* const engines[] = {graph.get()};
  kernel_source::Loader trees(*graph, kernel_source::own_toolkit());
  const Context context{.engines = engines,
                        .out = out,
                        .err = err,
                        .command_line = "vmalock",
                        .kernel = &trees};
  const int status = run_app(context, arguments);
  return {status, out.str(), err.str()};
}

inline Said check(const std::string& tree, const Arguments& more) {
  Arguments words = {"check", "--kernel-tree", tree};
  words.insert(words.end(), more.begin(), more.end());
  return run(words);
}

inline std::string real_tree(const std::string& name) {
  const char* const trees = std::getenv("VMALOCK_KERNEL_TREES");
  const std::string folder =
      (trees ? trees : kernel_source::cache_folder() + "/trees") + "/" + name;
  return fs::exists(folder + "/include/linux/mmap_lock.h") ? folder : "";
}

#define NEEDS_THE_PASS()                           \
  if (kernel_source::own_toolkit().passes.empty()) \
  GTEST_SKIP() << "no pass was built: ci/setup --kernel"

#define NEEDS_TREE(variable, name)              \
  NEEDS_THE_PASS();                             \
  const std::string variable = real_tree(name); \
  if (variable.empty())                         \
  GTEST_SKIP() << "no kernel tree " << (name) << ": run ci/kernel-trees"

}  // namespace vmalock::cli
