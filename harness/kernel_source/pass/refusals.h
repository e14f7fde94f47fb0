// SPDX-License-Identifier: MIT
// What the memory model has no word for, or the runtime cannot see, is refused
// with its place: an answer about something else would be worse than none.
#pragma once

#include <llvm/IR/Function.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include <string>

namespace vmalock::pass {

/// "mm/mmap_lock.c:218: what"; ends the compilation with an error.
void refuse(const llvm::Instruction& at, const llvm::Twine& what);

/// Variables that are no constants: accesses to them would be no events, and
/// their values would stay from one execution to the next.
void refuse_globals(llvm::Module& module);

/// Parameters, computed jumps, loops without a head: such a function is not
/// instrumented at all. False if it was refused.
bool has_known_shape(llvm::Function& function);

/// Whether the access is one that the model has a word for; refuses it if not.
/// `bytes`: its size; `aligned`: to how many.
bool is_word(const llvm::Instruction& at, llvm::Type* type,
             std::uint64_t aligned);
bool is_known_order(const llvm::LoadInst& load);
bool is_known_order(const llvm::StoreInst& store);
bool is_known_order(const llvm::AtomicCmpXchgInst& cas);
bool is_known_operation(const llvm::AtomicRMWInst& rmw);

/// Whether an instruction is one that the pass may leave as it is; refuses it
/// if it may not. For fences, va_arg and the like.
void refuse_if_unknown(const llvm::Instruction& at);
/// Inline assembly: empty, and without operands in memory.
bool is_harmless_assembly(const llvm::CallBase& call);
/// A function that is defined here, or is the runtime's.
bool is_known_call(const llvm::CallBase& call);

}  // namespace vmalock::pass
