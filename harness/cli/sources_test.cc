// SPDX-License-Identifier: MIT
// Which sources a report may quote: those of the tree that a lock was compiled
// from, the program's own from anywhere, and nothing else of the machine.
#include "harness/cli/sources.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace vmalock::cli {
namespace {

namespace fs = std::filesystem;

/// A kernel tree that is there already.
class Tree final : public kernel_source::KernelTrees {
 public:
  explicit Tree(std::string folder) : folder_(std::move(folder)) {}
  std::string folder(const std::string& impl) const override {
    return impl == "kernel" ? folder_ : "";
  }
  std::vector<std::string> load(const kernel_source::SourceOptions&,
                                std::ostream&) override {
    return {};
  }
  void forget(const std::string&) override {}
  std::vector<kernel_source::ChangedLine> changed(
      const std::string&) const override {
    return {};
  }
  kernel_source::CodeCost cost(const std::string&,
                               const std::string&) const override {
    return {};
  }

 private:
  std::string folder_;
};

class Sources : public ::testing::Test {
 protected:
  Sources() : was_(fs::current_path()) {
    std::string pattern = (fs::temp_directory_path() / "vmalock-XXXXXX");
    folder_ = mkdtemp(pattern.data());
    fs::create_directories(folder_ + "/tree/mm");
    std::ofstream(folder_ + "/tree/mm/mmap_lock.c") << "of the tree";
    std::ofstream(folder_ + "/secret") << "secret";
    fs::current_path(folder_ + "/tree");
  }
  ~Sources() override {
    fs::current_path(was_);
    fs::remove_all(folder_);
  }
  std::optional<std::string> text(const std::string& impl,
                                  const std::string& path) const {
    return source_text(context_, impl, path);
  }

  fs::path was_;
  std::string folder_;
  std::ostringstream out_, err_;
  Context context_{.engines = {}, .out = out_, .err = err_, .command_line = {}};
};

TEST_F(Sources, ThoseOfTheProgramAreThereAnywhere) {
  for (const char* path : {"impl/refcnt-7.0/vma_lock.h", "harness/kernel/mm.h",
                           "cases/detach_waits.h", "../../cases/vma_splits.h",
                           "impl/mutants/user-fork-no-lock/vma_lock.h"}) {
    const auto found = text("refcnt-7.0", path);
    ASSERT_TRUE(found) << path;
    EXPECT_TRUE(found->starts_with("// SPDX-License-Identifier: ")) << path;
  }
  std::ostringstream same;
  same << std::ifstream(was_ / "harness/kernel/mm.h").rdbuf();
  EXPECT_EQ(text("refcnt-7.0", "harness/kernel/mm.h"), same.str());
}

TEST_F(Sources, NothingElseOfTheMachine) {
  for (const char* path : {"/etc/passwd", "../secret", "mm/../../secret", "",
                           "x/../../../../../../etc/passwd"})
    EXPECT_EQ(text("refcnt-7.0", path), std::nullopt) << path;
  EXPECT_EQ(text("refcnt-7.0", "mm/mmap_lock.c"), "of the tree");
}

TEST_F(Sources, AKernelTreeHasItsOwn) {
  Tree tree(folder_ + "/tree");
  context_.kernel = &tree;
  fs::current_path(was_);
  EXPECT_EQ(text("kernel", "mm/mmap_lock.c"), "of the tree");
  EXPECT_EQ(text("kernel+patch", "mm/mmap_lock.c"), std::nullopt);
  EXPECT_EQ(text("kernel", "mm/../../secret"), std::nullopt);
  EXPECT_TRUE(text("kernel", "cases/detach_waits.h"));
}

TEST_F(Sources, AndSoHaveFoldersOutsideThisTree) {
  context_.source_folders = {folder_, folder_ + "/tree"};
  fs::current_path(was_);
  EXPECT_EQ(text("mine", "mm/mmap_lock.c"), "of the tree");
}

}  // namespace
}  // namespace vmalock::cli
