// SPDX-License-Identifier: MIT
// The model platform for compiled kernel code, which may mark any access: plain
// cells are cells that marks reach, too.
#pragma once

#include "harness/platform/model/platform.h"

namespace vmalock::kernel_source {

template <class T>
class plain {
 public:
  plain() = default;
  // NOLINTNEXTLINE: implicit on purpose, arrays of cells are written {0, 0}
  plain(T init, const char* name = model::unnamed) : cell_(init, name) {}

  auto load(Where where = Where::here()) const {
    return cell_.load(order::plain, where);
  }
  template <class U>
  void store(const U& value, Where where = Where::here()) {
    if constexpr (model::is_loaded<U>)
      cell_.store(value, order::plain, where);
    else
      cell_.store(static_cast<T>(value), order::plain, where);
  }

 private:
  model::shared<T> cell_;
};

struct platform : model::platform {
  template <class T>
  using plain = kernel_source::plain<T>;

  /// Objects that C code knows are told to it (lock.h).
  template <class T, class... Args>
  static T* alloc(Args&&... args) {
    T* const object = model::platform::alloc<T>(std::forward<Args>(args)...);
    if constexpr (requires { constructed(object); }) constructed(object);
    return object;
  }
};

static_assert(kernel_platform<platform>);

}  // namespace vmalock::kernel_source
