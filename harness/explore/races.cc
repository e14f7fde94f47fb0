// Checks of the program: data races, uninitialised reads, memory. Each is made
// at the later of the two accesses that it concerns, on consistent graphs only,
// so a finding is real and none is missed.
#include "harness/explore/explorer.h"

namespace vmalock::explore {

namespace {

const char* named(const char* name) { return name && *name ? name : "a cell"; }

Access access_of(const Event& e) { return {e.label.site, e.label.where}; }

std::string place(const Where& w) {
  return std::string(w.file) + ":" + std::to_string(w.line);
}

}  // namespace

/// Event `s` has just got its source: is the access allowed?
void Explorer::check_access(Slot s) {
  const Event& e = graph_[s];
  graph::LocationState& l = graph_.location(e.label.location);
  if (is_kernel()) return;  // judged when the execution is finished
  const Access access = access_of(e);
  if (l.object != ~0u) check_object(l.object, access);
  const Block* hb = hb_of(s);
  if (l.creator != graph::LocationState::by_main && l.creator != e.thread &&
      graph::at(hb, l.creator) <= l.created)
    report(ErrorKind::data_race,
           std::string(named(l.name)) +
               " is used, but its initialisation is not ordered before",
           access);
  if (e.reads && Graph::is_init(e.rf) && !l.initialised)
    report(ErrorKind::uninitialised_read,
           std::string(named(l.name)) + " is read before it is written",
           access);
  if (e.is_plain()) l.any_plain = true;
  if (!l.any_plain) return;
  for (std::uint32_t rest = l.threads; rest != 0; rest &= rest - 1) {
    const auto t = static_cast<unsigned>(__builtin_ctz(rest));
    if (t == e.thread) continue;
    for (Slot y = l.last[t];
         y != graph::no_slot && graph_[y].index > graph::at(hb, t);
         y = graph_[y].previous) {
      const Event& x = graph_[y];
      if ((x.writes || e.writes) && (x.is_plain() || e.is_plain())) {
        conflict_ = {.first = y, .second = s};
        report(ErrorKind::data_race,
               std::string(named(l.name)) + ": unordered with the access at " +
                   place(x.label.where),
               access);
      }
    }
  }
}

void Explorer::check_object(std::uint32_t object, const Access& access) {
  if (object == ~0u) return;
  const Object& o = objects_[object];
  bool released = o.released;
  for (const std::uint32_t r : after_released_) released |= r == object;
  if (released)
    report(ErrorKind::use_after_free,
           std::string(o.name) + " was freed at " + place(o.release.where),
           access);
}

// ---- local actions: the log

namespace {
/// Local actions that a thread may have, for each event that it may have.
constexpr std::size_t plain_per_event = 10;
}  // namespace

/// The next logged action of the running thread if it is being replayed.
LogEntry* Explorer::next_logged(LocalAction action) {
  ThreadState& t = *running_;
  if (t.log_position >= t.log.size()) return nullptr;
  LogEntry& entry = t.log[t.log_position++];
  if (entry.action != action) nondeterministic_local("another action");
  return &entry;
}

LogEntry& Explorer::log(LocalAction action, std::uint32_t id,
                        const Access& access) {
  ThreadState& t = *running_;
  if (t.log.size() >= std::size_t{options_.max_events} * plain_per_event)
    cut_thread(access);
  LogEntry& entry = t.log.emplace_back();
  ++t.log_position;
  entry.action = action;
  entry.id = id;
  entry.mark = static_cast<graph::Index>(t.position + 1);
  entry.access = access;
  return entry;
}

void Explorer::undo_entry(unsigned t, const LogEntry& entry) {
  switch (entry.action) {
    case LocalAction::load:
      cells_[entry.id].read.set(t, entry.old_mark);
      break;
    case LocalAction::store:
      cells_[entry.id].written.set(t, entry.old_mark);
      cells_[entry.id].last[t] = {entry.old_value, entry.old_sequence};
      break;
    case LocalAction::create_plain:
      cells_[entry.id].written.set(t, 0);
      break;
    case LocalAction::create_location:
      graph_.location(entry.id).created = graph::LocationState::not_created;
      break;
    case LocalAction::allocate:
      objects_[entry.id].live = false;
      break;
    case LocalAction::release:
      objects_[entry.id].released = false;
      break;
  }
}

void Explorer::redo_entry(unsigned t, const LogEntry& entry) {
  switch (entry.action) {
    case LocalAction::load:
      cells_[entry.id].read.set(t, entry.mark);
      break;
    case LocalAction::store:
      cells_[entry.id].written.set(t, entry.mark);
      cells_[entry.id].last[t] = {entry.value, entry.sequence};
      break;
    case LocalAction::create_plain:
      // It counts as a write for whoever is not ordered after it.
      cells_[entry.id].written.set(t, entry.mark);
      cells_[entry.id].initial = entry.value;
      cells_[entry.id].initialised = entry.old_value != 0;
      break;
    case LocalAction::create_location:
      graph_.set_initial(entry.id, entry.old_value != 0, entry.value);
      graph_.location(entry.id).created =
          static_cast<graph::Index>(entry.mark - 1);
      break;
    case LocalAction::allocate:
      objects_[entry.id].live = true;
      break;
    case LocalAction::release:
      objects_[entry.id].released = true;
      break;
  }
}

// ---- plain cells

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

void Explorer::check_plain(PlainCell id, bool writes, const Access& access) {
  const PlainState& cell = cells_[id];
  if (cell.object != ~0u) check_object(cell.object, access);
  const unsigned me = running_index_;
  const Block* now = hb_now(me);
  const unsigned blocks = graph_.blocks();
  const bool race =
      graph::exceeds(cell.written.data(), now, me, blocks) ||
      (writes && graph::exceeds(cell.read.data(), now, me, blocks));
  if (race) report(ErrorKind::data_race, race_text(id, writes), access);
}

/// Names the access that a plain access of the running thread races with.
std::string Explorer::race_text(PlainCell id, bool writes) {
  const PlainState& cell = cells_[id];
  const Block* now = hb_now(running_index_);
  for (unsigned t = 0; t < threads_.size(); ++t) {
    if (t == running_index_) continue;
    const auto& log = threads_[t]->log;
    for (std::size_t i = log.size(); i-- > 0;) {
      const LogEntry& x = log[i];
      const bool touches = x.id == id && (x.action == LocalAction::load ||
                                          x.action == LocalAction::store);
      if (!touches || x.mark <= graph::at(now, t)) continue;
      if (x.action == LocalAction::load && !writes) continue;
      conflict_ = {.thread = t, .local = &x};
      return std::string(named(cell.name)) + ": unordered with the " +
             (x.action == LocalAction::load ? "read" : "write") + " at " +
             place(x.access.where);
    }
  }
  return std::string(named(cell.name)) + ": unordered with its initialisation";
}

/// The access is checked next: if it is an error, the trace ends with it.
void Explorer::offend(LocalAction action, std::uint32_t id, Value value,
                      const Access& access) {
  offence_.emplace();
  offence_->action = action;
  offence_->id = id;
  offence_->value = value;
  offence_->access = access;
}

Value Explorer::plain_load(PlainCell id, const Access& access) {
  if (is_kernel()) return kernel_plain_access(id, nullptr, access);
  const auto count = static_cast<unsigned>(threads_.size());
  if (in_main()) {
    check_object(cells_[id].object, access);
    PlainValue found = current_value(cells_[id], count);
    for (const auto& [cell, value] : after_plain_)
      if (cell == id) found = {true, value};
    if (!found.known)
      fail(ErrorKind::uninitialised_read,
           std::string(named(cells_[id].name)) + " is read but never written",
           access);
    return found.value;
  }
  if (const LogEntry* entry = next_logged(LocalAction::load)) {
    if (entry->id != id) nondeterministic_local("another cell is read");
    return entry->value;
  }
  const PlainValue found = current_value(cells_[id], count);
  offend(LocalAction::load, id, found.value, access);
  check_plain(id, false, access);
  if (!found.known)
    report(
        ErrorKind::uninitialised_read,
        std::string(named(cells_[id].name)) + " is read before it is written",
        access);
  offence_.reset();
  LogEntry& entry = log(LocalAction::load, id, access);
  entry.value = found.value;
  entry.old_mark = cells_[id].read[running_index_];
  cells_[id].read.set(running_index_, entry.mark);
  return found.value;
}

void Explorer::plain_store(PlainCell id, Value value, const Access& access) {
  if (is_kernel()) {
    kernel_plain_access(id, &value, access);
    return;
  }
  PlainState& cell = cells_[id];
  if (in_main()) {
    check_object(cell.object, access);
    if (phase_ == Phase::before) {
      cell.initialised = true;
      cell.initial = value;
    } else {
      after_plain_.emplace_back(id, value);
    }
    return;
  }
  if (const LogEntry* entry = next_logged(LocalAction::store)) {
    if (entry->id != id || entry->value != value)
      nondeterministic_local("another plain store");
    return;
  }
  offend(LocalAction::store, id, value, access);
  check_plain(id, true, access);
  offence_.reset();
  LogEntry& entry = log(LocalAction::store, id, access);
  entry.value = value;
  entry.old_value = cell.last[running_index_].value;
  entry.old_sequence = cell.last[running_index_].sequence;
  entry.sequence = ++sequence_;
  entry.old_mark = cell.written[running_index_];
  redo_entry(running_index_, entry);
}

void Explorer::nondeterministic_local(const char* what) {
  fail(ErrorKind::nondeterministic,
       "CPU" + std::to_string(running_index_) +
           " behaves differently when it is run again (" + what +
           " after event " + std::to_string(running_->position) + ")",
       {});
}

}  // namespace vmalock::explore
