// SPDX-License-Identifier: MIT
/* Single accesses and fences (include/asm-generic/rwonce.h, barrier.h). The
 * pass sees a volatile access as a marked one and an __atomic one with the
 * ordering that it has; everything else is plain. */
#ifndef VMALOCK_ACCESS_H
#define VMALOCK_ACCESS_H

#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, value)                                                   \
	do {                                                                   \
		*(volatile typeof(x) *)&(x) = (value);                         \
	} while (0)
#define smp_load_acquire(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_store_release(p, value)                                            \
	__atomic_store_n((p), (value), __ATOMIC_RELEASE)
#define smp_store_mb(x, value)                                                 \
	do {                                                                   \
		WRITE_ONCE(x, value);                                          \
		smp_mb();                                                      \
	} while (0)
/* A race that the kernel accepts. It does not order anything. */
#define data_race(expression) (expression)

#define VMALOCK_FENCE(order, what)                                             \
	vmalock_fence(VMALOCK_SITE(vmalock_is_fence, order, what))
#define smp_mb() VMALOCK_FENCE(vmalock_mb, "smp_mb")
#define smp_rmb() VMALOCK_FENCE(vmalock_rmb, "smp_rmb")
#define smp_wmb() VMALOCK_FENCE(vmalock_wmb, "smp_wmb")
#define smp_mb__before_atomic() VMALOCK_FENCE(vmalock_mb, "smp_mb")
#define smp_mb__after_atomic() VMALOCK_FENCE(vmalock_mb, "smp_mb")
#define smp_acquire__after_ctrl_dep()                                          \
	VMALOCK_FENCE(vmalock_acquire_fence, "smp_acquire__after_ctrl_dep")

typedef struct {
	int counter;
} atomic_t;
typedef struct {
	long counter;
} atomic_long_t;

#define atomic_read(v) READ_ONCE((v)->counter)
#define atomic_set(v, i) WRITE_ONCE((v)->counter, (i))
#define atomic_read_acquire(v) smp_load_acquire(&(v)->counter)
#define atomic_set_release(v, i) smp_store_release(&(v)->counter, (i))
#define atomic_long_read(v) atomic_read(v)
#define atomic_long_set(v, i) atomic_set(v, i)

#define VMALOCK_RMW(operation, v, i, order)                                    \
	__atomic_##operation(&(v)->counter, (i), __ATOMIC_##order)
#define atomic_add(i, v) ((void)VMALOCK_RMW(fetch_add, v, i, RELAXED))
#define atomic_sub(i, v) ((void)VMALOCK_RMW(fetch_sub, v, i, RELAXED))
#define atomic_inc(v) atomic_add(1, v)
#define atomic_dec(v) atomic_sub(1, v)
#define atomic_fetch_add(i, v) VMALOCK_RMW(fetch_add, v, i, SEQ_CST)
#define atomic_fetch_add_relaxed(i, v) VMALOCK_RMW(fetch_add, v, i, RELAXED)
#define atomic_fetch_add_acquire(i, v) VMALOCK_RMW(fetch_add, v, i, ACQUIRE)
#define atomic_fetch_add_release(i, v) VMALOCK_RMW(fetch_add, v, i, RELEASE)
#define atomic_fetch_sub(i, v) VMALOCK_RMW(fetch_sub, v, i, SEQ_CST)
#define atomic_fetch_sub_relaxed(i, v) VMALOCK_RMW(fetch_sub, v, i, RELAXED)
#define atomic_fetch_sub_acquire(i, v) VMALOCK_RMW(fetch_sub, v, i, ACQUIRE)
#define atomic_fetch_sub_release(i, v) VMALOCK_RMW(fetch_sub, v, i, RELEASE)
#define atomic_fetch_or(i, v) VMALOCK_RMW(fetch_or, v, i, SEQ_CST)
#define atomic_fetch_or_relaxed(i, v) VMALOCK_RMW(fetch_or, v, i, RELAXED)
#define atomic_fetch_or_acquire(i, v) VMALOCK_RMW(fetch_or, v, i, ACQUIRE)
#define atomic_fetch_or_release(i, v) VMALOCK_RMW(fetch_or, v, i, RELEASE)
#define atomic_fetch_and(i, v) VMALOCK_RMW(fetch_and, v, i, SEQ_CST)
#define atomic_fetch_and_relaxed(i, v) VMALOCK_RMW(fetch_and, v, i, RELAXED)
#define atomic_fetch_and_acquire(i, v) VMALOCK_RMW(fetch_and, v, i, ACQUIRE)
#define atomic_fetch_and_release(i, v) VMALOCK_RMW(fetch_and, v, i, RELEASE)
#define atomic_add_return(i, v) (atomic_fetch_add(i, v) + (i))
#define atomic_sub_return(i, v) (atomic_fetch_sub(i, v) - (i))
#define atomic_inc_return(v) atomic_add_return(1, v)
#define atomic_dec_return(v) atomic_sub_return(1, v)
#define atomic_dec_and_test(v) (atomic_dec_return(v) == 0)
#define atomic_sub_and_test(i, v) (atomic_sub_return(i, v) == 0)

#define VMALOCK_EXCHANGE(p, value, order)                                      \
	__atomic_exchange_n((p), (value), __ATOMIC_##order)
#define xchg(p, value) VMALOCK_EXCHANGE(p, value, SEQ_CST)
#define xchg_relaxed(p, value) VMALOCK_EXCHANGE(p, value, RELAXED)
#define xchg_acquire(p, value) VMALOCK_EXCHANGE(p, value, ACQUIRE)
#define xchg_release(p, value) VMALOCK_EXCHANGE(p, value, RELEASE)

/* A failure orders nothing. */
#define VMALOCK_CAS(p, oldp, value, order)                                     \
	__atomic_compare_exchange_n((p), (oldp), (value), 0, __ATOMIC_##order, \
				    __ATOMIC_RELAXED)
#define VMALOCK_CMPXCHG(p, old, value, order)                                  \
	({                                                                     \
		typeof(*(p)) cmpxchg_old_ = (old);                             \
		VMALOCK_CAS(p, &cmpxchg_old_, value, order);                   \
		cmpxchg_old_;                                                  \
	})
#define cmpxchg(p, old, value) VMALOCK_CMPXCHG(p, old, value, SEQ_CST)
#define cmpxchg_relaxed(p, old, value) VMALOCK_CMPXCHG(p, old, value, RELAXED)
#define cmpxchg_acquire(p, old, value) VMALOCK_CMPXCHG(p, old, value, ACQUIRE)
#define cmpxchg_release(p, old, value) VMALOCK_CMPXCHG(p, old, value, RELEASE)
#define try_cmpxchg(p, oldp, value) VMALOCK_CAS(p, oldp, value, SEQ_CST)
#define atomic_cmpxchg(v, old, value) cmpxchg(&(v)->counter, old, value)
#define atomic_try_cmpxchg(v, oldp, value)                                     \
	VMALOCK_CAS(&(v)->counter, oldp, value, SEQ_CST)
#define atomic_try_cmpxchg_relaxed(v, oldp, value)                             \
	VMALOCK_CAS(&(v)->counter, oldp, value, RELAXED)
#define atomic_try_cmpxchg_acquire(v, oldp, value)                             \
	VMALOCK_CAS(&(v)->counter, oldp, value, ACQUIRE)
#define atomic_try_cmpxchg_release(v, oldp, value)                             \
	VMALOCK_CAS(&(v)->counter, oldp, value, RELEASE)

#endif
