// SPDX-License-Identifier: MIT
#include "harness/explore/run/memory.h"

#include <algorithm>

#include "harness/base/check.h"
#include "harness/explore/model/model.h"
#include "harness/explore/run/effect.h"
#include "harness/explore/run/faults.h"
#include "harness/explore/run/names.h"
#include "harness/explore/tell/errors.h"

namespace vmalock::explore {

namespace {

constexpr Value in_arena = Value{1} << 63;

}  // namespace

/// `live`: only one that the present execution has allocated.
std::uint32_t Memory::find_object(const void* address, bool live) const {
  if (!address || !arena_.contains(address)) return ~0u;
  const auto* a = static_cast<const std::byte*>(address);
  for (std::size_t i = state_.objects.size(); i-- > 0;) {
    const Object& o = state_.objects[i];
    if ((o.live || !live) && a >= o.address && a < o.address + o.bytes)
      return static_cast<std::uint32_t>(i);
  }
  return ~0u;
}

std::uint32_t Memory::object_at(const void* address) const {
  return find_object(address, true);
}

std::uint32_t Memory::pointed_to(Value pointer) const {
  const void* address = decode(pointer);
  const std::uint32_t live = object_at(address);
  return live != ~0u ? live : find_object(address, false);
}

Location Memory::new_location(unsigned width, std::optional<Value> initial,
                              const char* name, const void* address) {
  if (runner_.in_main()) {
    if (runner_.phase() != Threads::Phase::before)
      refuse_program("after() must not create shared cells");
    const Location l = state_.graph.add_location(width, name);
    state_.graph.location(l).number = runner_.here().made.locations++;
    state_.graph.location(l).object = object_at(address);
    if (state_.graph.location(l).object != ~0u)
      state_.objects[state_.graph.location(l).object].locations.push_back(l);
    state_.graph.set_initial(l, initial.has_value(), initial.value_or(0));
    return l;
  }
  ThreadData& t = runner_.running();
  const Location l = nth(t.made.location_ids, t.made.locations, [&] {
    const Location made = state_.graph.add_location(width, name);
    state_.graph.location(made).creator =
        static_cast<std::uint8_t>(runner_.index());
    state_.graph.location(made).number = t.made.locations;
    state_.graph.location(made).created = graph::LocationState::not_created;
    return made;
  });
  ++t.made.locations;
  allocates_ = true;
  // Described anew in a replay, too: another branch may have had another cell
  // in its place.
  graph::LocationState& location = state_.graph.location(l);
  location.name = name;
  location.width = static_cast<std::uint8_t>(width);
  location.object = object_at(address);
  if (location.object != ~0u) {
    auto& cells = state_.objects[location.object].locations;
    if (std::find(cells.begin(), cells.end(), l) == cells.end())
      cells.push_back(l);
  }
  if (const LogEntry* entry = log_.next(LocalAction::create_location)) {
    if (entry->id != l) log_.nondeterministic("another cell is created");
    return l;
  }
  LogEntry& entry = log_.add(LocalAction::create_location, l, {});
  entry.value = initial.value_or(0);
  entry.old_value = initial.has_value();
  log_.redo(runner_.index(), entry);
  return l;
}

void* Memory::allocate(std::size_t bytes, std::size_t align, const char* name,
                       const Access& access) {
  if (runner_.in_main() && runner_.phase() != Threads::Phase::before)
    refuse_program("after() must not allocate");
  const bool main = runner_.in_main();
  ThreadData& t = runner_.here();
  std::byte* address =
      arena_.bump(main ? Arena::main_region : runner_.index(), bytes, align);
  const std::uint32_t id = nth(t.made.object_ids, t.made.objects, [&] {
    state_.objects.emplace_back();
    return static_cast<std::uint32_t>(state_.objects.size() - 1);
  });
  ++t.made.objects;
  Object& o = state_.objects[id];
  o.name = name;
  o.address = address;
  o.bytes = bytes;
  o.thread = static_cast<std::uint8_t>(main ? graph::LocationState::by_main
                                            : runner_.index());
  o.allocation = access;
  if (!main) {
    allocates_ = true;
    if (const LogEntry* entry = log_.next(LocalAction::allocate)) {
      if (entry->id != id) log_.nondeterministic("another allocation");
      return address;
    }
    log_.add(LocalAction::allocate, id, access);
  }
  o.live = true;
  o.released = false;
  return address;
}

void Memory::release(void* object, const Access& access) {
  if (!object) return;
  const bool main = runner_.in_main();
  const std::uint32_t id = object_at(object);
  if (id == ~0u || state_.objects[id].address != object)
    errors_.fail(ErrorKind::lock_misuse,
                 "free of something that was not allocated", access);
  if (!main) {
    if (const LogEntry* entry = log_.next(LocalAction::release)) {
      if (entry->id != id) log_.nondeterministic("another release");
      return;
    }
  }
  Object& o = state_.objects[id];
  if (is_released(id))
    errors_.fail(ErrorKind::double_free,
                 std::string(o.name) + " was freed before at " +
                     o.release.where.file + ":" +
                     std::to_string(o.release.where.line),
                 access);
  if (main) {
    o.release = access;
    if (runner_.phase() == Threads::Phase::before)
      o.released = true;
    else
      after_released_.push_back(id);
    return;
  }
  model_.check_release(id, access);
  o.release = access;
  o.released_by = static_cast<std::uint8_t>(runner_.index());
  o.released = true;
  LogEntry& entry = log_.add(LocalAction::release, id, access);
  entry.value = model_.release_dependency(id);
}

void Memory::check_object(std::uint32_t object, const Access& access) const {
  if (object == ~0u) return;
  const Object& o = state_.objects[object];
  if (is_released(object))
    errors_.report(ErrorKind::use_after_free,
                   std::string(o.name) + " was freed at " +
                       o.release.where.file + std::string(":") +
                       std::to_string(o.release.where.line),
                   access);
}

bool Memory::is_released(std::uint32_t object) const {
  return state_.objects[object].released ||
         std::find(after_released_.begin(), after_released_.end(), object) !=
             after_released_.end();
}

void Memory::check_leaks() const {
  for (std::uint32_t id = 0; id < state_.objects.size(); ++id) {
    const Object& o = state_.objects[id];
    if (o.live && !is_released(id))
      errors_.report(ErrorKind::leak, std::string(o.name) + " is never freed",
                     o.allocation);
  }
}

void* Memory::bump(std::size_t bytes, std::size_t align) {
  allocates_ = true;
  return arena_.bump(runner_.index(), bytes, align);
}

void Memory::adopt(const std::byte* base) {
  for (Object& o : state_.objects)
    if (o.address)
      o.address = static_cast<std::byte*>(
          arena_.at(static_cast<Value>(o.address - base)));
  for (ThreadData& t : state_.threads) {
    // Whatever else it points to is found again when the parent is run.
    const auto offset =
        static_cast<Value>(static_cast<const std::byte*>(t.argument) - base);
    t.argument =
        offset < Arena::total_bytes && t.argument ? arena_.at(offset) : nullptr;
  }
}

// ---- pointers as values

Value Memory::encode(const void* pointer) {
  if (!pointer) return 0;
  if (arena_.contains(pointer)) return in_arena | arena_.offset(pointer);
  foreign_pointers_ = true;
  return reinterpret_cast<Value>(pointer);
}

void* Memory::decode(Value value) const {
  if ((value & in_arena) != 0) return arena_.at(value & ~in_arena);
  return reinterpret_cast<void*>(value);
}

// ---- before() and after()

Value Memory::final_value(Location l) const {
  for (auto it = after_stores_.rbegin(); it != after_stores_.rend(); ++it)
    if (it->first == l) return it->second;
  return state_.graph.value(state_.graph.co_last(l));
}

CasResult Memory::main_access(const Label& label, const Functions& functions) {
  const Access access{label.site, label.where};
  const Location l = label.location;
  check_object(state_.graph.location(l).object, access);
  const bool known =
      state_.graph.location(l).initialised ||
      state_.graph.location(l).co.size() > 1 ||
      std::any_of(after_stores_.begin(), after_stores_.end(),
                  [l](const auto& store) { return store.first == l; });
  if (graph::may_read(label.op) && !known)
    errors_.fail(ErrorKind::uninitialised_read,
                 std::string(state_.graph.location(l).name) +
                     " is read but never written",
                 access);
  const Value old = final_value(l);
  Effect does = effect(state_.graph, label, functions, old);
  if (label.op == Op::store)
    does = {true, false, label.operand & mask(state_.graph.location(l).width)};
  if (does.blocks)
    errors_.fail(ErrorKind::deadlock,
                 "a wait outside the threads can never end", access);
  if (does.writes) {
    if (runner_.phase() == Threads::Phase::before)
      state_.graph.set_initial(l, true, does.value);
    else
      after_stores_.emplace_back(l, does.value);
  }
  return {old, does.writes};
}

void Memory::forget_after() {
  after_stores_.clear();
  after_released_.clear();
}

}  // namespace vmalock::explore
