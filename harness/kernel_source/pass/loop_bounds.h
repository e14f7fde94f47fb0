// SPDX-License-Identifier: MIT
// Which loops end by themselves after a few rounds, and so never wait.
#pragma once

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/PassManager.h>

namespace vmalock::pass {

/// No more rounds than a thread has events (explore::Reads::capacity).
inline constexpr unsigned max_rounds = 256;

/// Whether the loop has at most max_rounds rounds, whatever the program reads.
bool is_bounded(const llvm::Loop* loop, llvm::Function& function,
                llvm::FunctionAnalysisManager& analyses);

}  // namespace vmalock::pass
