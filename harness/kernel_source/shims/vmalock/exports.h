// SPDX-License-Identifier: MIT
/* Included behind the tree's text: its functions as a struct vmalock_lock_ops.
 */
#ifndef VMALOCK_PLAIN
#include <vmalock/lock_ops.h>

/* The other half of rcuwait.h (kernel/exit.c, kernel/rcu/update.c). A waker's
 * read section keeps the task, which may exit when it is awake. */
#ifdef VMALOCK_HAS_vma_writer_wait
void finish_rcuwait(struct rcuwait *w)
{
	WRITE_ONCE(w->task, NULL);
	__set_current_state(TASK_RUNNING);
}

int rcuwait_wake_up(struct rcuwait *w)
{
	struct task_struct *task;
	int woken = 0;

	rcu_read_lock();
	smp_mb();
	task = rcu_dereference(w->task);
	if (task)
		woken = wake_up_process(task);
	rcu_read_unlock();
	return woken;
}
#endif

/* What lib/refcount.c does about a wrong count: it stays where it is, and that
 * is told. */
#ifdef VMALOCK_TREE_REFCOUNT
void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t)
{
	refcount_set(r, REFCOUNT_SATURATED);
	vmalock_warn(1, "refcount_t: saturated, or used after it was freed",
		     VMALOCK_PLACE("refcount_warn_saturate"));
}
#endif

#define VMALOCK_MM(name)                                                       \
	static void vmalock_##name(void *mm)                                   \
	{                                                                      \
		name(mm);                                                      \
	}
#define VMALOCK_VMA(name)                                                      \
	static void vmalock_##name(void *vma)                                  \
	{                                                                      \
		name(vma);                                                     \
	}

VMALOCK_MM(mmap_write_lock)
VMALOCK_MM(mmap_write_unlock)
VMALOCK_MM(mmap_write_downgrade)
VMALOCK_MM(mmap_read_lock)
VMALOCK_MM(mmap_read_unlock)
VMALOCK_MM(vma_end_write_all)
VMALOCK_VMA(vma_end_read)
VMALOCK_VMA(vma_start_write)
VMALOCK_VMA(vma_assert_write_locked)
VMALOCK_VMA(vm_area_free)

#ifdef VMALOCK_HAS_vma_assert_locked
VMALOCK_VMA(vma_assert_locked)
#else
static void vmalock_vma_assert_locked(void *vma)
{
}
#endif

static int vmalock_mmap_write_lock_killable(void *mm)
{
	return mmap_write_lock_killable(mm);
}

static int vmalock_mmap_read_lock_killable(void *mm)
{
	return mmap_read_lock_killable(mm);
}

static bool vmalock_mmap_read_trylock(void *mm)
{
	return mmap_read_trylock(mm);
}

#ifdef VMALOCK_HAS_mmap_lock_speculate_try_begin
static bool vmalock_mmap_lock_speculate_try_begin(void *mm, unsigned int *seq)
{
	return mmap_lock_speculate_try_begin(mm, seq);
}

static bool vmalock_mmap_lock_speculate_retry(void *mm, unsigned int seq)
{
	return mmap_lock_speculate_retry(mm, seq);
}
#endif

static void *vmalock_vma_start_read(void *mm, void *vma)
{
#ifdef VMALOCK_START_READ_HAS_MM
	return vma_start_read(mm, vma);
#else
	return vma_start_read(vma) ? vma : NULL;
#endif
}

/* Some versions leave the read section when they fail. */
static bool vmalock_vma_read_trylock(void *mm, void *vma)
{
	bool locked;

	rcu_read_lock();
	locked = !IS_ERR_OR_NULL(vmalock_vma_start_read(mm, vma));
#ifdef VMALOCK_START_READ_DROPS_RCU
	if (!locked)
		return false;
#endif
	rcu_read_unlock();
	return locked;
}

#ifdef VMALOCK_HAS_vma_start_read_locked
static bool vmalock_vma_start_read_locked(void *vma)
{
	return vma_start_read_locked(vma);
}
#else
/* What its callers did before there was a function. */
static bool vmalock_vma_start_read_locked(void *opaque)
{
	struct vm_area_struct *vma = opaque;

	mmap_assert_locked(vma->vm_mm);
	down_read(&vma->vm_lock->lock);
	return true;
}
#endif

#ifdef VMALOCK_HAS_vma_start_write_killable
static int vmalock_vma_start_write_killable(void *vma)
{
	return vma_start_write_killable(vma);
}
#endif

#ifdef VMALOCK_HAS_vma_mark_attached
VMALOCK_VMA(vma_mark_attached)
VMALOCK_VMA(vma_mark_detached)
VMALOCK_VMA(vma_assert_attached)
VMALOCK_VMA(vma_assert_detached)
#else
static void vmalock_vma_mark_attached(void *vma)
{
	vma_mark_detached(vma, false);
}

static void vmalock_vma_mark_detached(void *vma)
{
	vma_mark_detached(vma, true);
}

static void vmalock_vma_assert_attached(void *vma)
{
	VM_WARN_ON_ONCE(((struct vm_area_struct *)vma)->detached);
}

static void vmalock_vma_assert_detached(void *vma)
{
	VM_WARN_ON_ONCE(!((struct vm_area_struct *)vma)->detached);
}
#endif

static void *vmalock_lock_vma_under_rcu(void *mm, unsigned long address)
{
	return lock_vma_under_rcu(mm, address);
}

#ifdef VMALOCK_HAS_lock_next_vma
static void *vmalock_lock_next_vma(void *mm, unsigned long address)
{
	VMA_ITERATOR(vmi, (struct mm_struct *)mm, address);

	return lock_next_vma(mm, &vmi, address);
}
#endif

static void *vmalock_vm_area_alloc(void *mm)
{
	return vm_area_alloc(mm);
}

static void *vmalock_vm_area_dup(void *vma)
{
	return vm_area_dup(vma);
}

static void vmalock_vm_area_free_unreachable(void *vma)
{
#ifdef VMALOCK_HAS___vm_area_free
	__vm_area_free(vma);
#else
	vm_area_free(vma);
#endif
}

/* For the loader: the accesses. */
extern struct vmalock_site __start_vmalock_sites[];
extern struct vmalock_site __stop_vmalock_sites[];
__attribute__((visibility(
	"default"))) struct vmalock_site *const vmalock_all_sites[2] = {
	__start_vmalock_sites, __stop_vmalock_sites};

/* And the lines, with whether they ran. */
extern struct vmalock_line __start_vmalock_lines[];
extern struct vmalock_line __stop_vmalock_lines[];
__attribute__((visibility(
	"default"))) struct vmalock_line *const vmalock_all_lines[2] = {
	__start_vmalock_lines, __stop_vmalock_lines};

__attribute__((visibility("default")))
const struct vmalock_lock_ops vmalock_compiled_lock = {
	.mmap_write_lock = vmalock_mmap_write_lock,
	.mmap_write_lock_killable = vmalock_mmap_write_lock_killable,
	.mmap_write_unlock = vmalock_mmap_write_unlock,
	.mmap_write_downgrade = vmalock_mmap_write_downgrade,
	.mmap_read_lock = vmalock_mmap_read_lock,
	.mmap_read_lock_killable = vmalock_mmap_read_lock_killable,
	.mmap_read_trylock = vmalock_mmap_read_trylock,
	.mmap_read_unlock = vmalock_mmap_read_unlock,
	.vma_end_write_all = vmalock_vma_end_write_all,
#ifdef VMALOCK_HAS_mmap_lock_speculate_try_begin
	.mmap_lock_speculate_try_begin = vmalock_mmap_lock_speculate_try_begin,
	.mmap_lock_speculate_retry = vmalock_mmap_lock_speculate_retry,
#endif
	.vma_start_read = vmalock_vma_start_read,
	.vma_read_trylock = vmalock_vma_read_trylock,
	.vma_start_read_locked = vmalock_vma_start_read_locked,
	.vma_end_read = vmalock_vma_end_read,
	.vma_start_write = vmalock_vma_start_write,
#ifdef VMALOCK_HAS_vma_start_write_killable
	.vma_start_write_killable = vmalock_vma_start_write_killable,
#endif
	.vma_mark_attached = vmalock_vma_mark_attached,
	.vma_mark_detached = vmalock_vma_mark_detached,
	.vma_assert_locked = vmalock_vma_assert_locked,
	.vma_assert_write_locked = vmalock_vma_assert_write_locked,
	.vma_assert_attached = vmalock_vma_assert_attached,
	.vma_assert_detached = vmalock_vma_assert_detached,
	.lock_vma_under_rcu = vmalock_lock_vma_under_rcu,
#ifdef VMALOCK_HAS_lock_next_vma
	.lock_next_vma = vmalock_lock_next_vma,
#endif
	.vm_area_alloc = vmalock_vm_area_alloc,
	.vm_area_dup = vmalock_vm_area_dup,
	.vm_area_free = vmalock_vm_area_free,
	.vm_area_free_unreachable = vmalock_vm_area_free_unreachable,
#ifdef VM_REFCNT_LIMIT
	.reader_limit = VM_REFCNT_LIMIT,
	.writer_flag = VM_REFCNT_EXCLUDE_READERS_FLAG,
#elif defined(VMA_REF_LIMIT)
	.reader_limit = VMA_REF_LIMIT,
	.writer_flag = VMA_LOCK_OFFSET,
#endif
#ifdef VMALOCK_LOOKUP_ASKS_ANON_VMA
	.lookup_asks_anon_vma = true,
#endif
#ifdef VMALOCK_TYPESAFE_BY_RCU
	.vmas_are_reused = true,
#endif
};
#endif
