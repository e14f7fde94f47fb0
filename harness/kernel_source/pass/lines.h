// SPDX-License-Identifier: MIT
// Which source lines run: struct vmalock_line of ../runtime/abi.h, one for each
// line of each block, in a section of their own.
#pragma once

#include <llvm/IR/Function.h>

#include <set>
#include <utility>
#include <vector>

#include "harness/kernel_source/pass/sites.h"

namespace vmalock::pass {

class Lines {
 public:
  /// The function as the source has it, before it is instrumented.
  explicit Lines(llvm::Function& function);
  /// Each block says that it runs. No access of the program: the runtime does
  /// not see it.
  void mark(Sites& sites) const;

 private:
  struct Block {
    llvm::BasicBlock* block;
    std::set<std::pair<llvm::StringRef, unsigned>> lines;
  };
  std::vector<Block> blocks_;
};

}  // namespace vmalock::pass
