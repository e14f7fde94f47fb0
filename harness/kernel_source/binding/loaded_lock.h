// SPDX-License-Identifier: MIT
// A compiled tree in this process: its operations, its accesses as rows of an
// ordering table, and where the fields of its structures are.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/kernel_source/runtime/machine.h"
#include "harness/kernel_source/shims/vmalock/lock_ops.h"
#include "harness/kernel_source/tree/compile.h"
#include "harness/platform/program.h"

namespace vmalock::kernel_source {

/// Bytes of a C structure that an object has room for.
inline constexpr unsigned structure_bytes = 512;

/// The structures that C code knows.
enum class CStruct { mm, vma, vma_lock, task };
inline constexpr std::size_t c_structs = 4;
/// "vm_area_struct"
const char* struct_name(CStruct which);

/// A field that a cell stands for.
struct FieldCell {
  std::string name;  ///< for traces
  unsigned offset = 0;
  unsigned width = 0;  ///< 1, 2, 4 or 8
  bool pointer = false;
};

/// The fields of one structure.
struct FieldCells {
  unsigned bytes = 0;
  std::vector<FieldCell> fields;
  /// The field, or null.
  const FieldCell* named(std::string_view name) const;
  /// Where an embedded structure begins: that of "mmap_lock." or "mm_mt.".
  std::optional<unsigned> embedded(std::string_view name) const;

  std::vector<std::pair<std::string, unsigned>> embedded_;
};

class LoadedLock {
 public:
  /// `name`: "kernel", or "kernel+NAME" with patches. UserError if the object
  /// cannot be loaded or a structure is too large.
  LoadedLock(CompiledTree tree, std::string name);
  LoadedLock(const LoadedLock&) = delete;
  LoadedLock& operator=(const LoadedLock&) = delete;

  const vmalock_lock_ops& ops() const { return *ops_; }
  const ImplInfo& info() const { return info_; }
  const CompiledTree& tree() const { return tree_; }
  /// The lines of the compiled text that have code; whether they ran since the
  /// last forget_lines(). A line may be there several times.
  std::span<const vmalock_line> lines() const { return lines_; }
  void forget_lines() const;
  const FieldCells& fields(CStruct which) const {
    return fields_[static_cast<std::size_t>(which)];
  }

 private:
  CompiledTree tree_;
  std::string name_;
  const vmalock_lock_ops* ops_ = nullptr;
  std::array<FieldCells, c_structs> fields_;
  std::deque<std::string> strings_;  ///< what the rows point to
  std::vector<SiteRow> rows_;
  std::span<vmalock_line> lines_;
  ImplInfo info_{};

  void load();
  void read_sites(std::span<vmalock_site> sites);
  std::string_view keep(std::string text);
  void read_layouts();
};

/// One running program of a lock: a case with the objects that C code knows.
struct Active {
  const LoadedLock* lock = nullptr;
  Machine machine;       ///< of the runtime: cells and hooks
  void* host = nullptr;  ///< kernel::machine, lock.h
  /// By thread: how often the lookup that runs found a vma that was detached.
  std::array<unsigned, 32> misses{};
};

/// Of the program that runs on this thread.
Active& active();
inline const LoadedLock& active_lock() { return *active().lock; }

/// The next lookup of this thread counts its misses anew.
void begin_lookup();

/// A case bound to a lock.
using MakeCase = std::unique_ptr<Program> (*)(const Bound&);
std::unique_ptr<Program> make_program(const LoadedLock& lock, MakeCase make,
                                      const Bound& bound);

/// All cases: generated.
struct KernelCase {
  const CaseInfo* info;
  MakeCase make;
};
std::vector<KernelCase> kernel_cases();

/// The matrix of this lock. The lock must outlive it.
std::vector<Binding> bindings_of(const LoadedLock& lock);

}  // namespace vmalock::kernel_source
