// SPDX-License-Identifier: MIT
// Races and life times under sc, tso and rc11: checked at the later of the two
// accesses, on consistent graphs only, so a finding is real and none is missed.
#include "harness/explore/model/in_order.h"

#include <utility>

#include "harness/explore/run/memory.h"
#include "harness/explore/run/threads.h"
#include "harness/explore/search/accounts.h"
#include "harness/explore/tell/errors.h"

namespace vmalock::explore {

namespace {

const char* named(const char* name) { return name && *name ? name : "a cell"; }

Access access_of(const Event& e) { return {e.label.site, e.label.where}; }

std::string place(const Where& w) {
  return std::string(w.file) + ":" + std::to_string(w.line);
}

}  // namespace

/// Event `s` has just got its source: is the access allowed?
void InOrder::check_access(Slot s) {
  const Event& e = graph_[s];
  graph::LocationState& l = graph_.location(e.label.location);
  const Access access = access_of(e);
  if (l.object != ~0u) memory_.check_object(l.object, access);
  const Block* hb = hb_of(s);
  if (l.creator != graph::LocationState::by_main && l.creator != e.thread &&
      graph::at(hb, l.creator) <= l.created)
    errors_.report(ErrorKind::data_race,
                   std::string(named(l.name)) +
                       " is used, but its initialisation is not ordered before",
                   access);
  if (e.reads && Graph::is_init(e.rf) && !l.initialised)
    errors_.report(ErrorKind::uninitialised_read,
                   std::string(named(l.name)) + " is read before it is written",
                   access);
  if (e.is_plain()) l.any_plain = true;
  if (!l.any_plain) return;
  for (std::uint32_t rest = l.threads; rest != 0; rest &= rest - 1) {
    const auto t = static_cast<unsigned>(__builtin_ctz(rest));
    if (t == e.thread) continue;
    for (Slot y = l.last[t];
         y != graph::no_slot && graph_[y].index > graph::at(hb, t);
         y = graph_[y].previous) {
      const Event& x = graph_[y];
      if ((x.writes || e.writes) && (x.is_plain() || e.is_plain())) {
        errors_.set_conflict({.first = y, .second = s});
        // One string and no temporary: this frame may be abandoned.
        std::string message = named(l.name);
        message += ": unordered with the access at ";
        message += place(x.label.where);
        errors_.report(ErrorKind::data_race, std::move(message), access);
      }
    }
  }
}

/// Everything that was done with the object must be ordered before its end.
void InOrder::check_release(std::uint32_t object, const Access& access) {
  const Object& o = state_.objects[object];
  const unsigned me = runner_.index();
  const Block* now = hb_now(me);
  const unsigned blocks = graph_.blocks();
  bool ordered = true;
  // In another branch the cells may have been elsewhere.
  for (const PlainCell id : o.cells) {
    if (state_.cells[id].object != object) continue;
    if (graph::exceeds(state_.cells[id].written.data(), now, me, blocks) ||
        graph::exceeds(state_.cells[id].read.data(), now, me, blocks))
      ordered = false;
  }
  for (const Location id : o.locations) {
    const graph::LocationState& l = graph_.location(id);
    if (l.object != object || l.created == l.not_created) continue;
    if (l.creator != graph::LocationState::by_main && l.creator != me &&
        graph::at(now, l.creator) <= l.created)
      ordered = false;
    for (unsigned t = 0; t < graph_.threads(); ++t) {
      if (t == me || (l.threads >> t & 1u) == 0) continue;
      if (graph_[l.last[t]].index > graph::at(now, t)) ordered = false;
    }
  }
  if (!ordered)
    errors_.fail(ErrorKind::use_after_free,
                 std::string(o.name) +
                     " is freed while another thread may still access it",
                 access);
}

void InOrder::finish(bool complete, Accounts& accounts) {
  accounts.account(complete);
}

}  // namespace vmalock::explore
