// SPDX-License-Identifier: MIT
// The answer about a patch, on a kernel tree of our own: one screen with all
// that a mail needs.
#include <nlohmann/json.hpp>

#include "harness/cli/kernel_trees/edits.h"
#include "harness/cli/kernel_trees/fixture.h"
#include "harness/kernel_source/tree/command.h"

namespace vmalock::cli {
namespace {

using kernel_source::read_file;
using kernel_source::TemporaryFolder;
using kernel_source::write_file;

constexpr const char* relax_reader =
    "harness/kernel_source/testdata/relax-reader.patch";

Said patch(const std::string& file, const Arguments& more) {
  Arguments words = {"patch", file, "--kernel-tree", own_tree};
  words.insert(words.end(), more.begin(), more.end());
  return run(words);
}

/// A patch of a file of the own tree that replaces one piece of text.
class Patch {
 public:
  Patch(const char* path, const std::string& old, const std::string& text) {
    std::string all = *read_file(std::string(own_tree) + "/" + path);
    write_file(folder_.path() + "/a/" + path, all);
    const std::size_t at = all.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    if (at != std::string::npos) all.replace(at, old.size(), text);
    write_file(folder_.path() + "/b/" + path, all);
    write_file(file(), kernel_source::run_command(
                           {"diff", "-u", std::string("a/") + path,
                            std::string("b/") + path},
                           folder_.path())
                           .output);
  }
  std::string file() const { return folder_.path() + "/my.patch"; }

 private:
  TemporaryFolder folder_;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Patch, AnAnswerIsOneScreen) {
  NEEDS_THE_PASS();
  const Said said = patch(relax_reader, {"--case", "[a-eg-z]*"});
  EXPECT_EQ(said.status, 1) << said.out << said.err;
  EXPECT_TRUE(said.out.starts_with("BROKEN    kernel+relax-reader  graph lkmm"))
      << said.out;
  EXPECT_TRUE(said.has(" break, ")) << said.out;
  EXPECT_TRUE(said.has("1 of 1 changed lines run in a case")) << said.out;
  EXPECT_TRUE(said.has("lock_vma_under_rcu: arm64 ")) << said.out;
  EXPECT_TRUE(said.has("-casa +cas")) << said.out;
  EXPECT_LE(lines_of(said.out).size(), 24u) << said.out;
  for (const std::string& line : lines_of(said.out))
    EXPECT_LE(line.size(), 80u) << line;
}

TEST(Patch, AMailHasSeventyTwoColumns) {
  NEEDS_THE_PASS();
  const Said said = patch(relax_reader, {"--mail", "--case", "reader*"});
  EXPECT_EQ(said.status, 1) << said.out << said.err;
  for (const std::string& line : lines_of(said.out))
    EXPECT_LE(line.size(), 72u) << line;
  EXPECT_LE(lines_of(said.out).size(), 24u) << said.out;
  const Said both = patch(relax_reader, {"--mail", "--full"});
  EXPECT_EQ(both.status, 64) << both.out;
}

TEST(Patch, AllOfItIsThereWhenAskedFor) {
  NEEDS_THE_PASS();
  const Said said = patch(relax_reader, {"--full", "--case", "reader*"});
  EXPECT_TRUE(said.has("VIOLATED  reader_excludes_writer")) << said.out;
  EXPECT_TRUE(said.has("replay: vmalock replay ")) << said.out;
}

/// Without the line breaks.
std::string flat(const std::string& text) {
  std::string out;
  for (const std::string& line : lines_of(text)) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin != std::string::npos)
      out += (out.empty() ? "" : " ") + line.substr(begin);
  }
  return out;
}

bool says(const Said& said, const std::string& part) {
  return flat(said.out).find(part) != std::string::npos;
}

/// A second acquire where one is: too strong, and the sweep says so of this
/// site only.
TEST(Patch, OrderingsOfChangedLinesAreNeededOrNot) {
  NEEDS_THE_PASS();
  const Patch stronger(lock_c, "READ_ONCE(vma->vm_lock_seq) ==\n\t    READ",
                       "smp_load_acquire(&vma->vm_lock_seq) ==\n\t    READ");
  const Arguments cases = {"--case", "reader_excludes_writer", "--case",
                           "reader_sees_writer"};
  const Said said = patch(stronger.file(), cases);
  EXPECT_EQ(said.status, 0) << said.out << said.err;
  EXPECT_TRUE(says(said,
                   "vma_start_read/vm_lock_seq#1 acquire (was relaxed): too "
                   "strong for the cases, relaxed would do; a mark is needed, "
                   "plain breaks E02 reader_excludes_writer"))
      << said.out;
  EXPECT_FALSE(said.has("vm_refcnt acquire")) << said.out;
  const Patch same(lock_c, "raw_read_seqcount(&mm->mm_lock_seq)",
                   "smp_load_acquire(&mm->mm_lock_seq.sequence)");
  const Said needed = patch(same.file(), cases);
  EXPECT_EQ(needed.status, 0) << needed.out << needed.err;
  EXPECT_TRUE(needed.out.starts_with("NO DIFFERENCE")) << needed.out;
  EXPECT_TRUE(says(needed, "acquire: needed, ")) << needed.out;
}

/// A screen is a screen for a patch that changes every line, too.
TEST(Patch, ALargePatchIsOneScreen) {
  NEEDS_THE_PASS();
  const std::string text = *read_file(std::string(own_tree) + "/" + lock_c);
  std::string spaced;
  for (const char c : text) {
    if (c == ';' && spaced.find('{') != std::string::npos) spaced += ' ';
    spaced += c;
  }
  const Patch all(lock_c, text, spaced);
  const Said said = patch(all.file(), {"--mail", "--case", "reader_excludes*"});
  EXPECT_LE(lines_of(said.out).size(), 24u) << said.out;
  EXPECT_TRUE(said.has("never run, so not judged: mm/mmap_lock.c:"))
      << said.out;
}

TEST(Patch, FactsAreFieldsOfTheJson) {
  NEEDS_THE_PASS();
  const Said said =
      patch(relax_reader, {"--out", "json:-", "--case", "reader_excludes*"});
  const auto json = nlohmann::json::parse(said.out);
  EXPECT_EQ(json["kind"], "patch");
  EXPECT_EQ(json["verdict"], "BROKEN");
  EXPECT_EQ(json["cases"][0]["before"], "HOLDS");
  EXPECT_EQ(json["cases"][0]["after"], "VIOLATED");
  EXPECT_EQ(json["lines"][0]["file"], lock_c);
  EXPECT_EQ(json["sites"][0]["before"], "acquire");
  EXPECT_EQ(json["cost"]["functions"][0]["machines"][0]["gone"][0], "casa");
  // The runs with the patch, in every other format.
  const TemporaryFolder folder;
  const Said junit =
      patch(relax_reader, {"--out", "junit:" + folder.path() + "/runs.xml",
                           "--case", "reader_excludes*"});
  EXPECT_NE(
      read_file(folder.path() + "/runs.xml")->find("reader_excludes_writer"),
      std::string::npos);
}

}  // namespace
}  // namespace vmalock::cli
