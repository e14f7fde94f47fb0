// SPDX-License-Identifier: MIT
#include "harness/explore/run/threads.h"

#include <utility>

#include "harness/base/check.h"
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
  program_ = run_.factory();
  const unsigned count = program_->threads();
  if (count > state_.graph.blocks() * graph::lanes) {
    run_.too_many_threads = run_.over = true;
    return;
  }
  for (unsigned t = 0; t < count; ++t) add_thread();
  run_main(&Program::before);
  phase_ = Phase::threads;
}

void Threads::run_after() {
  phase_ = Phase::after;
  main_.observations.clear();
  run_main(&Program::after);
  phase_ = Phase::threads;
}

void Threads::run_main(void (Program::*part)()) {
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
  try {
    (threads->program_.get()->*threads->main_part_)();
  } catch (...) {
    threads->exception_ = std::current_exception();
    threads->run_.over = true;
  }
}

void Threads::thread_entry(void* self) {
  auto* threads = static_cast<Threads*>(self);
  ThreadData& t = *threads->running_;
  try {
    if (t.run)
      t.run(t.argument);
    else
      threads->program_->thread(threads->index_);
  } catch (...) {
    threads->exception_ = std::current_exception();
    threads->run_.over = true;
    return;
  }
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
  if (in_main()) user_error("before() and after() must not start threads");
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
