// SPDX-License-Identifier: MIT
#include "harness/kernel_source/runtime/cells.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/check.h"

namespace vmalock::kernel_source {

Cells::Cells() : cells_(256), mask_(cells_.size() - 1) {}

void Cells::add_object(const void* base, std::size_t bytes, const char* name) {
  const auto begin = reinterpret_cast<std::uintptr_t>(base);
  for (std::size_t i = 0; i < objects_.size();) {
    const Object& o = objects_[i];
    if (o.base >= begin + bytes || begin >= o.base + o.bytes) {
      ++i;
      continue;
    }
    for (const std::uintptr_t field : o.fields) erase(field);
    objects_.erase(objects_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  objects_.push_back({begin, bytes, name, {}});
}

void Cells::add(std::size_t offset, Cell cell) {
  CHECK(!objects_.empty());
  Object& o = objects_.back();
  CHECK(offset < o.bytes && offset + cell.bytes <= o.bytes);
  cell.address = o.base + offset;
  insert(cell);
  o.fields.push_back(cell.address);
}

void Cells::add_cell(std::size_t offset, explore::Location location,
                     unsigned bytes, bool pointer) {
  add(offset, {.location = location,
               .bytes = static_cast<std::uint8_t>(bytes),
               .pointer = pointer});
}

void Cells::add_plain(std::size_t offset, explore::PlainCell cell,
                      unsigned bytes, bool pointer) {
  add(offset, {.location = cell,
               .bytes = static_cast<std::uint8_t>(bytes),
               .pointer = pointer,
               .plain = true});
}

void Cells::add_facility(std::size_t offset, void* object) {
  CHECK(object != nullptr);
  add(offset, {.facility = object});
}

void Cells::insert(const Cell& cell) {
  CHECK(!find(reinterpret_cast<const void*>(cell.address)) &&
        "one field of a C structure is described twice");
  if (2 * (count_ + 1) > cells_.size()) grow();
  std::size_t i = hash(cell.address) & mask_;
  while (cells_[i].address != 0) i = (i + 1) & mask_;
  cells_[i] = cell;
  ++count_;
}

/// As shadow.cc has it.
void Cells::erase(std::uintptr_t address) {
  std::size_t slot = hash(address) & mask_;
  while (cells_[slot].address != address) slot = (slot + 1) & mask_;
  cells_[slot].address = 0;
  --count_;
  for (std::size_t i = (slot + 1) & mask_; cells_[i].address != 0;
       i = (i + 1) & mask_) {
    const std::size_t home = hash(cells_[i].address) & mask_;
    if (((i - home) & mask_) < ((i - slot) & mask_)) continue;
    cells_[slot] = cells_[i];
    cells_[i].address = 0;
    slot = i;
  }
}

void Cells::grow() {
  std::vector<Cell> old(cells_.size() * 2);
  std::swap(old, cells_);
  mask_ = cells_.size() - 1;
  count_ = 0;
  for (const Cell& cell : old)
    if (cell.address != 0) insert(cell);
}

const Cells::Object* Cells::object_at(const void* address) const {
  const auto a = reinterpret_cast<std::uintptr_t>(address);
  for (const Object& o : objects_)
    if (a >= o.base && a < o.base + o.bytes) return &o;
  return nullptr;
}

std::string Cells::describe(const void* address) const {
  const Object* o = object_at(address);
  if (!o) return "";
  return fmt::format("offset {} of {}",
                     reinterpret_cast<std::uintptr_t>(address) - o->base,
                     o->name);
}

}  // namespace vmalock::kernel_source
