/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
static struct kmem_cache *vm_area_cachep;

void vma_state_init(void)
{
	vm_area_cachep = kmem_cache_create("vm_area_struct",
		sizeof(struct vm_area_struct), NULL, SLAB_TYPESAFE_BY_RCU);
}

struct vm_area_struct *vm_area_alloc(struct mm_struct *mm)
{
	struct vm_area_struct *vma = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);

	if (vma)
		vma_init(vma, mm);
	return vma;
}

struct vm_area_struct *vm_area_dup(struct vm_area_struct *orig)
{
	struct vm_area_struct *vma = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);

	if (!vma)
		return NULL;
	vma->vm_mm = orig->vm_mm;
	vma->vm_start = orig->vm_start;
	vma->vm_end = orig->vm_end;
	vm_flags_init(vma, orig->vm_flags);
	vma->anon_vma = orig->anon_vma;
	vma->vm_policy = orig->vm_policy;
	vma_lock_init(vma, true);
	return vma;
}

void vm_area_free(struct vm_area_struct *vma)
{
	vma_assert_detached(vma);
	kmem_cache_free(vm_area_cachep, vma);
}
