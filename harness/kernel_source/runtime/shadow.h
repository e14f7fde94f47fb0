// SPDX-License-Identifier: MIT
// The labels of one thread's private memory: what its stack slots hold was
// computed from. Most slots hold nothing with a label, and only the others take
// room: there are never more entries than labelled words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/kernel_source/runtime/labels.h"

namespace vmalock::kernel_source {

class Shadow {
 public:
  Shadow();

  Labels load(const void* address, std::size_t bytes) const {
    if (live_ == 0) return {};
    return find(address, bytes);
  }
  void store(const void* address, std::size_t bytes, const Labels& labels);
  void clear(const void* address, std::size_t bytes) {
    if (live_ != 0) store(address, bytes, {});
  }
  void copy(const void* to, const void* from, std::size_t bytes);
  void forget_all();

  /// Words of four bytes that have labels, and room for them.
  std::size_t live() const { return live_; }
  std::size_t capacity() const { return words_.size(); }

 private:
  static constexpr std::size_t word_bytes = 4;
  /// The labels of four bytes; of all of them if they are the same.
  struct Word {
    std::uintptr_t number = 0;  ///< address / 4; 0: no entry
    bool split = false;
    Labels bytes[word_bytes];
  };

  std::vector<Word> words_;  ///< open addressing, a power of two
  std::size_t live_ = 0;

  std::size_t slot_of(std::uintptr_t number) const;
  void set(std::uintptr_t number, std::size_t first, std::size_t last,
           const Labels& labels);
  void erase(std::size_t slot);
  void grow();
  Labels find(const void* address, std::size_t bytes) const;
};

}  // namespace vmalock::kernel_source
