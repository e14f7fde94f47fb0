// SPDX-License-Identifier: MIT
// Whole command lines on a kernel tree of our own, which is always there.
#include "harness/cli/kernel_trees/edits.h"
#include "harness/cli/kernel_trees/fixture.h"
#include "harness/kernel_source/tree/source_text.h"
#include "harness/result/token.h"

namespace vmalock::cli {
namespace {

using kernel_source::read_file;
using kernel_source::SourceText;
using kernel_source::TemporaryFolder;
using kernel_source::write_file;

TEST(OwnTree, EveryCaseRunsAndOnlyTheKnownBugsShow) {
  NEEDS_THE_PASS();
  const Said said = check(own_tree, {});
  EXPECT_EQ(said.status, 1) << said.err;
  // B-20, as a lost flag and as a race, and B-21.
  EXPECT_TRUE(said.has("64 runs: 61 hold, 3 violated")) << said.out;
  EXPECT_TRUE(said.has("VIOLATED  guard_flag_lost")) << said.out;
  EXPECT_TRUE(said.has("VIOLATED  writer_loads_early")) << said.out;
  EXPECT_TRUE(said.has("VIOLATED  writer_loads_late")) << said.out;
}

TEST(OwnTree, ARowMendsABugAndTheKernelsWordsNameOrderings) {
  NEEDS_THE_PASS();
  for (const char* set : {"start_exclusion/vm_refcnt=acquire",
                          "start_exclusion/vm_refcnt=smp_load_acquire"}) {
    const Said said =
        check(own_tree, {"--case", "writer_loads_early", "--set", set});
    EXPECT_EQ(said.status, 0) << said.out << said.err;
  }
  const Said wrong =
      check(own_tree, {"--case", "writer_loads_early", "--set",
                       "start_exclusion/vm_refcnt=smp_store_release"});
  EXPECT_EQ(wrong.status, 64) << wrong.out;
}

TEST(OwnTree, APlainAccessIsARowThatCanBeMarked) {
  NEEDS_THE_PASS();
  const Said sites =
      run({"list", "sites", "kernel", "--kernel-tree", own_tree});
  EXPECT_TRUE(sites.has("vma_start_read/vm_lock_seq#2")) << sites.out;
  const Said said =
      check(own_tree, {"--case", "reader_excludes_writer", "--set",
                       "vma_start_read/vm_lock_seq#2=READ_ONCE"});
  EXPECT_EQ(said.status, 0) << said.out << said.err;
}

TEST(OwnTree, ARaceOfAPlainStoreWithAMarkIsANoteUnlessAsked) {
  NEEDS_THE_PASS();
  const Said note = check(own_tree, {"--case", "lookup_reused"});
  EXPECT_EQ(note.status, 0) << note.out;
  EXPECT_TRUE(note.has("atomic for KCSAN")) << note.out;
  const Said error =
      check(own_tree, {"--case", "lookup_reused", "--strict-races"});
  EXPECT_EQ(error.status, 1) << error.out;
  EXPECT_TRUE(error.has("E02")) << error.out;
}

TEST(OwnTree, AReplayTokenIsAboutOneTree) {
  NEEDS_THE_PASS();
  const Said said = check(own_tree, {"--case", "writer_loads_early"});
  const std::size_t at = said.out.find("vmalock replay ");
  ASSERT_NE(at, std::string::npos);
  const std::string token =
      said.out.substr(at + 15, said.out.find('\n', at) - at - 15);
  const Said again = run({"replay", token, "--kernel-tree", own_tree});
  EXPECT_EQ(again.status, 1) << again.err;
  EXPECT_TRUE(again.has("E02")) << again.out;
  Token other = parse_token(token);
  char& digit = other.question.build.front();
  digit = digit == '0' ? '1' : '0';
  const Said refused =
      run({"replay", to_text(other), "--kernel-tree", own_tree});
  EXPECT_EQ(refused.status, 64);
  EXPECT_NE(refused.err.find("another kernel tree"), std::string::npos);
}

TEST(OwnTree, AModelWithoutDependenciesIsRefused) {
  NEEDS_THE_PASS();
  const Said said =
      check(own_tree, {"--case", "readers_share", "--model", "rc11"});
  EXPECT_EQ(said.status, 64) << said.out;
  EXPECT_NE(said.err.find("lkmm"), std::string::npos) << said.err;
  for (const char* model : {"sc", "tso"})
    EXPECT_EQ(
        check(own_tree, {"--case", "writer_woken", "--model", model}).status,
        0);
}

TEST(OwnTree, APlaceNamesARowWhereOnlyOneStandsThere) {
  NEEDS_THE_PASS();
  const SourceText lock(lock_c,
                        *read_file(std::string(own_tree) + "/" + lock_c));
  const auto reader = lock.function("vma_start_read");
  ASSERT_TRUE(reader.has_value());
  // The line where the count's call ends, and that of the re-check, which has
  // two loads.
  const auto line_of = [&](const char* name) {
    for (std::size_t line = reader->first; line <= reader->last; ++line)
      if (lock.lines({line, line}).find(name) != std::string::npos)
        return "mmap_lock.c:" + std::to_string(line);
    return std::string();
  };
  const Arguments quick = {"--case", "reader_excludes_writer", "--set"};
  Arguments one = quick, two = quick;
  one.push_back(line_of("VM_REFCNT_LIMIT") + "=relaxed");
  two.push_back(line_of("raw_read_seqcount") + "=relaxed");
  const Said weaker = check(own_tree, one);
  EXPECT_EQ(weaker.status, 1) << weaker.out << weaker.err;
  const Said several = check(own_tree, two);
  EXPECT_EQ(several.status, 64) << several.out;
  EXPECT_NE(several.err.find("vma_start_read/vm_lock_seq#2"), std::string::npos)
      << several.err;
}

TEST(OwnTree, ATokenKeepsTheNameOfAPatchedTree) {
  const Token patched = {{.case_name = "a_case",
                          .impl = "kernel+my-patch",
                          .engine = "graph",
                          .model = "lkmm",
                          .orderings = {{"f/x#2", Ordering::acquire}},
                          .bound = {1, 1, 1},
                          .search = "",
                          .build = "0123456789ab"},
                         "ab1"};
  EXPECT_TRUE(to_text(patched).starts_with(
      "a_case:kernel+my-patch@0123456789ab+f/x#2=acquire:graph/"
      "lkmm:1.1.1:ab1~"));
  EXPECT_EQ(parse_token(to_text(patched)).question, patched.question);
}

TEST(OwnTree, OptionsThatBelongToATreeNeedOne) {
  const Said said = run({"check", "--patch", "x.patch"});
  EXPECT_EQ(said.status, 64);
  EXPECT_NE(said.err.find("--kernel-tree"), std::string::npos) << said.err;
}

/// What the own tree says with one piece of its text replaced.
Said check_replaced(const char* path, const std::string& old,
                    const std::string& text, const char* case_name) {
  const TemporaryFolder folder;
  fs::copy(own_tree, folder.path(), fs::copy_options::recursive);
  std::string all = *read_file(folder.path() + "/" + path);
  const std::size_t at = all.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  if (at == std::string::npos) return {};
  write_file(folder.path() + "/" + path, all.replace(at, old.size(), text));
  return check(folder.path(), {"--case", case_name});
}

/// Cases that need something of the tree's own which the harness sets: the
/// number of write sections, and whether a writer can be killed. With neither
/// they would hold whatever the tree does.
TEST(OwnTree, CasesThatSetWhatTheTreeHasDoSo) {
  NEEDS_THE_PASS();
  const Said by_order =
      check_replaced("mm/mmap_lock.c",
                     "READ_ONCE(vma->vm_lock_seq) ==\n\t    "
                     "READ_ONCE(mm->mm_lock_seq.sequence)",
                     "(int)(READ_ONCE(vma->vm_lock_seq) -\n\t    "
                     "READ_ONCE(mm->mm_lock_seq.sequence)) >= 0",
                     "sequence_far_ahead");
  EXPECT_EQ(by_order.status, 1) << by_order.out << by_order.err;
  EXPECT_TRUE(by_order.has("taken for locked")) << by_order.out;
  const Said deaf = check_replaced("include/linux/mmap_lock.h", "TASK_KILLABLE",
                                   "TASK_UNINTERRUPTIBLE", "signal_wakes");
  EXPECT_EQ(deaf.status, 1) << deaf.out << deaf.err;
}

/// The mmap lock is the tree's own, in all its forms.
TEST(OwnTree, AKillableMmapLockIsTheTrees) {
  NEEDS_THE_PASS();
  const Said deaf = check_replaced(
      lock_h, "int error = down_write_killable(&mm->mmap_lock)",
      "int error = (down_write(&mm->mmap_lock), 0)", "mmap_lock_killed");
  EXPECT_EQ(deaf.status, 1) << deaf.out << deaf.err;
}

TEST(OwnTree, AWritersTrylockTakesAFreeLockOnly) {
  NEEDS_THE_PASS();
  const char* const take = "down_write(&mm->mmap_lock);";
  const Said tries =
      check_replaced(lock_h, take,
                     "if (!down_write_trylock(&mm->mmap_lock))\n\t\tdown_write"
                     "(&mm->mmap_lock);",
                     "mmap_writers_in_turn");
  EXPECT_EQ(tries.status, 0) << tries.out << tries.err;
  const Said forces =
      check_replaced(lock_h, take, "down_write_trylock(&mm->mmap_lock);",
                     "mmap_writers_in_turn");
  EXPECT_EQ(forces.status, 1) << forces.out << forces.err;
}

/// A kernel with lockdep knows who holds the mmap lock, for read too.
TEST(OwnTree, TheMmapLockIsHeldByItsHolderOnly) {
  NEEDS_THE_PASS();
  const Said held = check_replaced(
      lock_h, "up_read(&mm->mmap_lock);",
      "rwsem_assert_held(&mm->mmap_lock);\n\tup_read(&mm->mmap_lock);",
      "mmap_readers_together");
  EXPECT_EQ(held.status, 0) << held.out << held.err;
  const Said dropped = check_replaced(
      lock_h, "up_read(&mm->mmap_lock);",
      "up_read(&mm->mmap_lock);\n\trwsem_assert_held(&mm->mmap_lock);",
      "mmap_readers_together");
  EXPECT_EQ(dropped.status, 1) << dropped.out << dropped.err;
  EXPECT_TRUE(dropped.has("does not hold this lock")) << dropped.out;
}

/// As 6.4 to 6.8 have it: whether the fault needs an anon_vma is not asked.
TEST(OwnTree, ALookupThatAsksForAnAnonVmaFindsOne) {
  NEEDS_THE_PASS();
  const Said asks = check_replaced(
      lock_c, "vma = vma_start_read(mm, vma);\n\t\tif (!IS_ERR_OR_NULL(vma))",
      "if (!vma->anon_vma) {\n\t\t\trcu_read_unlock();\n\t\t\treturn NULL;"
      "\n\t\t}\n\t\tvma = vma_start_read(mm, vma);\n\t\tif (!IS_ERR_OR_NULL"
      "(vma))",
      "lookup_must_find");
  EXPECT_EQ(asks.status, 0) << asks.out << asks.err;
}

}  // namespace
}  // namespace vmalock::cli
