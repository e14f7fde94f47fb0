// SPDX-License-Identifier: MIT
#include "harness/explore/run/log.h"
#include "harness/explore/tell/errors.h"

namespace vmalock::explore {

namespace {

/// Local actions that a thread may have, for each event that it may have.
constexpr std::size_t plain_per_event = 10;

}  // namespace

/// The next logged action of the running thread if it is being replayed.
LogEntry* Log::next(LocalAction action) {
  ThreadData& t = runner_.running();
  if (t.log_position >= t.log.size()) return nullptr;
  LogEntry& entry = t.log[t.log_position++];
  if (entry.action != action) nondeterministic("another action");
  return &entry;
}

LogEntry& Log::add(LocalAction action, std::uint32_t id, const Access& access) {
  ThreadData& t = runner_.running();
  if (t.log.size() >= std::size_t{run_.options.max_events} * plain_per_event)
    cut_thread(access);
  LogEntry& entry = t.log.emplace_back();
  ++t.log_position;
  entry.action = action;
  entry.id = id;
  entry.mark = static_cast<graph::Index>(t.position + 1);
  entry.access = access;
  return entry;
}

void Log::undo(unsigned t, const LogEntry& entry) {
  switch (entry.action) {
    case LocalAction::load:
      state_.cells[entry.id].read.set(t, entry.old_mark);
      break;
    case LocalAction::store:
      state_.cells[entry.id].written.set(t, entry.old_mark);
      state_.cells[entry.id].last[t] = {entry.old_value, entry.old_sequence};
      break;
    case LocalAction::create_plain:
      state_.cells[entry.id].written.set(t, 0);
      break;
    case LocalAction::create_location:
      state_.graph.location(entry.id).created =
          graph::LocationState::not_created;
      break;
    case LocalAction::allocate:
      state_.objects[entry.id].live = false;
      break;
    case LocalAction::release:
      state_.objects[entry.id].released = false;
      break;
  }
}

void Log::redo(unsigned t, const LogEntry& entry) {
  switch (entry.action) {
    case LocalAction::load:
      state_.cells[entry.id].read.set(t, entry.mark);
      break;
    case LocalAction::store:
      state_.cells[entry.id].written.set(t, entry.mark);
      state_.cells[entry.id].last[t] = {entry.value, entry.sequence};
      break;
    case LocalAction::create_plain:
      // It counts as a write for whoever is not ordered after it.
      state_.cells[entry.id].written.set(t, entry.mark);
      state_.cells[entry.id].initial = entry.value;
      state_.cells[entry.id].initialised = entry.old_value != 0;
      break;
    case LocalAction::create_location:
      state_.graph.set_initial(entry.id, entry.old_value != 0, entry.value);
      state_.graph.location(entry.id).created =
          static_cast<graph::Index>(entry.mark - 1);
      break;
    case LocalAction::allocate:
      state_.objects[entry.id].live = true;
      break;
    case LocalAction::release:
      state_.objects[entry.id].released = true;
      break;
  }
}

void Log::nondeterministic(const char* what) {
  errors_.fail(ErrorKind::nondeterministic,
               "CPU" + std::to_string(runner_.index()) +
                   " behaves differently when it is run again (" + what +
                   " after event " +
                   std::to_string(runner_.running().position) + ")",
               {});
}

void Log::truncate(unsigned thread, std::uint32_t size) {
  auto& log = state_.threads[thread].log;
  while (log.size() > size) {
    undo(thread, log.back());
    log.pop_back();
  }
}

/// The running thread has done too much: its execution is no full answer.
void Log::cut_thread(const Access& access) {
  runner_.running().state = ThreadStatus::bounded;
  run_.result.bounded_at =
      std::string(access.where.file) + ":" + std::to_string(access.where.line);
  runner_.abandon();
}

}  // namespace vmalock::explore
