// SPDX-License-Identifier: MIT
// A swept site as JSON, for files that have some of them.
#pragma once

#include "harness/study/study_json.h"
#include "harness/study/sweep.h"

namespace vmalock::study {

Json site_json(const Sweep& sweep, const SweptSite& site);

}  // namespace vmalock::study
