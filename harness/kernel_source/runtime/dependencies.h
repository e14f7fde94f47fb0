// SPDX-License-Identifier: MIT
// How the explorer is told what an access of compiled code depends on. The only
// place that does so.
#pragma once

#include "harness/explore/runtime.h"
#include "harness/kernel_source/runtime/labels.h"

namespace vmalock::kernel_source {

/// What an access depends on: what its address was computed from, what it
/// writes, and the branches that the caller is in.
inline explore::Dependencies dependencies(const vmalock_label& address,
                                          const vmalock_label& data,
                                          const vmalock_label& control) {
  explore::Dependencies d;
  d.addr = reads_of(address);
  d.data = reads_of(data);
  d.ctrl = reads_of(control);
  return d;
}

/// The label of what the access just read.
vmalock_label just_read();
/// All that follows in the thread depends on it.
void keep_control(const vmalock_label& label);

/// While it lives, all accesses are in these branches, too, and at this
/// address.
class Within {
 public:
  Within(const vmalock_label& address, const vmalock_label& branches);
  ~Within();
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;

 private:
  bool tracks_;
  explore::Within outer_;
};

}  // namespace vmalock::kernel_source
