// SPDX-License-Identifier: MIT
#include "harness/platform/native/crew.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <urcu/urcu-memb.h>

#include <algorithm>

#include "harness/base/check.h"
#include "harness/platform/engine.h"

namespace vmalock::native {
namespace {

using namespace std::chrono_literals;

void spin(std::uint64_t times) {
  for (std::uint64_t i = 0; i < times; ++i) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#else
    std::atomic_signal_fence(std::memory_order_seq_cst);
#endif
  }
}

/// The signal by which disturb() stops a thread.
int disturb_signal() { return SIGRTMIN; }

std::atomic<std::uint64_t> disturb_spins{0};

void on_disturb(int) { spin(disturb_spins.load(std::memory_order_relaxed)); }

void install_disturb_handler() {
  struct sigaction action = {};
  action.sa_handler = on_disturb;
  action.sa_flags = SA_RESTART;
  CHECK(sigaction(disturb_signal(), &action, nullptr) == 0);
}

/// Nothing (half of the time), a few pauses, or a turn for the others. Powers
/// of two: both the short and the long offsets are tried often.
void random_offset() {
  const std::uint64_t r = next_random(self.random) >> 20;
  if (r & 1) return;
  const unsigned scale = static_cast<unsigned>((r >> 1) % 12);
  if (scale == 11)
    sched_yield();
  else
    spin((r >> 8) & ((1u << scale) - 1));
}

void set_state(WaitSlot& slot, WaitSlot::State state) {
  slot.state.store(state, std::memory_order_relaxed);
}

}  // namespace

bool Watch::is_deadlock(const std::vector<Seen>& now, Clock::time_point time) {
  bool waits = false;
  for (const Seen& seen : now) {
    if (seen.state == WaitSlot::running) {
      first_.clear();
      return false;
    }
    waits = waits || seen.state != WaitSlot::idle;
  }
  if (!waits) return false;
  const auto same = [](const Seen& a, const Seen& b) {
    return a.state == b.state && a.entries == b.entries;
  };
  if (!std::equal(first_.begin(), first_.end(), now.begin(), now.end(), same)) {
    first_ = now;
    since_ = time;
    return false;
  }
  // A callback of call_rcu may still write, and a grace period may end late on
  // a busy machine: both take milliseconds, so a moment is not enough.
  bool in_grace_period = false;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i].state == WaitSlot::grace_period) in_grace_period = true;
    if (now[i].state == WaitSlot::awaiting &&
        now[i].polls < first_[i].polls + 2)
      return false;
  }
  return time - since_ > (in_grace_period ? 2000ms : 300ms);
}

Crew::Crew(unsigned threads, std::uint64_t seed)
    : state_(std::make_shared<State>(threads)),
      random_(seed * 2 + 0x9e3779b97f4a7c15u) {
  install_disturb_handler();
  abandon.store(false, std::memory_order_relaxed);
  for (unsigned i = 0; i < threads; ++i)
    threads_.emplace_back(work, state_, i, next_random(random_) | 1);
}

Crew::~Crew() {
  {
    const std::lock_guard guard(state_->lock);
    state_->quit = true;
    state_->changed.notify_all();
  }
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Crew::work(const std::shared_ptr<State>& state, unsigned index,
                std::uint64_t seed) {
  const ThreadScope scope(index);
  Worker& worker = state->workers[index];
  self.random = seed;
  self.observed = &worker.observed;
  self.wait = &worker.wait;
  for (std::uint64_t batch = 1;; ++batch) {
    {
      std::unique_lock guard(state->lock);
      state->changed.wait(guard,
                          [&] { return state->quit || state->batch >= batch; });
      if (state->quit) return;
    }
    run_batch(*state, index);
    const std::lock_guard guard(state->lock);
    ++state->finished;
    state->changed.notify_all();
  }
}

void Crew::run_batch(State& state, unsigned index) {
  Worker& worker = state.workers[index];
  worker.observed.clear();
  worker.ends.clear();
  for (std::size_t k = 0; k < state.programs->size(); ++k) {
    // Thread 0 decides before it meets the others, so all see the same.
    if (index == 0 && (stop_requested.load(std::memory_order_relaxed) ||
                       has_finding() || Clock::now() >= state.deadline))
      state.cut.store(k, std::memory_order_relaxed);
    if (!meet(state, index, k)) break;
    if (k >= state.cut.load(std::memory_order_relaxed)) break;
    random_offset();
    try {
      (*state.programs)[k]->thread(index);
    } catch (const Abandoned&) {
      while (urcu_memb_read_ongoing()) urcu_memb_read_unlock();
      break;
    }
    worker.ends.push_back(worker.observed.size());
  }
  set_state(worker.wait, WaitSlot::idle);
}

/// Waits until every thread has come to `instance`; false: give up. The
/// counter orders one instance behind the one before, never the threads of one
/// instance.
bool Crew::meet(State& state, unsigned index, std::size_t instance) {
  WaitSlot& slot = state.workers[index].wait;
  set_state(slot, WaitSlot::idle);
  const std::uint64_t all = (instance + 1) * state.workers.size();
  state.arrivals.fetch_add(1, std::memory_order_acq_rel);
  for (unsigned polls = 0; state.arrivals.load(std::memory_order_acquire) < all;
       ++polls) {
    if (abandon.load(std::memory_order_relaxed)) return false;
    if (polls < 300)
      spin(1);
    else
      sched_yield();
  }
  set_state(slot, WaitSlot::running);
  return true;
}

Crew::BatchEnd Crew::run(Programs& programs, Clock::time_point deadline,
                         Clock::duration patience) {
  State& state = *state_;
  std::unique_lock guard(state.lock);
  state.programs = &programs;
  state.deadline = deadline;
  state.finished = 0;
  state.arrivals.store(0, std::memory_order_relaxed);
  state.cut.store(programs.size(), std::memory_order_relaxed);
  for (Worker& worker : state.workers)
    set_state(worker.wait, WaitSlot::running);
  ++state.batch;
  state.changed.notify_all();

  BatchEnd end;
  Watch watch;
  std::vector<Watch::Seen> seen(state.workers.size());
  std::uint64_t last_arrivals = 0;
  Clock::time_point last_progress = Clock::now();
  while (!state.changed.wait_for(
      guard, 200us, [&] { return state.finished == state.workers.size(); })) {
    disturb();
    const Clock::time_point now = Clock::now();
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const WaitSlot& slot = state.workers[i].wait;
      seen[i] = {slot.state.load(std::memory_order_relaxed),
                 slot.entries.load(std::memory_order_relaxed),
                 slot.polls.load(std::memory_order_relaxed)};
    }
    const std::uint64_t arrivals =
        state.arrivals.load(std::memory_order_relaxed);
    if (arrivals != last_arrivals) {
      last_arrivals = arrivals;
      last_progress = now;
    }
    end.deadlock = watch.is_deadlock(seen, now);
    const bool over = now >= deadline || stop_requested.load();
    if (!end.deadlock && now - last_progress < (over ? 1s : patience)) continue;
    guard.unlock();
    give_up(end);
    return end;
  }
  end.completed =
      std::min(programs.size(), state.cut.load(std::memory_order_relaxed));
  return end;
}

/// Stops one random thread for up to some tens of microseconds.
void Crew::disturb() {
  const std::uint64_t r = next_random(random_) >> 16;
  disturb_spins.store((r >> 8) & 1023, std::memory_order_relaxed);
  const std::size_t victim = (r >> 32) % threads_.size();
  pthread_kill(threads_[victim].native_handle(), disturb_signal());
}

/// Notes who is stuck, ends every wait, and lets go of a thread that runs on.
void Crew::give_up(BatchEnd& end) {
  State& state = *state_;
  for (unsigned i = 0; i < state.workers.size(); ++i) {
    const WaitSlot& slot = state.workers[i].wait;
    const unsigned what = slot.state.load(std::memory_order_relaxed);
    if (what == WaitSlot::idle) continue;
    end.stuck.push_back({i,
                         what != WaitSlot::running,
                         what == WaitSlot::grace_period,
                         slot.site.load(std::memory_order_relaxed),
                         {slot.file.load(std::memory_order_relaxed),
                          slot.function.load(std::memory_order_relaxed),
                          slot.line.load(std::memory_order_relaxed)}});
  }
  abandon.store(true, std::memory_order_relaxed);
  std::unique_lock guard(state.lock);
  const bool all_ended = state.changed.wait_for(
      guard, 2s, [&] { return state.finished == state.workers.size(); });
  if (all_ended) return;
  end.lost = true;
  for (std::thread& thread : threads_) thread.detach();
}

void Crew::append_observed(unsigned t, std::size_t k,
                           std::vector<Observed>& to) const {
  const Worker& worker = state_->workers[t];
  const std::size_t begin = k == 0 ? 0 : worker.ends[k - 1];
  to.insert(
      to.end(), worker.observed.begin() + static_cast<std::ptrdiff_t>(begin),
      worker.observed.begin() + static_cast<std::ptrdiff_t>(worker.ends[k]));
}

}  // namespace vmalock::native
