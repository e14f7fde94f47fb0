// SPDX-License-Identifier: MIT
/* What the kernel warns about is an error here (include/linux/mmdebug.h,
 * include/asm-generic/bug.h). */
#ifndef VMALOCK_WARN_H
#define VMALOCK_WARN_H

#define VMALOCK_WARN(condition, text)                                          \
	({                                                                     \
		const int warn_ = !!(condition);                               \
		vmalock_warn(warn_, text, VMALOCK_PLACE("WARN"));              \
		warn_;                                                         \
	})
#define WARN_ON(condition) VMALOCK_WARN(condition, "WARN_ON(" #condition ")")
#define WARN_ON_ONCE(condition)                                                \
	VMALOCK_WARN(condition, "WARN_ON_ONCE(" #condition ")")
#define WARN(condition, ...) VMALOCK_WARN(condition, "WARN(" #condition ")")
#define WARN_ONCE(condition, ...) WARN(condition)
#define BUG_ON(condition) VMALOCK_WARN(condition, "BUG_ON(" #condition ")")
/* What CONFIG_DEBUG_VM looks at costs nothing without it. */
#ifdef VMALOCK_PLAIN
#define VMALOCK_DEBUG_WARN(condition, text) 0
#else
#define VMALOCK_DEBUG_WARN(condition, text) VMALOCK_WARN(condition, text)
#endif
#define VM_WARN_ON(condition)                                                  \
	VMALOCK_DEBUG_WARN(condition, "VM_WARN_ON(" #condition ")")
#define VM_WARN_ON_ONCE(condition)                                             \
	VMALOCK_DEBUG_WARN(condition, "VM_WARN_ON_ONCE(" #condition ")")
#define VM_WARN_ON_ONCE_VMA(condition, vma)                                    \
	VMALOCK_DEBUG_WARN(condition, "VM_WARN_ON_ONCE_VMA(" #condition ")")
#define VM_WARN_ONCE(condition, ...)                                           \
	VMALOCK_DEBUG_WARN(condition, "VM_WARN_ONCE(" #condition ")")
#define VM_BUG_ON(condition)                                                   \
	VMALOCK_DEBUG_WARN(condition, "VM_BUG_ON(" #condition ")")
#define VM_BUG_ON_VMA(condition, vma)                                          \
	VMALOCK_DEBUG_WARN(condition, "VM_BUG_ON_VMA(" #condition ")")
#define VM_BUG_ON_MM(condition, mm)                                            \
	VMALOCK_DEBUG_WARN(condition, "VM_BUG_ON_MM(" #condition ")")
#define BUILD_BUG_ON(condition) _Static_assert(!(condition), #condition)

#endif
