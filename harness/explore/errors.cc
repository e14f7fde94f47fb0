// Errors of the program under test.
#include <utility>

#include "harness/explore/explorer.h"

namespace vmalock::explore {

using State = ThreadState::State;

void Explorer::report(ErrorKind kind, std::string message,
                      const Access& access) {
  if (is_kernel() && running_ && kind != ErrorKind::nondeterministic)
    fail_later(kind, std::move(message), access);
  if (!over_) {
    Error error;
    error.kind = kind;
    // Moved: this frame may be abandoned, and must not own memory then.
    error.message = std::move(message);
    if (access.where.line != 0)
      error.where = {access.where.file,
                     static_cast<unsigned>(access.where.line)};
    trace(error);
    error.witness = token();
    result_.error = std::move(error);
    over_ = true;
  }
  if (on_fiber_) abandon();
}

void Explorer::fail(ErrorKind kind, std::string message, const Access& access) {
  report(kind, std::move(message), access);
  abandon();
}

void Explorer::nondeterministic(const Event& e, const Label& label) {
  fail(ErrorKind::nondeterministic,
       "CPU" + std::to_string(e.thread) +
           " behaves differently when it is run again, at its event " +
           std::to_string(e.index),
       {label.site, label.where});
}

/// No thread can move. If every thread that waits has seen the newest value,
/// it will wait for ever.
void Explorer::check_deadlock() {
  if (!options_.deadlock_is_error) return;
  const Event* waiting = nullptr;
  std::string who;
  std::string joins;
  for (unsigned t = 0; t < threads_.size(); ++t) {
    const State s = threads_[t]->state;
    if (s == State::finished || s == State::absent) continue;
    if (s == State::joining) {
      if (joins.empty())
        joins = "CPU" + std::to_string(t) +
                " waits for ever for the end of CPU" +
                std::to_string(threads_[t]->joined);
      continue;
    }
    if (s == State::grace) {
      waiting = &graph_[graph_.thread(t).back()];
      who += (who.empty() ? "" : ", ") + std::to_string(t);
      continue;
    }
    if (s != State::blocked) return;
    const Event& e = graph_[graph_.thread(t).back()];
    if (e.rf != graph_.co_last(e.label.location)) return;
    waiting = &e;
    who += (who.empty() ? "" : ", ") + std::to_string(t);
  }
  if (!waiting && !joins.empty()) report(ErrorKind::deadlock, joins, {});
  if (waiting)
    report(ErrorKind::deadlock,
           "CPU" + who + " waits for ever for " +
               graph_.location(waiting->label.location).name,
           {waiting->label.site, waiting->label.where});
}

}  // namespace vmalock::explore
