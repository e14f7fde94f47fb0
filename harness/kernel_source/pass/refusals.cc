// SPDX-License-Identifier: MIT
#include "harness/kernel_source/pass/refusals.h"

#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/Analysis/CFG.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicInst.h>

#include "harness/kernel_source/pass/labels.h"

namespace vmalock::pass {

using llvm::Twine;

namespace {

void refuse_at(llvm::LLVMContext& context, llvm::StringRef file, unsigned line,
               const Twine& what) {
  if (line == 0)
    context.emitError(what);
  else
    context.emitError(file + ":" + Twine(line) + ": " + what);
}

/// A variable's place, from its debug information.
void refuse_variable(llvm::GlobalVariable& variable, const Twine& what) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> described;
  variable.getDebugInfo(described);
  if (described.empty()) return refuse_at(variable.getContext(), "", 0, what);
  const auto* v = described.front()->getVariable();
  refuse_at(variable.getContext(), v->getFilename(), v->getLine(), what);
}

bool is_ours(llvm::StringRef name) {
  name.consume_front("__start_") || name.consume_front("__stop_");
  return name.consume_front("vmalock_");
}

/// The first instruction that uses it, if that is in a function.
const llvm::Instruction* first_user(const llvm::Value& value) {
  for (const llvm::User* user : value.users()) {
    if (const auto* i = llvm::dyn_cast<llvm::Instruction>(user)) return i;
    if (llvm::isa<llvm::ConstantExpr>(user))
      if (const auto* i = first_user(*user)) return i;
  }
  return nullptr;
}

void refuse_function(const llvm::Function& function, const Twine& what) {
  const auto* described = function.getSubprogram();
  if (described)
    refuse_at(function.getContext(), described->getFilename(),
              described->getLine(), what);
  else
    refuse_at(function.getContext(), "", 0, function.getName() + "(): " + what);
}

}  // namespace

void refuse(const llvm::Instruction& at, const Twine& what) {
  if (const llvm::DebugLoc& place = at.getDebugLoc())
    return refuse_at(at.getContext(), place->getFilename(), place.getLine(),
                     what);
  refuse_function(*at.getFunction(), what);
}

void refuse_globals(llvm::Module& module) {
  for (llvm::GlobalVariable& v : module.globals()) {
    if (v.isConstant() || is_ours(v.getName()) || is_ours(v.getSection()) ||
        v.getSection() == "llvm.metadata")
      continue;
    if (v.hasInitializer()) {
      refuse_variable(
          v, "variable " + v.getName() +
                 ": a variable that can change must be a field of a structure "
                 "that vmalock knows (or const): accesses to it would be no "
                 "events");
    } else if (const auto* user = first_user(v)) {
      refuse(*user, v.getName() + " is unknown to vmalock: no definition");
    }
  }
}

bool has_known_shape(llvm::Function& function) {
  const auto wrong = [&function](const Twine& what) {
    refuse_function(function, what);
    return false;
  };
  if (function.isVarArg()) return wrong("a function with variable arguments");
  if (function.arg_size() > Abi::max_args)
    return wrong("a function with more than 8 parameters");
  for (const llvm::Argument& a : function.args())
    if (a.hasByValAttr())
      return wrong(
          "a structure of more than 16 bytes as parameter: pass a pointer to "
          "it");
  for (const llvm::BasicBlock& block : function) {
    const llvm::Instruction& end = *block.getTerminator();
    if (llvm::isa<llvm::IndirectBrInst>(end) ||
        llvm::isa<llvm::CallBrInst>(end)) {
      refuse(end, "a computed jump (goto *p, asm goto)");
      return false;
    }
  }
  const llvm::DominatorTree dominators(function);
  const llvm::LoopInfo loops(dominators);
  const llvm::ReversePostOrderTraversal<llvm::Function*> order(&function);
  if (llvm::containsIrreducibleCFG<llvm::BasicBlock*>(order, loops))
    return wrong("a jump into a loop: its exits are not clear");
  return true;
}

bool is_word(const llvm::Instruction& at, llvm::Type* type,
             std::uint64_t aligned) {
  const llvm::DataLayout& layout = at.getModule()->getDataLayout();
  const std::uint64_t bytes = layout.getTypeStoreSize(type);
  if (bytes > 8) {
    refuse(at, "an access of " + Twine(bytes) +
                   " bytes: the memory model has words of 1, 2, 4 and 8");
    return false;
  }
  const bool scalar = type->isIntegerTy() || type->isPointerTy();
  if (!scalar || (bytes & (bytes - 1)) != 0) {
    refuse(at, "an access of " + Twine(bytes) +
                   " bytes that is no integer of 1, 2, 4 or 8 and no pointer");
    return false;
  }
  if (aligned < bytes) {
    refuse(at, "an access of " + Twine(bytes) + " bytes, aligned to " +
                   Twine(aligned) + ": it may be torn");
    return false;
  }
  return true;
}

namespace {

bool is_relaxed_or(llvm::AtomicOrdering order, llvm::AtomicOrdering strong) {
  return order == llvm::AtomicOrdering::NotAtomic ||
         order == llvm::AtomicOrdering::Unordered ||
         order == llvm::AtomicOrdering::Monotonic || order == strong;
}

constexpr const char* one_thread_only =
    "an atomic operation for one thread (a signal handler): the memory model "
    "has no word for it";

}  // namespace

bool is_known_order(const llvm::LoadInst& load) {
  if (load.getSyncScopeID() != llvm::SyncScope::System) {
    refuse(load, one_thread_only);
    return false;
  }
  if (is_relaxed_or(load.getOrdering(), llvm::AtomicOrdering::Acquire))
    return true;
  refuse(load,
         "a seq_cst load: the kernel has none; write an acquire, or a "
         "fence in front");
  return false;
}

bool is_known_order(const llvm::StoreInst& store) {
  if (store.getSyncScopeID() != llvm::SyncScope::System) {
    refuse(store, one_thread_only);
    return false;
  }
  if (is_relaxed_or(store.getOrdering(), llvm::AtomicOrdering::Release))
    return true;
  refuse(store,
         "a seq_cst store: the kernel has none; write a release, or a "
         "fence after it");
  return false;
}

bool is_known_order(const llvm::AtomicCmpXchgInst& cas) {
  if (cas.getSyncScopeID() != llvm::SyncScope::System) {
    refuse(cas, one_thread_only);
    return false;
  }
  if (cas.getFailureOrdering() == llvm::AtomicOrdering::Monotonic) return true;
  refuse(cas,
         "a compare-exchange that orders when it fails: the kernel has "
         "none; write __ATOMIC_RELAXED for the failure");
  return false;
}

bool is_known_operation(const llvm::AtomicRMWInst& rmw) {
  if (rmw.getSyncScopeID() != llvm::SyncScope::System) {
    refuse(rmw, one_thread_only);
    return false;
  }
  switch (rmw.getOperation()) {
    case llvm::AtomicRMWInst::Xchg:
    case llvm::AtomicRMWInst::Add:
    case llvm::AtomicRMWInst::Sub:
    case llvm::AtomicRMWInst::And:
    case llvm::AtomicRMWInst::Or:
    case llvm::AtomicRMWInst::Xor:
      return true;
    default:
      refuse(rmw,
             "an atomic " +
                 llvm::AtomicRMWInst::getOperationName(rmw.getOperation()) +
                 ": there are exchange, add, sub, and, or and xor");
      return false;
  }
}

void refuse_if_unknown(const llvm::Instruction& at) {
  if (const auto* fence = llvm::dyn_cast<llvm::FenceInst>(&at)) {
    // barrier() is inline assembly; this is __atomic_signal_fence.
    if (fence->getSyncScopeID() == llvm::SyncScope::SingleThread)
      return refuse(at,
                    "a compiler fence that is not barrier(): the memory "
                    "model has no word for it");
    return refuse(at, "a fence of C11: write smp_mb(), smp_rmb() or smp_wmb()");
  }
  if (llvm::isa<llvm::VAArgInst>(at)) return refuse(at, "va_arg");
  if (at.getType()->isVectorTy())
    return refuse(at, "a vector of values: only scalars carry dependencies");
  if (at.mayReadOrWriteMemory())
    refuse(at, Twine("the instruction ") + at.getOpcodeName());
}

bool is_harmless_assembly(const llvm::CallBase& call) {
  const auto* assembly = llvm::cast<llvm::InlineAsm>(call.getCalledOperand());
  if (!assembly->getAsmString().empty()) {
    refuse(call, "inline assembly \"" + assembly->getAsmString() +
                     "\": the memory model has no word for it");
    return false;
  }
  for (const auto& operand : assembly->ParseConstraints())
    if (operand.isIndirect) {
      refuse(call, "inline assembly with an operand in memory");
      return false;
    }
  return true;
}

bool is_known_call(const llvm::CallBase& call) {
  if (call.arg_size() > Abi::max_args) {
    refuse(call, "a call with more than 8 arguments");
    return false;
  }
  for (unsigned i = 0; i < call.arg_size(); ++i)
    if (call.isByValArgument(i)) {
      refuse(call,
             "a structure of more than 16 bytes as argument: pass a "
             "pointer to it");
      return false;
    }
  if (call.getFunctionType()->isVarArg()) {
    refuse(call, "a call with variable arguments");
    return false;
  }
  const llvm::Function* called = call.getCalledFunction();
  if (!called || !called->isDeclaration() || is_ours(called->getName()))
    return true;
  refuse(call, called->getName() +
                   "() is unknown to vmalock: it is called and not defined");
  return false;
}

}  // namespace vmalock::pass
