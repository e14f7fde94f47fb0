// SPDX-License-Identifier: MIT
// Which branches decide whether a block runs, and for how long that matters.
//
// A block is control dependent on a branch if one way out of the branch always
// leads to the block, and another may avoid it (Ferrante, Ottenstein, Warren,
// TOPLAS 1987); here with the branches on which that branch depends. This ends
// at the join, as herd7's control dependencies of an `if` do.
//
// Each branch has a label variable: what its condition depended on when it ran
// last, and empty if it did not run on the way to the present point. In a loop
//  - a branch that decides whether there is another round adds to its label in
//    each round, and is emptied before the loop: a later round depends on all
//    earlier decisions to go on;
//  - any other is emptied when a round begins.
#pragma once

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SetVector.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/PostDominators.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/PassManager.h>

#include <vector>

namespace vmalock::pass {

using Blocks = llvm::SetVector<llvm::BasicBlock*>;

/// An exit of a loop that may wait: `taken` is on the exit and on nothing else.
/// Up to the end of the thread all depends on the branches of the loop that led
/// to it.
struct LoopExit {
  llvm::BasicBlock* taken;
  Blocks branches;
};

/// Where branches' labels are emptied, and which of them add up.
struct BranchScope {
  llvm::Instruction* emptied_before = nullptr;  ///< null: only at the entry
  bool accumulates = false;
};

class Control {
 public:
  /// Splits the exits of loops that may wait (loop_bounds.h).
  Control(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);

  static bool is_branch(const llvm::BasicBlock& block) {
    return block.getTerminator()->getNumSuccessors() > 1;
  }
  /// The branches, by their blocks, on which `block` depends.
  const Blocks& of(llvm::BasicBlock* block) const {
    return depends_.find(block)->second;
  }
  /// The branches that decided from where `block` was entered.
  Blocks selectors(llvm::BasicBlock* block) const;
  BranchScope scope(llvm::BasicBlock* branch) const;
  const std::vector<LoopExit>& exits() const { return exits_; }

 private:
  struct Edge {
    llvm::BasicBlock *from, *to;
  };

  llvm::DominatorTree dominators_;
  llvm::LoopInfo loops_;
  llvm::DenseMap<llvm::BasicBlock*, Blocks> depends_;
  std::vector<LoopExit> exits_;

  std::vector<Edge> waiting_exits(llvm::Function& function,
                                  llvm::FunctionAnalysisManager& analyses);
  void find_dependences(llvm::Function& function);
  void find_exit_branches();
};

}  // namespace vmalock::pass
