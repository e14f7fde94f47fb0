// SPDX-License-Identifier: MIT
// Layouts as clang 14 prints them.
#include "harness/kernel_source/tree/layout.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vmalock::kernel_source {
namespace {

/// clang leaves a blank, here ~, behind members without a name.
std::string with_blanks(std::string text) {
  std::replace(text.begin(), text.end(), '~', ' ');
  return text;
}

const std::string printed = with_blanks(R"(
*** Dumping AST Record Layout
         0 | struct vma
         0 |   union vma::(anonymous at a.h:923:2)~
         0 |     struct vma::(anonymous at a.h:924:3)~
         0 |       unsigned long start
         8 |       unsigned long end
         0 |     freeptr_t free
         0 |       unsigned long v
        16 |   struct mm * mm
        24 |   struct refcount_struct refcnt
        24 |     atomic_t refs
        24 |       int counter
        28 |   struct vma::(unnamed at a.h:1047:2) shared
        28 |     _Bool attached
        32 |   struct nothing ctx (empty)
           | [sizeof=32, align=8]

*** Dumping IRgen Record Layout
Record: RecordDecl 0x29c02e40 <a.h:924:3> struct definition
Layout: <CGRecordLayout
)");

TEST(Layout, FieldsAreTheMembersThatHaveNone) {
  const auto all = parse_layouts(printed);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].name, "vma");
  EXPECT_EQ(all[0].bytes, 32u);
  std::string names;
  for (const Field& f : all[0].fields) names += f.name + " ";
  EXPECT_EQ(names, "start end mm refcnt.refs.counter shared.attached ");
}

TEST(Layout, APointerAndASizeUpToTheNext) {
  const auto all = parse_layouts(printed);
  const Field* mm = all.at(0).named("mm");
  ASSERT_TRUE(mm);
  EXPECT_TRUE(mm->pointer);
  EXPECT_EQ(mm->offset, 16u);
  EXPECT_EQ(mm->bytes, 8u);
  EXPECT_EQ(all[0].at(24)->type, "int");
  EXPECT_EQ(all[0].at(28)->bytes, 4u);
}

TEST(Layout, TheFileKeepsAll) {
  const auto all = parse_layouts(printed);
  const auto again = read_layouts(to_text(all));
  EXPECT_EQ(to_text(again), to_text(all));
  EXPECT_EQ(again.at(0).fields.size(), all.at(0).fields.size());
  EXPECT_EQ(again[0].at(0)->type, "unsigned long");
}

}  // namespace
}  // namespace vmalock::kernel_source
