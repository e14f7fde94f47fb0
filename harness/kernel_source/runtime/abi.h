// SPDX-License-Identifier: MIT
/* What compiled kernel code and the runtime say to each other. C, for the shim
 * headers; C++, for the runtime. The pass (../pass) emits the calls of accesses
 * and of private memory; the shims call the facilities.
 *
 * Every function is called with what its arguments depend on in the arrays
 * below, by position, and with what the call itself depends on in
 * vmalock_control: the pass does that for every call, to whatever function. A
 * function that returns a value leaves what it depends on in vmalock_ret_*.
 *
 * Addresses are those of C structures. None is read or written as memory unless
 * it is private to the thread (its stack): the runtime finds the cell that the
 * binding put there (cells.h).
 *
 * Values are zero-extended to 64 bits. Pointers are the process's own.
 */
#ifndef VMALOCK_ABI_H
#define VMALOCK_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define VMALOCK_TLS extern thread_local
#else
#define VMALOCK_TLS extern _Thread_local
#endif

/* ---- what a value depends on: a set of this thread's events, by index; the
 * layout of explore::Reads. */
struct vmalock_label {
  uint64_t bits[4];
} __attribute__((aligned(16)));

enum { vmalock_max_args = 8 };

/* data: what the value was computed from. control: what selected it among
 * several (an `if` before the join, ?:). */
VMALOCK_TLS struct vmalock_label vmalock_arg_data[vmalock_max_args];
VMALOCK_TLS struct vmalock_label vmalock_arg_control[vmalock_max_args];
VMALOCK_TLS struct vmalock_label vmalock_ret_data;
VMALOCK_TLS struct vmalock_label vmalock_ret_control;
/* The branches that the caller is in. */
VMALOCK_TLS struct vmalock_label vmalock_control;

/* ---- sites: one for each access, in a section of their own, which the loader
 * turns into rows of the ordering table (sites.h). */
enum vmalock_primitive { /* the values of vmalock::Primitive */
                         vmalock_is_load,
                         vmalock_is_store,
                         vmalock_is_rmw,
                         vmalock_is_rmw_if,
                         vmalock_is_await,
                         vmalock_is_fence
};

enum vmalock_order { /* the values of vmalock::Ordering */
                     vmalock_plain,
                     vmalock_relaxed,
                     vmalock_ctrl,
                     vmalock_addr,
                     vmalock_acquire,
                     vmalock_release,
                     vmalock_acq_rel,
                     vmalock_seq_cst,
                     vmalock_none,
                     vmalock_rmb,
                     vmalock_wmb,
                     vmalock_acquire_fence,
                     vmalock_release_fence,
                     vmalock_acq_rel_fence,
                     vmalock_mb
};

enum vmalock_operation { /* the values of explore::RmwOp */
                         vmalock_exchange,
                         vmalock_add,
                         vmalock_sub,
                         vmalock_bit_and,
                         vmalock_bit_or,
                         vmalock_bit_xor
};

enum { vmalock_no_row = 0xffff, vmalock_site_mark = 0x517e };

struct vmalock_site {
  const char* file;     /* as the compiler was told, or as #line says */
  const char* function; /* of the source: not what it was inlined into */
  const char* field;    /* "vm_refcnt", "mm_lock_seq.sequence"; of a facility
                           its name: "smp_mb" */
  uint32_t line;
  uint16_t column;   /* 0: not known */
  uint16_t number;   /* written by the loader: of the sites of one function
                        and field, from 1; 0 if it is the only one */
  uint8_t primitive; /* enum vmalock_primitive */
  uint8_t order;     /* enum vmalock_order: as the source says */
  uint8_t operation; /* enum vmalock_operation, of an rmw */
  uint8_t size;      /* bytes; 0 of a fence, and of bulk accesses */
  uint16_t row;      /* written by the loader; vmalock_no_row before */
  uint16_t mark;     /* vmalock_site_mark */
};

#define VMALOCK_SITES_SECTION "vmalock_sites"
#define VMALOCK_PLACES_SECTION "vmalock_places"

/* For shims: the site of a facility, at the place of the outermost macro. */
#define VMALOCK_SITE(primitive_, order_, what_)                               \
  ({                                                                          \
    static struct vmalock_site vmalock_site_                                  \
        __attribute__((section(VMALOCK_SITES_SECTION), used, aligned(8))) = { \
            __FILE__, __func__, what_,          __LINE__,                     \
            0,        0,        primitive_,     order_,                       \
            0,        0,        vmalock_no_row, vmalock_site_mark};           \
    &vmalock_site_;                                                           \
  })

/* A place only, which has no row: of facilities whose rows are those of
 * harness/kernel/sites.h, and of warnings. */
#define VMALOCK_PLACE(what_)                                                   \
  ({                                                                           \
    static struct vmalock_site vmalock_place_                                  \
        __attribute__((section(VMALOCK_PLACES_SECTION), used, aligned(8))) = { \
            __FILE__, __func__, what_,          __LINE__,         0, 0, 0, 0,  \
            0,        0,        vmalock_no_row, vmalock_site_mark};            \
    &vmalock_place_;                                                           \
  })

/* Once in what is compiled to one shared object, for sites.h: make_rows() makes
 * the rows of std::span(vmalock_all_sites[0], vmalock_all_sites[1]). */
#define VMALOCK_EXPORT_SITES                                                \
  extern struct vmalock_site __start_vmalock_sites[];                       \
  extern struct vmalock_site __stop_vmalock_sites[];                        \
  __attribute__((visibility("default"),                                     \
                 used)) struct vmalock_site* const vmalock_all_sites[2] = { \
      __start_vmalock_sites, __stop_vmalock_sites}

/* ---- lines: one for each line of each piece of code without a jump. */
struct vmalock_line {
  const char* file;
  uint32_t line;
  uint8_t reached; /* 1 once it has run */
};

/* ---- accesses: emitted by the pass for what is not a named private slot */
uint64_t vmalock_load(const void* address, struct vmalock_site* site);
void vmalock_store(void* address, uint64_t value, struct vmalock_site* site);
uint64_t vmalock_rmw(void* address, uint64_t operand,
                     struct vmalock_site* site);
/* Strong; returns the old value. A failure is a relaxed read. */
uint64_t vmalock_cas(void* address, uint64_t expected, uint64_t desired,
                     struct vmalock_site* site);
/* Cell by cell, in ascending order. */
void vmalock_memset(void* to, int byte, size_t bytes,
                    struct vmalock_site* stores);
void vmalock_memcpy(void* to, const void* from, size_t bytes,
                    struct vmalock_site* loads, struct vmalock_site* stores);

/* ---- private memory: its labels. The access itself is the program's own. */
void vmalock_private_load(const void* address, size_t bytes);
void vmalock_private_store(void* address, size_t bytes); /* labels: args[1] */
void vmalock_private_clear(void* address, size_t bytes); /* fresh memory */
void vmalock_private_copy(void* to, const void* from, size_t bytes);
/* Up to the end of the thread all depends on the label of args[0]. */
void vmalock_keep_control(void);

/* ---- facilities, for the shims */

/* smp_mb, smp_rmb, smp_wmb, smp_acquire__after_ctrl_dep: the site's order. */
void vmalock_fence(struct vmalock_site* site);

/* refcount_t: each one event, which keeps control (it stands for a loop).
 * `old` may be NULL. */
int vmalock_refcount_add_not_zero(int* counter, int i, int* old,
                                  struct vmalock_site* site);
/* Not beyond `limit` either. */
int vmalock_refcount_add_not_zero_limited(int* counter, int i, int limit,
                                          int* old, struct vmalock_site* site);
/* 1 if it became 0; then the fence of the second site. An underflow is an
 * error. */
int vmalock_refcount_sub_and_test(int* counter, int i, int* old,
                                  struct vmalock_site* site,
                                  struct vmalock_site* at_zero);

/* rw_semaphore: by the address of the C structure, for which the binding has
 * named one of ours (harness/kernel/rwsem.h). The rows are those of
 * harness/kernel/sites.h; the site says where. */
void vmalock_down_read(const void* sem, struct vmalock_site* site);
int vmalock_down_read_trylock(const void* sem, struct vmalock_site* site);
void vmalock_up_read(const void* sem, struct vmalock_site* site);
void vmalock_down_write(const void* sem, struct vmalock_site* site);
void vmalock_up_write(const void* sem, struct vmalock_site* site);
void vmalock_downgrade_write(const void* sem, struct vmalock_site* site);
int vmalock_down_write_trylock(const void* sem, struct vmalock_site* site);
int vmalock_rwsem_is_locked(const void* sem, struct vmalock_site* site);
/* What a kernel with lockdep asks: held by the caller. */
void vmalock_rwsem_assert_held(const void* sem, struct vmalock_site* site);
void vmalock_rwsem_assert_held_write(const void* sem,
                                     struct vmalock_site* site);

/* Sleeps until the word has this value: schedule(), by the task's state. */
void vmalock_await_equal(const void* address, uint64_t value,
                         struct vmalock_site* site);

void vmalock_rcu_read_lock(struct vmalock_site* site);
void vmalock_rcu_read_unlock(struct vmalock_site* site);
void vmalock_synchronize_rcu(struct vmalock_site* site);

/* WARN_ON, VM_BUG_ON, and what a facility finds wrong: an error of the program
 * if the condition is true. */
void vmalock_warn(int condition, const char* text, struct vmalock_site* site);

/* What only the binding knows (objects of the machine, the lock's types): it
 * sets these (hooks.h). A missing one is an error that names it. */
void* vmalock_current(void); /* struct task_struct * */
void* vmalock_kmem_cache_alloc(const void* cache, struct vmalock_site* site);
void vmalock_kmem_cache_free(const void* cache, void* object,
                             struct vmalock_site* site);
/* `node`: where the walk stands, kept in the walker's ma_state; NULL: at the
 * root. */
void* vmalock_mas_walk(const void* tree, unsigned long index, void** node,
                       struct vmalock_site* site);
void vmalock_mmgrab(void* mm, struct vmalock_site* site);
void vmalock_mmdrop(void* mm, struct vmalock_site* site);
/* An event that a task counts; `event` is the shims' number. */
void vmalock_count_event(int event, struct vmalock_site* site);

#ifdef __cplusplus
}
#endif
#endif
