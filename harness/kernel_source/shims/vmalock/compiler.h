// SPDX-License-Identifier: MIT
/* Configuration, attributes of the compiler, errors in pointers: nothing that
 * runs on several CPUs. */
#ifndef VMALOCK_COMPILER_H
#define VMALOCK_COMPILER_H

#define CONFIG_MMU 1
#define CONFIG_SMP 1
#define CONFIG_64BIT 1
#define CONFIG_NUMA 1
#define CONFIG_PER_VMA_LOCK 1
#define IS_ENABLED(option) 0

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;
typedef unsigned int gfp_t;

/* Each has its instructions counted, beside those that it is inlined into. */
#ifdef VMALOCK_PLAIN
#define inline inline __attribute__((used))
#endif
#define __must_check __attribute__((warn_unused_result))
#define __always_inline inline __attribute__((always_inline))
#define __maybe_unused __attribute__((unused))
#define noinline __attribute__((noinline))
#define notrace
#define __init
#define __rcu
#define __user
#define __private
#define __read_mostly
#define __acquires(x)
#define __releases(x)
#define __acquire(x)
#define __release(x)
#define __cond_acquires(...)
#define __cond_lock(x, c) (c)
#define __must_hold(x)
#define __signed_wrap
#define __randomize_layout
#define ____cacheline_aligned
#define ____cacheline_aligned_in_smp
#define likely(x) (x)
#define unlikely(x) (x)
#define barrier() __asm__ __volatile__("" : : : "memory")
#define cpu_relax() barrier()
#define might_sleep() ((void)0)
#define might_lock(x) ((void)0)
#define fallthrough __attribute__((__fallthrough__))
#define _RET_IP_ 0ul
#define EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_GPL(name)
#define EXPORT_TRACEPOINT_SYMBOL(name)
#define DECLARE_TRACEPOINT(name)
#define DEFINE_GUARD(...)
#define DEFINE_GUARD_COND(...)
#define DEFINE_FREE(...)

/* The pass sees these as accesses of each field that they cover. */
#define memset __builtin_memset
#define memcpy __builtin_memcpy
#define memmove __builtin_memmove

#define container_of(pointer, type, member)                                    \
	((type *)((char *)(pointer)-offsetof(type, member)))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define min(a, b)                                                              \
	({                                                                     \
		typeof(a) min_a_ = (a);                                        \
		typeof(b) min_b_ = (b);                                        \
		min_a_ < min_b_ ? min_a_ : min_b_;                             \
	})
#define max(a, b)                                                              \
	({                                                                     \
		typeof(a) max_a_ = (a);                                        \
		typeof(b) max_b_ = (b);                                        \
		max_a_ > max_b_ ? max_a_ : max_b_;                             \
	})

#define GFP_KERNEL 0u
#define EAGAIN 11
#define EINTR 4
#define ENOMEM 12
#define EINVAL 22
#define MAX_ERRNO 4095
#define PTR_ERR(pointer) ((long)(pointer))
static inline void *ERR_PTR(long error)
{
	return (void *)error;
}

static inline bool IS_ERR(const void *pointer)
{
	return (unsigned long)pointer >= (unsigned long)-MAX_ERRNO;
}

static inline bool IS_ERR_OR_NULL(const void *pointer)
{
	return !pointer || IS_ERR(pointer);
}

#endif
