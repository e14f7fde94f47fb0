// SPDX-License-Identifier: MIT
#include "harness/kernel_source/runtime/shadow.h"

#include <algorithm>
#include <utility>

namespace vmalock::kernel_source {

namespace {

constexpr std::size_t first_capacity = 64;

/// Multiplicative hashing (Knuth); neighbours are apart.
std::size_t hash(std::uintptr_t number) {
  return static_cast<std::size_t>(number * 0x9e3779b97f4a7c15u >> 32);
}

}  // namespace

Shadow::Shadow() : words_(first_capacity) {}

void Shadow::forget_all() {
  if (live_ == 0) return;
  words_.assign(first_capacity, {});
  live_ = 0;
}

/// Where the word is, or would be.
std::size_t Shadow::slot_of(std::uintptr_t number) const {
  std::size_t i = hash(number) & (words_.size() - 1);
  while (words_[i].number != number && words_[i].number != 0)
    i = (i + 1) & (words_.size() - 1);
  return i;
}

Labels Shadow::find(const void* address, std::size_t bytes) const {
  const auto begin = reinterpret_cast<std::uintptr_t>(address);
  Labels all;
  for (std::uintptr_t n = begin / word_bytes; n * word_bytes < begin + bytes;
       ++n) {
    const Word& word = words_[slot_of(n)];
    if (word.number == 0) continue;
    if (!word.split) {
      all |= word.bytes[0];
      continue;
    }
    for (std::size_t b = 0; b < word_bytes; ++b)
      if (n * word_bytes + b >= begin && n * word_bytes + b < begin + bytes)
        all |= word.bytes[b];
  }
  return all;
}

void Shadow::store(const void* address, std::size_t bytes,
                   const Labels& labels) {
  if (live_ == 0 && labels.empty()) return;
  const auto begin = reinterpret_cast<std::uintptr_t>(address);
  const std::uintptr_t end = begin + bytes;
  for (std::uintptr_t n = begin / word_bytes; n * word_bytes < end; ++n) {
    const std::uintptr_t start = n * word_bytes;
    set(n, begin > start ? begin - start : 0,
        std::min<std::size_t>(word_bytes, end - start), labels);
  }
}

/// Bytes [first, last) of a word.
void Shadow::set(std::uintptr_t number, std::size_t first, std::size_t last,
                 const Labels& labels) {
  std::size_t slot = slot_of(number);
  const bool known = words_[slot].number != 0;
  const bool whole = first == 0 && last == word_bytes;
  if (!known && labels.empty()) return;
  if (known && whole && labels.empty()) return erase(slot);
  if (!known) {
    if (2 * (live_ + 1) > words_.size()) {
      grow();
      slot = slot_of(number);
    }
    words_[slot] = {};
    words_[slot].number = number;
    ++live_;
  }
  Word& word = words_[slot];
  if (whole) {
    word.split = false;
    word.bytes[0] = labels;
    return;
  }
  if (!word.split)
    for (std::size_t b = 1; b < word_bytes; ++b) word.bytes[b] = word.bytes[0];
  word.split = true;
  for (std::size_t b = first; b < last; ++b) word.bytes[b] = labels;
  bool any = false;
  for (const Labels& l : word.bytes) any |= !l.empty();
  if (!any) erase(slot);
}

/// Moves up what would not be found any more (Knuth, TAOCP 3, 6.4, R).
void Shadow::erase(std::size_t slot) {
  const std::size_t mask = words_.size() - 1;
  words_[slot].number = 0;
  --live_;
  for (std::size_t i = (slot + 1) & mask; words_[i].number != 0;
       i = (i + 1) & mask) {
    const std::size_t home = hash(words_[i].number) & mask;
    if (((i - home) & mask) < ((i - slot) & mask)) continue;
    words_[slot] = words_[i];
    words_[i].number = 0;
    slot = i;
  }
}

void Shadow::grow() {
  std::vector<Word> old(words_.size() * 2);
  std::swap(old, words_);
  for (const Word& word : old)
    if (word.number != 0) words_[slot_of(word.number)] = word;
}

void Shadow::copy(const void* to, const void* from, std::size_t bytes) {
  if (live_ == 0) return;
  const auto* source = static_cast<const std::byte*>(from);
  const auto* target = static_cast<const std::byte*>(to);
  std::vector<Labels> labels(bytes);  // they may overlap
  for (std::size_t i = 0; i < bytes; ++i) labels[i] = load(source + i, 1);
  for (std::size_t i = 0; i < bytes; ++i) store(target + i, 1, labels[i]);
}

}  // namespace vmalock::kernel_source
