// How the explorer is told what an access of compiled code depends on. The only
// place that does so.
#pragma once

#include "harness/explore/runtime.h"
#include "harness/kernel_source/runtime/labels.h"

namespace vmalock::kernel_source {

/// What an RMW is, beyond its addresses and values.
struct RmwKind {
  bool own = true;      ///< writes what it computes from what it reads
  bool locked = false;  ///< a compare-exchange: may fail, as an instruction
};

/// The next access depends on these, and on the branches that the caller is in.
void depend_on(const vmalock_label& address, const vmalock_label& data,
               const RmwKind& kind = {});
/// The label of what the access just read.
vmalock_label just_read();
/// All that follows in the thread depends on it.
void keep_control(const vmalock_label& label);

/// While it lives, all accesses are in the branches that the compiled code is
/// in which called us.
class InBranches {
 public:
  InBranches();
  ~InBranches();
  InBranches(const InBranches&) = delete;
  InBranches& operator=(const InBranches&) = delete;

 private:
  bool tracks_;
  explore::Reads outer_;
};

}  // namespace vmalock::kernel_source
