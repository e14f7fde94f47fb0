// SPDX-License-Identifier: GPL-2.0-only OR MIT
#ifndef _LINUX_RCUWAIT_H
#define _LINUX_RCUWAIT_H

#include <linux/rcupdate.h>

int rcuwait_wake_up(struct rcuwait *w);
void finish_rcuwait(struct rcuwait *w);

#define rcuwait_wait_event(w, condition, state)                              \
({                                                                           \
	int wait_error = 0;                                                  \
	rcu_assign_pointer((w)->task, current);                              \
	for (;;) {                                                           \
		set_current_state(state);                                    \
		if (condition)                                               \
			break;                                               \
		if (signal_pending_state(state, current)) {                  \
			wait_error = -EINTR;                                 \
			break;                                               \
		}                                                            \
		schedule();                                                  \
	}                                                                    \
	finish_rcuwait(w);                                                   \
	wait_error;                                                          \
})

#endif
