// SPDX-License-Identifier: MIT
// Words for the facts of a result: bounds, what a search covers, places.
#pragma once

#include <string>

#include "harness/result/run_result.h"

namespace vmalock {

/// "1 reader, 2 writers, 1 round"
std::string describe(const Bound& bound);
/// "2r+1w x3"
std::string short_text(const Bound& bound);

/// What a bound does not say of a search that has ended: "full search", "at
/// most 2 preemptions"; empty if it says everything.
std::string text_of(const Coverage& coverage);
/// The bound of the claim, with what the search covers of it.
std::string bound_text(const RunResult& run);

/// "B-27 shows at 1r+2w x1 only"
std::string text_of(const HiddenBug& hidden);

/// Where an engine that cannot replay has seen the error.
std::string sighting_text(const RunResult& run);

/// "impl/refcnt-6.15/vma_lock.h:57", or empty.
std::string text_of(const Place& place);
/// "vma_lock.h:57", or empty.
std::string short_text(const Place& place);
/// "vma_lock.h"
std::string file_name(const Place& place);

/// "data race or leak"
std::string text_of(const ErrorKinds& kinds, std::string_view separator);

}  // namespace vmalock
