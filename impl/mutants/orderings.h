// Mutants that are one changed row of an ordering table: which case must find
// each, under which models, and as what. A mutant that is no ordering but a
// changed step has a folder here.
//
// `models` lists who can see it: "rc11", "lkmm" and "tso" are models of the
// graph engine, "relacy" is the other engine. What tso sees happens on x86.
#pragma once

#include <array>
#include <string_view>

#include "harness/platform/program.h"

namespace vmalock::impl
{

struct OrderingMutant {
	std::string_view impl;
	std::string_view site;
	Ordering ordering;
	std::string_view case_name; ///< the case that must find it
	std::string_view bug;	    ///< "B-4", or "planted"
	NameList models;	    ///< "rc11 lkmm relacy": who can see it
	ErrorKinds kinds; ///< error kinds, "data race|failed requirement"
	std::string_view fixed_by{}; ///< the case holds there; empty: impl does
};

inline constexpr std::array ordering_mutants = {
	/* The two historical bugs. */
	OrderingMutant{"refcnt-6.15", "reader_inc", Ordering::relaxed,
		       "reader_excludes_writer", "B-4", "rc11 lkmm relacy",
		       "data race|failed requirement"},
	OrderingMutant{"rwsem-6.5", "reader_mseq", Ordering::relaxed,
		       "reader_sees_writer", "B-1", "rc11 lkmm relacy",
		       "data race|failed requirement"},
	OrderingMutant{"rwsem-6.5", "seq_end", Ordering::relaxed,
		       "reader_sees_writer", "B-1", "rc11 lkmm relacy",
		       "data race|failed requirement"},
	OrderingMutant{"refcnt-6.15", "attach", Ordering::relaxed,
		       "lookup_attached", "B-5", "rc11 lkmm relacy",
		       "data race|failed requirement"},
	OrderingMutant{"refcnt-v9", "reader_inc", Ordering::acquire,
		       "lookup_attached", "B-5", "rc11 lkmm", "data race",
		       "refcnt-6.15"},
	/* The other rows of the refcount lock. */
	OrderingMutant{"refcnt-6.15", "reader_mseq", Ordering::relaxed,
		       "reader_sees_writer", "planted", "rc11 lkmm relacy",
		       "data race|failed requirement"},
	OrderingMutant{"refcnt-6.15", "seq_end_wmb", Ordering::none,
		       "unlock_ends_all", "planted", "rc11 lkmm relacy",
		       "data race|failed requirement"},
	OrderingMutant{"refcnt-6.15", "put", Ordering::relaxed,
		       "reader_excludes_writer", "planted", "rc11 lkmm relacy",
		       "data race|failed requirement"},
	OrderingMutant{"refcnt-6.15", "writer_wait", Ordering::relaxed,
		       "reader_excludes_writer", "planted", "rc11 lkmm relacy",
		       "data race|failed requirement"},
	OrderingMutant{"refcnt-6.15", "writer_exit", Ordering::relaxed,
		       "reader_excludes_writer", "planted", "rc11 lkmm relacy",
		       "data race|failed requirement"},
	/* Not lkmm: there the wmb of the unlock comes after the RMW's store. */
	OrderingMutant{"refcnt-6.15", "detach_zero", Ordering::none,
		       "lookup_reused", "planted", "rc11 relacy", "data race"},
	OrderingMutant{"refcnt-6.15", "writer_enter_failed", Ordering::relaxed,
		       "lookup_attached", "planted", "rc11 lkmm relacy",
		       "data race"},
	OrderingMutant{"rwsem-6.14", "speculate_begin", Ordering::relaxed,
		       "speculation_notices", "planted", "rc11 lkmm relacy",
		       "failed requirement"},
	OrderingMutant{"rwsem-6.14", "speculate_rmb", Ordering::none,
		       "speculation_notices", "planted", "rc11 lkmm relacy",
		       "failed requirement"},
	OrderingMutant{"rwsem-6.14", "seq_begin_wmb", Ordering::none,
		       "speculation_notices", "planted", "rc11 lkmm relacy",
		       "failed requirement"},
	OrderingMutant{"refcnt-7.0", "speculate_rmb", Ordering::none,
		       "speculation_notices", "planted", "rc11 lkmm relacy",
		       "failed requirement"},
	/* Rows of the kernel facilities. */
	OrderingMutant{"refcnt-6.15", "rcuwait_wake_mb", Ordering::none,
		       "writer_woken", "planted", "rc11 lkmm relacy",
		       "deadlock"},
	OrderingMutant{"refcnt-6.15", "rcuwait_wait_mb", Ordering::none,
		       "writer_woken", "planted", "tso rc11 relacy",
		       "deadlock"},
	OrderingMutant{"rwsem-6.5", "up_read", Ordering::relaxed,
		       "reader_excludes_writer", "planted", "rc11 lkmm relacy",
		       "data race"},
	OrderingMutant{"rwsem-6.5", "down_read_trylock", Ordering::relaxed,
		       "reader_excludes_writer", "planted", "rc11 lkmm relacy",
		       "data race|failed requirement"},
	OrderingMutant{"rwsem-6.5", "mas_store", Ordering::relaxed,
		       "lookup_attached", "planted", "rc11 lkmm relacy",
		       "data race|uninitialised read"},
	OrderingMutant{"rwsem-6.5", "downgrade_write", Ordering::relaxed,
		       "downgrade_keeps_space", "planted", "rc11 lkmm relacy",
		       "data race"},
	OrderingMutant{"rwsem-6.5", "down_read", Ordering::relaxed,
		       "start_read_locked_succeeds", "planted",
		       "rc11 lkmm relacy", "data race|failed requirement"},
};

} // namespace vmalock::impl
