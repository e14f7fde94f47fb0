// SPDX-License-Identifier: GPL-2.0-only OR MIT
#define VM_REFCNT_EXCLUDE_READERS_FLAG (1U << 30)
#define VM_REFCNT_LIMIT (VM_REFCNT_EXCLUDE_READERS_FLAG - 1)

struct vm_area_struct {
	union {
		struct {
			unsigned long vm_start;
			unsigned long vm_end;
		};
		freeptr_t vm_freeptr;
	};
	struct mm_struct *vm_mm;
	const vm_flags_t vm_flags;
#ifdef CONFIG_PER_VMA_LOCK
	unsigned int vm_lock_seq;
	refcount_t vm_refcnt;
#endif
	struct anon_vma *anon_vma;
#ifdef CONFIG_NUMA
	struct mempolicy *vm_policy;
#endif
};

struct mm_struct_fields {
	seqcount_t mm_lock_seq;
	struct rcuwait vma_writer_wait;
};
