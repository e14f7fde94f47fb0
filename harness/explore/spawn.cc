// Threads that threads start and wait for. A thread's n-th child is the same
// thread in every execution.
#include "harness/base/check.h"
#include "harness/explore/explorer.h"

namespace vmalock::explore {

using State = ThreadState::State;

unsigned Explorer::spawn(void (*run)(void*), void* argument,
                         const Access& access) {
  if (in_main()) user_error("before() and after() must not start threads");
  ThreadState& t = *running_;
  if (t.spawned == t.spawn_ids.size()) {
    if (threads_.size() == graph_.blocks() * graph::lanes) {
      too_many_threads_ = true;
      over_ = true;
      abandon();
    }
    t.spawn_ids.push_back(static_cast<unsigned>(threads_.size()));
    threads_.push_back(std::make_unique<ThreadState>());
    threads_.back()->state = State::absent;
    graph_.add_thread();
  }
  const unsigned child = t.spawn_ids[t.spawned++];
  Label label;
  label.op = Op::spawn;
  label.operand = child;
  label.site = access.site;
  label.where = access.where;
  // The child may be run again before the parent is.
  threads_[child]->run = run;
  threads_[child]->argument = argument;
  if (mark(label)) {
    const Slot s = graph_.thread(running_index_).back();
    threads_[child]->start = s;
    threads_[child]->state = State::stale;
  }
  return child;
}

void Explorer::join(unsigned child, const Access& access) {
  if (in_main()) return;
  ThreadState& t = *running_;
  Label label;
  label.op = Op::join;
  label.operand = child;
  label.site = access.site;
  label.where = access.where;
  if (static_cast<std::size_t>(t.position) >= graph_.length(running_index_)) {
    t.joined = child;
    may_wait_in_section();
    while (stepwise_ || threads_[child]->state != State::finished) {
      t.state = State::joining;
      t.fiber.suspend();
      if (threads_[child]->state == State::finished) break;
    }
    t.state = State::ready;
  }
  mark(label);
}

}  // namespace vmalock::explore
