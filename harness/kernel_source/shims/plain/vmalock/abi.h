// SPDX-License-Identifier: MIT
/* Takes the place of runtime/abi.h where the lock is compiled as the kernel
 * compiles it, to count its instructions (tree/cost.h): what is inline in a
 * kernel is here, what is a call stays one, and what a kernel without debugging
 * leaves out is nothing. */
#ifndef VMALOCK_PLAIN_ABI_H
#define VMALOCK_PLAIN_ABI_H

/* A site is the ordering that it asks for. */
enum { vmalock_is_await, vmalock_is_fence, vmalock_is_rmw, vmalock_is_rmw_if };
enum {
	vmalock_relaxed = __ATOMIC_RELAXED,
	vmalock_acquire = __ATOMIC_ACQUIRE,
	vmalock_release = __ATOMIC_RELEASE,
	vmalock_mb = 100,
	vmalock_rmb,
	vmalock_wmb,
	vmalock_acquire_fence
};
struct vmalock_site;
#define VMALOCK_SITE(kind, order, what) (order)
#define VMALOCK_PLACE(what) ((struct vmalock_site *)0)

#define VMALOCK_PLAIN_INLINE static __inline__ __attribute__((always_inline))
#define VMALOCK_ASM(text) __asm__ __volatile__(text : : : "memory")

VMALOCK_PLAIN_INLINE void vmalock_fence(int order)
{
#ifdef __x86_64__
	if (order == vmalock_mb)
		VMALOCK_ASM("lock addl $0, -4(%%rsp)");
	else
		VMALOCK_ASM("");
#else
	if (order == vmalock_mb)
		VMALOCK_ASM("dmb ish");
	else if (order == vmalock_wmb)
		VMALOCK_ASM("dmb ishst");
	else
		VMALOCK_ASM("dmb ishld");
#endif
}

VMALOCK_PLAIN_INLINE void *vmalock_current(void)
{
	void *task;
#ifdef __x86_64__
	__asm__("movq %%gs:0, %0" : "=r"(task));
#else
	__asm__("mrs %0, sp_el0" : "=r"(task));
#endif
	return task;
}

/* refcount_t: a loop, and a call for a count that is wrong. */
void vmalock_out_saturated(int *counter);

VMALOCK_PLAIN_INLINE int vmalock_plain_add(int *counter, int i, int limit,
					   int *oldp, int order)
{
	int old = __atomic_load_n(counter, __ATOMIC_RELAXED);

	do {
		if (!old || i > limit - old)
			break;
	} while (!(order == vmalock_acquire
			   ? __atomic_compare_exchange_n(counter, &old, old + i,
							 0, __ATOMIC_ACQUIRE,
							 __ATOMIC_RELAXED)
			   : __atomic_compare_exchange_n(counter, &old, old + i,
							 0, __ATOMIC_RELAXED,
							 __ATOMIC_RELAXED)));
	if (oldp)
		*oldp = old;
	if (__builtin_expect(old < 0 || old + i < 0, 0))
		vmalock_out_saturated(counter);
	return old && i <= limit - old;
}
#define vmalock_refcount_add_not_zero(counter, i, oldp, order)                 \
	vmalock_plain_add(counter, i, INT_MAX, oldp, order)
#define vmalock_refcount_add_not_zero_limited(counter, i, limit, oldp, order)  \
	vmalock_plain_add(counter, i, limit, oldp, order)

VMALOCK_PLAIN_INLINE int vmalock_refcount_sub_and_test(int *counter, int i,
						       int *oldp, int order,
						       int at_zero)
{
	const int old = __atomic_fetch_sub(counter, i, __ATOMIC_RELEASE);

	if (oldp)
		*oldp = old;
	if (old > 0 && old == i) {
		vmalock_fence(at_zero);
		return 1;
	}
	if (__builtin_expect(old <= 0 || old - i < 0, 0))
		vmalock_out_saturated(counter);
	return 0;
}

/* Calls. The macros take the site away, from the shims' declarations, too. */
void vmalock_out_down_read(const void *sem);
int vmalock_out_down_read_trylock(const void *sem);
void vmalock_out_up_read(const void *sem);
void vmalock_out_down_write(const void *sem);
int vmalock_out_down_write_trylock(const void *sem);
void vmalock_out_up_write(const void *sem);
void vmalock_out_downgrade_write(const void *sem);
void *vmalock_out_kmem_cache_alloc(const void *cache);
void vmalock_out_kmem_cache_free(const void *cache, void *object);
void *vmalock_out_mas_walk(const void *tree, unsigned long index, void **node);
void vmalock_out_mmdrop(void *mm);
void vmalock_out_warn(void);
void vmalock_out_schedule(void);
void vmalock_out_synchronize_rcu(void);
#define vmalock_down_read(sem, site) vmalock_out_down_read(sem)
#define vmalock_down_read_trylock(sem, site) vmalock_out_down_read_trylock(sem)
#define vmalock_down_read_killable(sem, site)                                  \
	vmalock_out_down_read_killable(sem)
#define vmalock_up_read(sem, site) vmalock_out_up_read(sem)
#define vmalock_down_write(sem, site) vmalock_out_down_write(sem)
#define vmalock_down_write_trylock(sem, site)                                  \
	vmalock_out_down_write_trylock(sem)
#define vmalock_down_write_killable(sem, site)                                 \
	vmalock_out_down_write_killable(sem)
#define vmalock_up_write(sem, site) vmalock_out_up_write(sem)
#define vmalock_downgrade_write(sem, site) vmalock_out_downgrade_write(sem)
#define vmalock_kmem_cache_alloc(cache, site)                                  \
	vmalock_out_kmem_cache_alloc(cache)
#define vmalock_kmem_cache_free(cache, object, site)                           \
	vmalock_out_kmem_cache_free(cache, object)
#define vmalock_mas_walk(tree, index, node, site)                              \
	vmalock_out_mas_walk(tree, index, node)
#define vmalock_call_rcu(head, function, site)                                 \
	vmalock_out_call_rcu(head, function)
#define vmalock_await_equal(address, value, site) vmalock_out_schedule()
#define vmalock_synchronize_rcu(site) vmalock_out_synchronize_rcu()
#define vmalock_warn(condition, text, site)                                    \
	do {                                                                   \
		if (__builtin_expect(condition, 0))                            \
			vmalock_out_warn();                                    \
	} while (0)

#define vmalock_mmgrab(mm, site)                                               \
	((void)__atomic_fetch_add(&(mm)->mm_count.counter, 1, __ATOMIC_RELAXED))
#define vmalock_mmdrop(mm, site)                                               \
	do {                                                                   \
		if (__atomic_fetch_sub(&(mm)->mm_count.counter, 1,             \
				       __ATOMIC_SEQ_CST) == 1)                 \
			vmalock_out_mmdrop(mm);                                \
	} while (0)

/* What a kernel for production has no instruction for. */
#define vmalock_rcu_read_lock(site) VMALOCK_ASM("")
#define vmalock_rcu_read_unlock(site) VMALOCK_ASM("")
#define vmalock_rwsem_is_locked(sem, site) (*(const volatile long *)(sem) != 0)
#define vmalock_rwsem_assert_held(sem, site) ((void)0)
#define vmalock_rwsem_assert_held_write(sem, site) ((void)0)
#define vmalock_count_event(event, site) ((void)0)

#endif
