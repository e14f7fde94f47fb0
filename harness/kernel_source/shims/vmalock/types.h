// SPDX-License-Identifier: MIT
/* The structures. What the lock's own files name of an address space is here
 * (mm_struct is too large to take over, and nothing else of it matters);
 * struct vm_area_struct is the tree's own: vmalock_tree.h, which the front end
 * writes, has its text, and what else it takes from mm_types.h and mm.h. */
#ifndef VMALOCK_TYPES_H
#define VMALOCK_TYPES_H

struct anon_vma;
struct anon_vma_name;
struct file;
struct mempolicy;
struct mm_struct;
struct pt_regs;
struct vm_area_struct;
struct vm_operations_struct {
};
struct vma_numab_state;
struct pfnmap_track_ctx;

typedef struct {
	unsigned long pgprot;
} pgprot_t;
typedef struct {
	unsigned long v;
} freeptr_t;
typedef unsigned long vm_flags_t;
typedef struct {
	unsigned long __vma_flags[1];
} vma_flags_t;
struct list_head {
	struct list_head *next, *prev;
};
struct rb_node {
	unsigned long __rb_parent_color;
	struct rb_node *rb_right;
	struct rb_node *rb_left;
};
struct vm_userfaultfd_ctx {
};
struct maple_tree {
	unsigned int vmalock_tree;
};
struct vma_lock {
	struct rw_semaphore lock;
};

#include <vmalock_tree.h>

struct mm_struct {
	atomic_t mm_count;
	atomic_t mm_users;
	struct maple_tree mm_mt;
	struct rw_semaphore mmap_lock;
#ifdef VMALOCK_MM_LOCK_SEQ
	VMALOCK_MM_LOCK_SEQ mm_lock_seq;
#endif
#ifdef VMALOCK_HAS_vma_writer_wait
	struct rcuwait vma_writer_wait;
#endif
	unsigned long map_count;
	VMALOCK_MM_FIELDS
};

#define INIT_LIST_HEAD(list)                                                   \
	do {                                                                   \
		struct list_head *init_list_ = (list);                         \
		WRITE_ONCE(init_list_->next, init_list_);                      \
		init_list_->prev = init_list_;                                 \
	} while (0)
#define vm_flags_init(vma, flags)                                              \
	do {                                                                   \
		*(vm_flags_t *)&(vma)->vm_flags = (flags);                     \
	} while (0)
#define ACCESS_PRIVATE(p, member) ((p)->member)
#define vma_dummy_vm_ops (*(const struct vm_operations_struct *)NULL)
#define vma_numab_state_init(vma) ((void)0)
#define vma_numab_state_free(vma) ((void)0)
#define dup_anon_vma_name(from, to) ((void)0)
#define free_anon_vma_name(vma) ((void)0)
/* What a lookup of 6.4 to 6.6 leaves to the fault under the mmap lock: no case
 * has such vmas. */
#define VMALOCK_VM_UFFD (3ul << 62)
#define userfaultfd_armed(vma) (((vma)->vm_flags & VMALOCK_VM_UFFD) != 0)
#define vma_is_tcp(vma) 0
#define vma_pfnmap_track_ctx_dup(from, to) 0
#define vma_pfnmap_track_ctx_release(vma) ((void)0)

#define mmgrab(mm) vmalock_mmgrab(mm, VMALOCK_PLACE("mmgrab"))
#define mmdrop(mm) vmalock_mmdrop(mm, VMALOCK_PLACE("mmdrop"))

enum { VMA_LOCK_SUCCESS, VMA_LOCK_ABORT, VMA_LOCK_RETRY, VMA_LOCK_MISS };
#define count_vm_vma_lock_event(event)                                         \
	vmalock_count_event(event, VMALOCK_PLACE(#event))

struct vm_fault {
	unsigned int flags;
	struct vm_area_struct *vma;
};
#define FAULT_FLAG_VMA_LOCK 1u

#endif
