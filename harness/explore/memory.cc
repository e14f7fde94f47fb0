// Cells and memory that the program creates. Whatever a thread creates as its
// n-th is the same thing in every execution.
#include <algorithm>

#include "harness/base/check.h"
#include "harness/explore/explorer.h"

namespace vmalock::explore {

namespace {

/// The thread's n-th name, made by `create` when it is asked for first.
template <class Name, class Create>
Name nth(std::vector<Name>& names, std::uint32_t n, Create create) {
  if (n == names.size()) names.push_back(create());
  return names[n];
}

}  // namespace

std::uint32_t Explorer::object_at(const void* address) const {
  if (!address || !arena_.contains(address)) return ~0u;
  const auto* a = static_cast<const std::byte*>(address);
  for (std::size_t i = objects_.size(); i-- > 0;) {
    const Object& o = objects_[i];
    if (o.live && a >= o.address && a < o.address + o.bytes)
      return static_cast<std::uint32_t>(i);
  }
  return ~0u;
}

Location Explorer::new_location(unsigned width, std::optional<Value> initial,
                                const char* name, const void* address) {
  if (in_main()) {
    if (phase_ != Phase::before)
      user_error("after() must not create shared cells");
    const Location l = graph_.add_location(width, name);
    graph_.location(l).number = main_.locations++;
    graph_.location(l).object = object_at(address);
    if (graph_.location(l).object != ~0u)
      objects_[graph_.location(l).object].locations.push_back(l);
    graph_.set_initial(l, initial.has_value(), initial.value_or(0));
    return l;
  }
  ThreadState& t = *running_;
  const Location l = nth(t.location_ids, t.locations, [&] {
    const Location made = graph_.add_location(width, name);
    graph_.location(made).creator = static_cast<std::uint8_t>(running_index_);
    graph_.location(made).number = t.locations;
    graph_.location(made).created = graph::LocationState::not_created;
    return made;
  });
  ++t.locations;
  allocates_ = true;
  // Described anew in a replay, too: another branch may have had another cell
  // in its place.
  graph::LocationState& location = graph_.location(l);
  location.name = name;
  location.width = static_cast<std::uint8_t>(width);
  location.object = object_at(address);
  if (location.object != ~0u) {
    auto& cells = objects_[location.object].locations;
    if (std::find(cells.begin(), cells.end(), l) == cells.end())
      cells.push_back(l);
  }
  if (const LogEntry* entry = next_logged(LocalAction::create_location)) {
    if (entry->id != l) nondeterministic_local("another cell is created");
    return l;
  }
  LogEntry& entry = log(LocalAction::create_location, l, {});
  entry.value = initial.value_or(0);
  entry.old_value = initial.has_value();
  redo_entry(running_index_, entry);
  return l;
}

PlainCell Explorer::new_plain(std::optional<Value> initial, const char* name,
                              const void* address) {
  // Under lkmm plain accesses are events like any other.
  if (is_kernel()) return new_location(8, initial, name, address);
  const auto make = [&] {
    cells_.emplace_back();
    return static_cast<PlainCell>(cells_.size() - 1);
  };
  if (in_main()) {
    const PlainCell id = make();
    cells_[id].name = name;
    cells_[id].initialised = initial.has_value();
    cells_[id].initial = initial.value_or(0);
    cells_[id].object = object_at(address);
    if (cells_[id].object != ~0u)
      objects_[cells_[id].object].cells.push_back(id);
    return id;
  }
  ThreadState& t = *running_;
  const PlainCell id = nth(t.cell_ids, t.cells, make);
  ++t.cells;
  allocates_ = true;
  PlainState& cell = cells_[id];
  cell.name = name;
  cell.object = object_at(address);
  if (cell.object != ~0u) {
    auto& cells = objects_[cell.object].cells;
    if (std::find(cells.begin(), cells.end(), id) == cells.end())
      cells.push_back(id);
  }
  if (const LogEntry* entry = next_logged(LocalAction::create_plain)) {
    if (entry->id != id) nondeterministic_local("another cell is created");
    return id;
  }
  LogEntry& entry = log(LocalAction::create_plain, id, {});
  entry.value = initial.value_or(0);
  entry.old_value = initial.has_value();
  redo_entry(running_index_, entry);
  return id;
}

void* Explorer::allocate(std::size_t bytes, std::size_t align, const char* name,
                         const Access& access) {
  if (in_main() && phase_ != Phase::before)
    user_error("after() must not allocate");
  const bool main = in_main();
  ThreadState& t = main ? main_ : *running_;
  std::byte* address =
      arena_.bump(main ? Arena::main_region : running_index_, bytes, align);
  const std::uint32_t id = nth(t.object_ids, t.objects, [&] {
    objects_.emplace_back();
    return static_cast<std::uint32_t>(objects_.size() - 1);
  });
  ++t.objects;
  Object& o = objects_[id];
  o.name = name;
  o.address = address;
  o.bytes = bytes;
  o.thread = static_cast<std::uint8_t>(main ? graph::LocationState::by_main
                                            : running_index_);
  o.allocation = access;
  if (!main) {
    allocates_ = true;
    if (const LogEntry* entry = next_logged(LocalAction::allocate)) {
      if (entry->id != id) nondeterministic_local("another allocation");
      return address;
    }
    log(LocalAction::allocate, id, access);
  }
  o.live = true;
  o.released = false;
  return address;
}

void Explorer::release(void* object, const Access& access) {
  if (!object) return;
  const bool main = in_main();
  const std::uint32_t id = object_at(object);
  if (id == ~0u || objects_[id].address != object)
    fail(ErrorKind::lock_misuse, "free of something that was not allocated",
         access);
  if (!main) {
    if (const LogEntry* entry = next_logged(LocalAction::release)) {
      if (entry->id != id) nondeterministic_local("another release");
      return;
    }
  }
  Object& o = objects_[id];
  bool released = o.released;
  for (const std::uint32_t r : after_released_) released |= r == id;
  if (released)
    fail(ErrorKind::double_free,
         std::string(o.name) + " was freed before at " + o.release.where.file +
             ":" + std::to_string(o.release.where.line),
         access);
  if (main) {
    o.release = access;
    if (phase_ == Phase::before)
      o.released = true;
    else
      after_released_.push_back(id);
    return;
  }
  if (!is_kernel()) check_release(id, access);
  o.release = access;
  o.released_by = static_cast<std::uint8_t>(running_index_);
  o.released = true;
  LogEntry& entry = log(LocalAction::release, id, access);
  if (is_kernel()) entry.value = release_dependency(*running_, id);
}

/// Everything that was done with the object must be ordered before its end.
void Explorer::check_release(std::uint32_t object, const Access& access) {
  const Object& o = objects_[object];
  const unsigned me = running_index_;
  const Block* now = hb_now(me);
  const unsigned blocks = graph_.blocks();
  bool ordered = true;
  // In another branch the cells may have been elsewhere.
  for (const PlainCell id : o.cells) {
    if (cells_[id].object != object) continue;
    if (graph::exceeds(cells_[id].written.data(), now, me, blocks) ||
        graph::exceeds(cells_[id].read.data(), now, me, blocks))
      ordered = false;
  }
  for (const Location id : o.locations) {
    const graph::LocationState& l = graph_.location(id);
    if (l.object != object || l.created == l.not_created) continue;
    if (l.creator != graph::LocationState::by_main && l.creator != me &&
        graph::at(now, l.creator) <= l.created)
      ordered = false;
    for (unsigned t = 0; t < graph_.threads(); ++t) {
      if (t == me || (l.threads >> t & 1u) == 0) continue;
      if (graph_[l.last[t]].index > graph::at(now, t)) ordered = false;
    }
  }
  if (!ordered)
    fail(ErrorKind::use_after_free,
         std::string(o.name) +
             " is freed while another thread may still access it",
         access);
}

void Explorer::check_leaks() {
  for (std::uint32_t id = 0; id < objects_.size(); ++id) {
    const Object& o = objects_[id];
    bool released = o.released;
    for (const std::uint32_t r : after_released_) released |= r == id;
    if (o.live && !released)
      report(ErrorKind::leak, std::string(o.name) + " is never freed",
             o.allocation);
  }
}

// ---- pointers as values

namespace {
constexpr Value in_arena = Value{1} << 63;
}

Value Explorer::encode(const void* pointer) {
  if (!pointer) return 0;
  if (arena_.contains(pointer)) return in_arena | arena_.offset(pointer);
  foreign_pointers_ = true;
  return reinterpret_cast<Value>(pointer);
}

void* Explorer::decode(Value value) const {
  if ((value & in_arena) != 0) return arena_.at(value & ~in_arena);
  return reinterpret_cast<void*>(value);
}

}  // namespace vmalock::explore
