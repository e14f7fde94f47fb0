/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#include <linux/mm.h>
#include <linux/mmap_lock.h>

struct exclusion {
	struct vm_area_struct *vma;
	int state;
	bool detaching;
	bool detached;
	bool exclusive;
};

static void end_exclusion(struct exclusion *e)
{
	e->detached = refcount_sub_and_test(VM_REFCNT_EXCLUDE_READERS_FLAG,
					    &e->vma->vm_refcnt);
}

static int start_exclusion(struct exclusion *e)
{
	const unsigned int alone =
		VM_REFCNT_EXCLUDE_READERS_FLAG | (e->detaching ? 0 : 1);
	struct vm_area_struct *vma = e->vma;
	int error;

	mmap_assert_write_locked(vma->vm_mm);
	if (!refcount_add_not_zero(VM_REFCNT_EXCLUDE_READERS_FLAG,
				   &vma->vm_refcnt)) {
		e->detached = true;
		return 0;
	}
	error = rcuwait_wait_event(&vma->vm_mm->vma_writer_wait,
				   refcount_read(&vma->vm_refcnt) == alone,
				   e->state);
	if (error) {
		end_exclusion(e);
		return error;
	}
	e->exclusive = true;
	return 0;
}

int __vma_start_write(struct vm_area_struct *vma, int state)
{
	const unsigned int number = mm_number(vma);
	struct exclusion e = {.vma = vma, .state = state};
	int error = start_exclusion(&e);

	if (error)
		return error;
	WRITE_ONCE(vma->vm_lock_seq, number);
	if (e.exclusive) {
		end_exclusion(&e);
		WARN_ON_ONCE(e.detached);
	}
	return 0;
}

void exclude_for_detach(struct vm_area_struct *vma)
{
	struct exclusion e = {
		.vma = vma, .state = TASK_UNINTERRUPTIBLE, .detaching = true};

	start_exclusion(&e);
	if (e.exclusive)
		end_exclusion(&e);
	WARN_ON_ONCE(!e.detached);
}

/* Within RCU; left when it fails. */
static struct vm_area_struct *vma_start_read(struct mm_struct *mm,
					     struct vm_area_struct *vma)
{
	struct mm_struct *other;
	int old;

	if (READ_ONCE(vma->vm_lock_seq) ==
	    READ_ONCE(mm->mm_lock_seq.sequence)) {
		rcu_read_unlock();
		return NULL;
	}
	if (!__refcount_inc_not_zero_limited_acquire(&vma->vm_refcnt, &old,
						     VM_REFCNT_LIMIT)) {
		rcu_read_unlock();
		return old ? NULL : ERR_PTR(-EAGAIN);
	}
	if (vma->vm_mm != mm)
		goto foreign;
	if (vma->vm_lock_seq == raw_read_seqcount(&mm->mm_lock_seq)) {
		vma_refcount_put(vma);
		rcu_read_unlock();
		return NULL;
	}
	return vma;

foreign:
	other = vma->vm_mm;
	rcu_read_unlock();
	mmgrab(other);
	vma_refcount_put(vma);
	mmdrop(other);
	return NULL;
}

struct vm_area_struct *lock_vma_under_rcu(struct mm_struct *mm,
					  unsigned long address)
{
	struct vm_area_struct *vma;
	MA_STATE(mas, &mm->mm_mt, address, address);

	for (;;) {
		rcu_read_lock();
		vma = mas_walk(&mas);
		if (!vma) {
			rcu_read_unlock();
			return NULL;
		}
		vma = vma_start_read(mm, vma);
		if (!IS_ERR_OR_NULL(vma))
			break;
		if (PTR_ERR(vma) != -EAGAIN)
			return NULL;
		count_vm_vma_lock_event(VMA_LOCK_MISS);
		mas_set(&mas, address);
	}
	rcu_read_unlock();
	if (address < vma->vm_start || address >= vma->vm_end) {
		vma_end_read(vma);
		return NULL;
	}
	return vma;
}
