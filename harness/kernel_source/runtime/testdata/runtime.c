/* SPDX-License-Identifier: MIT */
/* What runtime_test.cc runs. Each statement of a function is on a line that
 * the test names, counted from #line on. */
#include "harness/kernel_source/runtime/abi.h"

#define READ_ONCE(x) (*(const volatile __typeof__(x)*)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x)*)&(x) = (v))
#define COUNT(order) VMALOCK_SITE(vmalock_is_rmw_if, order, "count")

struct memory {
  int x, y;
  long wide;
  void* p;
  int count, hole;
  int lock[4];
};
#define THREAD(name) void name(struct memory* m)

VMALOCK_EXPORT_SITES;

#line 1 "lock.c"
THREAD(add) {
  WRITE_ONCE(m->y, READ_ONCE(m->x) + 1);
  m->wide = -1;
}
THREAD(message) {
  WRITE_ONCE(m->x, 1);
  __atomic_store_n(&m->y, 1, __ATOMIC_RELEASE);
}
THREAD(wait) {
  while (!READ_ONCE(m->y)) {
  }
  WRITE_ONCE(m->wide, READ_ONCE(m->x));
}
#line 20
THREAD(hole) { m->hole = 1; }
THREAD(half) { *(int*)&m->wide = 1; }
THREAD(outside) { WRITE_ONCE(m[1].x, 1); }
THREAD(unknown_lock) { vmalock_down_read(&m->hole, VMALOCK_PLACE("down_read")); }
THREAD(no_hook) { vmalock_mmgrab(m, VMALOCK_PLACE("mmgrab")); }
#line 30
THREAD(null) {
  WRITE_ONCE(m->p, 0);
  int* q = READ_ONCE(m->p);
  *q = 1;
}
THREAD(share) {
  int mine = 7;
  WRITE_ONCE(m->p, &mine);
}
#line 50
THREAD(theirs) {
  int* q = READ_ONCE(m->p);
  if (q != &m->x) WRITE_ONCE(*q, 1);
}
#line 60
THREAD(take) {
  int old;
  if (vmalock_refcount_add_not_zero_limited(&m->count, 1, 2, &old,
                                            COUNT(vmalock_acquire)))
    WRITE_ONCE(m->x, old);
  else
    WRITE_ONCE(m->y, old + 5);
}
THREAD(put) {
  vmalock_refcount_sub_and_test(
      &m->count, 1, 0, COUNT(vmalock_release),
      VMALOCK_SITE(vmalock_is_fence, vmalock_acquire_fence, "zero"));
}
#line 80
THREAD(warn) {
  vmalock_warn(READ_ONCE(m->x) == 0, "x is 0", VMALOCK_PLACE("WARN_ON"));
}
THREAD(twice) {
  READ_ONCE(m->x);
  READ_ONCE(m->x);
}
