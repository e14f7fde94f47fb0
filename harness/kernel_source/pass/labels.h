// SPDX-License-Identifier: MIT
// The labels that the pass carries beside every value, and the runtime's
// functions as LLVM sees them (../runtime/abi.h).
#pragma once

#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

namespace vmalock::pass {

/// What a value depends on, as values of the program itself: each a set of
/// events of the thread.
struct Label {
  llvm::Value* data = nullptr;     ///< what it was computed from
  llvm::Value* control = nullptr;  ///< what selected it among several
};

/// abi.h in one module.
class Abi {
 public:
  explicit Abi(llvm::Module& module);

  llvm::Type* label;  ///< struct vmalock_label
  llvm::PointerType* pointer;
  llvm::IntegerType *i32, *i64;
  llvm::Constant* none;  ///< the empty label

  llvm::GlobalVariable *arg_data, *arg_control, *ret_data, *ret_control,
      *control;
  llvm::FunctionCallee load, store, rmw, cas, memset, memcpy;
  llvm::FunctionCallee private_load, private_store, private_clear, private_copy;
  llvm::FunctionCallee keep_control;

  static constexpr unsigned max_args = 8;

 private:
  llvm::GlobalVariable* array(llvm::Module& module, const char* name,
                              llvm::Type* type);
};

/// Builds code that works on labels. Whatever is known to be empty costs
/// nothing.
class LabelBuilder : public llvm::IRBuilder<> {
 public:
  explicit LabelBuilder(const Abi& abi)
      : IRBuilder(abi.label->getContext()), abi_(abi) {}

  llvm::Value* unite(llvm::Value* a, llvm::Value* b);
  Label unite(const Label& a, const Label& b) {
    return {unite(a.data, b.data), unite(a.control, b.control)};
  }
  llvm::Value* choose(llvm::Value* condition, llvm::Value* a, llvm::Value* b);

  llvm::Value* read(llvm::Value* variable);
  void write(llvm::Value* label, llvm::Value* variable);
  /// Element i of arg_data or arg_control.
  llvm::Value* argument(llvm::GlobalVariable* array, unsigned i);
  Label returned() { return {read(abi_.ret_data), read(abi_.ret_control)}; }

  /// Any word as the 64 bits of abi.h, and back.
  llvm::Value* widen(llvm::Value* word);
  llvm::Value* narrow(llvm::Value* wide, llvm::Type* type);
  llvm::Value* address(llvm::Value* pointer) {
    return CreatePointerCast(pointer, abi_.pointer);
  }
  llvm::Value* size(std::uint64_t bytes) { return getInt64(bytes); }

 private:
  const Abi& abi_;
};

}  // namespace vmalock::pass
