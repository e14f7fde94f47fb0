// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The tag of refcnt-6.17, by which its functions are found.
#pragma once

#include "impl/refcnt-6.15/lock.h"

namespace vmalock::impl::refcnt_6_17
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

} // namespace vmalock::impl::refcnt_6_17
