/* SPDX-License-Identifier: MIT */
/* What dependencies_test.cc runs: pairs of functions that do the same in two
 * ways, and a function with a fence in a branch. */
#include "harness/kernel_source/runtime/abi.h"

#define READ_ONCE(x) (*(const volatile __typeof__(x)*)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x)*)&(x) = (v))
#define FENCE(order, what) \
  vmalock_fence(VMALOCK_SITE(vmalock_is_fence, order, what))

struct memory {
  int x, y, a, b; /* of early_*, and of those that have no pair */
  int c, d, e, f; /* of late_* */
  int count, flag;
};
#define THREAD(name) void name(struct memory* m)

/* Each stands in a branch on what the thread has read just before. late_* has
 * read more often, so that its labels name events that early_* does not have.
 */
#define EARLY(name, statement)     \
  THREAD(early_##name) {           \
    if (READ_ONCE(m->flag) == 0) { \
      statement;                   \
    }                              \
  }
#define LATE(name, statement)      \
  THREAD(late_##name) {            \
    READ_ONCE(m->flag);            \
    READ_ONCE(m->flag);            \
    if (READ_ONCE(m->flag) == 0) { \
      statement;                   \
    }                              \
  }
/* The pass makes a call of the first, accesses of the second. */
EARLY(set, __builtin_memset(&m->x, 0, 8))
EARLY(set_each, m->x = 0; m->y = 0)
LATE(set, __builtin_memset(&m->c, 0, 8))
LATE(set_each, m->c = 0; m->d = 0)
EARLY(copy, __builtin_memcpy(&m->x, &m->a, 8))
EARLY(copy_each, m->x = m->a; m->y = m->b)
LATE(copy, __builtin_memcpy(&m->c, &m->e, 8))
LATE(copy_each, m->c = m->e; m->d = m->f)

#define PUT(i)                                                                 \
  vmalock_refcount_sub_and_test(                                               \
      &m->count, i, 0, VMALOCK_SITE(vmalock_is_rmw, vmalock_release, "count"), \
      VMALOCK_SITE(vmalock_is_fence, vmalock_acquire_fence, "zero"))
static int put_each(struct memory* m, int i) {
  if (__atomic_fetch_sub(&m->count, i, __ATOMIC_RELEASE) != i) return 0;
  FENCE(vmalock_acquire_fence, "zero");
  return 1;
}
#define PUTS(name, put)           \
  THREAD(early_##name) {          \
    int i = READ_ONCE(m->flag);   \
    if (put) WRITE_ONCE(m->x, 1); \
  }                               \
  THREAD(late_##name) {           \
    READ_ONCE(m->flag);           \
    READ_ONCE(m->flag);           \
    READ_ONCE(m->flag);           \
    READ_ONCE(m->flag);           \
    int i = READ_ONCE(m->flag);   \
    if (put) WRITE_ONCE(m->x, 2); \
  }
PUTS(put, PUT(i))
PUTS(put_each, put_each(m, i))

/* The store of y is on both ways, so it does not depend on x. */
THREAD(fence_in_branch) {
  int seen = READ_ONCE(m->x);
  if (seen) FENCE(vmalock_wmb, "smp_wmb");
  WRITE_ONCE(m->y, 1);
  WRITE_ONCE(m->a, seen);
}
THREAD(store_in_branch) {
  int seen = READ_ONCE(m->x);
  if (seen) WRITE_ONCE(m->y, 1);
  WRITE_ONCE(m->a, seen);
}
THREAD(two_stores) {
  WRITE_ONCE(m->y, 2);
  FENCE(vmalock_mb, "smp_mb");
  WRITE_ONCE(m->x, 1);
}

/* A walk that reads nothing: what it finds depends on nothing. */
THREAD(walk_nowhere) {
  int seen = READ_ONCE(m->x);
  void* found = vmalock_mas_walk(m, 99, 0, VMALOCK_PLACE("mas_walk"));
  WRITE_ONCE(m->y, 1 + (int)(long)found);
  WRITE_ONCE(m->a, seen);
}
/* The hooks load y and store what they find to a: mmgrab() at the address that
 * it is given, count_event() elsewhere. */
THREAD(grab) {
  int seen = READ_ONCE(m->x);
  WRITE_ONCE(m->b, seen);
  vmalock_mmgrab((char*)m + (seen ^ seen), VMALOCK_PLACE("mmgrab"));
}
THREAD(count) {
  int seen = READ_ONCE(m->x);
  WRITE_ONCE(m->b, seen);
  vmalock_count_event(seen, VMALOCK_PLACE("count_event"));
}
THREAD(y_then_x) {
  WRITE_ONCE(m->y, 1);
  FENCE(vmalock_wmb, "smp_wmb");
  WRITE_ONCE(m->x, 1);
}
