// SPDX-License-Identifier: MIT
// What differs between the LLVM versions that the pass is built for: 14, 16 and
// 19. Everything else is written once.
#pragma once

#include <llvm/Config/llvm-config.h>
#include <llvm/IR/Attributes.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstrTypes.h>

namespace vmalock::pass {

/// Pointers have no pointee type from 15 on; char* before.
inline llvm::PointerType* pointer_type(llvm::LLVMContext& context) {
#if LLVM_VERSION_MAJOR < 15
  return llvm::Type::getInt8PtrTy(context);
#else
  return llvm::PointerType::getUnqual(context);
#endif
}

/// One attribute, memory(…), from 16 on; a handful before.
inline constexpr llvm::Attribute::AttrKind memory_attributes[] = {
#if LLVM_VERSION_MAJOR < 16
    llvm::Attribute::ReadNone,
    llvm::Attribute::ReadOnly,
    llvm::Attribute::WriteOnly,
    llvm::Attribute::ArgMemOnly,
    llvm::Attribute::InaccessibleMemOnly,
    llvm::Attribute::InaccessibleMemOrArgMemOnly,
#else
    llvm::Attribute::Memory,
#endif
    llvm::Attribute::WillReturn,
    llvm::Attribute::Speculatable};

/// For what the program said of a function's use of memory (pure, const) is
/// not so any more.
inline void forget_memory_effects(llvm::Function& function) {
  for (const auto kind : memory_attributes) function.removeFnAttr(kind);
}
inline void forget_memory_effects(llvm::CallBase& call) {
  for (const auto kind : memory_attributes) call.removeFnAttr(kind);
}

}  // namespace vmalock::pass
