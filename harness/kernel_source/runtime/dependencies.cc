// SPDX-License-Identifier: MIT
#include "harness/kernel_source/runtime/dependencies.h"

namespace vmalock::kernel_source {

vmalock_label just_read() { return label_of(explore::last_read()); }

void keep_control(const vmalock_label& label) {
  if (!is_empty(label)) explore::keep_control(reads_of(label));
}

Within::Within(const vmalock_label& address, const vmalock_label& branches)
    : tracks_(explore::tracks_dependencies()) {
  if (tracks_) outer_ = explore::enter({reads_of(address), reads_of(branches)});
}

Within::~Within() {
  if (tracks_) explore::leave(outer_);
}

}  // namespace vmalock::kernel_source
