// SPDX-License-Identifier: MIT
// Whether each thread of a benchmark stays on a CPU of its own.
#pragma once

namespace vmalock::bench {

/// `vmalock bench --pin`; set before the first measurement.
inline bool pin_threads = false;

}  // namespace vmalock::bench
