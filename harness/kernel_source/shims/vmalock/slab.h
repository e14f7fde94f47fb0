// SPDX-License-Identifier: MIT
/* The caches of vmas and of their locks (include/linux/slab.h): the harness's
 * own (harness/kernel/slab.h). */
#ifndef VMALOCK_SLAB_H
#define VMALOCK_SLAB_H

struct kmem_cache;

/* A cache is a number: which objects it has. */
enum { vmalock_vma_cache = 1, vmalock_vma_lock_cache = 2 };
#define vm_area_cachep ((struct kmem_cache *)vmalock_vma_cache)
#define vma_lock_cachep ((struct kmem_cache *)vmalock_vma_lock_cache)

#define VMALOCK_SLAB_SITE(what) VMALOCK_PLACE(what)
#define kmem_cache_alloc(cache, flags)                                         \
	vmalock_kmem_cache_alloc(cache, VMALOCK_SLAB_SITE("kmem_cache_alloc"))
#define kmem_cache_free(cache, object)                                         \
	do {                                                                   \
		void *const free_object_ = (object);                           \
		VMALOCK_SET_FREE_POINTER(cache, free_object_);                 \
		vmalock_kmem_cache_free(cache, free_object_,                   \
					VMALOCK_SLAB_SITE("kmem_cache_free")); \
	} while (0)

/* A type-safe object is still looked at: the list of free objects runs through
 * its range. */
#if defined(VMALOCK_TYPESAFE_BY_RCU) && !defined(VMALOCK_PLAIN)
#define VMALOCK_SET_FREE_POINTER(cache, object)                                \
	do {                                                                   \
		if ((unsigned long)(cache) == vmalock_vma_cache) {             \
			struct vm_area_struct *free_vma_ = (object);           \
			free_vma_->vm_start = ULONG_MAX;                       \
			free_vma_->vm_end = ULONG_MAX;                         \
		}                                                              \
	} while (0)
#else
#define VMALOCK_SET_FREE_POINTER(cache, object) ((void)0)
#endif

#endif
