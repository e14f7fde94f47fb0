// SPDX-License-Identifier: MIT
#include "harness/kernel_source/pass/control.h"

#include <llvm/IR/CFG.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

#include "harness/kernel_source/pass/loop_bounds.h"

namespace vmalock::pass {

using llvm::BasicBlock;
using llvm::Loop;

Control::Control(llvm::Function& function,
                 llvm::FunctionAnalysisManager& analyses) {
  for (const Edge& edge : waiting_exits(function, analyses)) {
    BasicBlock* taken =
        llvm::SplitBlockPredecessors(edge.to, {edge.from}, ".vmalock.exit");
    exits_.push_back({taken, {}});
  }
  dominators_.recalculate(function);
  loops_.analyze(dominators_);
  find_dependences(function);
  find_exit_branches();
}

/// Each pair of blocks once, however many edges there are.
std::vector<Control::Edge> Control::waiting_exits(
    llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  auto& loops = analyses.getResult<llvm::LoopAnalysis>(function);
  llvm::SetVector<std::pair<BasicBlock*, BasicBlock*>> pairs;
  for (Loop* loop : loops.getLoopsInPreorder()) {
    if (is_bounded(loop, function, analyses)) continue;
    llvm::SmallVector<std::pair<BasicBlock*, BasicBlock*>, 4> edges;
    loop->getExitEdges(edges);
    for (const auto& [from, to] : edges)
      if (is_branch(*from)) pairs.insert({from, to});
  }
  std::vector<Edge> all;
  for (const auto& [from, to] : pairs) all.push_back({from, to});
  return all;
}

void Control::find_dependences(llvm::Function& function) {
  llvm::PostDominatorTree post(function);
  llvm::DenseMap<BasicBlock*, Blocks> direct;
  for (BasicBlock& branch : function) {
    direct[&branch];
    if (!is_branch(branch)) continue;
    const auto* node = post.getNode(&branch);
    const auto* join = node ? node->getIDom() : nullptr;
    for (BasicBlock* way : llvm::successors(&branch))
      for (const auto* n = post.getNode(way); n && n != join; n = n->getIDom())
        if (n->getBlock()) direct[n->getBlock()].insert(&branch);
  }
  for (BasicBlock& block : function) {
    Blocks& all = depends_[&block];
    all = direct[&block];
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Blocks& further = direct[all[static_cast<unsigned>(i)]];
      all.insert(further.begin(), further.end());
    }
  }
}

/// Within the outermost of the loops that the exit leaves.
void Control::find_exit_branches() {
  for (LoopExit& exit : exits_) {
    BasicBlock* from = exit.taken->getUniquePredecessor();
    Loop* left = nullptr;
    for (Loop* l = loops_.getLoopFor(from); l && !l->contains(exit.taken);
         l = l->getParentLoop())
      left = l;
    exit.branches.insert(from);
    for (BasicBlock* branch : of(from))
      if (left && left->contains(branch)) exit.branches.insert(branch);
  }
}

Blocks Control::selectors(BasicBlock* block) const {
  Blocks all;
  for (BasicBlock* from : llvm::predecessors(block)) {
    all.insert(of(from).begin(), of(from).end());
    if (is_branch(*from)) all.insert(from);
  }
  for (BasicBlock* before : of(block)) all.remove(before);
  return all;
}

BranchScope Control::scope(BasicBlock* branch) const {
  BranchScope scope;
  for (Loop* l = loops_.getLoopFor(branch); l; l = l->getParentLoop()) {
    if (of(l->getHeader()).contains(branch)) {
      scope.accumulates = true;
      scope.emptied_before = l->getLoopPreheader()->getTerminator();
      continue;
    }
    if (!scope.accumulates)
      scope.emptied_before = &*l->getHeader()->getFirstInsertionPt();
    break;
  }
  return scope;
}

}  // namespace vmalock::pass
