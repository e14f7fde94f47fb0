// SPDX-License-Identifier: MIT
// Assembly text that we know the counts of, and a tree of our own whose patch
// changes one instruction.
#include "harness/kernel_source/tree/cost.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "harness/kernel_source/tree/assembly.h"
#include "harness/kernel_source/tree/folder.h"

namespace vmalock::kernel_source {
namespace {

TEST(Assembly, InstructionsOfEachFunctionAreCounted) {
  const auto code = read_assembly(R"(	.text
	.file	"unit.c"
	.file	1 "include/linux" "mm.h" md5 0x1
	.file	2 "./mm/mmap_lock.c"
	.globl	first
	.type	first,@function
first:                                  # @first
.Lfunc_begin0:
	.loc	1 12 0                          # include/linux/mm.h:12:0
# %bb.0:
	movl	(%rdi), %eax
.LBB0_1:
	.loc	2 7 2 prologue_end
	lock
	cmpxchgl	%ecx, (%rdi)
	#APP
	lock	addl	$0, -4(%rsp)
	#NO_APP
	xchgl	%eax, %ecx
	xchgl	%eax, (%rdi)
	retq
.Lfunc_end0:
	.size	first, .Lfunc_end0-first
	.type	second,@function
second:                                 // @second
	casa	w9, w10, [x20]
	dmb	ish
	ret
.Lfunc_end1:
	.type	data,@object
data:
	.long	7
)");
  ASSERT_EQ(code.size(), 2u);
  const FunctionCode& first = code.at("first");
  EXPECT_EQ(first.instructions, 6u);
  EXPECT_EQ(first.ordering,
            (std::map<std::string, unsigned>{
                {"lock addl", 1}, {"lock cmpxchgl", 1}, {"xchgl", 1}}));
  EXPECT_EQ(first.lines,
            (std::set<std::pair<std::string, unsigned>>{
                {"include/linux/mm.h", 12}, {"mm/mmap_lock.c", 7}}));
  EXPECT_EQ(code.at("second").instructions, 3u);
  EXPECT_EQ(code.at("second").ordering,
            (std::map<std::string, unsigned>{{"casa", 1}, {"dmb", 1}}));
}

class Cost : public ::testing::Test {
 protected:
  Cost() { setenv("XDG_CACHE_HOME", folder_.path().c_str(), 1); }
  void SetUp() override {
    if (toolkit_.passes.empty())
      GTEST_SKIP() << "no pass was built: ci/setup --kernel";
    before_ = compile_tree(options_, toolkit_);
    options_.patches = {"harness/kernel_source/testdata/relax-reader.patch"};
    after_ = compile_tree(options_, toolkit_);
  }

  TemporaryFolder folder_;
  Toolkit toolkit_{VMALOCK_SHIMS, parse_passes(VMALOCK_PASSES)};
  SourceOptions options_{.tree = "harness/kernel_source/testdata/tree"};
  CompiledTree before_, after_;
};

const FunctionCost* named(const CodeCost& cost, const std::string& name) {
  for (const FunctionCost& one : cost.functions)
    if (one.function == name) return &one;
  return nullptr;
}

TEST_F(Cost, AnAcquireLessIsAnotherInstructionOnArmOnly) {
  const CodeCost cost = code_cost(before_, after_, toolkit_);
  EXPECT_TRUE(cost.missing.empty()) << cost.missing[0];
  const FunctionCost* const reader = named(cost, "lock_vma_under_rcu");
  ASSERT_NE(reader, nullptr);
  ASSERT_EQ(reader->machines.size(), 2u);
  const MachineCost& arm = reader->machines[0];
  EXPECT_EQ(arm.machine, "arm64");
  EXPECT_EQ(arm.before, arm.after);
  EXPECT_EQ(arm.gone, std::vector<std::string>{"casa"});
  EXPECT_EQ(arm.added, std::vector<std::string>{"cas"});
  EXPECT_TRUE(reader->machines[1].same());
  EXPECT_EQ(named(cost, "vma_end_read"), nullptr) << "nothing changed there";
  // Who differs stands first.
  EXPECT_FALSE(cost.functions.front().same());
}

TEST_F(Cost, WithoutAChangeNothingCosts) {
  EXPECT_TRUE(code_cost(before_, before_, toolkit_).functions.empty());
}

TEST_F(Cost, ACompilerThatCannotSaysSo) {
  CompiledTree other = after_;
  other.compiler = "false";
  const CodeCost cost = code_cost(before_, other, toolkit_);
  EXPECT_EQ(cost.missing.size(), 2u);
  EXPECT_TRUE(cost.functions.empty());
}

}  // namespace
}  // namespace vmalock::kernel_source
