// SPDX-License-Identifier: MIT
// The parts of a file that are found by their text.
#include "harness/kernel_source/tree/source_text.h"

#include <gtest/gtest.h>

namespace vmalock::kernel_source {
namespace {

const SourceText file("a/b.c", R"(/* call(f) { no */
#define LIMIT_A 1
#define LIMIT_B(x) \
	((x) + 1)
#define OTHER 2
static int helper(void);

static inline int
helper(void)
{
	if (x) { /* } */
		return '}';
	}
	return 0;
}
#ifdef CONFIG_LOCK
int lock_it(struct s *s)
{
#ifdef CONFIG_DEEP
	deep();
#else
	flat();
#endif
	return helper();
}
#else
int lock_it(struct s *s) { return 0; }
#endif
struct s; struct st { int a; };
struct s {
	union { int b; };
} __packed;
#if defined(CONFIG_LOCK) && X
int second;
#endif
)");

TEST(SourceText, AFunctionIsItsDefinitionWithItsType) {
  const auto lines = file.function("helper");
  ASSERT_TRUE(lines);
  EXPECT_EQ(lines->first, 8u);
  EXPECT_EQ(lines->last, 15u);
}

TEST(SourceText, OfTwoDefinitionsTheFirst) {
  const auto lines = file.function("lock_it");
  ASSERT_TRUE(lines);
  EXPECT_EQ(lines->first, 17u);
  EXPECT_EQ(lines->last, 25u);
}

TEST(SourceText, ACallIsNoDefinitionAndCommentsAreNoCode) {
  EXPECT_FALSE(file.function("deep"));
  EXPECT_FALSE(file.function("f"));
  EXPECT_FALSE(file.names("no"));
  EXPECT_TRUE(file.names("flat"));
  EXPECT_FALSE(file.names("fla"));
}

TEST(SourceText, ABlockEndsAtItsOwnElse) {
  const auto blocks = file.guarded_by("CONFIG_LOCK");
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].first, 17u);
  EXPECT_EQ(blocks[0].last, 25u);
  EXPECT_EQ(file.lines(blocks[1]), "int second;\n");
}

TEST(SourceText, AStructureIsItsDefinition) {
  const auto lines = file.structure("s");
  ASSERT_TRUE(lines);
  EXPECT_EQ(lines->first, 30u);
  EXPECT_EQ(lines->last, 32u);
}

TEST(SourceText, DefinesOfAPrefixWithTheLinesThatContinueThem) {
  const auto found = file.defines({"LIMIT_"});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].first, 3u);
  EXPECT_EQ(found[1].last, 4u);
}

TEST(SourceText, WhatIsTakenSaysWhereItStood) {
  EXPECT_EQ(file.with_line({2, 2}), "#line 2 \"a/b.c\"\n#define LIMIT_A 1\n");
}

}  // namespace
}  // namespace vmalock::kernel_source
