// SPDX-License-Identifier: MIT
#include "harness/explore/run/arena.h"

#include <sys/mman.h>

#include <new>

#include "harness/explore/run/faults.h"

namespace vmalock::explore {

/// Address space only: pages come with their first use.
Arena::Arena() {
  void* memory = mmap(nullptr, total_bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  base_ = static_cast<std::byte*>(memory);
}

Arena::~Arena() { munmap(base_, total_bytes); }

std::byte* Arena::bump(unsigned region, std::size_t bytes, std::size_t align) {
  std::size_t& mark = marks_[region];
  mark = (mark + align - 1) & ~(align - 1);
  std::byte* at = base_ + region * region_bytes + mark;
  mark += bytes;
  if (bytes > region_bytes || mark > region_bytes)
    refuse_program("a thread of the program allocates more than 1 MiB");
  return at;
}

bool Arena::contains(const void* address) const {
  const auto* a = static_cast<const std::byte*>(address);
  return a >= base_ && a < base_ + total_bytes;
}

Value Arena::offset(const void* address) const {
  return static_cast<Value>(static_cast<const std::byte*>(address) - base_);
}

}  // namespace vmalock::explore
