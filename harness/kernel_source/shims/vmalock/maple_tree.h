// SPDX-License-Identifier: MIT
/* Walks of the vma tree (include/linux/maple_tree.h): the harness's own tree
 * (harness/kernel/vma_tree.h), whose slots are pages. */
#ifndef VMALOCK_MAPLE_TREE_H
#define VMALOCK_MAPLE_TREE_H

/* node: where the last walk ended; the next one starts there. */
struct ma_state {
	struct maple_tree *tree;
	unsigned long index;
	unsigned long last;
	void *node;
};
struct vma_iterator {
	struct ma_state mas;
	void *found;
};

#define MA_STATE(name, mt, first, end)                                         \
	struct ma_state name = {                                               \
		.tree = (mt), .index = (first), .last = (end), .node = NULL}
#define VMA_ITERATOR(name, mm, address)                                        \
	struct vma_iterator name = {                                           \
		.mas = {.tree = &(mm)->mm_mt, .index = (address)}}

#define mas_walk(mas)                                                          \
	vmalock_mas_walk((mas)->tree, (mas)->index, &(mas)->node,              \
			 VMALOCK_PLACE("mas_walk"))
#define mas_set(mas, address)                                                  \
	do {                                                                   \
		(mas)->index = (mas)->last = (address);                        \
		(mas)->node = NULL;                                            \
	} while (0)
#define mas_reset(mas)                                                         \
	do {                                                                   \
		(mas)->node = NULL;                                            \
	} while (0)

/* Of the binding, beside those of abi.h: addresses count pages. */
unsigned long vmalock_tree_pages(void);

static inline void vma_iter_set(struct vma_iterator *vmi, unsigned long address)
{
	mas_set(&vmi->mas, address);
	vmi->found = NULL;
}

/* The next vma that covers an address at or behind the iterator's. */
#ifdef VMALOCK_PLAIN
struct vm_area_struct *vma_next(struct vma_iterator *vmi);
#else
static inline struct vm_area_struct *vma_next(struct vma_iterator *vmi)
{
	void *const before = vmi->found;

	while (vmi->mas.index < vmalock_tree_pages()) {
		void *const entry = mas_walk(&vmi->mas);

		vmi->mas.index++;
		if (entry && entry != before) {
			vmi->found = entry;
			return entry;
		}
	}
	return NULL;
}
#endif

#define vma_lookup(mm, address)                                                \
	({                                                                     \
		MA_STATE(vma_lookup_, &(mm)->mm_mt, address, address);         \
		(struct vm_area_struct *)mas_walk(&vma_lookup_);               \
	})
#define find_vma(mm, address)                                                  \
	({                                                                     \
		VMA_ITERATOR(find_vma_, mm, address);                          \
		vma_next(&find_vma_);                                          \
	})

#endif
