// SPDX-License-Identifier: MIT
/* refcount_t (include/linux/refcount.h): an operation is one event, and a
 * failure of a conditional one orders nothing. */
#ifndef VMALOCK_REFCOUNT_H
#define VMALOCK_REFCOUNT_H

/* --kernel-refcount: the tree's own text, loops and all, over atomic_t. */
#ifdef VMALOCK_TREE_REFCOUNT
#ifndef VMALOCK_REFCOUNT_IS_DEFINED
typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;
#endif
struct mutex;
typedef struct spinlock spinlock_t;
#include <linux/refcount.h>
#else

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

#define REFCOUNT_INIT(n)                                                       \
	{                                                                      \
		.refs = { n }                                                  \
	}
#define REFCOUNT_MAX INT_MAX
#define REFCOUNT_SATURATED (INT_MIN / 2)

#define refcount_read(r) ((unsigned int)READ_ONCE((r)->refs.counter))
#define refcount_set(r, n) WRITE_ONCE((r)->refs.counter, (n))
#define refcount_set_release(r, n) smp_store_release(&(r)->refs.counter, (n))

#define VMALOCK_COUNT(r) (&(r)->refs.counter)
#define VMALOCK_COUNT_SITE(order, what)                                        \
	VMALOCK_SITE(vmalock_is_rmw_if, order, what)

#define VMALOCK_REFCOUNT_ADD(i, r, oldp, order)                                \
	((bool)vmalock_refcount_add_not_zero(                                  \
		VMALOCK_COUNT(r), i, oldp,                                     \
		VMALOCK_COUNT_SITE(order, "refcount_add_not_zero")))
#define __refcount_add_not_zero(i, r, oldp)                                    \
	VMALOCK_REFCOUNT_ADD(i, r, oldp, vmalock_relaxed)
#define __refcount_add_not_zero_acquire(i, r, oldp)                            \
	VMALOCK_REFCOUNT_ADD(i, r, oldp, vmalock_acquire)
#define refcount_add_not_zero(i, r) __refcount_add_not_zero(i, r, NULL)
#define refcount_add_not_zero_acquire(i, r)                                    \
	__refcount_add_not_zero_acquire(i, r, NULL)
#define refcount_inc_not_zero(r) refcount_add_not_zero(1, r)
#define refcount_inc_not_zero_acquire(r) refcount_add_not_zero_acquire(1, r)
#define __refcount_inc_not_zero(r, oldp) __refcount_add_not_zero(1, r, oldp)

#define VMALOCK_REFCOUNT_ADD_LIMITED(i, r, oldp, limit, order)                 \
	((bool)vmalock_refcount_add_not_zero_limited(                          \
		VMALOCK_COUNT(r), i, limit, oldp,                              \
		VMALOCK_COUNT_SITE(order, "refcount_inc_not_zero_limited")))
#define __refcount_add_not_zero_limited_acquire(i, r, oldp, limit)             \
	VMALOCK_REFCOUNT_ADD_LIMITED(i, r, oldp, limit, vmalock_acquire)
#define __refcount_inc_not_zero_limited_acquire(r, oldp, limit)                \
	__refcount_add_not_zero_limited_acquire(1, r, oldp, limit)
#define __refcount_inc_not_zero_limited(r, oldp, limit)                        \
	VMALOCK_REFCOUNT_ADD_LIMITED(1, r, oldp, limit, vmalock_relaxed)

/* RELEASE; whoever gets to 0 also ACQUIREs. */
#define VMALOCK_REFCOUNT_SUB(i, r, oldp, what)                                 \
	((bool)vmalock_refcount_sub_and_test(                                  \
		VMALOCK_COUNT(r), i, oldp,                                     \
		VMALOCK_SITE(vmalock_is_rmw, vmalock_release, what),           \
		VMALOCK_SITE(vmalock_is_fence, vmalock_acquire_fence,          \
			     what "_zero")))
#define __refcount_sub_and_test(i, r, oldp)                                    \
	VMALOCK_REFCOUNT_SUB(i, r, oldp, "refcount_sub_and_test")
#define __refcount_dec_and_test(r, oldp)                                       \
	VMALOCK_REFCOUNT_SUB(1, r, oldp, "refcount_dec_and_test")
#define refcount_sub_and_test(i, r) __refcount_sub_and_test(i, r, NULL)
#define refcount_dec_and_test(r) __refcount_dec_and_test(r, NULL)

#endif
#endif
