// SPDX-License-Identifier: MIT
// Which cell of ours stands behind the address of a field of a C structure.
//
// The address of an object of ours is the address of the C structure that it
// stands for; the C structure's fields are where C has them, which is nowhere
// in particular in our object. So the memory is never accessed by these
// addresses: each is looked up here.
//
// An object that a thread allocates is described anew in every execution, maybe
// with another kind of object in its place; the old one is forgotten then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/explore/runtime.h"

namespace vmalock::kernel_source {

struct Cell {
  std::uintptr_t address = 0;  ///< 0: no entry
  explore::Location location = 0;
  std::uint8_t bytes = 0;
  bool pointer = false;      ///< its values are explore::encode_pointer's
  bool plain = false;        ///< an explore::PlainCell
  void* facility = nullptr;  ///< not a cell: an object of ours, as a whole
};

class Cells {
 public:
  Cells();

  /// A C structure of so many bytes, as far as C code may reach; `name` is kept
  /// (a literal). Forgets objects that it overlaps.
  void add_object(const void* base, std::size_t bytes, const char* name);
  /// A field of the newest object: `offset` and `bytes` are C's.
  void add_cell(std::size_t offset, explore::Location location, unsigned bytes,
                bool pointer);
  /// The same for a cell that marked accesses never reach in our code.
  void add_plain(std::size_t offset, explore::PlainCell cell, unsigned bytes,
                 bool pointer);
  /// A field that only facilities know (struct rw_semaphore).
  void add_facility(std::size_t offset, void* object);

  /// The entry for this very address, or null.
  const Cell* find(const void* address) const {
    const auto a = reinterpret_cast<std::uintptr_t>(address);
    std::size_t i = hash(a) & mask_;
    while (cells_[i].address != 0) {
      if (cells_[i].address == a) return &cells_[i];
      i = (i + 1) & mask_;
    }
    return nullptr;
  }
  /// "offset 24 of vm_area_struct", or "" if it is in no object.
  std::string describe(const void* address) const;
  bool in_object(const void* address) const {
    return object_at(address) != nullptr;
  }

 private:
  struct Object {
    std::uintptr_t base;
    std::size_t bytes;
    const char* name;
    std::vector<std::uintptr_t> fields;  ///< addresses of its entries
  };

  std::vector<Cell> cells_;  ///< open addressing, a power of two
  std::size_t mask_;
  std::size_t count_ = 0;
  std::vector<Object> objects_;

  static std::size_t hash(std::uintptr_t address) {
    return static_cast<std::size_t>(address * 0x9e3779b97f4a7c15u >> 32);
  }
  const Object* object_at(const void* address) const;
  void add(std::size_t offset, Cell cell);
  void insert(const Cell& cell);
  void erase(std::uintptr_t address);
  void grow();
};

}  // namespace vmalock::kernel_source
