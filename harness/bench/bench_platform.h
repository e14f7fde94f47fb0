// SPDX-License-Identifier: MIT
// The native platform, made fit for measurements:
//
//   memory  each object starts a cache line of its own, so that two vmas share
//   a
//           line only if a lock's layout says so, and not because of where
//           malloc put them. What is asked for is counted.
//   RCU     a read section is a counter of the thread and a compiler barrier,
//           as in a preemptible kernel. liburcu 0.13 makes two calls of it
//           (3 ns each here), which would count against a lock that uses RCU
//           more often. This is sound because no workload frees memory that
//           another thread may read; grace periods are liburcu's.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

#include "harness/platform/native/platform.h"

namespace vmalock::bench {

inline constexpr std::size_t cache_line = 64;

struct platform : native::platform {
  /// Bytes of all objects of this thread, without padding. Grows only.
  static inline constinit thread_local std::size_t bytes_allocated = 0;
  static inline constinit thread_local int rcu_nesting = 0;

  static void rcu_read_lock(Where = Where::here()) {
    rcu_nesting = rcu_nesting + 1;
    native::compiler_barrier();
  }
  static void rcu_read_unlock(Where = Where::here()) {
    native::compiler_barrier();
    rcu_nesting = rcu_nesting - 1;
  }

  /// Deferred frees are not deferred: what they cost is the difference. Only
  /// where nobody reads meanwhile.
  static inline bool frees_at_once = false;

  template <class T>
  static void call_rcu(void (*function)(T*), T* object,
                       Where where = Where::here()) {
    if (frees_at_once)
      function(object);
    else
      native::platform::call_rcu(function, object, where);
  }

  template <class T, class... Args>
  static T* alloc(Args&&... args) {
    bytes_allocated += sizeof(T);
    void* memory = ::operator new(sizeof(T), alignment<T>);
    if constexpr (std::is_constructible_v<T, Args...>)
      return ::new (memory) T(std::forward<Args>(args)...);
    else
      return ::new (memory) T{std::forward<Args>(args)...};
  }

  template <class T>
  static void free(T* object, Where = Where::here()) {
    object->~T();
    ::operator delete(static_cast<void*>(object), alignment<T>);
  }

 private:
  template <class T>
  static constexpr std::align_val_t alignment{
      alignof(T) > cache_line ? alignof(T) : cache_line};
};

static_assert(kernel_platform<platform>);

}  // namespace vmalock::bench
