// SPDX-License-Identifier: MIT
// Instruments one function: its accesses become calls of the runtime, and every
// value gets its two labels. README.md says how labels flow.
#pragma once

#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>

#include <vector>

#include "harness/kernel_source/pass/control.h"
#include "harness/kernel_source/pass/labels.h"
#include "harness/kernel_source/pass/sites.h"

namespace vmalock::pass {

class Instrument {
 public:
  Instrument(llvm::Function& function, const Control& control, const Abi& abi,
             Sites& sites);
  void run();

 private:
  llvm::Function& function_;
  const Control& control_;
  const Abi& abi_;
  Sites& sites_;
  const llvm::DataLayout& layout_;
  LabelBuilder build_;

  llvm::DenseMap<llvm::Value*, Label> labels_;
  Label caller_;  ///< control: the branches that the caller is in
  llvm::DenseMap<llvm::BasicBlock*, llvm::AllocaInst*> branch_labels_;
  llvm::DenseMap<llvm::BasicBlock*, llvm::Value*> control_at_;
  /// Branches on what no read can change.
  llvm::DenseSet<llvm::BasicBlock*> constant_branches_;
  struct Phi {
    llvm::PHINode *of, *data, *control;
  };
  std::vector<Phi> phis_;

  // labels.cc of a function: instrument.cc
  Label label(llvm::Value* value) const;
  Label united(llvm::User& user);
  void enter();
  void make_branch_labels();
  void make_phis(llvm::BasicBlock& block);
  void fill_phis();
  void visit(llvm::Instruction& i);
  void branch(llvm::BasicBlock& block, llvm::Value* condition);
  void keep_exits();
  llvm::Value* branches(const Blocks& all);

  // calls and accesses: accesses.cc
  bool access(llvm::Instruction& i);
  void load(llvm::LoadInst& i);
  void store(llvm::StoreInst& i);
  void rmw(llvm::AtomicRMWInst& i);
  void cas(llvm::AtomicCmpXchgInst& i);
  void allocate(llvm::AllocaInst& i);
  void set(llvm::MemSetInst& i);
  void copy(llvm::MemTransferInst& i);
  void call(llvm::CallBase& i);
  bool intrinsic(llvm::IntrinsicInst& i);
  void return_value(llvm::ReturnInst& i);

  /// Sets the labels of the arguments, and of the place, for the next call.
  void pass_on(llvm::ArrayRef<Label> arguments);
  void pass_control(llvm::BasicBlock* block, llvm::Value* more);
  llvm::Value* control_at(llvm::BasicBlock* block);
  void replace(llvm::Instruction& i, llvm::Value* with, const Label& label);
};

}  // namespace vmalock::pass
