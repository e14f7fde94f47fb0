// SPDX-License-Identifier: GPL-2.0-only OR MIT
#ifndef _LINUX_MMAP_LOCK_H
#define _LINUX_MMAP_LOCK_H

#include <linux/mm_types.h>
#include <linux/rwsem.h>

int rcuwait_wake_up(struct rcuwait *w);

static inline void mmap_assert_locked(const struct mm_struct *mm)
{
	rwsem_assert_held(&mm->mmap_lock);
}

static inline void mmap_assert_write_locked(const struct mm_struct *mm)
{
	rwsem_assert_held_write(&mm->mmap_lock);
}

static inline bool mmap_lock_speculate_try_begin(struct mm_struct *mm,
						 unsigned int *seq)
{
	return raw_seqcount_try_begin(&mm->mm_lock_seq, *seq);
}

static inline bool mmap_lock_speculate_retry(struct mm_struct *mm,
					     unsigned int seq)
{
	return read_seqcount_retry(&mm->mm_lock_seq, seq);
}

static inline void vma_lock_init(struct vm_area_struct *vma, bool reset)
{
	if (reset)
		refcount_set(&vma->vm_refcnt, 0);
	vma->vm_lock_seq = UINT_MAX;
}

/* Readers are gone, but for one of a vma that is being detached. */
static inline bool writer_alone(int count)
{
	return (count & VM_REFCNT_EXCLUDE_READERS_FLAG) &&
	       count <= VM_REFCNT_EXCLUDE_READERS_FLAG + 1;
}

static inline int put_return(struct vm_area_struct *vma)
{
	int old;

	return __refcount_dec_and_test(&vma->vm_refcnt, &old) ? 0 : old - 1;
}

static inline void vma_refcount_put(struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->vm_mm;
	int left = put_return(vma);

	if (left && writer_alone(left))
		rcuwait_wake_up(&mm->vma_writer_wait);
}

static inline bool vma_start_read_locked(struct vm_area_struct *vma)
{
	int old;

	mmap_assert_locked(vma->vm_mm);
	return __refcount_inc_not_zero_limited_acquire(&vma->vm_refcnt, &old,
						       VM_REFCNT_LIMIT);
}

static inline void vma_end_read(struct vm_area_struct *vma)
{
	vma_refcount_put(vma);
}

static inline unsigned int mm_number(struct vm_area_struct *vma)
{
	mmap_assert_write_locked(vma->vm_mm);
	return vma->vm_mm->mm_lock_seq.sequence;
}

static inline bool is_write_locked(struct vm_area_struct *vma)
{
	return vma->vm_lock_seq == mm_number(vma);
}

int __vma_start_write(struct vm_area_struct *vma, int state);
void exclude_for_detach(struct vm_area_struct *vma);

static inline void vma_start_write(struct vm_area_struct *vma)
{
	if (!is_write_locked(vma))
		__vma_start_write(vma, TASK_UNINTERRUPTIBLE);
}

static inline int vma_start_write_killable(struct vm_area_struct *vma)
{
	return is_write_locked(vma) ? 0 : __vma_start_write(vma, TASK_KILLABLE);
}

static inline void vma_assert_write_locked(struct vm_area_struct *vma)
{
	VM_WARN_ON_ONCE_VMA(!is_write_locked(vma), vma);
}

static inline void vma_assert_locked(struct vm_area_struct *vma)
{
	if (refcount_read(&vma->vm_refcnt) <= 1)
		vma_assert_write_locked(vma);
}

static inline void vma_assert_attached(struct vm_area_struct *vma)
{
	WARN_ON_ONCE(!refcount_read(&vma->vm_refcnt));
}

static inline void vma_assert_detached(struct vm_area_struct *vma)
{
	WARN_ON_ONCE(refcount_read(&vma->vm_refcnt));
}

static inline void vma_mark_attached(struct vm_area_struct *vma)
{
	vma_assert_write_locked(vma);
	vma_assert_detached(vma);
	refcount_set_release(&vma->vm_refcnt, 1);
}

static inline void vma_mark_detached(struct vm_area_struct *vma)
{
	vma_assert_write_locked(vma);
	vma_assert_attached(vma);
	if (put_return(vma))
		exclude_for_detach(vma);
}

static inline void vma_end_write_all(struct mm_struct *mm)
{
	mmap_assert_write_locked(mm);
	do_raw_write_seqcount_end(&mm->mm_lock_seq);
}

static inline void mmap_write_lock(struct mm_struct *mm)
{
	down_write(&mm->mmap_lock);
	do_raw_write_seqcount_begin(&mm->mm_lock_seq);
}

static inline int mmap_write_lock_killable(struct mm_struct *mm)
{
	int error = down_write_killable(&mm->mmap_lock);

	if (!error)
		do_raw_write_seqcount_begin(&mm->mm_lock_seq);
	return error;
}

static inline void mmap_write_unlock(struct mm_struct *mm)
{
	vma_end_write_all(mm);
	up_write(&mm->mmap_lock);
}

static inline void mmap_write_downgrade(struct mm_struct *mm)
{
	vma_end_write_all(mm);
	downgrade_write(&mm->mmap_lock);
}

static inline void mmap_read_lock(struct mm_struct *mm)
{
	down_read(&mm->mmap_lock);
}

static inline int mmap_read_lock_killable(struct mm_struct *mm)
{
	return down_read_killable(&mm->mmap_lock);
}

static inline bool mmap_read_trylock(struct mm_struct *mm)
{
	return down_read_trylock(&mm->mmap_lock) != 0;
}

static inline void mmap_read_unlock(struct mm_struct *mm)
{
	up_read(&mm->mmap_lock);
}

#endif
