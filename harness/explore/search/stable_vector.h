// SPDX-License-Identifier: MIT
// A vector whose elements stay where they are when it grows, and which copies
// its elements when it is copied. (std::deque is slower to index for elements
// as large as these.)
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace vmalock::explore {

template <class T>
class StableVector {
  using Elements = std::vector<std::unique_ptr<T>>;

 public:
  StableVector() = default;
  StableVector(const StableVector& other) {
    for (const T& element : other) emplace_back(element);
  }
  StableVector(StableVector&&) noexcept = default;
  StableVector& operator=(StableVector other) noexcept {
    elements_.swap(other.elements_);
    return *this;
  }
  ~StableVector() = default;

  std::size_t size() const { return elements_.size(); }
  T& operator[](std::size_t i) { return *elements_[i]; }
  const T& operator[](std::size_t i) const { return *elements_[i]; }
  T& back() { return *elements_.back(); }
  template <class... Args>
  T& emplace_back(Args&&... args) {
    elements_.push_back(std::make_unique<T>(std::forward<Args>(args)...));
    return back();
  }
  /// Drops all but the first `size` elements.
  void truncate(std::size_t size) { elements_.resize(size); }

  template <class Element, class Position>
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = Element*;
    using reference = Element&;

    explicit Iterator(Position at) : at_(at) {}
    Element& operator*() const { return **at_; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    Position at_;
  };
  using iterator = Iterator<T, typename Elements::iterator>;
  using const_iterator = Iterator<const T, typename Elements::const_iterator>;
  iterator begin() { return iterator(elements_.begin()); }
  iterator end() { return iterator(elements_.end()); }
  const_iterator begin() const { return const_iterator(elements_.begin()); }
  const_iterator end() const { return const_iterator(elements_.end()); }

 private:
  Elements elements_;
};

}  // namespace vmalock::explore
