// SPDX-License-Identifier: MIT
/* The operations of a compiled lock, as the binding calls them: C and C++. What
 * a version does not have is NULL, and the harness's own takes its place. */
#ifndef VMALOCK_LOCK_OPS_H
#define VMALOCK_LOCK_OPS_H

#ifdef __cplusplus
extern "C" {
#else
#include <stdbool.h>
#endif

struct vmalock_lock_ops {
	void (*mmap_write_lock)(void *mm);
	int (*mmap_write_lock_killable)(void *mm);
	void (*mmap_write_unlock)(void *mm);
	void (*mmap_write_downgrade)(void *mm);
	void (*mmap_read_lock)(void *mm);
	int (*mmap_read_lock_killable)(void *mm);
	bool (*mmap_read_trylock)(void *mm);
	void (*mmap_read_unlock)(void *mm);
	void (*vma_end_write_all)(void *mm);
	bool (*mmap_lock_speculate_try_begin)(void *mm, unsigned int *seq);
	bool (*mmap_lock_speculate_retry)(void *mm, unsigned int seq);

	/* The vma, or NULL, or an error. */
	void *(*vma_start_read)(void *mm, void *vma);
	/* Within an RCU read section, and out of it. */
	bool (*vma_read_trylock)(void *mm, void *vma);
	bool (*vma_start_read_locked)(void *vma);
	void (*vma_end_read)(void *vma);
	void (*vma_start_write)(void *vma);
	int (*vma_start_write_killable)(void *vma);
	void (*vma_mark_attached)(void *vma);
	void (*vma_mark_detached)(void *vma);
	void (*vma_assert_locked)(void *vma);
	void (*vma_assert_write_locked)(void *vma);
	void (*vma_assert_attached)(void *vma);
	void (*vma_assert_detached)(void *vma);
	void *(*lock_vma_under_rcu)(void *mm, unsigned long address);
	/* Within an RCU read section. */
	void *(*lock_next_vma)(void *mm, unsigned long address);

	void *(*vm_area_alloc)(void *mm);
	void *(*vm_area_dup)(void *vma);
	void (*vm_area_free)(void *vma);
	/* Of a vma that nobody can look up any more. */
	void (*vm_area_free_unreachable)(void *vma);

	/* refcount: a count at which no reader is counted, and the flag of a
	 * writer that waits; 0 where there is no count. */
	int reader_limit;
	int writer_flag;
	/* A vma without an anon_vma is not found (6.4 to 6.8). */
	bool lookup_asks_anon_vma;
	/* The cache of vmas is SLAB_TYPESAFE_BY_RCU. */
	bool vmas_are_reused;
};

/* The object's one symbol. */
extern const struct vmalock_lock_ops vmalock_compiled_lock;

#ifdef __cplusplus
}
#endif
#endif
