// SPDX-License-Identifier: MIT
/* Tasks and their sleep: what the tree's own rcuwait.h stands on
 * (include/linux/sched.h, kernel/exit.c, kernel/sched/core.c). */
#ifndef VMALOCK_TASK_H
#define VMALOCK_TASK_H

#define TASK_RUNNING 0x00000000
#define TASK_INTERRUPTIBLE 0x00000001
#define TASK_UNINTERRUPTIBLE 0x00000002
#define TASK_WAKEKILL 0x00000100
#define TASK_KILLABLE (TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)

/* pending: 1 for a fatal signal. A member at offset 0 has no name in what clang
 * makes of `current->…`, so nothing is there. */
struct task_struct {
	unsigned int vmalock_nothing;
	unsigned int __state;
	unsigned int pending;
};

#define current ((struct task_struct *)vmalock_current())
#define __set_current_state(state) WRITE_ONCE(current->__state, (state))
#define set_current_state(state) smp_store_mb(current->__state, (state))
#define schedule()                                                             \
	vmalock_await_equal(                                                   \
		&current->__state, TASK_RUNNING,                               \
		VMALOCK_SITE(vmalock_is_await, vmalock_relaxed, "schedule"))
#define fatal_signal_pending(task) (READ_ONCE((task)->pending) == 1)
#define signal_pending(task) fatal_signal_pending(task)
#define signal_pending_state(state, task)                                      \
	(((state) & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) != 0 &&              \
	 fatal_signal_pending(task))

/* Since 6.12 in types.h; before, in rcuwait.h. */
#ifndef VMALOCK_RCUWAIT_IS_DEFINED
struct rcuwait {
	unsigned long vmalock_nothing;
	struct task_struct *task;
};
#endif

/* A waker's full barrier and the read section around it keep the task. Tasks of
 * a machine live as long as it does. */
#define wake_up_process(task)                                                  \
	({                                                                     \
		WRITE_ONCE((task)->__state, TASK_RUNNING);                     \
		1;                                                             \
	})

#endif
