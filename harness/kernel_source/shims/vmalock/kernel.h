// SPDX-License-Identifier: MIT
/* What the lock's files of a kernel tree expect of the kernel around them: its
 * names with the meaning that they have for the explorer. Included before the
 * tree's text; every header of the kernel that this one stands for is empty.
 *
 * The names are the kernel's, the text is ours. A facility that only the
 * explorer has a word for is a call of the runtime (runtime/abi.h); everything
 * else is C, which the pass instruments like the tree's own. A macro makes the
 * place of its use the place of the access.
 *
 * VMALOCK_HAS_name and the types of fields that changed from version to version
 * are defined by the front end (tree/), which reads them in the tree.
 */
#ifndef VMALOCK_KERNEL_H
#define VMALOCK_KERNEL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vmalock/abi.h>
#include <vmalock/access.h>
#include <vmalock/compiler.h>
#include <vmalock/lockdep.h>
#include <vmalock/maple_tree.h>
#include <vmalock/rcu.h>
#include <vmalock/refcount.h>
#include <vmalock/rwsem.h>
#include <vmalock/seqcount.h>
#include <vmalock/slab.h>
#include <vmalock/task.h>
#include <vmalock/types.h>
#include <vmalock/warn.h>

#endif
