// SPDX-License-Identifier: MIT
#include "harness/kernel_source/pass/labels.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/DerivedTypes.h>

#include "harness/kernel_source/pass/llvm_versions.h"

namespace vmalock::pass {

namespace {

/// Of struct vmalock_label.
const llvm::Align label_align(16);

llvm::FunctionCallee function(llvm::Module& module, const char* name,
                              llvm::Type* result,
                              llvm::ArrayRef<llvm::Type*> parameters) {
  return module.getOrInsertFunction(
      name, llvm::FunctionType::get(result, parameters, false));
}

}  // namespace

llvm::GlobalVariable* Abi::array(llvm::Module& module, const char* name,
                                 llvm::Type* type) {
  // The shims may have declared it, from abi.h: with a type of their own.
  if (auto* declared = module.getGlobalVariable(name, true)) {
    auto* ours = new llvm::GlobalVariable(
        module, type, false, llvm::GlobalValue::ExternalLinkage, nullptr, "",
        nullptr, llvm::GlobalValue::InitialExecTLSModel);
    ours->takeName(declared);
    declared->replaceAllUsesWith(
        llvm::ConstantExpr::getPointerCast(ours, declared->getType()));
    declared->eraseFromParent();
    return ours;
  }
  return new llvm::GlobalVariable(
      module, type, false, llvm::GlobalValue::ExternalLinkage, nullptr, name,
      nullptr, llvm::GlobalValue::InitialExecTLSModel);
}

Abi::Abi(llvm::Module& module) {
  llvm::LLVMContext& context = module.getContext();
  i32 = llvm::Type::getInt32Ty(context);
  i64 = llvm::Type::getInt64Ty(context);
  pointer = pointer_type(context);
  label = llvm::FixedVectorType::get(i64, 4);
  none = llvm::Constant::getNullValue(label);

  auto* labels = llvm::ArrayType::get(label, max_args);
  arg_data = array(module, "vmalock_arg_data", labels);
  arg_control = array(module, "vmalock_arg_control", labels);
  ret_data = array(module, "vmalock_ret_data", label);
  ret_control = array(module, "vmalock_ret_control", label);
  control = array(module, "vmalock_control", label);

  llvm::Type* nothing = llvm::Type::getVoidTy(context);
  load = function(module, "vmalock_load", i64, {pointer, pointer});
  store = function(module, "vmalock_store", nothing, {pointer, i64, pointer});
  rmw = function(module, "vmalock_rmw", i64, {pointer, i64, pointer});
  cas = function(module, "vmalock_cas", i64, {pointer, i64, i64, pointer});
  memset =
      function(module, "vmalock_memset", nothing, {pointer, i32, i64, pointer});
  memcpy = function(module, "vmalock_memcpy", nothing,
                    {pointer, pointer, i64, pointer, pointer});
  private_load =
      function(module, "vmalock_private_load", nothing, {pointer, i64});
  private_store =
      function(module, "vmalock_private_store", nothing, {pointer, i64});
  private_clear =
      function(module, "vmalock_private_clear", nothing, {pointer, i64});
  private_copy = function(module, "vmalock_private_copy", nothing,
                          {pointer, pointer, i64});
  keep_control = function(module, "vmalock_keep_control", nothing, {});
}

llvm::Value* LabelBuilder::unite(llvm::Value* a, llvm::Value* b) {
  if (a == abi_.none || a == b) return b;
  if (b == abi_.none) return a;
  return CreateOr(a, b);
}

llvm::Value* LabelBuilder::choose(llvm::Value* condition, llvm::Value* a,
                                  llvm::Value* b) {
  return a == b ? a : CreateSelect(condition, a, b);
}

llvm::Value* LabelBuilder::read(llvm::Value* variable) {
  return CreateAlignedLoad(abi_.label, variable, label_align);
}

void LabelBuilder::write(llvm::Value* label, llvm::Value* variable) {
  CreateAlignedStore(label, variable, label_align);
}

llvm::Value* LabelBuilder::argument(llvm::GlobalVariable* array, unsigned i) {
  return CreateConstInBoundsGEP2_32(array->getValueType(), array, 0, i);
}

llvm::Value* LabelBuilder::widen(llvm::Value* word) {
  if (word->getType()->isPointerTy()) return CreatePtrToInt(word, abi_.i64);
  return CreateZExt(word, abi_.i64);
}

llvm::Value* LabelBuilder::narrow(llvm::Value* wide, llvm::Type* type) {
  if (type->isPointerTy()) return CreateIntToPtr(wide, type);
  return CreateTrunc(wide, type);
}

}  // namespace vmalock::pass
