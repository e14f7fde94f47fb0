// Whole command lines on kernel trees: one of our own that is always there, and
// real ones where ci/kernel-trees has put them (VMALOCK_KERNEL_TREES or the
// cache folder); without them their tests skip.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "harness/cli/app.h"
#include "harness/cli/kernel_trees/edits.h"
#include "harness/kernel_source/binding/loader.h"
#include "harness/kernel_source/tree/command.h"
#include "harness/kernel_source/tree/folder.h"
#include "harness/kernel_source/tree/source_text.h"
#include "harness/platform/model/engine.h"
#include "harness/result/token.h"

namespace vmalock::cli {
namespace {

namespace fs = std::filesystem;
using kernel_source::read_file;
using kernel_source::SourceText;
using kernel_source::TemporaryFolder;
using kernel_source::write_file;

constexpr const char* own_tree = "harness/kernel_source/testdata/tree";

struct Said {
  int status;
  std::string out, err;
  bool has(const std::string& part) const {
    return out.find(part) != std::string::npos;
  }
};

Said run(const Arguments& arguments) {
  std::ostringstream out, err;
  const auto graph = make_graph_engine(std::span<const Binding>());
  Engine* const engines[] = {graph.get()};
  kernel_source::Loader trees(*graph, kernel_source::built_toolkit());
  const Context context{.engines = engines,
                        .out = out,
                        .err = err,
                        .command_line = "vmalock",
                        .kernel = &trees};
  const int status = run_app(context, arguments);
  return {status, out.str(), err.str()};
}

Said check(const std::string& tree, const Arguments& more) {
  Arguments words = {"check", "--kernel-tree", tree};
  words.insert(words.end(), more.begin(), more.end());
  return run(words);
}

std::string real_tree(const std::string& name) {
  const char* const trees = std::getenv("VMALOCK_KERNEL_TREES");
  const std::string folder =
      (trees ? trees : kernel_source::cache_folder() + "/trees") + "/" + name;
  return fs::exists(folder + "/include/linux/mmap_lock.h") ? folder : "";
}

#define NEEDS_THE_PASS()                             \
  if (kernel_source::built_toolkit().passes.empty()) \
  GTEST_SKIP() << "no pass was built: ci/setup --kernel"

#define NEEDS_TREE(variable, name)              \
  NEEDS_THE_PASS();                             \
  const std::string variable = real_tree(name); \
  if (variable.empty())                         \
  GTEST_SKIP() << "no kernel tree " name ": run ci/kernel-trees"

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

// ---- edits

/// A copy of a tree with one edit, and the patch that makes it.
class Edited {
 public:
  Edited(const std::string& tree, const Edit& edit) : tree_(tree) {
    const std::string before = *read_file(tree + "/" + edit.path);
    write_file(folder_.path() + "/a/" + edit.path, before);
    write_file(folder_.path() + "/b/" + edit.path, changed(edit, before));
    write_file(folder_.path() + "/names.h", edit_header);
    write_file(patch(), kernel_source::run_command(
                            {"diff", "-u", std::string("a/") + edit.path,
                             std::string("b/") + edit.path},
                            folder_.path())
                            .output);
  }

  std::string patch() const { return folder_.path() + "/edit.patch"; }

  Said judged(const std::string& case_name) const {
    Arguments words = {"patch", patch(),           "--kernel-tree",
                       tree_,   "--kernel-header", folder_.path() + "/names.h"};
    if (!case_name.empty()) {
      words.emplace_back("--case");
      words.push_back(case_name);
    }
    return run(words);
  }

 private:
  TemporaryFolder folder_;
  std::string tree_;

  static std::string changed(const Edit& edit, const std::string& before) {
    const SourceText source(edit.path, before);
    const auto lines = source.function(edit.function);
    EXPECT_TRUE(lines.has_value()) << edit.function;
    if (!lines) return before;
    const std::string old = source.lines(*lines);
    std::string text = old;
    const std::string name = edit.name;
    if (name == "==") {
      // "return A == B;" -> "return B == A;"
      const std::size_t at = text.find(" == "),
                        from = text.rfind("return ", at);
      const std::size_t end = text.find(';', at);
      text = text.substr(0, from + 7) + text.substr(at + 4, end - at - 4) +
             " == " + text.substr(from + 7, at - from - 7) + text.substr(end);
    } else {
      std::istringstream names(name);
      for (std::string one; names >> one;)
        for (std::size_t at = kernel_source::find_word(text, one);
             at != std::string::npos;
             at = kernel_source::find_word(text, one, at + 1))
          text.replace(at, one.size(), edit.becomes);
    }
    EXPECT_NE(text, old) << edit.what;
    std::string out = before;
    return out.replace(out.find(old), old.size(), text);
  }
};

class BadEdit : public ::testing::TestWithParam<Edit> {};
TEST_P(BadEdit, IsBroken) {
  NEEDS_TREE(tree, "7");
  const Edited edited(tree, GetParam());
  const Said said = edited.judged(GetParam().shown_by);
  EXPECT_EQ(said.status, 1) << GetParam().what << "\n" << said.out << said.err;
  EXPECT_TRUE(said.has("BROKEN")) << said.out;
}
INSTANTIATE_TEST_SUITE_P(Kernel7, BadEdit, ::testing::ValuesIn(bad_edits));

class HarmlessEdit : public ::testing::TestWithParam<Edit> {};
TEST_P(HarmlessEdit, IsNot) {
  NEEDS_TREE(tree, "7");
  const Edited edited(tree, GetParam());
  const Said said = edited.judged("[a-eg-z]*");  // the f… take minutes
  EXPECT_EQ(said.status, 0) << GetParam().what << "\n" << said.out << said.err;
  EXPECT_TRUE(said.has("NO DIFFERENCE") || said.has("SAFE")) << said.out;
  EXPECT_FALSE(said.has("never run")) << said.out;
}
INSTANTIATE_TEST_SUITE_P(Kernel7, HarmlessEdit,
                         ::testing::ValuesIn(harmless_edits));

TEST(Kernel7, APatchOfWhichNothingRunsIsUnknown) {
  NEEDS_TREE(tree, "7");
  const Edited edited(tree,
                      {"", lock_c, "lock_next_vma", "fallback", "slow", ""});
  const Said said = edited.judged("reader_excludes_writer");
  EXPECT_EQ(said.status, 2) << said.out << said.err;
  EXPECT_TRUE(said.has("UNKNOWN")) << said.out;
  EXPECT_TRUE(said.has("never run, so not judged: mm/mmap_lock.c:"))
      << said.out;
}

// ---- the bugs that 7.2 has, in its own text

TEST(Kernel7, EveryCaseRunsAndOnlyTheKnownBugsShow) {
  NEEDS_TREE(tree, "7");
  const Said said = check(tree, {"--case", "[a-eg-z]*"});
  EXPECT_EQ(said.status, 1) << said.err;
  EXPECT_TRUE(said.has(", 3 violated; ")) << said.out;
  EXPECT_TRUE(said.has("VIOLATED  guard_flag_lost")) << said.out;
  EXPECT_TRUE(said.has("VIOLATED  writer_loads_early")) << said.out;
  EXPECT_TRUE(said.has("VIOLATED  writer_loads_late")) << said.out;
}

struct Known {
  const char* bug;
  Arguments how;
  const char* place;  ///< that the trace shows
  const char* mend;
};

class KnownBugOf7 : public ::testing::TestWithParam<Known> {};
TEST_P(KnownBugOf7, ShowsInTheTreesTextAndARowMendsIt) {
  NEEDS_TREE(tree, "7");
  const Known& known = GetParam();
  Arguments how = known.how;
  how.emplace_back("--full");
  const Said said = check(tree, how);
  EXPECT_EQ(said.status, 1) << said.out << said.err;
  EXPECT_TRUE(said.has(known.place)) << said.out;
  how.insert(how.end(), {"--set", known.mend});
  const Said mended = check(tree, how);
  EXPECT_EQ(mended.status, 0) << mended.out << mended.err;
}
INSTANTIATE_TEST_SUITE_P(
    Kernel7, KnownBugOf7,
    ::testing::Values(Known{"B-20",
                            {"--case", "writer_loads_early"},
                            "in __vma_start_exclude_readers",
                            "__vma_start_exclude_readers/vm_refcnt=acquire"},
                      Known{"B-21",
                            {"--case", "writer_loads_late"},
                            "in mm_lock_seqcount_end",
                            "mm_lock_seqcount_end/mm_lock_seq#2=release"},
                      Known{"B-27",
                            {"--case", "reader_excludes_writer", "--readers",
                             "1", "--writers", "2"},
                            "in mm_lock_seqcount_begin",
                            "mm_lock_seqcount_begin/mm_lock_seq#2=release"}));

// ---- before 6.15

TEST(Kernel612, EveryCaseRuns) {
  NEEDS_TREE(tree, "6.12");
  const Said said = check(tree, {});
  EXPECT_EQ(said.status, 1) << said.err;
  // B-21; and vma->vm_lock is a plain pointer, through which lkmm follows no
  // dependency (harness/kernel_source/COMPARED.md).
  for (const char* violated :
       {"writer_loads_late", "new_vma_locked", "lookup_attached",
        "fault_two_sections", "vma_splits"})
    EXPECT_TRUE(said.has("VIOLATED  " + std::string(violated))) << said.out;
  EXPECT_TRUE(said.has("64 runs: 59 hold, 5 violated")) << said.out;
}

TEST(Kernel612, AMarkedPointerCarriesTheDependency) {
  NEEDS_TREE(tree, "6.12");
  for (const char* name : {"new_vma_locked", "lookup_attached",
                           "fault_two_sections", "vma_splits"}) {
    const Said said = check(
        tree, {"--case", name, "--set", "vma_start_read/vm_lock#1=READ_ONCE"});
    EXPECT_EQ(said.status, 0) << said.out << said.err;
  }
}

}  // namespace
}  // namespace vmalock::cli
