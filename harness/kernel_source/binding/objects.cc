// SPDX-License-Identifier: MIT
// The harness's objects as C structures: each field gets its cell.
#include <cstring>

#include "harness/base/check.h"
#include "harness/kernel_source/binding/lock.h"

namespace vmalock::kernel_source {

namespace {

using Location = explore::Location;

/// The cell behind a member of the harness.
template <class Cell>
Location location_of(const Cell& cell) {
  static_assert(sizeof(Cell) == sizeof(Location));
  Location location;
  std::memcpy(&location, &cell, sizeof location);
  return location;
}

/// A field that the harness has, by the name of the C field.
struct Member {
  std::string_view field;
  Location location;
};

/// One object that becomes a C structure.
class Structure {
 public:
  Structure(CStruct which, void* object)
      : fields_(active_lock().fields(which)),
        cells_(active().machine.cells),
        base_(static_cast<char*>(object)) {
    cells_.add_object(object, fields_.bytes, struct_name(which));
  }

  /// Cells that exist, and new ones for all other fields.
  void add_fields(std::span<const Member> members, std::uint32_t* own,
                  std::optional<explore::Value> initial) {
    for (std::size_t i = 0; i < fields_.fields.size(); ++i) {
      const FieldCell& field = fields_.fields[i];
      if (const Member* const member = find(members, field.name)) {
        add(field, member->location);
        continue;
      }
      if (!own) continue;
      own[i] = explore::new_location(field.width, initial, field.name.c_str(),
                                     base_ + field.offset);
      add(field, own[i]);
    }
  }

  /// `ours`: an rw_semaphore, of whatever lock's tag.
  void add_semaphore(std::string_view field, void* ours) {
    if (const auto offset = fields_.embedded(field))
      cells_.add_facility(*offset, ours);
  }

 private:
  const FieldCells& fields_;
  Cells& cells_;
  char* base_;

  static const Member* find(std::span<const Member> members,
                            std::string_view name) {
    for (const Member& member : members)
      if (member.field == name) return &member;
    return nullptr;
  }

  void add(const FieldCell& field, Location location) {
    cells_.add_cell(field.offset, location, field.width, field.pointer);
  }
};

}  // namespace

void constructed(Host* host) {
  active().host = host;
  for (Task& task : host->init_tasks) constructed(&task);
}

void constructed(Task* task) {
  const Member members[] = {{"__state", location_of(task->state)},
                            {"pending", location_of(task->pending)}};
  Structure(CStruct::task, task).add_fields(members, nullptr, std::nullopt);
}

void constructed(Mm* mm) {
  const Member members[] = {{"mm_count.counter", location_of(mm->mm_count)},
                            {"mm_users.counter", location_of(mm->mm_users)},
                            {"map_count", location_of(mm->map_count)}};
  Structure structure(CStruct::mm, mm);
  structure.add_fields(members, mm->cells, 0);  // as mm_init() leaves it
  structure.add_semaphore("mmap_lock", &mm->mmap_lock);
}

void constructed(Vma* vma) {
  const Member members[] = {{"vm_start", location_of(vma->vm_start)},
                            {"vm_end", location_of(vma->vm_end)},
                            {"vm_flags", location_of(vma->vm_flags)},
                            {"vm_mm", location_of(vma->vm_mm)},
                            {"vm_policy", location_of(vma->vm_policy)},
                            {"anon_vma", location_of(vma->anon_vma)}};
  std::span<const Member> known = members;
  if (active_lock().ops().lookup_asks_anon_vma)
    known = known.first(known.size() - 1);  // set_faulted_before()
  Structure(CStruct::vma, vma).add_fields(known, vma->cells, std::nullopt);
}

void constructed(VmaLock* lock) {
  Structure(CStruct::vma_lock, lock).add_semaphore("lock", &lock->lock);
}

namespace {

/// The cell of a field, by its name; none if the structure has no such field.
std::optional<Location> own_cell(const c_structure& object, CStruct which,
                                 std::string_view name) {
  const auto& fields = active_lock().fields(which).fields;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == name) return object.cells[i];
  return std::nullopt;
}

constexpr std::string_view count_field = "vm_refcnt.refs.counter";

}  // namespace

void set_faulted_before(Vma* vma) {
  if (!active_lock().ops().lookup_asks_anon_vma) return;
  const auto set = [vma](const char* field, const void* value) {
    if (const auto cell = own_cell(*vma, CStruct::vma, field))
      explore::store(*cell, explore::encode_pointer(value), Ordering::plain);
  };
  set("vm_ops", nullptr);  // vma_set_anonymous(), for vma_is_anonymous()
  set("anon_vma", vma);
}

void await_waiter(Vma* vma) {
  if (const auto count = own_cell(*vma, CStruct::vma, count_field)) {
    const auto flag = static_cast<unsigned>(active_lock().ops().writer_flag);
    explore::await(
        *count, [flag](explore::Value v) { return (v & flag) != 0; },
        Ordering::acquire);
    return;
  }
  const auto pointer = own_cell(*vma, CStruct::vma, "vm_lock");
  CHECK(pointer.has_value());
  auto* const lock = static_cast<VmaLock*>(
      explore::decode_pointer(explore::load(*pointer, Ordering::relaxed)));
  lock->lock.count.await([](rwsem_word count) { return rwsem_waiters(count); },
                         order::acquire);
}

bool add_readers(Vma* vma, long readers) {
  const auto count = own_cell(*vma, CStruct::vma, count_field);
  if (!count || active_lock().ops().reader_limit == 0) return false;
  // Who leaves is done before the writer comes (pairs with its wait).
  explore::rmw(*count, explore::RmwOp::add, static_cast<std::uint32_t>(readers),
               readers < 0 ? Ordering::release : Ordering::relaxed);
  return true;
}

bool advance(Mm* mm, unsigned sections) {
  auto sequence = own_cell(*mm, CStruct::mm, "mm_lock_seq.sequence");
  if (!sequence) sequence = own_cell(*mm, CStruct::mm, "mm_lock_seq");
  if (!sequence) return false;
  // A version that adds one for a section has gone through twice as many.
  const explore::Value now = explore::load(*sequence, Ordering::relaxed);
  explore::store(*sequence, now + 2 * explore::Value{sections},
                 Ordering::relaxed);
  return true;
}

}  // namespace vmalock::kernel_source
