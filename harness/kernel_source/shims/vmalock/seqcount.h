// SPDX-License-Identifier: MIT
/* seqcount_t (include/linux/seqlock.h). The increment is plain and raced by
 * readers on purpose: kcsan_nestable_atomic_begin() around it says that it is
 * to count as a marked one. */
#ifndef VMALOCK_SEQCOUNT_H
#define VMALOCK_SEQCOUNT_H

typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

#define SEQCNT_ZERO(name)                                                      \
	{                                                                      \
		.sequence = 0                                                  \
	}
#define seqcount_init(s)                                                       \
	do {                                                                   \
		(s)->sequence = 0;                                             \
	} while (0)
#define do_raw_write_seqcount_begin(s)                                         \
	do {                                                                   \
		WRITE_ONCE((s)->sequence, (s)->sequence + 1);                  \
		smp_wmb();                                                     \
	} while (0)
#define do_raw_write_seqcount_end(s)                                           \
	do {                                                                   \
		smp_wmb();                                                     \
		WRITE_ONCE((s)->sequence, (s)->sequence + 1);                  \
	} while (0)
#define raw_write_seqcount_begin(s) do_raw_write_seqcount_begin(s)
#define raw_write_seqcount_end(s) do_raw_write_seqcount_end(s)
#define raw_read_seqcount(s) smp_load_acquire(&(s)->sequence)
#define raw_seqcount_begin(s) (raw_read_seqcount(s) & ~1u)
#define raw_seqcount_try_begin(s, start)                                       \
	({                                                                     \
		start = raw_read_seqcount(s);                                  \
		!(start & 1);                                                  \
	})
#define do___read_seqcount_retry(s, start) (READ_ONCE((s)->sequence) != (start))
#define do_read_seqcount_retry(s, start)                                       \
	({                                                                     \
		smp_rmb();                                                     \
		do___read_seqcount_retry(s, start);                            \
	})
#define __read_seqcount_retry(s, start) do___read_seqcount_retry(s, start)
#define read_seqcount_retry(s, start) do_read_seqcount_retry(s, start)

#endif
