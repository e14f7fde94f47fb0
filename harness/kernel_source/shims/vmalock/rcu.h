// SPDX-License-Identifier: MIT
/* RCU (include/linux/rcupdate.h): the explorer's own read sections and grace
 * periods. */
#ifndef VMALOCK_RCU_H
#define VMALOCK_RCU_H

#define VMALOCK_RCU_SITE(what) VMALOCK_PLACE(what)
#define rcu_read_lock() vmalock_rcu_read_lock(VMALOCK_RCU_SITE("rcu_read_lock"))
#define rcu_read_unlock()                                                      \
	vmalock_rcu_read_unlock(VMALOCK_RCU_SITE("rcu_read_unlock"))
#define synchronize_rcu()                                                      \
	vmalock_synchronize_rcu(VMALOCK_RCU_SITE("synchronize_rcu"))
#define rcu_read_lock_held() 1

#define rcu_assign_pointer(p, value)                                           \
	__atomic_store_n(&(p), (value), __ATOMIC_RELEASE)
#define RCU_INIT_POINTER(p, value) WRITE_ONCE(p, value)
#define rcu_dereference(p) READ_ONCE(p)
#define rcu_dereference_raw(p) READ_ONCE(p)
#define rcu_dereference_protected(p, condition) (p)
#define rcu_access_pointer(p) READ_ONCE(p)

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *);
};

/* Of the binding, beside those of abi.h. */
void vmalock_call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *),
		      struct vmalock_site *site);

/* The head is written at once, over whatever shares its memory. What is written
 * is the same in every process: nobody reads it but by mistake. */
#ifdef VMALOCK_PLAIN
#define call_rcu(head, function) vmalock_call_rcu(head, function, NULL)
#else
#define call_rcu(head, function)                                               \
	do {                                                                   \
		struct rcu_head *call_rcu_head_ = (head);                      \
		*(unsigned long *)&call_rcu_head_->next = ULONG_MAX;           \
		*(unsigned long *)&call_rcu_head_->func = ULONG_MAX;           \
		vmalock_call_rcu(call_rcu_head_, function,                     \
				 VMALOCK_RCU_SITE("call_rcu"));                \
	} while (0)
#endif

#endif
