// SPDX-License-Identifier: MIT
#include "harness/explore/tell/errors.h"

#include <utility>

#include "harness/explore/model/model.h"
#include "harness/explore/run/threads.h"
#include "harness/explore/tell/token.h"
#include "harness/explore/tell/trace.h"

namespace vmalock::explore {

void Errors::report(ErrorKind kind, std::string message, const Access& access) {
  if (model_.traits.judges_errors_later && !runner_.in_main() &&
      kind != ErrorKind::nondeterministic) {
    runner_.running().failure = {kind, std::move(message), access};
    runner_.running().state = ThreadStatus::failed;
    runner_.abandon();
  }
  if (!run_.over) {
    Error error;
    error.kind = kind;
    // Moved: this frame may be abandoned, and must not own memory then.
    error.message = std::move(message);
    if (access.where.line != 0)
      error.where = {access.where.file,
                     static_cast<unsigned>(access.where.line)};
    trace(error);
    error.witness = token(state_, runner_.first_threads());
    run_.result.error = std::move(error);
    run_.over = true;
  }
  if (runner_.on_fiber()) runner_.abandon();
}

void Errors::fail(ErrorKind kind, std::string message, const Access& access) {
  report(kind, std::move(message), access);
  runner_.abandon();
}

void Errors::nondeterministic(const Event& e, const Access& access) {
  fail(ErrorKind::nondeterministic,
       "CPU" + std::to_string(e.thread) +
           " behaves differently when it is run again, at its event " +
           std::to_string(e.index),
       access);
}

/// No thread can move. If every thread that waits has seen the newest value,
/// it will wait for ever.
void Errors::check_deadlock() {
  if (!run_.options.deadlock_is_error) return;
  const Event* waiting = nullptr;
  bool discarded = false;
  bool reads = false;
  std::string who;
  std::string joins;
  for (unsigned t = 0; t < state_.threads.size(); ++t) {
    const ThreadStatus s = state_.threads[t].state;
    if (s == ThreadStatus::finished || s == ThreadStatus::absent) continue;
    if (s == ThreadStatus::discarded) {
      discarded = true;
      continue;
    }
    if (s == ThreadStatus::joining) {
      if (joins.empty())
        joins = "CPU" + std::to_string(t) +
                " waits for ever for the end of CPU" +
                std::to_string(state_.threads[t].joined);
      continue;
    }
    if (s == ThreadStatus::grace || s == ThreadStatus::held) {
      waiting = &state_.graph[state_.graph.thread(t).back()];
      who += (who.empty() ? "" : ", ") + std::to_string(t);
      continue;
    }
    if (s != ThreadStatus::blocked) return;
    const Event& e = state_.graph[state_.graph.thread(t).back()];
    if (e.rf != state_.graph.co_last(e.label.location)) return;
    waiting = &e;
    reads = true;
    who += (who.empty() ? "" : ", ") + std::to_string(t);
  }
  // Whoever waits for the thread itself, or for its section, may go on once it
  // does.
  if (discarded && !reads) return;
  if (!waiting && !joins.empty()) report(ErrorKind::deadlock, joins, {});
  if (waiting)
    report(ErrorKind::deadlock,
           "CPU" + who + " waits for ever for " +
               state_.graph.location(waiting->label.location).name,
           {waiting->label.site, waiting->label.where});
}

/// The access is checked next: if it is an error, the trace ends with it.
void Errors::offend(LocalAction action, std::uint32_t id, Value value,
                    const Access& access) {
  offence_.emplace();
  offence_->action = action;
  offence_->id = id;
  offence_->value = value;
  offence_->access = access;
}

void Errors::trace(Error& error) const {
  explore::trace(state_,
                 {conflict_, offence_, runner_.index(), run_.options.site_name},
                 error);
}

}  // namespace vmalock::explore
