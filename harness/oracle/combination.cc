// SPDX-License-Identifier: MIT
#include "harness/oracle/combination.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "harness/base/check.h"
#include "harness/oracle/coherence_orders.h"

namespace vmalock::oracle {

using graph::EventKind;
using graph::Execution;
using graph::ExecutionEvent;
using graph::init_write;

Combination::Combination(const litmus::LitmusProgram& program,
                         std::vector<const ThreadRun*> runs, Judge judge)
    : program_(program),
      runs_(std::move(runs)),
      judge_(std::move(judge)),
      access_(program.locations.size()),
      orders_(program.locations.size()),
      known_(runs_.size()) {
  x_.init = program.init;
  x_.co.resize(program.locations.size());
  for (std::size_t t = 0; t < runs_.size(); ++t) add_thread(t);
  has_source_.resize(x_.events.size());
  write_known_.resize(x_.events.size());
  std::sort(x_.addr.begin(), x_.addr.end());
  std::sort(x_.data.begin(), x_.data.end());
  std::sort(x_.ctrl.begin(), x_.ctrl.end());
  for (const auto& accesses : access_)
    for (const std::int32_t a : accesses)
      if (event(a).reads()) reads_.push_back(a);
}

void Combination::add_thread(std::size_t thread) {
  const auto first = static_cast<std::int32_t>(x_.events.size());
  first_event_.push_back(x_.events.size());
  read_values_.emplace_back(runs_[thread]->events.size());
  const auto add_pairs = [&](RunEvents sources, std::int32_t to,
                             graph::EventPairs& pairs) {
    for (RunEvents rest = sources; rest != 0; rest &= rest - 1)
      pairs.emplace_back(first + std::countr_zero(rest), to);
  };
  for (std::size_t i = 0; i < runs_[thread]->events.size(); ++i) {
    const RunEvent& e = runs_[thread]->events[i];
    const auto number = static_cast<std::int32_t>(x_.events.size());
    x_.events.push_back(e.event);
    places_.push_back({thread, i});
    if (e.event.accesses()) access_[e.event.location].push_back(number);
    // linux-kernel.cat lets ctrl bound no plain store, since a compiler might
    // do the same store on both ways of a branch; out of a waiting loop it
    // cannot, so there it counts as addr.
    const bool plain = e.event.kind == graph::EventKind::store &&
                       e.event.order == Ordering::plain;
    add_pairs(plain ? e.addr | e.waited : e.addr, number, x_.addr);
    add_pairs(e.data, number, x_.data);
    add_pairs(e.ctrl, number, x_.ctrl);
  }
}

/// What is known before any read has its source.
void Combination::start() {
  std::vector<std::int32_t> no_reads;
  for (std::size_t t = 0; t < runs_.size(); ++t) learn_writes(t, no_reads);
  for (std::size_t l = 0; l < access_.size(); ++l) {
    const bool read = std::any_of(access_[l].begin(), access_[l].end(),
                                  [&](auto a) { return event(a).reads(); });
    if (!read) orders_[l] = coherence_orders(x_, access_[l]);
  }
}

bool Combination::choose_source(std::size_t read) {
  if (read == reads_.size()) {
    // Not all known: reads-from and computation form a cycle.
    if (trail_.size() != reads_.size()) return true;
    return choose_order(0);
  }
  const std::int32_t r = reads_[read];
  const std::uint32_t location = event(r).location;
  const bool last_of_location =
      read + 1 == reads_.size() || event(reads_[read + 1]).location != location;
  const auto with_source = [&](std::int32_t write) {
    if (!possible_source(r, write)) return true;
    const std::size_t trail_size = trail_.size();
    event(r).rf = write;
    has_source_[static_cast<std::size_t>(r)] = true;
    bool go_on = true;
    if (take(r, write)) {
      if (last_of_location)
        orders_[location] = coherence_orders(x_, access_[location]);
      if (!last_of_location || !orders_[location].empty())
        go_on = choose_source(read + 1);
    }
    forget(trail_size);
    has_source_[static_cast<std::size_t>(r)] = false;
    return go_on;
  };
  if (!with_source(init_write)) return false;
  for (const std::int32_t a : access_[location])
    if (event(a).writes() && !with_source(a)) return false;
  return true;
}

/// What coherence and atomicity rule out at a glance.
bool Combination::possible_source(std::int32_t read, std::int32_t write) {
  const ExecutionEvent& r = event(read);
  if (write != init_write && event(write).thread == r.thread && write >= read)
    return false;
  for (const std::int32_t a : access_[r.location]) {
    const ExecutionEvent& e = event(a);
    const bool own_earlier = e.thread == r.thread && a < read && e.writes();
    if (own_earlier &&
        (write == init_write || (event(write).thread == r.thread && a > write)))
      return false;
    if (a != read && r.kind == EventKind::rmw && e.kind == EventKind::rmw &&
        has_source_[static_cast<std::size_t>(a)] && e.rf == write)
      return false;
  }
  return true;
}

/// The read has its source; false if what follows contradicts a condition.
bool Combination::take(std::int32_t read, std::int32_t write) {
  if (write != init_write && !write_known_[static_cast<std::size_t>(write)])
    return true;
  return learn({read});
}

/// The sources of these reads are known: so are the reads, and all that is
/// computed from them.
bool Combination::learn(std::vector<std::int32_t> new_reads) {
  while (!new_reads.empty()) {
    const std::int32_t r = new_reads.back();
    new_reads.pop_back();
    ExecutionEvent& e = event(r);
    e.read =
        e.rf == init_write ? program_.init[e.location] : event(e.rf).written;
    const Place& p = places_[static_cast<std::size_t>(r)];
    known_[p.thread] |= RunEvents{1} << p.index;
    read_values_[p.thread][p.index] = e.read;
    trail_.push_back(r);
    if (!conditions_hold(p.thread)) return false;
    learn_writes(p.thread, new_reads);
  }
  return true;
}

/// The writes of a thread that are computed from known values; and the reads
/// that have taken them.
void Combination::learn_writes(std::size_t thread,
                               std::vector<std::int32_t>& new_reads) {
  const std::size_t first = first_event_[thread];
  for (std::size_t i = 0; i < runs_[thread]->events.size(); ++i) {
    const auto w = static_cast<std::int32_t>(first + i);
    const Symbolic& written = runs_[thread]->events[i].written;
    if (!event(w).writes() || write_known_[first + i] ||
        !resolved(written, thread))
      continue;
    event(w).written = litmus::evaluate(written.value, read_values_[thread]);
    write_known_[first + i] = true;
    for (const std::int32_t a : access_[event(w).location])
      if (has_source_[static_cast<std::size_t>(a)] && event(a).rf == w)
        new_reads.push_back(a);
  }
}

bool Combination::conditions_hold(std::size_t thread) const {
  const auto& conditions = runs_[thread]->conditions;
  return std::all_of(conditions.begin(), conditions.end(), [&](const auto& c) {
    if (!resolved(c.value, thread)) return true;
    return (litmus::evaluate(c.value.value, read_values_[thread]) != 0) ==
           c.holds;
  });
}

void Combination::forget(std::size_t trail_size) {
  while (trail_.size() > trail_size) {
    const Place& p = places_[static_cast<std::size_t>(trail_.back())];
    known_[p.thread] &= ~(RunEvents{1} << p.index);
    trail_.pop_back();
    for (std::size_t i = 0; i < runs_[p.thread]->events.size(); ++i)
      if (!resolved(runs_[p.thread]->events[i].written, p.thread))
        write_known_[first_event_[p.thread] + i] = false;
  }
}

bool Combination::choose_order(std::size_t location) {
  if (location == x_.co.size()) return judge_(x_);
  for (const auto& order : orders_[location]) {
    x_.co[location] = order;
    if (!choose_order(location + 1)) return false;
  }
  return true;
}

litmus::FinalState Combination::registers() const {
  litmus::FinalState state;
  for (std::size_t t = 0; t < runs_.size(); ++t) {
    state.registers.emplace_back();
    for (const Symbolic& s : runs_[t]->registers)
      state.registers.back().push_back(
          litmus::evaluate(s.value, read_values_[t]));
  }
  return state;
}

}  // namespace vmalock::oracle
