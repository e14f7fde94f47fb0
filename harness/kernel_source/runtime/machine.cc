#include "harness/kernel_source/runtime/machine.h"

#include <fmt/format.h>

#include "harness/base/check.h"
#include "harness/platform/model/platform.h"

extern "C" {
thread_local vmalock_label vmalock_arg_data[vmalock_max_args];
thread_local vmalock_label vmalock_arg_control[vmalock_max_args];
thread_local vmalock_label vmalock_ret_data, vmalock_ret_control;
thread_local vmalock_label vmalock_control;
}

namespace vmalock::kernel_source {

namespace {

thread_local Machine* active = nullptr;

std::string place(const vmalock_site& site) {
  return fmt::format("{}:{}", site.file, site.line);
}

}  // namespace

Machine& Machine::current() {
  CHECK(active && "the binding activates its machine");
  return *active;
}

void Machine::activate() { active = this; }

void Machine::begin_thread() {
  Thread& t = threads_[slot()];
  t.shadow.forget_all();
  t.nesting = 0;
}

const Cell* find_cell(const void* address, const vmalock_site& site) {
  Cells& cells = Machine::current().cells;
  if (const Cell* cell = cells.find(address)) return cell;
  if (explore::on_stack(address)) return nullptr;
  if (!address)
    explore::misuse("a null pointer is dereferenced", access_of(site));
  const std::string where = cells.describe(address);
  if (!where.empty())
    user_error(fmt::format(
        "{}: {}(): an access to {}, where the binding knows no field; describe "
        "the field there",
        place(site), site.function, where));
  explore::misuse(
      "an access to memory that is neither this thread's nor of an object that "
      "vmalock knows",
      access_of(site));
}

const Cell* find_word(const void* address, unsigned bytes,
                      const vmalock_site& site) {
  const Cell* cell = find_cell(address, site);
  if (!cell || bytes == 0 || cell->bytes == bytes) return cell;
  user_error(fmt::format(
      "{}: {}(): an access of {} bytes to {}, which {}; the memory model has "
      "no accesses to parts of a word",
      place(site), site.function, bytes,
      Machine::current().cells.describe(address),
      cell->facility ? std::string("is for its own functions only")
                     : fmt::format("has {}", cell->bytes)));
}

void* find_facility(const void* address, const vmalock_site& site) {
  const Cell* cell = Machine::current().cells.find(address);
  if (cell && cell->facility) return cell->facility;
  if (!address)
    explore::misuse("a null pointer is dereferenced", access_of(site));
  user_error(fmt::format("{}: {}(): {} of what the binding does not know: {}",
                         place(site), site.function, site.field,
                         Machine::current().cells.describe(address)));
}

explore::Access access_of(const vmalock_site& site) {
  return {site.row, {site.file, site.function, static_cast<int>(site.line)}};
}

Ordering order_of(const vmalock_site& site) {
  if (site.row == vmalock_no_row) return static_cast<Ordering>(site.order);
  model::active_reached[site.row] = 1;
  return model::active_orderings[site.row];
}

}  // namespace vmalock::kernel_source
