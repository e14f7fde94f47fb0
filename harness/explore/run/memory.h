// SPDX-License-Identifier: MIT
// Cells and memory that the program creates. Whatever a thread creates as its
// n-th is the same thing in every execution.
#pragma once

#include <utility>
#include <vector>

#include "harness/explore/run/arena.h"
#include "harness/explore/run/log.h"
#include "harness/explore/run/threads.h"

namespace vmalock::explore {

class MemoryModel;

class Memory {
 public:
  Memory(State& state, Threads& threads, Log& log, Errors& errors,
         MemoryModel& model)
      : state_(state),
        runner_(threads),
        log_(log),
        errors_(errors),
        model_(model) {}

  Location new_location(unsigned width, std::optional<Value> initial,
                        const char* name, const void* address);
  void* allocate(std::size_t bytes, std::size_t align, const char* name,
                 const Access& access);
  void release(void* object, const Access& access);
  /// Scratch memory of the running thread, the same in every execution.
  void* bump(std::size_t bytes, std::size_t align);
  /// Forgets the thread's allocations: it starts anew.
  void rewind(unsigned thread) { arena_.rewind(thread, 0); }

  /// The live object at an address, or none (~0u).
  std::uint32_t object_at(const void* address) const;
  /// What a pointer leads to: an object that lives, or one that its thread will
  /// allocate, for the pointer may have been promised; or none.
  std::uint32_t pointed_to(Value pointer) const;
  /// An access to the object: an error if it has been released.
  void check_object(std::uint32_t object, const Access& access) const;
  void check_leaks() const;

  // ---- pointers as values
  Value encode(const void* pointer);
  void* decode(Value value) const;
  /// Values that mean nothing in another explorer were made.
  bool has_foreign_pointers() const { return foreign_pointers_; }

  // ---- before() and after()
  CasResult main_access(const Label& label, const Functions& functions);
  /// after() may do things again for the next execution.
  void forget_after();

  // ---- for another explorer
  const std::byte* base() const { return arena_.base(); }
  /// The state is a copy of one whose arena began at `base`.
  void adopt(const std::byte* base);
  bool allocates() const { return allocates_; }
  void set_allocates() { allocates_ = true; }

 private:
  State& state_;
  Threads& runner_;
  Log& log_;
  Errors& errors_;
  MemoryModel& model_;
  Arena arena_;
  bool allocates_ = false;  ///< some thread makes objects or cells
  bool foreign_pointers_ = false;
  std::vector<std::pair<Location, Value>> after_stores_;
  std::vector<std::uint32_t> after_released_;

  std::uint32_t find_object(const void* address, bool live) const;
  bool is_released(std::uint32_t object) const;
  Value final_value(Location l) const;
  std::uint32_t object_id();
};

}  // namespace vmalock::explore
