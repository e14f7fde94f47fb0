// SPDX-License-Identifier: MIT
#include "harness/kernel_source/pass/sites.h"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/Operator.h>

namespace vmalock::pass {

namespace {

/// enum vmalock_order.
std::uint8_t order_of(const Access& access) {
  switch (access.order) {
    case llvm::AtomicOrdering::NotAtomic:
      return access.is_volatile ? 1 : 0;
    case llvm::AtomicOrdering::Unordered:
    case llvm::AtomicOrdering::Monotonic:
      return 1;
    case llvm::AtomicOrdering::Acquire:
      return 4;
    case llvm::AtomicOrdering::Release:
      return 5;
    case llvm::AtomicOrdering::AcquireRelease:
      return 6;
    case llvm::AtomicOrdering::SequentiallyConsistent:
      return 7;
  }
  return 0;
}

/// Keeps the step to a first field, which changes no address.
llvm::Value* without_casts(llvm::Value* pointer) {
  while (auto* cast = llvm::dyn_cast<llvm::BitCastOperator>(pointer))
    pointer = cast->getOperand(0);
  return pointer;
}

/// What a type is under its names and qualifiers.
const llvm::DIType* stripped(const llvm::DIType* type) {
  while (const auto* named =
             llvm::dyn_cast_or_null<llvm::DIDerivedType>(type)) {
    if (named->getTag() == llvm::dwarf::DW_TAG_member ||
        named->getTag() == llvm::dwarf::DW_TAG_pointer_type)
      break;
    type = named->getBaseType();
  }
  return type;
}

/// The name of the member at this offset; members without a name (anonymous
/// structures and unions) are looked into.
llvm::StringRef member_at(const llvm::DICompositeType* structure,
                          std::uint64_t bit) {
  for (const llvm::DINode* node : structure->getElements()) {
    const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(node);
    if (!member || member->getTag() != llvm::dwarf::DW_TAG_member) continue;
    const std::uint64_t begin = member->getOffsetInBits();
    if (bit < begin || bit >= begin + member->getSizeInBits()) continue;
    if (!member->getName().empty()) return member->getName();
    const auto* inner = llvm::dyn_cast_or_null<llvm::DICompositeType>(
        stripped(member->getBaseType()));
    if (!inner) continue;
    const llvm::StringRef name = member_at(inner, bit - begin);
    if (!name.empty()) return name;
  }
  return "";
}

}  // namespace

Sites::Sites(llvm::Module& module, const Abi& abi)
    : module_(module), abi_(abi) {
  llvm::LLVMContext& context = module.getContext();
  auto* i8 = llvm::Type::getInt8Ty(context);
  auto* i16 = llvm::Type::getInt16Ty(context);
  type_ =
      llvm::StructType::create(context,
                               {abi.pointer, abi.pointer, abi.pointer, abi.i32,
                                i16, i16, i8, i8, i8, i8, i16, i16},
                               "vmalock.site");
  line_type_ = llvm::StructType::create(context, {abi.pointer, abi.i32, i8},
                                        "vmalock.line");
  llvm::DebugInfoFinder finder;
  finder.processModule(module);
  for (const llvm::DIType* type : finder.types())
    if (const auto* s = llvm::dyn_cast<llvm::DICompositeType>(type))
      if (!s->getName().empty() && !s->isForwardDecl())
        structures_.try_emplace(s->getName(), s);
}

llvm::Constant* Sites::text(llvm::StringRef s) {
  llvm::Constant*& known = strings_[s];
  if (known) return known;
  auto* characters =
      llvm::ConstantDataArray::getString(module_.getContext(), s);
  auto* variable = new llvm::GlobalVariable(
      module_, characters->getType(), true, llvm::GlobalValue::PrivateLinkage,
      characters, "vmalock.text");
  variable->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  known = llvm::ConstantExpr::getPointerCast(variable, abi_.pointer);
  return known;
}

/// The member of the outermost structure that the address was computed from:
/// vm_refcnt of &vma->vm_refcnt.refs.counter. "*" if that is not known.
std::string Sites::field_of(llvm::Value* address) const {
  const llvm::DataLayout& layout = module_.getDataLayout();
  const llvm::StructType* outermost = nullptr;
  std::uint64_t offset = 0;
  llvm::Value* at = without_casts(address);
  while (auto* step = llvm::dyn_cast<llvm::GEPOperator>(at)) {
    llvm::APInt bytes(layout.getIndexTypeSizeInBits(step->getType()), 0);
    if (step->accumulateConstantOffset(layout, bytes))
      offset += bytes.getZExtValue();
    else
      offset = 0;  // an element of an array: its structure says more
    if (auto* s =
            llvm::dyn_cast<llvm::StructType>(step->getSourceElementType()))
      outermost = s;
    at = without_casts(step->getPointerOperand());
  }
  if (!outermost || !outermost->hasName()) return "*";
  llvm::StringRef name = outermost->getName();
  name.consume_front("struct.");
  // A second type of this name in the module: struct.name.12.
  const auto known = structures_.find(name.split('.').first);
  if (known == structures_.end()) return "*";
  const llvm::StringRef member = member_at(known->second, offset * 8);
  return member.empty() ? "*" : member.str();
}

llvm::Constant* Sites::add(const llvm::Instruction& at, llvm::Value* address,
                           const Access& access) {
  const llvm::DebugLoc& place = at.getDebugLoc();
  llvm::StringRef file = "?";
  llvm::StringRef function = at.getFunction()->getName();
  unsigned line = 0, column = 0;
  if (place) {
    file = place->getFilename();
    line = place.getLine();
    column = place.getCol();
    if (const auto* source = place->getScope()->getSubprogram())
      function = source->getName();
  }
  const auto small = [this](unsigned bits, std::uint64_t value) {
    return llvm::ConstantInt::get(
        llvm::Type::getIntNTy(module_.getContext(), bits), value);
  };
  constexpr std::uint64_t no_row = 0xffff, mark = 0x517e;
  auto* site = llvm::ConstantStruct::get(
      type_, {text(file), text(function), text(field_of(address)),
              small(32, line), small(16, column), small(16, 0),
              small(8, static_cast<std::uint8_t>(access.primitive)),
              small(8, order_of(access)), small(8, access.operation),
              small(8, access.bytes), small(16, no_row), small(16, mark)});
  auto* variable = new llvm::GlobalVariable(module_, type_, false,
                                            llvm::GlobalValue::PrivateLinkage,
                                            site, "vmalock.site");
  variable->setSection("vmalock_sites");
  variable->setAlignment(llvm::Align(8));
  return llvm::ConstantExpr::getPointerCast(variable, abi_.pointer);
}

llvm::Constant* Sites::flag_of_line(llvm::StringRef file, unsigned line) {
  auto& context = module_.getContext();
  auto* i8 = llvm::Type::getInt8Ty(context);
  auto* i32 = llvm::Type::getInt32Ty(context);
  auto* initial = llvm::ConstantStruct::get(
      line_type_, {text(file), llvm::ConstantInt::get(i32, line),
                   llvm::ConstantInt::get(i8, 0)});
  auto* variable = new llvm::GlobalVariable(module_, line_type_, false,
                                            llvm::GlobalValue::PrivateLinkage,
                                            initial, "vmalock.line");
  variable->setSection("vmalock_lines");
  variable->setAlignment(llvm::Align(8));
  llvm::Constant* const member[] = {llvm::ConstantInt::get(i32, 0),
                                    llvm::ConstantInt::get(i32, 2)};
  return llvm::ConstantExpr::getInBoundsGetElementPtr(line_type_, variable,
                                                      member);
}

}  // namespace vmalock::pass
