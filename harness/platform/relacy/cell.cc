// SPDX-License-Identifier: MIT
#include "harness/platform/relacy/cell.h"

#include <fmt/format.h>

#include <new>
#include <string>

#include "harness/base/check.h"
#include "harness/platform/relacy/runtime.h"
// Last: Relacy.
#include "harness/platform/relacy/relacy_headers.h"

namespace vmalock::relacy {
namespace {

using Atomic = rl::atomic<std::uint64_t>;
using Var = rl::var<std::uint64_t>;

template <class Object>
Object& object_in(std::byte* storage) {
  return *std::launder(reinterpret_cast<Object*>(storage));
}

rl::debug_info info_of(const Access& access) {
  return {access.where.function, access.where.file,
          static_cast<unsigned>(access.where.line)};
}

/// ctrl: C11 has no dependencies, acquire stands in. A plain access that does
/// not race reads the one value that happens before it: relaxed is enough.
rl::memory_order c11(Ordering o) {
  switch (o) {
    case Ordering::ctrl:
    case Ordering::addr:
    case Ordering::acquire:
      return rl::mo_acquire;
    case Ordering::release:
      return rl::mo_release;
    case Ordering::acq_rel:
      return rl::mo_acq_rel;
    case Ordering::seq_cst:
      return rl::mo_seq_cst;
    default:
      return rl::mo_relaxed;
  }
}

/// Within one step no other thread runs.
using OneStep = rl::preemption_disabler;

const char* words(RaceClocks::Kind kind) {
  constexpr const char* names[] = {"plain load", "plain store", "load",
                                   "store"};
  return names[static_cast<unsigned>(kind)];
}

}  // namespace

bool RaceClocks::access(Kind kind) {
  // before() is ordered before, and after() behind, everything else.
  if (runtime.sequential) return true;
  rl::thread_info_base& thread = *rl::ctx().threadx_;
  const auto n = static_cast<unsigned>(rl::ctx().get_thread_count());
  const auto ordered_behind = [&](Kind other) {
    const Times& times = times_[static_cast<unsigned>(other)];
    for (unsigned i = 0; i < n; ++i)
      if (thread.acq_rel_order_[i] < times[i]) return false;
    return true;
  };
  // Conflicting: one is plain, one is a store.
  bool ordered = ordered_behind(Kind::plain_store);
  if (kind == Kind::plain_load || kind == Kind::plain_store)
    ordered = ordered && ordered_behind(Kind::marked_store);
  if (kind == Kind::plain_store || kind == Kind::marked_store)
    ordered = ordered && ordered_behind(Kind::plain_load);
  if (kind == Kind::plain_store)
    ordered = ordered && ordered_behind(Kind::marked_load);
  thread.own_acq_rel_order_ += 1;
  times_[static_cast<unsigned>(kind)][static_cast<unsigned>(thread.index_)] =
      thread.own_acq_rel_order_;
  return ordered;
}

Cell::Cell(const char* name) : name_(name) {
  static_assert(sizeof(Atomic) <= storage_size);
  new (storage_) Atomic;
  name_cell(this, name);
}

Cell::Cell(std::uint64_t init, const char* name) : Cell(name) {
  const OneStep step(rl::ctx());
  clocks_.access(RaceClocks::Kind::plain_store);
  object_in<Atomic>(storage_).store(init, rl::mo_relaxed, rl::debug_info());
}

Cell::~Cell() {
  if (waiters_)
    fail(ErrorKind::use_after_free, "destroyed while a thread waits for it",
         runtime.last_where);
  if (runtime.freeing && !clocks_.access(RaceClocks::Kind::plain_store))
    fail(ErrorKind::use_after_free,
         "freed, but not ordered behind an access of another thread",
         runtime.last_where);
  object_in<Atomic>(storage_).~Atomic();
}

/// Fails if the cell was freed.
void Cell::begin_step(const Access& access) {
  note_access(access);
  object_in<Atomic>(storage_).debug_value();
}

void Cell::check_race(RaceClocks::Kind kind, const Access& access) {
  if (clocks_.access(kind)) return;
  if (tracing())
    trace_step(this, kind != RaceClocks::Kind::plain_load, access, "", "race");
  fail(ErrorKind::data_race,
       fmt::format("{} of {}, not ordered behind a conflicting access",
                   words(kind), name_ ? name_ : "a cell"),
       access.where);
}

std::uint64_t Cell::load(const Access& access) {
  scheduling_point();
  const OneStep step(rl::ctx());
  begin_step(access);
  check_race(access.order == Ordering::plain ? RaceClocks::Kind::plain_load
                                             : RaceClocks::Kind::marked_load,
             access);
  Atomic& atomic = object_in<Atomic>(storage_);
  const std::uint64_t value = atomic.load(c11(access.order), info_of(access));
  if (tracing()) {
    const std::uint64_t newest = atomic.debug_value();
    std::string text = "= " + print(value, access.format);
    if (value != newest)
      text += " (stale: " + print(newest, access.format) + ")";
    trace_step(this, false, access, "", text);
  }
  return value;
}

void Cell::store(std::uint64_t value, const Access& access) {
  scheduling_point();
  const OneStep step(rl::ctx());
  begin_step(access);
  check_race(access.order == Ordering::plain ? RaceClocks::Kind::plain_store
                                             : RaceClocks::Kind::marked_store,
             access);
  Atomic& atomic = object_in<Atomic>(storage_);
  if (tracing())
    trace_step(this, true, access, "", "-> " + print(value, access.format));
  atomic.store(value, c11(access.order), info_of(access));
  wake(value);
}

/// A compare-exchange that fails reads the newest value.
std::uint64_t Cell::read_newest(std::uint64_t newest, const Access& access) {
  const rl::memory_order order = c11(access.order);
  std::uint64_t read = ~newest;
  object_in<Atomic>(storage_).compare_exchange_strong(
      read, 0, order, info_of(access), order, info_of(access));
  if (tracing())
    trace_step(this, false, access, "", "= " + print(read, access.format));
  return read;
}

/// A seq_cst update is fully ordered in the kernel's sense; Relacy's own is
/// less than C11's. Its release half and a fence after it are both.
void Cell::replace(std::uint64_t old, std::uint64_t next,
                   const Access& access) {
  const bool full = access.order == Ordering::seq_cst;
  check_race(RaceClocks::Kind::marked_load, access);
  check_race(RaceClocks::Kind::marked_store, access);
  std::uint64_t compare = old;
  const bool replaced = object_in<Atomic>(storage_).compare_exchange_strong(
      compare, next, full ? rl::mo_acq_rel : c11(access.order),
      info_of(access));
  CHECK(replaced);
  if (full) rl::ctx().atomic_thread_fence_seq_cst();
  if (tracing())
    trace_step(this, true, access, "",
               print(old, access.format) + " -> " + print(next, access.format));
  wake(next);
}

std::uint64_t Cell::rmw(UpdateRef f, const Access& access) {
  scheduling_point();
  const OneStep step(rl::ctx());
  begin_step(access);
  const std::uint64_t old = object_in<Atomic>(storage_).debug_value();
  std::uint64_t next = old;
  CHECK(f(old, &next));
  replace(old, next, access);
  return old;
}

Cell::Updated Cell::update(UpdateRef f, const Access& access) {
  scheduling_point();
  const OneStep step(rl::ctx());
  begin_step(access);
  Access relaxed = access;
  relaxed.order = Ordering::relaxed;
  std::uint64_t next = 0;
  Atomic& atomic = object_in<Atomic>(storage_);
  const std::uint64_t newest = atomic.debug_value();
  if (!f(newest, &next)) {
    check_race(RaceClocks::Kind::marked_load, access);
    return {read_newest(newest, relaxed), false};
  }
  const std::uint64_t seen = atomic.load(rl::mo_relaxed, info_of(access));
  std::uint64_t unused = 0;
  if (!f(seen, &unused)) {
    check_race(RaceClocks::Kind::marked_load, access);
    if (tracing())
      trace_step(this, false, relaxed, "",
                 "= " + print(seen, access.format) +
                     " (stale: " + print(newest, access.format) + ")");
    return {seen, false};
  }
  replace(newest, next, access);
  return {newest, true};
}

std::uint64_t Cell::await(UpdateRef condition, const Access& access) {
  scheduling_point();
  for (;;) {
    {
      const OneStep step(rl::ctx());
      begin_step(access);
      check_race(RaceClocks::Kind::marked_load, access);
      Atomic& atomic = object_in<Atomic>(storage_);
      std::uint64_t unused = 0;
      const std::uint64_t newest = atomic.debug_value();
      const std::uint64_t seen =
          atomic.load(c11(access.order), info_of(access));
      if (condition(seen, &unused)) {
        if (tracing())
          trace_step(this, false, access, "",
                     "= " + print(seen, access.format));
        return seen;
      }
      if (condition(newest, &unused)) return read_newest(newest, access);
    }
    wait(condition, access);
  }
}

std::uint64_t Cell::await_update(UpdateRef f, const Access& access) {
  scheduling_point();
  for (;;) {
    {
      const OneStep step(rl::ctx());
      begin_step(access);
      const std::uint64_t old = object_in<Atomic>(storage_).debug_value();
      std::uint64_t next = 0;
      if (f(old, &next)) {
        replace(old, next, access);
        return old;
      }
    }
    wait(f, access);
  }
}

void Cell::wait(UpdateRef condition, const Access& access) {
  const std::string site = site_name(access.site);
  Waiter waiter{waiters_, current_thread(), condition};
  waiters_ = &waiter;
  if (tracing()) trace_step(this, false, access, "", "waits");
  park(site.empty() ? "" : "at site " + site, access.where);
  runtime.rcu.begin_pending_section(current_thread());
}

void Cell::wake(std::uint64_t value) {
  std::uint64_t unused = 0;
  for (Waiter** link = &waiters_; *link;) {
    const Waiter& waiter = **link;
    if (waiter.condition(value, &unused)) {
      *link = waiter.next;
      unpark(waiter.thread);
    } else {
      link = &(*link)->next;
    }
  }
}

PlainCell::PlainCell(const char* name) : name_(name) {
  static_assert(sizeof(Var) <= storage_size);
  new (storage_) Var;
  name_cell(this, name);
}

PlainCell::PlainCell(std::uint64_t init, const char* name) : name_(name) {
  new (storage_) Var(init);
  name_cell(this, name);
}

PlainCell::~PlainCell() {
  Var& var = object_in<Var>(storage_);
  if (runtime.freeing) var(rl::debug_info()).store(0);
  var.~Var();
}

std::uint64_t PlainCell::load(const Access& access) {
  note_access(access);
  runtime.rcu.begin_pending_section(current_thread());
  // Noted before and again after: the load itself may be the end.
  if (tracing()) trace_step(this, false, access, "", "load");
  const std::uint64_t value = object_in<Var>(storage_)(info_of(access)).load();
  if (tracing()) {
    runtime.trace.pop_back();
    trace_step(this, false, access, "", "= " + print(value, access.format));
  }
  return value;
}

void PlainCell::store(std::uint64_t value, const Access& access) {
  note_access(access);
  runtime.rcu.begin_pending_section(current_thread());
  if (tracing())
    trace_step(this, true, access, "", "-> " + print(value, access.format));
  object_in<Var>(storage_)(info_of(access)).store(value);
}

void fence(const Access& access) {
  note_access(access);
  if (access.order == Ordering::none) return;
  if (tracing()) trace_step(nullptr, false, access, "fence", "");
  switch (access.order) {
    case Ordering::rmb:
    case Ordering::acquire_fence:
      rl::ctx().atomic_thread_fence_acquire();
      break;
    case Ordering::wmb:
    case Ordering::release_fence:
      rl::ctx().atomic_thread_fence_release();
      break;
    case Ordering::acq_rel_fence:
      rl::ctx().atomic_thread_fence_acq_rel();
      break;
    default:
      CHECK(access.order == Ordering::mb);
      rl::ctx().atomic_thread_fence_seq_cst();
  }
}

}  // namespace vmalock::relacy
