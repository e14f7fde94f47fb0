// SPDX-License-Identifier: MIT
#include "harness/kernel_source/pass/loop_bounds.h"

#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/Instructions.h>

namespace vmalock::pass {

namespace {

using llvm::BasicBlock;
using llvm::Loop;
using llvm::ScalarEvolution;
using llvm::SCEV;

/// The value in the given round, if that is a constant.
const llvm::SCEVConstant* in_round(const SCEV* value, unsigned round,
                                   const Loop* loop, ScalarEvolution& known) {
  if (const auto* r = llvm::dyn_cast<llvm::SCEVAddRecExpr>(value))
    if (r->getLoop() == loop && r->isAffine())
      value = r->evaluateAtIteration(known.getConstant(value->getType(), round),
                                     known);
  return llvm::dyn_cast<llvm::SCEVConstant>(value);
}

/// Whether the condition has this value in one of the first max_rounds rounds,
/// whatever the program reads.
bool comes_true(llvm::Value* condition, bool value, const Loop* loop,
                ScalarEvolution& known) {
  const auto* test = llvm::dyn_cast<llvm::ICmpInst>(condition);
  if (!test || !known.isSCEVable(test->getOperand(0)->getType())) return false;
  const SCEV* left = known.getSCEV(test->getOperand(0));
  const SCEV* right = known.getSCEV(test->getOperand(1));
  for (unsigned round = 0; round < max_rounds; ++round) {
    const auto* a = in_round(left, round, loop, known);
    const auto* b = in_round(right, round, loop, known);
    if (!a || !b) return false;
    if (llvm::ICmpInst::compare(a->getAPInt(), b->getAPInt(),
                                test->getPredicate()) == value)
      return true;
  }
  return false;
}

/// while (i < 2 && READ_ONCE(x)): clang makes a phi of the two conditions, and
/// scalar evolution does not look through it.
bool short_circuit_ends(const llvm::BranchInst& exit, const Loop* loop,
                        ScalarEvolution& known,
                        const llvm::DominatorTree& dominators) {
  const auto* both = llvm::dyn_cast<llvm::PHINode>(exit.getCondition());
  const BasicBlock* latch = loop->getLoopLatch();
  if (!both || both->getParent() != exit.getParent() || !latch) return false;
  const bool leaves_on = !loop->contains(exit.getSuccessor(0));
  for (unsigned i = 0; i < both->getNumIncomingValues(); ++i) {
    const auto* decided =
        llvm::dyn_cast<llvm::ConstantInt>(both->getIncomingValue(i));
    const auto* first = llvm::dyn_cast<llvm::BranchInst>(
        both->getIncomingBlock(i)->getTerminator());
    if (!decided || decided->isOne() != leaves_on || !first ||
        !first->isConditional() ||
        !dominators.dominates(first->getParent(), latch))
      continue;
    const bool value = first->getSuccessor(0) == exit.getParent();
    if (comes_true(first->getCondition(), value, loop, known)) return true;
  }
  return false;
}

}  // namespace

bool is_bounded(const Loop* loop, llvm::Function& function,
                llvm::FunctionAnalysisManager& analyses) {
  auto& known = analyses.getResult<llvm::ScalarEvolutionAnalysis>(function);
  const auto& dominators =
      analyses.getResult<llvm::DominatorTreeAnalysis>(function);
  const unsigned rounds = known.getSmallConstantMaxTripCount(loop);
  if (rounds != 0 && rounds <= max_rounds) return true;
  llvm::SmallVector<BasicBlock*, 4> exiting;
  loop->getExitingBlocks(exiting);
  for (const BasicBlock* block : exiting) {
    const auto* exit = llvm::dyn_cast<llvm::BranchInst>(block->getTerminator());
    if (exit && exit->isConditional() &&
        short_circuit_ends(*exit, loop, known, dominators))
      return true;
  }
  return false;
}

}  // namespace vmalock::pass
