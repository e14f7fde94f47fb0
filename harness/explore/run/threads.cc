// SPDX-License-Identifier: MIT
#include "harness/explore/run/threads.h"

#include <cstdlib>
#include <new>
#include <string>
#include <utility>

#include "harness/base/check.h"
#include "harness/explore/run/faults.h"
#include "harness/explore/run/memory.h"
#include "harness/explore/tell/errors.h"

namespace vmalock::explore {

Threads::Threads(Run& run, State& state, Memory& memory, Errors& errors)
    : run_(run), state_(state), memory_(memory), errors_(errors) {}

void Threads::add_thread() {
  state_.threads.emplace_back();
  state_.graph.add_thread();
}

void Threads::make_program() {
  phase_ = Phase::before;
  run_main([](Threads& t) { t.program_ = t.run_.factory(); });
  if (!program_) return;
  const unsigned count = program_->threads();
  if (count > state_.graph.blocks() * graph::lanes) {
    run_.too_many_threads = run_.over = true;
    return;
  }
  for (unsigned t = 0; t < count; ++t) add_thread();
  run_main([](Threads& t) { t.program_->before(); });
  phase_ = Phase::threads;
}

void Threads::run_after() {
  phase_ = Phase::after;
  main_.observations.clear();
  run_main([](Threads& t) { t.program_->after(); });
  phase_ = Phase::threads;
  refuse_foreign_access();
}

void Threads::end_program() {
  phase_ = Phase::after;
  run_main([](Threads& t) { t.program_.reset(); });
  refuse_foreign_access();
}

void Threads::refuse_foreign_access() {
  if (take_foreign_access())
    errors_.report(ErrorKind::crash,
                   "a thread that the program has started by itself makes an "
                   "access: only the threads of the case may",
                   {});
}

void Threads::run_main(void (*part)(Threads&)) {
  main_part_ = part;
  running_ = nullptr;
  index_ = main_thread;
  main_fiber_.start(&Threads::main_entry, this);
  on_fiber_ = true;
  main_fiber_.resume();
  on_fiber_ = false;
}

void Threads::main_entry(void* self) {
  auto* threads = static_cast<Threads*>(self);
  threads->runs([threads] { threads->main_part_(*threads); });
}

namespace {

/// Whether memory is short, or the program has asked for more than there is.
bool is_memory_short() {
  constexpr std::size_t little = std::size_t{64} << 20;
  void* volatile block = std::malloc(little);
  std::free(block);
  return !block;
}

}  // namespace

/// What the program throws is an error of it, unless vmalock itself refuses
/// the program, or lacks memory.
template <class Part>
bool Threads::runs(Part part) {
  std::string thrown;
  try {
    part();
    return true;
  } catch (const UserError&) {
    exception_ = std::current_exception();
  } catch (const std::bad_alloc&) {
    if (is_memory_short())
      exception_ = std::current_exception();
    else
      thrown = "more memory is asked for than there is (std::bad_alloc)";
  } catch (...) {
    thrown = what_is_thrown();
  }
  run_.over = run_.over || exception_;
  if (!thrown.empty()) fail_here(ErrorKind::crash, std::move(thrown));
  return false;
}

void Threads::thread_entry(void* self) {
  auto* threads = static_cast<Threads*>(self);
  ThreadData& t = *threads->running_;
  if (!threads->runs([threads, &t] {
        if (t.run)
          t.run(t.argument);
        else
          threads->program_->thread(threads->index_);
      }))
    return;
  const Graph& graph = threads->state_.graph;
  const auto po = graph.thread(threads->index_);
  if (static_cast<std::size_t>(t.position) < po.size())
    threads->errors_.nondeterministic(
        graph[po[static_cast<std::size_t>(t.position)]], {});
  t.state = ThreadStatus::finished;
}

void Threads::restart(unsigned t) {
  ThreadData& thread = state_.threads[t];
  thread.position = 0;
  thread.log_position = 0;
  thread.made.locations = thread.made.cells = thread.made.objects =
      thread.made.spawned = 0;
  thread.rcu_depth = 0;
  thread.forced = false;
  thread.observations.clear();
  if (state_.model.tracks_dependencies) {
    thread.control = {};
    thread.within = {};
    thread.pointers.clear();
  }
  memory_.rewind(t);
  thread.state = ThreadStatus::ready;
  while (fibers_.size() <= t) fibers_.emplace_back();
  fibers_[t].start(&Threads::thread_entry, this);
}

void Threads::resume(unsigned t) {
  if (state_.threads[t].state == ThreadStatus::stale) restart(t);
  running_ = &state_.threads[t];
  index_ = t;
  on_fiber_ = true;
  fibers_[t].resume();
  on_fiber_ = false;
  running_ = nullptr;
  index_ = main_thread;
}

void Threads::stand(ThreadStatus status) {
  running_->state = status;
  suspend();
  running_->state = ThreadStatus::ready;
}

void Threads::abandon() {
  (running_ ? fibers_[index_] : main_fiber_).suspend();
  CHECK(false && "an abandoned thread was resumed");
  __builtin_unreachable();
}

unsigned Threads::child(void (*run)(void*), void* argument) {
  if (in_main()) refuse_program("before() and after() must not start threads");
  ThreadData& t = *running_;
  if (t.made.spawned == t.made.spawn_ids.size()) {
    if (state_.threads.size() == state_.graph.blocks() * graph::lanes) {
      run_.too_many_threads = run_.over = true;
      abandon();
    }
    t.made.spawn_ids.push_back(static_cast<unsigned>(state_.threads.size()));
    add_thread();
    state_.threads.back().state = ThreadStatus::absent;
  }
  const unsigned child = t.made.spawn_ids[t.made.spawned++];
  state_.threads[child].run = run;
  state_.threads[child].argument = argument;
  return child;
}

}  // namespace vmalock::explore
