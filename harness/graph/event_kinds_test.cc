// SPDX-License-Identifier: MIT
// Method: what the table must say for any kind, and the kinds of events by what
// they did, against a list by hand.
#include "harness/graph/event_kinds.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "harness/graph/event.h"

namespace vmalock::graph {
namespace {

Event event(Op op, bool reads, bool writes, Ordering order) {
  Event e;
  e.label.op = op;
  e.reads = reads;
  e.writes = writes;
  e.order = order;
  return e;
}
Event event(Op op, bool reads, bool writes) {
  return event(op, reads, writes, Ordering::relaxed);
}

TEST(EventKinds, NamesAreThereAndDiffer) {
  std::set<std::string> names, json;
  for (const EventKindRow& r : event_kinds) {
    EXPECT_TRUE(json.insert(r.json).second) << r.json;
    EXPECT_STRNE(r.json, "");
    EXPECT_EQ(*r.name != 0, r.modelled) << r.json;
    if (r.modelled) {
      EXPECT_TRUE(names.insert(r.name).second) << r.name;
    }
    EXPECT_EQ(*r.trace == 0, r.reads || r.writes)
        << r.json << ": the words of an access name its cell";
  }
}

TEST(EventKinds, OnlyWhatReadsCanWait) {
  for (const OpRow& r : ops) {
    if (r.waits) {
      EXPECT_TRUE(r.reads && r.by_function) << static_cast<int>(r.op);
    }
    if (!r.kind) {
      EXPECT_TRUE(r.reads || r.writes) << static_cast<int>(r.op);
    }
  }
}

TEST(EventKinds, AnAccessIsWhatItDid) {
  for (const Op op : {Op::cas, Op::update, Op::await_update}) {
    EXPECT_EQ(kind_of(event(op, true, true)), EventKind::rmw);
    EXPECT_EQ(kind_of(event(op, true, false)), EventKind::load);
    EXPECT_TRUE(has_failed(event(op, true, false)));
    EXPECT_FALSE(has_failed(event(op, true, true)));
  }
  EXPECT_EQ(kind_of(event(Op::rmw, true, true)), EventKind::rmw);
  EXPECT_EQ(kind_of(event(Op::await, true, false)), EventKind::load);
  EXPECT_EQ(kind_of(event(Op::load, true, false)), EventKind::load);
  EXPECT_EQ(kind_of(event(Op::store, false, true)), EventKind::store);
  EXPECT_FALSE(has_failed(event(Op::load, true, false)));
  Event promised = event(Op::rmw, false, true);
  promised.promised = true;
  EXPECT_EQ(kind_of(promised), EventKind::rmw) << "its source comes last";
  EXPECT_EQ(kind_of(event(Op::rcu_lock, true, false)), EventKind::rcu_lock);
  EXPECT_EQ(kind_of(event(Op::grace_start, true, true)),
            EventKind::grace_begin);
  EXPECT_EQ(kind_of(event(Op::grace_end, false, false)), EventKind::rcu_sync);
}

TEST(EventKinds, FullFences) {
  using enum Ordering;
  EXPECT_TRUE(is_full_fence(event(Op::fence, false, false, mb)));
  EXPECT_TRUE(is_full_fence(event(Op::grace_end, false, false, relaxed)));
  for (const Op op : {Op::rmw, Op::cas, Op::update, Op::await_update})
    EXPECT_TRUE(is_full_fence(event(op, true, true, seq_cst)));

  EXPECT_FALSE(is_full_fence(event(Op::fence, false, false, acq_rel_fence)));
  EXPECT_FALSE(is_full_fence(event(Op::grace_start, true, true, release)));
  EXPECT_FALSE(is_full_fence(event(Op::cas, true, false, seq_cst))) << "failed";
  EXPECT_FALSE(is_full_fence(event(Op::rmw, true, true, acq_rel)));
  EXPECT_FALSE(is_full_fence(event(Op::store, false, true, seq_cst)));
  EXPECT_FALSE(is_full_fence(event(Op::load, true, false, seq_cst)));
}

}  // namespace
}  // namespace vmalock::graph
