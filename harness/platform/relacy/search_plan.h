// SPDX-License-Identifier: MIT
// Which searches a request asks for, and what their ends amount to.
#pragma once

#include <functional>

#include "harness/platform/engine.h"
#include "harness/platform/relacy/simulate.h"

namespace vmalock::relacy {

/// Throws UserError if RunRequest::search or the bound is not for Relacy.
void check_request(const RunRequest& request);

/// Runs the searches in this process and fills verdict, coverage, reason,
/// executions, outcomes and error.
void run_searches(const RunRequest& request, RunResult& result);

}  // namespace vmalock::relacy
