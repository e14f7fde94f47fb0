// SPDX-License-Identifier: MIT
/* The cells that probes work on: never accessed as memory. */
#pragma once
#include "harness/kernel_source/runtime/abi.h"

#define READ_ONCE(x) (*(const volatile __typeof__(x)*)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x)*)&(x) = (v))
#define smp_load_acquire(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define smp_mb() vmalock_fence(VMALOCK_SITE(vmalock_is_fence, vmalock_mb, "mb"))
#define barrier() __asm__ __volatile__("" ::: "memory")

struct pair {
  int a, b;
};

struct cells {
  int x, y, z;
  int array[4];
  int* p;
  unsigned char byte;
  unsigned bits; /* two bit-fields in the program: struct bits */
  struct pair one, two;
  void (*call)(struct cells*);
};

struct bits {
  unsigned low : 3, high : 5;
};
