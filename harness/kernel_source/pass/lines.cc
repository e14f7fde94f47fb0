// SPDX-License-Identifier: MIT
#include "harness/kernel_source/pass/lines.h"

#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/IntrinsicInst.h>

namespace vmalock::pass {

Lines::Lines(llvm::Function& function) {
  for (llvm::BasicBlock& block : function) {
    Block found{&block, {}};
    for (const llvm::Instruction& i : block) {
      if (llvm::isa<llvm::DbgInfoIntrinsic>(i)) continue;
      if (const llvm::DebugLoc& place = i.getDebugLoc())
        if (place.getLine() != 0)
          found.lines.emplace(place->getFilename(), place.getLine());
    }
    if (!found.lines.empty()) blocks_.push_back(std::move(found));
  }
}

void Lines::mark(Sites& sites) const {
  for (const Block& one : blocks_) {
    llvm::IRBuilder<> build(&*one.block->getFirstInsertionPt());
    for (const auto& [file, line] : one.lines)
      // Volatile: nobody reads it here, and it must not move to another block.
      build.CreateStore(build.getInt8(1), sites.flag_of_line(file, line),
                        /*isVolatile=*/true);
  }
}

}  // namespace vmalock::pass
