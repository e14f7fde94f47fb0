// The rows of the kernel facilities (rw_semaphore, rcuwait, seqcount, …). They
// come first in every program's flat ordering table, so that a proposal or a
// mutant can change them like the lock's own.
#pragma once

#include <array>

#include "harness/platform/site.h"

namespace vmalock::kernel {

inline constexpr std::array sites = {
    SiteRow{"rcuwait_wait_mb", Primitive::fence,
            Ordering::mb, "rcuwait_wake_mb",
            "store of the waiter before the test of the condition"},
};

template <FixedString Name>
inline constexpr auto at = site<sites, Name, 0>;

}  // namespace vmalock::kernel
