// SPDX-License-Identifier: MIT
// Relacy, tamed: its headers define words of the language as macros. Only the
// .cc files of this folder include this file, after all others.
#pragma once

#include <relacy/relacy.hpp>

#undef $
#undef assert
#undef calloc
#undef delete
#undef errno
#undef free
#undef malloc
#undef memory_order_acq_rel
#undef memory_order_acquire
#undef memory_order_consume
#undef memory_order_relaxed
#undef memory_order_release
#undef memory_order_seq_cst
#undef new
#undef realloc
