// SPDX-License-Identifier: MIT
// Accesses, calls and returns of an instrumented function.
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/InlineAsm.h>

#include "harness/kernel_source/pass/instrument.h"
#include "harness/kernel_source/pass/llvm_versions.h"
#include "harness/kernel_source/pass/refusals.h"

namespace vmalock::pass {

using llvm::Value;

namespace {

/// A slot of this function's frame: nobody else's, whatever happens. What other
/// pointers lead to is decided when the program runs.
bool is_private(Value* pointer) {
  return llvm::isa<llvm::AllocaInst>(llvm::getUnderlyingObject(pointer));
}

bool is_constant(Value* pointer) {
  const auto* variable =
      llvm::dyn_cast<llvm::GlobalVariable>(llvm::getUnderlyingObject(pointer));
  return variable && variable->isConstant();
}

bool starts_life(const llvm::User& user) {
  const auto* i = llvm::dyn_cast<llvm::IntrinsicInst>(&user);
  return i && i->getIntrinsicID() == llvm::Intrinsic::lifetime_start;
}

/// enum vmalock_operation.
std::uint8_t operation_of(const llvm::AtomicRMWInst& rmw) {
  switch (rmw.getOperation()) {
    case llvm::AtomicRMWInst::Add:
      return 1;
    case llvm::AtomicRMWInst::Sub:
      return 2;
    case llvm::AtomicRMWInst::And:
      return 3;
    case llvm::AtomicRMWInst::Or:
      return 4;
    case llvm::AtomicRMWInst::Xor:
      return 5;
    default:
      return 0;
  }
}

}  // namespace

bool Instrument::access(llvm::Instruction& i) {
  if (auto* l = llvm::dyn_cast<llvm::LoadInst>(&i))
    load(*l);
  else if (auto* s = llvm::dyn_cast<llvm::StoreInst>(&i))
    store(*s);
  else if (auto* r = llvm::dyn_cast<llvm::AtomicRMWInst>(&i))
    rmw(*r);
  else if (auto* c = llvm::dyn_cast<llvm::AtomicCmpXchgInst>(&i))
    cas(*c);
  else if (auto* a = llvm::dyn_cast<llvm::AllocaInst>(&i))
    allocate(*a);
  else if (auto* b = llvm::dyn_cast<llvm::CallBase>(&i))
    call(*b);
  else if (auto* r = llvm::dyn_cast<llvm::ReturnInst>(&i))
    return_value(*r);
  else
    return false;
  return true;
}

/// A label without control is of an argument whose control nobody asks for.
void Instrument::pass_on(llvm::ArrayRef<Label> arguments) {
  for (unsigned i = 0; i < arguments.size(); ++i) {
    build_.write(arguments[i].data, build_.argument(abi_.arg_data, i));
    if (arguments[i].control)
      build_.write(arguments[i].control, build_.argument(abi_.arg_control, i));
  }
}

/// The branches that a block is in: the same wherever in the block.
Value* Instrument::control_at(llvm::BasicBlock* block) {
  Value*& known = control_at_[block];
  if (!known)
    known = build_.unite(caller_.control, branches(control_.of(block)));
  return known;
}

void Instrument::pass_control(llvm::BasicBlock* block, Value* more) {
  build_.write(build_.unite(control_at(block), more), abi_.control);
}

void Instrument::replace(llvm::Instruction& i, Value* with,
                         const Label& label) {
  labels_[with] = label;
  with->takeName(&i);
  i.replaceAllUsesWith(with);
  i.eraseFromParent();
}

void Instrument::load(llvm::LoadInst& i) {
  Value* from = i.getPointerOperand();
  llvm::Type* type = i.getType();
  if (is_constant(from)) {
    labels_[&i] = label(from);
    return;
  }
  const std::uint64_t bytes = layout_.getTypeStoreSize(type);
  if (is_private(from)) {
    build_.CreateCall(abi_.private_load,
                      {build_.address(from), build_.size(bytes)});
    labels_[&i] = build_.returned();
    return;
  }
  if (!is_word(i, type, i.getAlign().value()) || !is_known_order(i)) return;
  pass_on({{label(from).data, nullptr}});
  pass_control(i.getParent(), abi_.none);
  llvm::Constant* site = sites_.add(
      i, from, {Primitive::load, i.getOrdering(), i.isVolatile(), 0, bytes});
  Value* wide = build_.CreateCall(abi_.load, {build_.address(from), site});
  const Label read = build_.returned();
  replace(i, build_.narrow(wide, type), read);
}

void Instrument::store(llvm::StoreInst& i) {
  Value* to = i.getPointerOperand();
  Value* value = i.getValueOperand();
  const std::uint64_t bytes = layout_.getTypeStoreSize(value->getType());
  if (is_private(to)) {
    pass_on({{abi_.none, nullptr}, label(value)});
    build_.CreateCall(abi_.private_store,
                      {build_.address(to), build_.size(bytes)});
    return;
  }
  if (!is_word(i, value->getType(), i.getAlign().value()) || !is_known_order(i))
    return;
  pass_on({{label(to).data, nullptr}, label(value)});
  pass_control(i.getParent(), abi_.none);
  llvm::Constant* site = sites_.add(
      i, to, {Primitive::store, i.getOrdering(), i.isVolatile(), 0, bytes});
  build_.CreateCall(abi_.store,
                    {build_.address(to), build_.widen(value), site});
  i.eraseFromParent();
}

void Instrument::rmw(llvm::AtomicRMWInst& i) {
  Value* at = i.getPointerOperand();
  Value* operand = i.getValOperand();
  if (!is_word(i, operand->getType(), i.getAlign().value()) ||
      !is_known_operation(i))
    return;
  pass_on({{label(at).data, nullptr}, label(operand)});
  pass_control(i.getParent(), abi_.none);
  llvm::Constant* site =
      sites_.add(i, at,
                 {Primitive::rmw, i.getOrdering(), true, operation_of(i),
                  layout_.getTypeStoreSize(operand->getType())});
  Value* wide = build_.CreateCall(
      abi_.rmw, {build_.address(at), build_.widen(operand), site});
  const Label read = build_.returned();
  replace(i, build_.narrow(wide, i.getType()), read);
}

/// Its result is a pair: the old value, and whether that was the expected one,
/// which depends on the expected one, too.
void Instrument::cas(llvm::AtomicCmpXchgInst& i) {
  Value* at = i.getPointerOperand();
  Value* expected = i.getCompareOperand();
  Value* desired = i.getNewValOperand();
  if (!is_word(i, expected->getType(), i.getAlign().value()) ||
      !is_known_order(i))
    return;
  pass_on({{label(at).data, nullptr}, label(expected), label(desired)});
  pass_control(i.getParent(), abi_.none);
  llvm::Constant* site =
      sites_.add(i, at,
                 {Primitive::rmw_if, i.getSuccessOrdering(), true, 0,
                  layout_.getTypeStoreSize(expected->getType())});
  Value* wide =
      build_.CreateCall(abi_.cas, {build_.address(at), build_.widen(expected),
                                   build_.widen(desired), site});
  const Label read = build_.returned();
  Value* old = build_.narrow(wide, expected->getType());
  Value* done = build_.CreateICmpEQ(old, expected);
  const Label tested = build_.unite(read, label(expected));
  labels_[old] = read;
  labels_[done] = tested;
  const std::vector<llvm::User*> users(i.user_begin(), i.user_end());
  for (llvm::User* user : users)
    if (auto* half = llvm::dyn_cast<llvm::ExtractValueInst>(user))
      half->replaceAllUsesWith(half->getIndices().front() == 0 ? old : done);
  Value* pair =
      build_.CreateInsertValue(llvm::UndefValue::get(i.getType()), old, 0);
  pair = build_.CreateInsertValue(pair, done, 1);
  replace(i, pair, tested);
}

/// The slots of an earlier call may have stood here. Those with a life time of
/// their own are cleared when that begins.
void Instrument::allocate(llvm::AllocaInst& i) {
  for (const llvm::User* user : i.users()) {
    if (starts_life(*user)) return;
    for (const llvm::User* through : user->users())
      if (llvm::isa<llvm::BitCastInst>(user) && starts_life(*through)) return;
  }
  build_.SetInsertPoint(i.getNextNode());
  Value* bytes = build_.CreateMul(
      build_.CreateZExtOrTrunc(i.getArraySize(), abi_.i64),
      build_.size(layout_.getTypeAllocSize(i.getAllocatedType())));
  build_.CreateCall(abi_.private_clear, {build_.address(&i), bytes});
}

void Instrument::set(llvm::MemSetInst& i) {
  Value* to = i.getDest();
  Value* bytes = build_.CreateZExtOrTrunc(i.getLength(), abi_.i64);
  if (is_private(to)) {
    pass_on({{abi_.none, nullptr}, label(i.getValue())});
    build_.CreateCall(abi_.private_store, {build_.address(to), bytes});
    return;
  }
  pass_on({{label(to).data, nullptr}, label(i.getValue())});
  pass_control(i.getParent(), abi_.none);
  Value* byte = build_.CreateZExt(i.getValue(), abi_.i32);
  build_.CreateCall(abi_.memset, {build_.address(to), byte, bytes,
                                  sites_.add(i, to, {Primitive::store})});
  i.eraseFromParent();
}

void Instrument::copy(llvm::MemTransferInst& i) {
  Value* to = i.getDest();
  Value* from = i.getSource();
  Value* bytes = build_.CreateZExtOrTrunc(i.getLength(), abi_.i64);
  if (is_private(to) && is_constant(from)) {
    build_.CreateCall(abi_.private_clear, {build_.address(to), bytes});
    return;
  }
  if (is_private(to) && is_private(from)) {
    build_.CreateCall(abi_.private_copy,
                      {build_.address(to), build_.address(from), bytes});
    return;
  }
  pass_on({{label(to).data, nullptr}, {label(from).data, nullptr}});
  pass_control(i.getParent(), abi_.none);
  build_.CreateCall(abi_.memcpy, {build_.address(to), build_.address(from),
                                  bytes, sites_.add(i, from, {Primitive::load}),
                                  sites_.add(i, to, {Primitive::store})});
  i.eraseFromParent();
}

/// True if the call is an intrinsic that needs nothing more.
bool Instrument::intrinsic(llvm::IntrinsicInst& i) {
  if (llvm::isa<llvm::DbgInfoIntrinsic>(i)) return true;
  if (auto* s = llvm::dyn_cast<llvm::MemSetInst>(&i)) {
    set(*s);
    return true;
  }
  if (auto* c = llvm::dyn_cast<llvm::MemTransferInst>(&i)) {
    copy(*c);
    return true;
  }
  switch (i.getIntrinsicID()) {
    case llvm::Intrinsic::lifetime_start:
      build_.CreateCall(abi_.private_clear, {build_.address(i.getArgOperand(1)),
                                             i.getArgOperand(0)});
      return true;
    case llvm::Intrinsic::lifetime_end:
    case llvm::Intrinsic::stacksave:
    case llvm::Intrinsic::stackrestore:
    case llvm::Intrinsic::prefetch:
    case llvm::Intrinsic::trap:
    case llvm::Intrinsic::debugtrap:
    case llvm::Intrinsic::assume:
      return true;
    default:
      break;
  }
  if (!i.doesNotAccessMemory() && !i.onlyAccessesInaccessibleMemory()) {
    refuse(i, "the compiler's " + i.getCalledFunction()->getName());
    return true;
  }
  Label all{abi_.none, abi_.none};
  for (Value* argument : i.args()) all = build_.unite(all, label(argument));
  if (!i.getType()->isVoidTy()) labels_[&i] = all;
  return true;
}

void Instrument::call(llvm::CallBase& i) {
  if (auto* known = llvm::dyn_cast<llvm::IntrinsicInst>(&i)) {
    intrinsic(*known);
    return;
  }
  Label all{abi_.none, abi_.none};
  std::vector<Label> arguments;
  for (Value* argument : i.args()) {
    arguments.push_back(label(argument));
    all = build_.unite(all, arguments.back());
  }
  if (i.isInlineAsm()) {  // an empty one: its results are its operands
    if (is_harmless_assembly(i) && !i.getType()->isVoidTy()) labels_[&i] = all;
    return;
  }
  if (!is_known_call(i)) return;
  forget_memory_effects(i);
  const Label called = label(i.getCalledOperand());
  pass_on(arguments);
  // Which function runs is a decision like that of a branch.
  pass_control(i.getParent(), build_.unite(called.data, called.control));
  if (i.getType()->isVoidTy() || i.doesNotReturn()) return;
  build_.SetInsertPoint(i.getNextNode());
  labels_[&i] = build_.returned();
}

void Instrument::return_value(llvm::ReturnInst& i) {
  Value* value = i.getReturnValue();
  if (!value) return;
  const Label returned = label(value);
  build_.write(returned.data, abi_.ret_data);
  build_.write(returned.control, abi_.ret_control);
}

}  // namespace vmalock::pass
