// SPDX-License-Identifier: MIT
/* rw_semaphore: the harness's own (harness/kernel/rwsem.h). The structure only
 * gives it an address, by which the binding finds it. */
#ifndef VMALOCK_RWSEM_H
#define VMALOCK_RWSEM_H

struct rw_semaphore {
	unsigned int vmalock_semaphore[4];
};

#define VMALOCK_RWSEM(name, sem) vmalock_##name(sem, VMALOCK_PLACE(#name))

#define down_read(sem) VMALOCK_RWSEM(down_read, sem)
#define down_read_nested(sem, subclass) VMALOCK_RWSEM(down_read, sem)
#define down_read_killable(sem) VMALOCK_RWSEM(down_read_killable, sem)
#define down_read_trylock(sem) VMALOCK_RWSEM(down_read_trylock, sem)
#define up_read(sem) VMALOCK_RWSEM(up_read, sem)
#define up_read_non_owner(sem) up_read(sem)
#define down_write(sem) VMALOCK_RWSEM(down_write, sem)
#define down_write_nested(sem, subclass) down_write(sem)
#define down_write_killable(sem) VMALOCK_RWSEM(down_write_killable, sem)
#define down_write_trylock(sem) VMALOCK_RWSEM(down_write_trylock, sem)
#define up_write(sem) VMALOCK_RWSEM(up_write, sem)
#define downgrade_write(sem) VMALOCK_RWSEM(downgrade_write, sem)
#define rwsem_is_locked(sem) VMALOCK_RWSEM(rwsem_is_locked, sem)
#define rwsem_is_contended(sem) 0
#define rwsem_assert_held(sem) VMALOCK_RWSEM(rwsem_assert_held, sem)
#define rwsem_assert_held_nolockdep(sem) rwsem_assert_held(sem)
#define rwsem_assert_held_write(sem) VMALOCK_RWSEM(rwsem_assert_held_write, sem)
#define rwsem_assert_held_write_nolockdep(sem) rwsem_assert_held_write(sem)
#define init_rwsem(sem) vmalock_init_rwsem(sem)
#define __RWSEM_INITIALIZER(name)                                              \
	{                                                                      \
	}

/* Beside those of abi.h. The killable ones are 0, or -EINTR if a fatal signal
 * ended the wait. */
int vmalock_down_read_killable(const void *sem, struct vmalock_site *site);
int vmalock_down_write_killable(const void *sem, struct vmalock_site *site);
void vmalock_init_rwsem(void *sem);

#endif
