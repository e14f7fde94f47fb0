// SPDX-License-Identifier: MIT
#include "harness/platform/relacy/runtime.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <memory>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/value_text.h"
#include "harness/platform/ordering_table.h"
// Last: Relacy.
#include "harness/platform/relacy/relacy_headers.h"

namespace vmalock::relacy {

Runtime runtime;

namespace {

rl::debug_info info_of(Where where) {
  return {where.function, where.file, static_cast<unsigned>(where.line)};
}

rl::test_result_e result_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::use_after_free:
      return rl::test_result_access_to_freed_memory;
    case ErrorKind::double_free:
      return rl::test_result_double_free;
    case ErrorKind::leak:
      return rl::test_result_memory_leak;
    case ErrorKind::data_race:
      return rl::test_result_data_race;
    case ErrorKind::deadlock:
      return rl::test_result_deadlock;
    default:
      return rl::test_result_user_assert_failed;
  }
}

}  // namespace

void Clock::release() {
  rl::thread_info_base& thread = *rl::ctx().threadx_;
  const auto n = static_cast<unsigned>(rl::ctx().get_thread_count());
  thread.own_acq_rel_order_ += 1;
  for (unsigned i = 0; i < n; ++i)
    times_[i] = std::max(times_[i], thread.acq_rel_order_[i]);
}

void Clock::acquire() const {
  rl::thread_info_base& thread = *rl::ctx().threadx_;
  const auto n = static_cast<unsigned>(rl::ctx().get_thread_count());
  thread.own_acq_rel_order_ += 1;
  for (unsigned i = 0; i < n; ++i)
    thread.acq_rel_order_[i] = std::max(times_[i], thread.acq_rel_order_[i]);
}

void* Memory::allocate(std::size_t size) {
  std::vector<std::byte*>& unused = free_by_size_[size];
  std::byte* memory;
  if (unused.empty()) {
    memory = static_cast<std::byte*>(std::malloc(size));
    CHECK(memory != nullptr);
  } else {
    memory = unused.back();
    unused.pop_back();
  }
  blocks_.push_back({memory, size, true});
  return memory;
}

bool Memory::release(void* p) {
  for (Block& block : blocks_) {
    if (block.memory != p || !block.live) continue;
    block.live = false;
    return true;
  }
  return false;
}

unsigned Memory::object_number(const void* p) const {
  const auto address = reinterpret_cast<std::uintptr_t>(p);
  for (unsigned i = 0; i < blocks_.size(); ++i) {
    const auto begin = reinterpret_cast<std::uintptr_t>(blocks_[i].memory);
    if (address >= begin && address - begin < blocks_[i].size) return i + 1;
  }
  return 0;
}

std::size_t Memory::live() const {
  return static_cast<std::size_t>(
      std::count_if(blocks_.begin(), blocks_.end(),
                    [](const Block& block) { return block.live; }));
}

/// Memory of the last iteration is used again, whether it was freed or not.
void Memory::reset() {
  for (const Block& block : blocks_)
    free_by_size_[block.size].push_back(block.memory);
  blocks_.clear();
}

void Rcu::read_lock(unsigned thread) {
  if (nesting_[thread]++ == 0) pending_[thread] = true;
}

void Rcu::begin_section(unsigned thread) {
  pending_[thread] = false;
  open_ |= Mask{1} << thread;
  periods_begun_.acquire();
}

void Rcu::read_unlock(unsigned thread, Where where) {
  if (nesting_[thread] == 0)
    fail(ErrorKind::lock_misuse, "rcu_read_unlock without rcu_read_lock",
         where);
  if (--nesting_[thread] > 0) return;
  if (std::exchange(pending_[thread], false)) return;  // nothing was read
  const Mask mine = Mask{1} << thread;
  open_ &= ~mine;
  sections_ended_.release();
  for (unsigned t = 0; t < max_slots; ++t) {
    if (!(awaited_[t] & mine)) continue;
    awaited_[t] &= ~mine;
    if (awaited_[t] == 0) unpark(t);
  }
  for (Callback& callback : callbacks_) callback.sections &= ~mine;
  if (worker_ == Worker::parked && callbacks_.front().sections == 0) {
    worker_ = Worker::running;
    unpark(worker_thread_);
  }
}

void Rcu::synchronize(unsigned thread, Where where) {
  if (nesting_[thread] > 0)
    fail(ErrorKind::lock_misuse, "synchronize_rcu inside a read section",
         where);
  periods_begun_.release();
  awaited_[thread] = open_;
  if (open_ != 0) park("for a grace period", where);
  sections_ended_.acquire();
}

void Rcu::call(void (*run)(void*, void*), void* function, void* object) {
  periods_begun_.release();
  callbacks_.push_back({run, function, object, Clock{}, open_});
  callbacks_.back().queued.release();
  // The first callback starts the thread that runs them. It ends with its
  // queue; a callback queued later runs in sequential code, after all threads.
  if (worker_ != Worker::unused || runtime.sequential) return;
  worker_ = Worker::running;
  rl::ctx().create_thread(&Rcu::callback_thread, this);
}

void* Rcu::callback_thread(void* self) {
  Rcu& rcu = *static_cast<Rcu*>(self);
  rcu.worker_thread_ = current_thread();
  while (!rcu.callbacks_.empty()) {
    if (rcu.callbacks_.front().sections != 0) {
      rcu.worker_ = Worker::parked;
      park("for the grace period of a callback", {});
    }
    rcu.run_front();
  }
  rcu.worker_ = Worker::finished;
  return nullptr;
}

void Rcu::run_front() {
  const Callback callback = callbacks_.front();
  callbacks_.pop_front();
  callback.queued.acquire();
  sections_ended_.acquire();
  callback.run(callback.function, callback.object);
}

void Rcu::drain() {
  while (!callbacks_.empty()) run_front();
}

void Runtime::begin_iteration() {
  sequential = true;
  freeing = false;
  memory.reset();
  rcu = Rcu{};
  observed.clear();
  for (std::string& wait : waits) wait.clear();
  last_thread = 0;
  last_where = {};
  failure.reset();
  message.clear();
  trace.clear();
  cell_names.clear();
  cells_named.clear();
}

void scheduling_point() {
  if (runtime.sequential) return;
  rl::ctx().sched();
  runtime.rcu.begin_pending_section(current_thread());
}

unsigned current_thread() {
  return static_cast<unsigned>(rl::ctx().threadx_->index_);
}

unsigned choose(unsigned n) {
  return n < 2 ? 0 : rl::ctx().rand(n, rl::sched_type_user);
}

void fail(ErrorKind kind, std::string message, Where where) {
  runtime.failure = kind;
  runtime.message = std::move(message);
  runtime.last_where = where;
  runtime.last_thread = current_thread();
  rl::ctx().fail_test("", result_code(kind), info_of(where));
  std::abort();  // never reached: the fibre is not run again
}

void* allocate(std::size_t size) { return runtime.memory.allocate(size); }

/// Relacy counts a wait as a yield, after which the thread may not read older
/// values of any variable. That is a rule for spin loops; here it would only
/// hide outcomes, so the mark is taken back.
void park(std::string what, Where where) {
  const unsigned thread = current_thread();
  runtime.waits[thread] = std::move(what);
  runtime.waits_where[thread] = where;
  if (runtime.sequential)
    fail(ErrorKind::deadlock, "before() or after() waits: no thread runs",
         where);
  rl::thread_info_base& self = *rl::ctx().threadx_;
  const rl::timestamp_t last_yield = self.last_yield_;
  rl::ctx().park_current_thread(false, false, false, info_of(where));
  self.last_yield_ = last_yield;
  runtime.waits[thread].clear();
}

void unpark(unsigned thread) {
  rl::ctx().unpark_thread(static_cast<rl::thread_id_t>(thread), false,
                          rl::debug_info());
}

void note_access(const Access& access) {
  runtime.last_thread = current_thread();
  runtime.last_where = access.where;
}

bool tracing() { return rl::ctx().collecting_history(); }

void name_cell(const void* cell, const char* name) {
  if (!tracing()) return;
  const std::string base = name ? name : "cell";
  const unsigned count = ++runtime.cells_named[base];
  runtime.cell_names[cell] =
      count == 1 && name ? base : fmt::format("{}#{}", base, count);
}

Place place_of(const Where& where) {
  return {where.file, static_cast<unsigned>(where.line)};
}

void trace_step(const void* cell, bool writes, const Access& access,
                std::string_view what, std::string_view value) {
  TraceStep step;
  step.thread = runtime.sequential ? no_thread : current_thread();
  step.said = what;
  step.writes = writes;
  const auto named = runtime.cell_names.find(cell);
  if (named != runtime.cell_names.end()) {
    step.cell = named->second;
    step.said = fmt::format("{} {}", step.cell, value);
  }
  step.said += fmt::format(" {}", vmalock::name(access.order));
  step.site = site_name(access.site);
  step.where = place_of(access.where);
  step.function = short_name(access.where.function);
  runtime.trace.push_back({std::move(step), cell, writes});
}

std::string print(std::uint64_t value, Format format) {
  switch (format) {
    case Format::signed32:
      return value_text(static_cast<std::int32_t>(value));
    case Format::signed64:
      return value_text(static_cast<std::int64_t>(value));
    case Format::boolean:
      return value ? "true" : "false";
    case Format::pointer: {
      if (value == 0) return "NULL";
      const unsigned object =
          runtime.memory.object_number(std::bit_cast<void*>(value));
      return object ? fmt::format("&object{}", object)
                    : fmt::format("{:#x}", value);
    }
    case Format::number:
      break;
  }
  return value_text(static_cast<std::int64_t>(value));
}

std::string short_name(std::string_view function) {
  return std::string(function.substr(0, function.find('<')));
}

std::string site_name(std::uint16_t site) {
  return vmalock::site_name(*runtime.impl, site);
}

}  // namespace vmalock::relacy
