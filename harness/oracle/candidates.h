// SPDX-License-Identifier: MIT
// Every execution of a small program, load buffering included: the generator
// for models under which po | rf may have a cycle (lkmm), and a second one,
// which shares nothing with brute_force.h, for those under which it may not.
//
// As herd7 does it (Alglave, Maranget, Tautschnig, "Herding Cats", TOPLAS 2014,
// section 8):
//  (1) Each thread runs alone, its reads symbolic: every way through its
//      branches is one run (thread_runs.h). One run for each thread is a
//      combination.
//  (2) Each read of a combination takes any write of its location, whether
//      their values agree with the branches taken comes out when they are
//      known. Values are resolved like equations: a write's is known when the
//      reads that it is computed from are. Where reads-from and computation
//      form a cycle nothing resolves it, and the candidate is dropped: no value
//      comes out of thin air. A cycle that only dependencies without values
//      close (a branch, r ^ r at one of its ends) is for the model to judge.
//  (3) Coherence orders that agree with program order, reads-from and atomicity
//      at their location. They do not depend on values, so a location is
//      ordered as soon as its last read has its source, and a candidate that
//      has no order is given up.
//  (4) Filter: Model::check.
#pragma once

#include <cstdint>

#include "harness/models/model.h"
#include "harness/oracle/brute_force.h"
#include "harness/program/litmus_program.h"

namespace vmalock::oracle {

/// Calls `on_execution` once for every consistent complete execution.
/// `limits.candidates` bounds the executions that the model is asked about.
BruteForceStats candidates(const litmus::LitmusProgram& program,
                           const models::Model& model,
                           const OnExecution& on_execution,
                           const BruteForceLimits& limits = {});

/// Calls `on_stuck` for every consistent execution under lkmm in which some
/// threads wait for ever, and the others have ended: each wait that is not
/// satisfied has read the newest value of its location; and a thread may stand
/// in a grace period for ever if another one waits for ever inside a read
/// section. The execution has accesses of its own for what such a section knows
/// of grace periods that have ended.
BruteForceStats stuck_candidates(const litmus::LitmusProgram& program,
                                 const models::Model& model,
                                 const OnStuck& on_stuck,
                                 const BruteForceLimits& limits = {});

}  // namespace vmalock::oracle
