// SPDX-License-Identifier: GPL-2.0-only OR MIT
static inline void vma_init(struct vm_area_struct *vma, struct mm_struct *mm)
{
	memset(vma, 0, sizeof(*vma));
	vma->vm_mm = mm;
	vma_lock_init(vma, false);
}
