// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Errors carried in pointers, as include/linux/err.h does it: the last page of
// the address space is never an object.
#pragma once

#include <cerrno>
#include <cstdint>

namespace vmalock::kernel {

inline constexpr long MAX_ERRNO = 4095;

template <class T>
T* ERR_PTR(long error) {
  return reinterpret_cast<T*>(static_cast<std::intptr_t>(error));
}

template <class T>
long PTR_ERR(const T* pointer) {
  return static_cast<long>(reinterpret_cast<std::intptr_t>(pointer));
}

template <class T>
bool IS_ERR(const T* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer) >=
         static_cast<std::uintptr_t>(-MAX_ERRNO);
}

template <class T>
bool IS_ERR_OR_NULL(const T* pointer) {
  return pointer == nullptr || IS_ERR(pointer);
}

}  // namespace vmalock::kernel
