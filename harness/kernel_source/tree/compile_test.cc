// SPDX-License-Identifier: MIT
// Wrong input, told apart: a tree of our own, spoilt in one way at a time.
#include "harness/kernel_source/tree/compile.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>

#include "harness/base/check.h"
#include "harness/kernel_source/tree/folder.h"

namespace vmalock::kernel_source {
namespace {

namespace fs = std::filesystem;

class Compile : public ::testing::Test {
 protected:
  void SetUp() override {
    if (toolkit_.passes.empty())
      GTEST_SKIP() << "no pass was built: ci/setup --kernel";
  }

  Compile() {
    setenv("XDG_CACHE_HOME", (folder_.path() + "/cache").c_str(), 1);
    options_.tree = folder_.path() + "/tree";
    fs::copy("harness/kernel_source/testdata/tree", options_.tree,
             fs::copy_options::recursive);
  }

  std::string tree(const std::string& path) const {
    return *read_file(options_.tree + "/" + path);
  }

  /// Changes one place of a file of the tree.
  void edit(const std::string& path, const std::string& from,
            const std::string& to) {
    std::string text = tree(path);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write_file(options_.tree + "/" + path, text.replace(at, from.size(), to));
  }

  /// A patch that makes this change to the tree, which stays as it is.
  std::string patch(const std::string& path, const std::string& from,
                    const std::string& to) {
    const std::string before = tree(path);
    edit(path, from, to);
    write_file(folder_.path() + "/a/" + path, before);
    write_file(folder_.path() + "/b/" + path, tree(path));
    write_file(options_.tree + "/" + path, before);
    const std::string file = folder_.path() + "/my.patch";
    std::string text = "A patch\n---\n";
    FILE* diff =
        popen(("cd " + folder_.path() + " && diff -u a/" + path + " b/" + path)
                  .c_str(),
              "r");
    char buffer[4096];
    for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, diff)) > 0;)
      text.append(buffer, n);
    pclose(diff);
    write_file(file, text);
    return file;
  }

  std::string complaint() {
    try {
      compile_tree(options_, toolkit_);
    } catch (const UserError& error) {
      return error.what();
    }
    return "";
  }

  static bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

#define EXPECT_SAYS(part)                                \
  do {                                                   \
    const std::string said = complaint();                \
    EXPECT_TRUE(has(said, part)) << "it said: " << said; \
  } while (0)

  TemporaryFolder folder_;
  SourceOptions options_;
  Toolkit toolkit_ = {VMALOCK_SHIMS, parse_passes(VMALOCK_PASSES)};
};

constexpr const char* lock = "mm/mmap_lock.c";
constexpr const char* header = "include/linux/mmap_lock.h";
constexpr const char* types = "include/linux/mm_types.h";

TEST_F(Compile, ATreeOnceThenFromTheCache) {
  const CompiledTree first = compile_tree(options_, toolkit_);
  EXPECT_FALSE(first.cached);
  EXPECT_EQ(first.version, "7.0.99");
  EXPECT_TRUE(fs::exists(first.object));
  const CompiledTree again = compile_tree(options_, toolkit_);
  EXPECT_TRUE(again.cached);
  EXPECT_EQ(again.hash, first.hash);
  EXPECT_EQ(to_text(again.layouts), to_text(first.layouts));
  edit(lock, "bool exclusive", "bool  exclusive");
  EXPECT_NE(compile_tree(options_, toolkit_).hash, first.hash);
}

TEST_F(Compile, FieldsOfThePatchAreFieldsOfTheStructure) {
  options_.patches = {
      patch(types, "	struct anon_vma *anon_vma;",
            "	unsigned int vm_new;\n	struct anon_vma *anon_vma;")};
  const CompiledTree compiled = compile_tree(options_, toolkit_);
  bool found = false;
  for (const StructLayout& layout : compiled.layouts)
    found |= layout.name == "vm_area_struct" && layout.named("vm_new");
  EXPECT_TRUE(found);
  ASSERT_EQ(compiled.changed.size(), 1u);
  EXPECT_EQ(compiled.changed.begin()->first, types);
  EXPECT_EQ(compiled.changed.begin()->second.size(), 1u);
}

TEST_F(Compile, NoSuchFolder) {
  options_.tree = folder_.path() + "/nowhere";
  EXPECT_SAYS("there is no such folder");
}

TEST_F(Compile, NoKernel) {
  options_.tree = folder_.path();
  EXPECT_SAYS("this is no kernel source tree");
}

TEST_F(Compile, ATreeWithoutTheLock) {
  edit(types, "refcount_t vm_refcnt", "refcount_t count");
  EXPECT_SAYS("neither vm_refcnt nor vm_lock");
}

TEST_F(Compile, APatchThatIsNone) {
  options_.patches = {options_.tree + "/" + lock};
  EXPECT_SAYS("no diff in it");
  options_.patches = {folder_.path() + "/no.patch"};
  EXPECT_SAYS("there is no such file");
}

TEST_F(Compile, APatchThatDoesNotApply) {
  options_.patches = {patch(lock, "	e->exclusive = true;", "	;")};
  edit(lock, "	e->exclusive = true;", "	e->exclusive = 1;");
  EXPECT_SAYS("hunk 1 (line ");
  EXPECT_SAYS("does not apply to mm/mmap_lock.c");
}

TEST_F(Compile, APatchOfAnotherFileIsIgnoredAndTold) {
  write_file(folder_.path() + "/x.patch",
             "--- a/mm/vma.c\n+++ b/mm/vma.c\n@@ -1 +1 @@\n-a\n+b\n");
  options_.patches = {folder_.path() + "/x.patch"};
  const CompiledTree compiled = compile_tree(options_, toolkit_);
  ASSERT_EQ(compiled.notes.size(), 1u);
  EXPECT_TRUE(has(compiled.notes[0],
                  "changes mm/vma.c, which vmalock does not compile: ignored"));
}

TEST_F(Compile, AnUnknownFunction) {
  edit(lock, "	e->exclusive = true;", "	smp_foo();");
  EXPECT_SAYS("mm/mmap_lock.c:");
  EXPECT_SAYS("smp_foo() is unknown to vmalock");
  EXPECT_SAYS("--kernel-ignore smp_foo");
  options_.ignored = {"smp_foo"};
  EXPECT_EQ(complaint(), "");
  options_.ignored = {};
  const std::string file = folder_.path() + "/foo.h";
  write_file(file, "#define smp_foo() smp_mb()\n");
  options_.headers = {file};
  EXPECT_EQ(complaint(), "");
}

TEST_F(Compile, AFunctionOfAFileThatIsTakenInParts) {
  edit("mm/vma_init.c", "void vm_area_free(",
       "static void helper(void)\n{\n}\n\nvoid vm_area_free(");
  edit("mm/vma_init.c", "	vma_assert_detached(vma);",
       "	vma_assert_detached(vma);\n	helper();");
  EXPECT_EQ(complaint(), "");
}

TEST_F(Compile, AFieldOfTheMmThatIsMissing) {
  edit(header, "	up_write(&mm->mmap_lock);",
       "	WRITE_ONCE(mm->mm_foo, 1);\n	up_write(&mm->mmap_lock);");
  EXPECT_SAYS("struct mm_struct has no mm_foo");
  EXPECT_SAYS("--kernel-fields 'TYPE mm_foo'");
  options_.fields = {"unsigned int mm_foo"};
  EXPECT_EQ(complaint(), "");
}

TEST_F(Compile, AFieldOfTheVmaThatIsMissing) {
  edit(lock, "	e->exclusive = true;", "	vma->vm_foo = 1;");
  EXPECT_SAYS("struct vm_area_struct has no vm_foo");
}

TEST_F(Compile, InlineAssembly) {
  edit(lock, "	e->exclusive = true;",
       "	__asm__ volatile(\"dmb ish\");");
  EXPECT_SAYS("mm/mmap_lock.c:");
  EXPECT_SAYS("dmb ish");
}

TEST_F(Compile, NoClang) {
  options_.compiler = "clang-99";
  EXPECT_SAYS("there is no such program");
  options_.compiler = "/bin/true";
  EXPECT_SAYS("this is no clang");
}

TEST_F(Compile, ClangWithoutThePass) {
  options_.compiler = "clang-14";
  toolkit_.passes.clear();
  EXPECT_SAYS("vmalock has no pass for clang 14");
  options_.compiler = "";
  EXPECT_SAYS("ci/setup --kernel");
}

}  // namespace
}  // namespace vmalock::kernel_source
