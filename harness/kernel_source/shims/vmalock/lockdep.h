// SPDX-License-Identifier: MIT
/* A kernel without lockdep and KCSAN. What they would find, the explorer finds
 * by itself. */
#ifndef VMALOCK_LOCKDEP_H
#define VMALOCK_LOCKDEP_H

struct lock_class_key {
};
struct lockdep_map {
};

#define lock_acquire_shared(...) ((void)0)
#define lock_acquire_exclusive(...) ((void)0)
#define lock_acquired(...) ((void)0)
#define lock_release(...) ((void)0)
#define rwsem_acquire(...) ((void)0)
#define rwsem_acquire_read(...) ((void)0)
#define rwsem_release(...) ((void)0)
#define lockdep_init_map(...) ((void)0)
#define lockdep_assert_held(lock) ((void)0)
#define lockdep_assert_held_write(lock) rwsem_assert_held_write(lock)
#define lock_is_held(map) 1
#define lockdep_is_held(lock) 1
#define SINGLE_DEPTH_NESTING 1
#define RCU_LOCKDEP_WARN(condition, text) ((void)0)
#define ASSERT_EXCLUSIVE_WRITER(x) ((void)0)
#define ASSERT_EXCLUSIVE_ACCESS(x) ((void)0)
#define kcsan_nestable_atomic_begin() ((void)0)
#define kcsan_nestable_atomic_end() ((void)0)
#define kcsan_atomic_next(n) ((void)0)

#endif
