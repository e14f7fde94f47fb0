// SPDX-License-Identifier: MIT
// The law of RCU, for models whose axioms are over one "before" relation.
//
// For every grace period g and every read-side section c of the same domain:
// either c begins after g began, so that what precedes g is seen by all of c
// and after; or c ended before g ended, so that what precedes the end of c is
// seen after g. (Alglave, Maranget, McKenney, Parri, Stern, "Frightening Small
// Children and Disconcerting Grown-ups", ASPLOS 2018, the fundamental law.)
// An execution is consistent if some choice for all pairs is.
#pragma once

#include <functional>

#include "harness/models/relations.h"

namespace vmalock::models {

/// Calls check(extra) with the order that each choice adds, until one is
/// consistent; returns that, or else the first inconsistency. Without RCU
/// events it is check(empty relation).
Consistency for_some_rcu_order(
    const graph::Execution& x, const Relations& r,
    const std::function<Consistency(const Relation& extra)>& check);

/// The same, but calls visit for every choice.
void for_each_rcu_order(
    const graph::Execution& x, const Relations& r,
    const std::function<void(const Relation& extra)>& visit);

/// The grace periods: full fences in every model.
EventSet grace_periods(const graph::Execution& x);

}  // namespace vmalock::models
