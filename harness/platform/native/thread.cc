// SPDX-License-Identifier: MIT
#include "harness/platform/native/thread.h"

#include <sched.h>
#include <urcu/urcu-memb.h>

#include <mutex>
#include <optional>
#include <utility>

#include "harness/base/check.h"

namespace vmalock::native {

std::atomic<bool> abandon{false};

namespace {

std::mutex finding_lock;
std::optional<Finding> finding;
std::atomic<bool> finding_made{false};

void enter(WaitSlot* slot, WaitSlot::State state, unsigned site, Where where) {
  if (!slot) return;
  slot->file.store(where.file, std::memory_order_relaxed);
  slot->function.store(where.function, std::memory_order_relaxed);
  slot->line.store(where.line, std::memory_order_relaxed);
  slot->site.store(site, std::memory_order_relaxed);
  slot->entries.fetch_add(1, std::memory_order_relaxed);
  slot->state.store(state, std::memory_order_relaxed);
}

void leave(WaitSlot* slot) {
  if (slot) slot->state.store(WaitSlot::running, std::memory_order_relaxed);
}

void spin_once() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

void report(ErrorKind kind, std::string_view id, std::string_view text,
            const char* file, const char* function, int line) {
  const std::lock_guard guard(finding_lock);
  if (finding) return;
  std::string message(id);
  if (!id.empty()) message += ": ";
  message += text;
  finding = Finding{kind, self.index, std::move(message),
                    Where{file, function, line}};
  finding_made.store(true, std::memory_order_relaxed);
}

bool has_finding() { return finding_made.load(std::memory_order_relaxed); }

Finding take_finding() {
  const std::lock_guard guard(finding_lock);
  CHECK(finding.has_value());
  Finding taken = std::move(*finding);
  finding.reset();
  finding_made.store(false, std::memory_order_relaxed);
  return taken;
}

Waiting::Waiting(unsigned site, Where where) : where_(where) {
  enter(self.wait, WaitSlot::awaiting, site, where);
}

Waiting::~Waiting() { leave(self.wait); }

void Waiting::poll() {
  // A hundred pauses are about the time in which another processor finishes
  // a critical section; after that the other side may need this processor.
  constexpr unsigned spins = 100;
  if (++polls_ <= spins) {
    spin_once();
    return;
  }
  if (self.wait) {
    self.wait->polls.fetch_add(1, std::memory_order_relaxed);
    if (abandon.load(std::memory_order_relaxed)) throw Abandoned{};
  } else if (polls_ % 1024 == 0 && waited_too_long()) {
    report(ErrorKind::deadlock, "",
           "before() or after() waits, and no other thread runs", where_.file,
           where_.function, where_.line);
    throw Abandoned{};
  }
  sched_yield();
}

/// Sequential code has nobody to wait for but a callback of call_rcu, which
/// comes within milliseconds.
bool Waiting::waited_too_long() {
  constexpr auto patience = std::chrono::seconds(1);
  const auto now = std::chrono::steady_clock::now();
  if (polls_ == 1024) begin_ = now;
  return self.observed != nullptr && now - begin_ > patience;
}

GracePeriod::GracePeriod(Where where) {
  enter(self.wait, WaitSlot::grace_period, 0xffff, where);
}

GracePeriod::~GracePeriod() { leave(self.wait); }

ThreadScope::ThreadScope(unsigned index) {
  urcu_memb_register_thread();
  self = ThreadState{};
  self.index = index;
}

ThreadScope::~ThreadScope() {
  urcu_memb_unregister_thread();
  self = ThreadState{};
}

}  // namespace vmalock::native
