// SPDX-License-Identifier: MIT
// Sites (struct vmalock_site of ../runtime/abi.h): where an access stands in
// the source and what field it is of, from the debug information.
#pragma once

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Instruction.h>
#include <llvm/IR/Module.h>

#include <string>

#include "harness/kernel_source/pass/labels.h"

namespace vmalock::pass {

/// As abi.h numbers them.
enum class Primitive : std::uint8_t { load, store, rmw, rmw_if };

struct Access {
  Primitive primitive;
  llvm::AtomicOrdering order = llvm::AtomicOrdering::NotAtomic;
  bool is_volatile = false;
  std::uint8_t operation = 0;  ///< of abi.h
  std::uint64_t bytes = 0;
};

class Sites {
 public:
  Sites(llvm::Module& module, const Abi& abi);

  /// A new site; `address` is what is accessed.
  llvm::Constant* add(const llvm::Instruction& at, llvm::Value* address,
                      const Access& access);
  /// The flag of a new struct vmalock_line.
  llvm::Constant* flag_of_line(llvm::StringRef file, unsigned line);

 private:
  llvm::Module& module_;
  const Abi& abi_;
  llvm::StructType* type_;
  llvm::StructType* line_type_;
  llvm::StringMap<llvm::Constant*> strings_;
  llvm::StringMap<const llvm::DICompositeType*> structures_;

  llvm::Constant* text(llvm::StringRef s);
  std::string field_of(llvm::Value* address) const;
};

}  // namespace vmalock::pass
