// SPDX-License-Identifier: MIT
#include "harness/kernel_source/pass/instrument.h"

#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/IR/Dominators.h>
#include <llvm/Transforms/Utils/PromoteMemToReg.h>

#include "harness/kernel_source/pass/refusals.h"

namespace vmalock::pass {

using llvm::BasicBlock;
using llvm::Value;

Instrument::Instrument(llvm::Function& function, const Control& control,
                       const Abi& abi, Sites& sites)
    : function_(function),
      control_(control),
      abi_(abi),
      sites_(sites),
      layout_(function.getParent()->getDataLayout()),
      build_(abi) {}

void Instrument::run() {
  // The program's own instructions, before ours come in between; definitions
  // before uses, but for those of phis.
  std::vector<llvm::Instruction*> program;
  std::vector<BasicBlock*> blocks;
  {
    llvm::ReversePostOrderTraversal<llvm::Function*> order(&function_);
    blocks.assign(order.begin(), order.end());
  }
  for (BasicBlock* block : blocks)
    for (llvm::Instruction& i : *block) program.push_back(&i);

  enter();
  make_branch_labels();
  for (BasicBlock* block : blocks) make_phis(*block);
  for (llvm::Instruction* i : program) visit(*i);
  keep_exits();
  fill_phis();

  std::vector<llvm::AllocaInst*> variables;
  for (const auto& [block, variable] : branch_labels_)
    variables.push_back(variable);
  llvm::DominatorTree dominators(function_);
  llvm::PromoteMemToReg(variables, dominators);
}

Label Instrument::label(Value* value) const {
  const auto known = labels_.find(value);
  return known == labels_.end() ? Label{abi_.none, abi_.none} : known->second;
}

Label Instrument::united(llvm::User& user) {
  Label all{abi_.none, abi_.none};
  for (Value* operand : user.operands())
    all = build_.unite(all, label(operand));
  return all;
}

/// What the caller says about the arguments.
void Instrument::enter() {
  BasicBlock& entry = function_.getEntryBlock();
  build_.SetInsertPoint(&*entry.getFirstInsertionPt());
  caller_.control = build_.read(abi_.control);
  for (llvm::Argument& a : function_.args()) {
    const unsigned i = a.getArgNo();
    if (i >= Abi::max_args) break;  // refused
    labels_[&a] = {build_.read(build_.argument(abi_.arg_data, i)),
                   build_.read(build_.argument(abi_.arg_control, i))};
  }
}

void Instrument::make_branch_labels() {
  BasicBlock& entry = function_.getEntryBlock();
  for (BasicBlock& block : function_) {
    if (!Control::is_branch(block)) continue;
    build_.SetInsertPoint(&*entry.getFirstInsertionPt());
    auto* variable = build_.CreateAlloca(abi_.label);
    branch_labels_[&block] = variable;
    build_.write(abi_.none, variable);
    if (auto* place = control_.scope(&block).emptied_before) {
      build_.SetInsertPoint(place);
      build_.write(abi_.none, variable);
    }
  }
}

/// A phi's data label is that of the value chosen; the branches that chose it
/// go to control.
void Instrument::make_phis(BasicBlock& block) {
  std::vector<llvm::PHINode*> own;
  for (llvm::PHINode& phi : block.phis()) own.push_back(&phi);
  if (own.empty()) return;
  for (llvm::PHINode* phi : own) {
    build_.SetInsertPoint(phi);
    const unsigned ways = phi->getNumIncomingValues();
    phis_.push_back({phi, build_.CreatePHI(abi_.label, ways),
                     build_.CreatePHI(abi_.label, ways)});
  }
  // Before the labels of a loop's branches are emptied.
  build_.SetInsertPoint(&*block.getFirstInsertionPt());
  Value* chosen_by = branches(control_.selectors(&block));
  for (std::size_t i = phis_.size() - own.size(); i < phis_.size(); ++i)
    labels_[phis_[i].of] = {phis_[i].data,
                            build_.unite(phis_[i].control, chosen_by)};
}

void Instrument::fill_phis() {
  for (const Phi& phi : phis_)
    for (unsigned i = 0; i < phi.of->getNumIncomingValues(); ++i) {
      const Label incoming = label(phi.of->getIncomingValue(i));
      phi.data->addIncoming(incoming.data, phi.of->getIncomingBlock(i));
      phi.control->addIncoming(incoming.control, phi.of->getIncomingBlock(i));
    }
}

Value* Instrument::branches(const Blocks& all) {
  Value* united = abi_.none;
  for (BasicBlock* block : all)
    united = build_.unite(united, build_.read(branch_labels_[block]));
  return united;
}

void Instrument::visit(llvm::Instruction& i) {
  if (llvm::isa<llvm::PHINode>(i)) return;
  build_.SetInsertPoint(&i);
  if (access(i)) return;
  if (auto* jump = llvm::dyn_cast<llvm::BranchInst>(&i)) {
    if (jump->isConditional()) branch(*i.getParent(), jump->getCondition());
    return;
  }
  if (auto* jump = llvm::dyn_cast<llvm::SwitchInst>(&i)) {
    if (Control::is_branch(*i.getParent()))
      branch(*i.getParent(), jump->getCondition());
    return;
  }
  if (auto* chosen = llvm::dyn_cast<llvm::SelectInst>(&i)) {
    const Label condition = label(chosen->getCondition());
    const Label a = label(chosen->getTrueValue());
    const Label b = label(chosen->getFalseValue());
    Value* c = chosen->getCondition();
    labels_[&i] = {
        build_.choose(c, a.data, b.data),
        build_.unite(build_.choose(c, a.control, b.control),
                     build_.unite(condition.data, condition.control))};
    return;
  }
  refuse_if_unknown(i);
  if (!i.getType()->isVoidTy() && !i.isTerminator()) labels_[&i] = united(i);
}

void Instrument::branch(BasicBlock& block, Value* condition) {
  if (branch_labels_.count(&block) == 0) return;  // one way only
  const Label read = label(condition);
  Value* now = build_.unite(read.data, read.control);
  if (now == abi_.none) constant_branches_.insert(&block);
  llvm::AllocaInst* variable = branch_labels_[&block];
  if (control_.scope(&block).accumulates)
    now = build_.unite(now, build_.read(variable));
  build_.write(now, variable);
}

void Instrument::keep_exits() {
  for (const LoopExit& exit : control_.exits()) {
    Blocks reading;
    for (BasicBlock* block : exit.branches)
      if (constant_branches_.count(block) == 0) reading.insert(block);
    if (reading.empty()) continue;
    build_.SetInsertPoint(exit.taken->getTerminator());
    pass_on({{branches(reading), nullptr}});
    build_.CreateCall(abi_.keep_control);
  }
}

}  // namespace vmalock::pass
