// SPDX-License-Identifier: MIT
// Edits of a kernel tree, said without its text: in a function, a name becomes
// another one. What the other one means stands in a header of ours.
#pragma once

#include <ostream>

namespace vmalock::cli {

struct Edit {
  const char* what;
  const char* path;
  const char* function;  ///< or macro
  const char* name;      ///< identifiers in it ("a b"), everywhere
  const char* becomes;
  const char* shown_by;  ///< the case that must break; "": none may
};

/// In the names of tests.
inline void PrintTo(const Edit& edit, std::ostream* out) { *out << edit.what; }

/// Names that edits use (--kernel-header).
inline constexpr const char* edit_header = R"(
#define nothing(...) ((void)0)
#define succeeds(...) 0
#define never(...) 0
#define taken(sem) (down_write(sem), 0)
#define even_number(...) 2u
#define relaxed_number(s) READ_ONCE((s)->sequence)
#define fenced_number(s) \
	({ unsigned int n_ = raw_read_seqcount(s); smp_mb(); n_; })
#define end_without_wmb(s) WRITE_ONCE((s)->sequence, (s)->sequence + 1)
)";

inline constexpr const char* lock_c = "mm/mmap_lock.c";
inline constexpr const char* lock_h = "include/linux/mmap_lock.h";

/// Of a tree since 7.0.
inline constexpr Edit bad_edits[] = {
    {"a dropped acquire at the count", lock_c, "vma_start_read",
     "__refcount_inc_not_zero_limited_acquire",
     "__refcount_inc_not_zero_limited", "new_vma_locked"},
    {"a dropped acquire at the number", lock_c, "vma_start_read",
     "raw_read_seqcount", "relaxed_number", "new_vma_locked"},
    {"a dropped re-check", lock_c, "vma_start_read", "raw_read_seqcount",
     "even_number", "reader_excludes_writer"},
    {"a wrong wake-up condition", lock_h, "vma_refcount_put",
     "__vma_are_readers_excluded", "never", "writer_woken"},
    {"a flag leaked on a failure path", lock_c, "__vma_start_exclude_readers",
     "__vma_end_exclude_readers", "nothing", "killed_writer"},
    {"attached without release", lock_h, "vma_mark_attached",
     "refcount_set_release", "refcount_set", "lookup_attached"},
    {"an unlock without a barrier", lock_h, "mm_lock_seqcount_end",
     "do_raw_write_seqcount_end", "end_without_wmb", "new_vma_locked"},
    {"an unlock that forgets the number", lock_h, "vma_end_write_all",
     "mm_lock_seqcount_end", "nothing", "unlock_ends_all"},
    {"a writer that does not wait", lock_c, "__vma_start_write",
     "__vma_start_exclude_readers", "succeeds", "reader_excludes_writer"},
    {"a writer that stores no number", lock_c, "__vma_start_write",
     "WRITE_ONCE", "nothing", "reader_excludes_writer"},
    {"no check of the range", lock_c, "lock_vma_under_rcu", "unlikely", "never",
     "lookup_attached"},
    {"a walk that trusts what it found", lock_c, "lock_next_vma",
     "mmap_lock_speculate_retry", "never", "maps_have_no_gap"},
    {"a mmap lock that no signal ends", lock_h, "mmap_write_lock_killable",
     "down_write_killable", "taken", "mmap_lock_killed"},
    // CVE-2025-38554, as it was before its fix.
    {"a foreign mm that is not pinned", lock_c, "vma_start_read",
     "mmgrab mmdrop", "nothing", "foreign_mm_exits"},
};

inline constexpr Edit harmless_edits[] = {
    {"a renamed variable", lock_c, "vma_start_read", "oldcnt", "old_count", ""},
    {"a stronger ordering", lock_c, "vma_start_read", "raw_read_seqcount",
     "fenced_number", ""},
    {"swapped operands", lock_h, "__is_vma_write_locked", "==", "==", ""},
};

}  // namespace vmalock::cli
