// SPDX-License-Identifier: MIT
// abi.h for the recorder.
#include <cstring>

#include "harness/kernel_source/pass/oracle/recorder.h"

using vmalock::Ordering;
using vmalock::graph::EventKind;
using namespace vmalock::kernel_source::oracle;

namespace {

RunEvents events(const vmalock_label& label) { return label.bits[0]; }
vmalock_label label(RunEvents events) { return {{events, 0, 0, 0}}; }

void returns(const vmalock_label& data, const vmalock_label& control = {}) {
  vmalock_ret_data = data;
  vmalock_ret_control = control;
}

vmalock_label united(vmalock_label a, const vmalock_label& b) {
  for (int i = 0; i < 4; ++i) a.bits[i] |= b.bits[i];
  return a;
}

std::uint64_t truncated(std::uint64_t value, unsigned bytes) {
  return bytes >= 8 ? value : value & ((std::uint64_t{1} << 8 * bytes) - 1);
}

bool on_stack(const void* address) {
  const char here = 0;
  const auto* a = static_cast<const char*>(address);
  constexpr std::ptrdiff_t stack = 1 << 20;
  return a >= &here && a < &here + stack;
}

/// The cell, or null if the address is private; anything else ends the run.
const RecordedCell* find(const void* address, const vmalock_site* site) {
  const RecordedCell* cell = Recorder::current().cell_at(address);
  if (cell) {
    if (site->size != 0 && site->size != cell->bytes)
      Recorder::current().stop("an access of another size than the cell's");
    return cell;
  }
  if (!on_stack(address)) Recorder::current().stop("an access to no cell");
  return nullptr;
}

RecordedEvent event(EventKind kind, const RecordedCell& cell,
                    const vmalock_site* site) {
  RecordedEvent e;
  e.kind = kind;
  e.order = static_cast<Ordering>(site->order);
  e.location = cell.name;
  e.addr = events(vmalock_arg_data[0]);
  e.ctrl = events(vmalock_control);
  e.site = site;
  return e;
}

std::uint64_t computed(unsigned operation, std::uint64_t old,
                       std::uint64_t operand) {
  switch (operation) {
    case vmalock_add:
      return old + operand;
    case vmalock_sub:
      return old - operand;
    case vmalock_bit_and:
      return old & operand;
    case vmalock_bit_or:
      return old | operand;
    case vmalock_bit_xor:
      return old ^ operand;
    default:
      return operand;
  }
}

}  // namespace

extern "C" {

std::uint64_t vmalock_load(const void* address, vmalock_site* site) {
  const RecordedCell* cell = find(address, site);
  if (!cell) {
    vmalock_private_load(address, site->size);
    std::uint64_t value = 0;
    std::memcpy(&value, address, site->size);
    return value;
  }
  Recorder& r = Recorder::current();
  const std::size_t i = r.add(event(EventKind::load, *cell, site));
  returns(label(RunEvents{1} << i));
  return truncated(r.value_of(i), cell->bytes);
}

void vmalock_store(void* address, std::uint64_t value, vmalock_site* site) {
  const RecordedCell* cell = find(address, site);
  if (!cell) {
    vmalock_private_store(address, site->size);
    std::memcpy(address, &value, site->size);
    return;
  }
  RecordedEvent e = event(EventKind::store, *cell, site);
  e.written = truncated(value, cell->bytes);
  e.data = events(vmalock_arg_data[1]);
  Recorder::current().add(e);
}

std::uint64_t vmalock_rmw(void* address, std::uint64_t operand,
                          vmalock_site* site) {
  const RecordedCell* cell = find(address, site);
  if (!cell) Recorder::current().stop("an rmw of private memory");
  Recorder& r = Recorder::current();
  RecordedEvent e = event(EventKind::rmw, *cell, site);
  const RunEvents self = RunEvents{1} << r.events().size();
  const RunEvents from = events(vmalock_arg_data[1]);
  const bool own = site->operation != vmalock_exchange;
  e.data = own ? from | self : from;
  const std::uint64_t old = truncated(r.value_of(r.add(e)), cell->bytes);
  const_cast<RecordedEvent&>(r.events().back()).written =
      truncated(computed(site->operation, old, operand), cell->bytes);
  returns(label(own ? from | self : self));
  return old;
}

std::uint64_t vmalock_cas(void* address, std::uint64_t expected,
                          std::uint64_t desired, vmalock_site* site) {
  const RecordedCell* cell = find(address, site);
  if (!cell) Recorder::current().stop("a cas of private memory");
  Recorder& r = Recorder::current();
  const std::size_t i = r.add(event(EventKind::rmw, *cell, site));
  auto& e = const_cast<RecordedEvent&>(r.events().back());
  const std::uint64_t old = truncated(r.value_of(i), cell->bytes);
  if (old == truncated(expected, cell->bytes)) {
    e.data = events(vmalock_arg_data[2]);
    e.written = truncated(desired, cell->bytes);
  } else {
    e.kind = EventKind::load;
    e.order = Ordering::relaxed;
    e.failed = true;
  }
  returns(label(RunEvents{1} << i));
  return old;
}

void vmalock_memset(void* to, int byte, std::size_t bytes,
                    vmalock_site* stores) {
  Recorder& r = Recorder::current();
  auto* at = static_cast<unsigned char*>(to);
  for (std::size_t i = 0; i < bytes;) {
    const RecordedCell* cell = r.cell_at(at + i);
    if (!cell) {
      if (on_stack(at + i)) {
        at[i] = static_cast<unsigned char>(byte);
        vmalock_private_store(at + i, 1);
      }
      ++i;
      continue;
    }
    std::uint64_t value = 0;
    std::memset(&value, byte, cell->bytes);
    vmalock_store(at + i, value, stores);
    i += cell->bytes;
  }
}

void vmalock_memcpy(void* to, const void* from, std::size_t bytes,
                    vmalock_site* loads, vmalock_site* stores) {
  Recorder& r = Recorder::current();
  const auto* source = static_cast<const unsigned char*>(from);
  auto* target = static_cast<unsigned char*>(to);
  const vmalock_label address = vmalock_arg_data[0];
  const vmalock_label source_address = vmalock_arg_data[1];
  for (std::size_t i = 0; i < bytes;) {
    const RecordedCell* cell = r.cell_at(source + i);
    if (!cell) cell = r.cell_at(target + i);
    if (!cell) {
      if (on_stack(source + i) && on_stack(target + i)) {
        target[i] = source[i];
        vmalock_private_copy(target + i, source + i, 1);
      }
      ++i;
      continue;
    }
    vmalock_site load = *loads;  // kept by nobody: no event names it
    load.size = static_cast<std::uint8_t>(cell->bytes);
    vmalock_site store = *stores;
    store.size = load.size;
    vmalock_arg_data[0] = source_address;
    const std::uint64_t value = vmalock_load(source + i, &load);
    vmalock_arg_data[0] = address;
    vmalock_arg_data[1] = vmalock_ret_data;
    vmalock_arg_control[1] = vmalock_ret_control;
    vmalock_store(target + i, value, &store);
    i += cell->bytes;
  }
}

void vmalock_private_load(const void* address, std::size_t bytes) {
  const Recorder& r = Recorder::current();
  vmalock_label data{}, control{};
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  for (auto i = r.memory.lower_bound(at);
       i != r.memory.end() && i->first < at + bytes; ++i) {
    data = united(data, i->second.data);
    control = united(control, i->second.control);
  }
  returns(data, control);
}

void vmalock_private_store(void* address, std::size_t bytes) {
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  for (std::size_t i = 0; i < bytes; ++i)
    Recorder::current().memory[at + i] = {vmalock_arg_data[1],
                                          vmalock_arg_control[1]};
}

void vmalock_private_clear(void* address, std::size_t bytes) {
  auto& memory = Recorder::current().memory;
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  memory.erase(memory.lower_bound(at), memory.lower_bound(at + bytes));
}

void vmalock_private_copy(void* to, const void* from, std::size_t bytes) {
  auto& memory = Recorder::current().memory;
  const auto source = reinterpret_cast<std::uintptr_t>(from);
  const auto target = reinterpret_cast<std::uintptr_t>(to);
  std::map<std::uintptr_t, Recorder::Bytes> copied;
  for (auto i = memory.lower_bound(source);
       i != memory.end() && i->first < source + bytes; ++i)
    copied[i->first - source + target] = i->second;
  vmalock_private_clear(to, bytes);
  memory.insert(copied.begin(), copied.end());
}

void vmalock_keep_control() {
  Recorder::current().keep(events(vmalock_arg_data[0]));
}

void vmalock_fence(vmalock_site* site) {
  RecordedEvent e;
  e.order = static_cast<Ordering>(site->order);
  e.ctrl = events(vmalock_control);
  e.site = site;
  Recorder::current().add(e);
}

}  // extern "C"
