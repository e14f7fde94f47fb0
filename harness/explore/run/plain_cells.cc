// SPDX-License-Identifier: MIT
#include "harness/explore/run/plain_cells.h"
#include "harness/explore/model/model.h"
#include "harness/explore/run/names.h"
#include "harness/explore/tell/errors.h"

namespace vmalock::explore {

namespace {

const char* named(const char* name) { return name && *name ? name : "a cell"; }

std::string place(const Where& w) {
  return std::string(w.file) + ":" + std::to_string(w.line);
}

}  // namespace

PlainValue current_value(const PlainState& cell, unsigned threads) {
  PlainValue found{cell.initialised, cell.initial};
  std::uint64_t newest = 0;
  for (unsigned t = 0; t < threads; ++t) {
    if (cell.last[t].sequence <= newest) continue;
    newest = cell.last[t].sequence;
    found = {true, cell.last[t].value};
  }
  return found;
}

PlainCell PlainCells::create(std::optional<Value> initial, const char* name,
                             const void* address) {
  const auto make = [&] {
    state_.cells.emplace_back();
    return static_cast<PlainCell>(state_.cells.size() - 1);
  };
  if (runner_.in_main()) {
    const PlainCell id = make();
    state_.cells[id].name = name;
    state_.cells[id].initialised = initial.has_value();
    state_.cells[id].initial = initial.value_or(0);
    state_.cells[id].object = memory_.object_at(address);
    if (state_.cells[id].object != ~0u)
      state_.objects[state_.cells[id].object].cells.push_back(id);
    return id;
  }
  ThreadData& t = runner_.running();
  const PlainCell id = nth(t.made.cell_ids, t.made.cells, make);
  ++t.made.cells;
  memory_.set_allocates();
  PlainState& cell = state_.cells[id];
  cell.name = name;
  cell.object = memory_.object_at(address);
  if (cell.object != ~0u) {
    auto& cells = state_.objects[cell.object].cells;
    if (std::find(cells.begin(), cells.end(), id) == cells.end())
      cells.push_back(id);
  }
  if (const LogEntry* entry = log_.next(LocalAction::create_plain)) {
    if (entry->id != id) log_.nondeterministic("another cell is created");
    return id;
  }
  LogEntry& entry = log_.add(LocalAction::create_plain, id, {});
  entry.value = initial.value_or(0);
  entry.old_value = initial.has_value();
  log_.redo(runner_.index(), entry);
  return id;
}

void PlainCells::check(PlainCell id, bool writes, const Access& access) {
  const PlainState& cell = state_.cells[id];
  if (cell.object != ~0u) memory_.check_object(cell.object, access);
  const unsigned me = runner_.index();
  const Block* now = model_.hb_now(me);
  const unsigned blocks = state_.graph.blocks();
  const bool race =
      graph::exceeds(cell.written.data(), now, me, blocks) ||
      (writes && graph::exceeds(cell.read.data(), now, me, blocks));
  if (race) errors_.report(ErrorKind::data_race, race_text(id, writes), access);
}

/// Names the access that a plain access of the running thread races with.
std::string PlainCells::race_text(PlainCell id, bool writes) {
  const PlainState& cell = state_.cells[id];
  const Block* now = model_.hb_now(runner_.index());
  for (unsigned t = 0; t < state_.threads.size(); ++t) {
    if (t == runner_.index()) continue;
    const auto& log = state_.threads[t].log;
    for (std::size_t i = log.size(); i-- > 0;) {
      const LogEntry& x = log[i];
      const bool touches = x.id == id && (x.action == LocalAction::load ||
                                          x.action == LocalAction::store);
      if (!touches || x.mark <= graph::at(now, t)) continue;
      if (x.action == LocalAction::load && !writes) continue;
      errors_.set_conflict({.thread = t, .local = &x});
      return std::string(named(cell.name)) + ": unordered with the " +
             (x.action == LocalAction::load ? "read" : "write") + " at " +
             place(x.access.where);
    }
  }
  return std::string(named(cell.name)) + ": unordered with its initialisation";
}

/// In after(): what the threads left there.
Value PlainCells::main_load(PlainCell id, const Access& access) const {
  memory_.check_object(state_.cells[id].object, access);
  PlainValue found = current_value(
      state_.cells[id], static_cast<unsigned>(state_.threads.size()));
  for (const auto& [cell, value] : after_)
    if (cell == id) found = {true, value};
  if (!found.known)
    errors_.fail(ErrorKind::uninitialised_read,
                 std::string(named(state_.cells[id].name)) +
                     " is read but never written",
                 access);
  return found.value;
}

Value PlainCells::load(PlainCell id, const Access& access) {
  if (runner_.in_main()) return main_load(id, access);
  if (const LogEntry* entry = log_.next(LocalAction::load)) {
    if (entry->id != id) log_.nondeterministic("another cell is read");
    return entry->value;
  }
  const PlainValue found = current_value(
      state_.cells[id], static_cast<unsigned>(state_.threads.size()));
  errors_.offend(LocalAction::load, id, found.value, access);
  check(id, false, access);
  if (!found.known)
    errors_.report(ErrorKind::uninitialised_read,
                   std::string(named(state_.cells[id].name)) +
                       " is read before it is written",
                   access);
  errors_.forget_offence();
  LogEntry& entry = log_.add(LocalAction::load, id, access);
  entry.value = found.value;
  entry.old_mark = state_.cells[id].read[runner_.index()];
  state_.cells[id].read.set(runner_.index(), entry.mark);
  return found.value;
}

void PlainCells::store(PlainCell id, Value value, const Access& access) {
  PlainState& cell = state_.cells[id];
  if (runner_.in_main()) {
    memory_.check_object(cell.object, access);
    if (runner_.phase() == Threads::Phase::before) {
      cell.initialised = true;
      cell.initial = value;
    } else {
      after_.emplace_back(id, value);
    }
    return;
  }
  if (const LogEntry* entry = log_.next(LocalAction::store)) {
    if (entry->id != id || entry->value != value)
      log_.nondeterministic("another plain store");
    return;
  }
  errors_.offend(LocalAction::store, id, value, access);
  check(id, true, access);
  errors_.forget_offence();
  LogEntry& entry = log_.add(LocalAction::store, id, access);
  entry.value = value;
  entry.old_value = cell.last[runner_.index()].value;
  entry.old_sequence = cell.last[runner_.index()].sequence;
  entry.sequence = ++state_.sequence;
  entry.old_mark = cell.written[runner_.index()];
  log_.redo(runner_.index(), entry);
}

}  // namespace vmalock::explore
