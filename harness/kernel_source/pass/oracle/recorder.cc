// SPDX-License-Identifier: MIT
#include "harness/kernel_source/pass/oracle/recorder.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

extern "C" {
thread_local vmalock_label vmalock_arg_data[vmalock_max_args];
thread_local vmalock_label vmalock_arg_control[vmalock_max_args];
thread_local vmalock_label vmalock_ret_data, vmalock_ret_control;
thread_local vmalock_label vmalock_control;
}

namespace vmalock::kernel_source::oracle {

namespace {

thread_local Recorder* current_recorder = nullptr;

/// Ends a run from within compiled C code, which has frames to unwind but
/// nothing in them to destroy.
struct Stopped {};

}  // namespace

Recorder& Recorder::current() { return *current_recorder; }

void Recorder::add_cell(const void* address, std::string name, unsigned bytes) {
  cells_[reinterpret_cast<std::uintptr_t>(address)] = {std::move(name), bytes};
}

const RecordedCell* Recorder::cell_at(const void* address) const {
  const auto at = cells_.find(reinterpret_cast<std::uintptr_t>(address));
  return at == cells_.end() ? nullptr : &at->second;
}

void Recorder::run(void (*function)(void*), void* argument, Values values) {
  current_recorder = this;
  events_.clear();
  memory.clear();
  problem_.clear();
  kept_ = 0;
  values_ = std::move(values);
  std::memset(vmalock_arg_data, 0, sizeof vmalock_arg_data);
  std::memset(vmalock_arg_control, 0, sizeof vmalock_arg_control);
  vmalock_control = {};
  try {
    function(argument);
  } catch (const Stopped&) {
  }
}

void Recorder::stop(std::string problem) {
  problem_ = std::move(problem);
  throw Stopped();
}

std::size_t Recorder::add(RecordedEvent event) {
  if (events_.size() == max_events) stop("too many events");
  event.ctrl |= kept_;
  events_.push_back(std::move(event));
  return events_.size() - 1;
}

std::uint64_t Recorder::value_of(std::size_t event) {
  return values_(event, events_[event].location);
}

namespace {

std::string list(const char* name, RunEvents events) {
  std::string text;
  for (std::size_t i = 0; i < vmalock::oracle::max_run_events; ++i)
    if (events >> i & 1)
      text += fmt::format("{}{}", text.empty() ? "" : ",", i);
  return text.empty() ? "" : fmt::format(" {}({})", name, text);
}

char letter(const RecordedEvent& e) {
  switch (e.kind) {
    case graph::EventKind::load:
      return 'R';
    case graph::EventKind::store:
      return 'W';
    case graph::EventKind::rmw:
      return 'U';
    default:
      return 'F';
  }
}

}  // namespace

std::string describe(const RecordedEvent& e) {
  std::string text(1, letter(e));
  if (e.order != Ordering::relaxed) text += fmt::format(".{}", name(e.order));
  if (!e.location.empty()) text += " " + e.location;
  if (e.kind == graph::EventKind::store || e.kind == graph::EventKind::rmw)
    text += fmt::format("={}", static_cast<std::int64_t>(e.written));
  return text + list("addr", e.addr) + list("data", e.data) +
         list("ctrl", e.ctrl);
}

}  // namespace vmalock::kernel_source::oracle
