// SPDX-License-Identifier: MIT
// Whole command lines on real kernel trees, where ci/kernel-trees has put them
// (VMALOCK_KERNEL_TREES or the cache folder); without them the tests skip.
#include "harness/cli/kernel_trees/edits.h"
#include "harness/cli/kernel_trees/fixture.h"
#include "harness/kernel_source/tree/command.h"
#include "harness/kernel_source/tree/source_text.h"

namespace vmalock::cli {
namespace {

using kernel_source::read_file;
using kernel_source::SourceText;
using kernel_source::TemporaryFolder;
using kernel_source::write_file;

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

  Said judged(const std::string& case_name, const Arguments& more = {}) const {
    Arguments words = {"patch", patch(),           "--kernel-tree",
                       tree_,   "--kernel-header", folder_.path() + "/names.h"};
    if (!case_name.empty()) {
      words.emplace_back("--case");
      words.push_back(case_name);
    }
    words.insert(words.end(), more.begin(), more.end());
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

// ---- every other version, where a tree of it is: VMALOCK_KERNEL_TREES/6.6

struct Version {
  const char* tree;
  unsigned hold, violated;
  std::vector<const char*> cases;  ///< of those that are violated
};

void PrintTo(const Version& version, std::ostream* out) {
  *out << version.tree;
}

class OtherVersion : public ::testing::TestWithParam<Version> {};
TEST_P(OtherVersion, EveryCaseRunsAndTheKnownBugsShow) {
  NEEDS_TREE(tree, GetParam().tree);
  const Said said = check(tree, {"--case", "[a-eg-z]*"});
  EXPECT_EQ(said.status, 1) << said.err;
  EXPECT_TRUE(said.has("56 runs: " + std::to_string(GetParam().hold) +
                       " hold, " + std::to_string(GetParam().violated) +
                       " violated"))
      << said.out << said.err;
  for (const char* name : GetParam().cases)
    EXPECT_TRUE(said.has("VIOLATED  " + std::string(name))) << name;
}

/// B-8, and the plain pointer vma->vm_lock (COMPARED.md).
const std::vector<const char*> until_6_11 = {
    "detach_waits",   "lookup_attached", "lookup_retries", "lookup_reused",
    "new_vma_locked", "vma_merges",      "vma_splits"};
/// B-20 and B-21.
const std::vector<const char*> since_6_15 = {
    "guard_flag_lost", "writer_loads_early", "writer_loads_late"};

INSTANTIATE_TEST_SUITE_P(
    Kernel, OtherVersion,
    ::testing::Values(
        // B-1, too
        Version{"6.4", 30, 26, {"reader_excludes_writer", "detach_waits"}},
        Version{"6.5", 49, 7, until_6_11}, Version{"6.6", 49, 7, until_6_11},
        Version{"6.7", 49, 7, until_6_11}, Version{"6.8", 49, 7, until_6_11},
        Version{"6.9", 49, 7, until_6_11}, Version{"6.10", 49, 7, until_6_11},
        Version{"6.11", 49, 7, until_6_11},
        Version{
            "6.13", 53, 3, {"lookup_attached", "new_vma_locked", "vma_splits"}},
        Version{"6.14", 52, 4, {"lookup_attached", "writer_loads_late"}},
        Version{"6.17", 53, 3, since_6_15}, Version{"6.18", 53, 3, since_6_15},
        Version{"6.19", 53, 3, since_6_15}, Version{"7.0", 53, 3, since_6_15},
        Version{"7.1", 53, 3, since_6_15}));

// ---- the tree's own refcount.h

class TreeRefcount : public ::testing::TestWithParam<const char*> {};
TEST_P(TreeRefcount, TheVerdictsAreThoseOfOurs) {
  NEEDS_TREE(tree, GetParam());
  // Each loop of it is explored, so a few small cases.
  for (const char* name :
       {"readers_share", "reader_excludes_writer", "reader_sees_writer",
        "writer_loads_early", "writer_loads_late", "detach_waits"}) {
    const Said ours = check(tree, {"--case", name, "--quiet"});
    const Said own = check(tree, {"--case", name, "--kernel-refcount"});
    EXPECT_EQ(own.status, ours.status) << name << own.out << own.err;
  }
}
INSTANTIATE_TEST_SUITE_P(Kernel, TreeRefcount,
                         ::testing::Values("7", "6.12", "6.17", "6.19"));

TEST(Kernel7, TheTreesRefcountIsWhatAPatchOfItChanges) {
  NEEDS_TREE(tree, "7");
  const Edited edited(
      tree, {"an acquire less", "include/linux/refcount.h",
             "__refcount_add_not_zero_limited_acquire",
             "atomic_try_cmpxchg_acquire", "atomic_try_cmpxchg_relaxed", ""});
  const Said ignored = edited.judged("reader_excludes_writer");
  EXPECT_NE(ignored.err.find("--kernel-refcount compiles it"),
            std::string::npos)
      << ignored.err;
  const Said said =
      edited.judged("reader_excludes_writer", {"--kernel-refcount"});
  EXPECT_EQ(said.status, 1) << said.out << said.err;
  EXPECT_TRUE(said.has("BROKEN")) << said.out;
}

}  // namespace
}  // namespace vmalock::cli
