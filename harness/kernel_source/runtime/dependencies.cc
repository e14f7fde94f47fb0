#include "harness/kernel_source/runtime/dependencies.h"

namespace vmalock::kernel_source {

void depend_on(const vmalock_label& address, const vmalock_label& data,
               const RmwKind& kind) {
  const bool ordinary = kind.own && !kind.locked;
  if (ordinary && is_empty(address | data | vmalock_control)) return;
  if (!explore::tracks_dependencies()) return;
  explore::Dependencies next;
  next.addr = reads_of(address);
  next.data = reads_of(data);
  next.ctrl = reads_of(vmalock_control);
  next.own = kind.own;
  next.locked = kind.locked;
  explore::depend(next);
}

vmalock_label just_read() { return label_of(explore::last_read()); }

void keep_control(const vmalock_label& label) {
  if (!is_empty(label)) explore::keep_control(reads_of(label));
}

InBranches::InBranches() : tracks_(explore::tracks_dependencies()) {
  if (tracks_) outer_ = explore::enter_branch(reads_of(vmalock_control));
}

InBranches::~InBranches() {
  if (tracks_) explore::leave_branch(outer_);
}

}  // namespace vmalock::kernel_source
