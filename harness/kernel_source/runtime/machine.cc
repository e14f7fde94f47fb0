// SPDX-License-Identifier: MIT
#include "harness/kernel_source/runtime/machine.h"

#include <fmt/format.h>

#include <algorithm>

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

std::string place(const vmalock_site& site) {
  return fmt::format("{}:{}", site.file, site.line);
}

}  // namespace

void Machine::begin_thread() {
  Thread& t = threads_[slot()];
  t.shadow.forget_all();
  t.nesting = 0;
  t.held.clear();
}

void Machine::drop(const void* sem) {
  auto& held = threads_[slot()].held;
  const auto one = std::find(held.begin(), held.end(), sem);
  if (one != held.end()) held.erase(one);
}

bool Machine::holds(const void* sem) {
  const auto& held = threads_[slot()].held;
  return std::find(held.begin(), held.end(), sem) != held.end();
}

const Cell* find_no_cell(const void* address, const vmalock_site& site) {
  if (explore::on_stack(address)) return nullptr;
  if (!address)
    explore::misuse("a null pointer is dereferenced", access_of(site));
  const std::string where = Machine::current().cells.describe(address);
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

void refuse_size(const void* address, const Cell& cell, unsigned bytes,
                 const vmalock_site& site) {
  user_error(fmt::format(
      "{}: {}(): an access of {} bytes to {}, which {}; the memory model has "
      "no accesses to parts of a word",
      place(site), site.function, bytes,
      Machine::current().cells.describe(address),
      cell.facility ? std::string("is for its own functions only")
                    : fmt::format("has {}", cell.bytes)));
}

void* find_facility(const void* address, const vmalock_site& site) {
  const Cell* cell = Machine::current().cells.find(address);
  if (cell && cell->facility) return cell->facility;
  if (!address)
    explore::misuse("a null pointer is dereferenced", access_of(site));
  const std::string where = Machine::current().cells.describe(address);
  if (where.empty())
    explore::misuse(
        "a call with memory that is neither this thread's nor of an object "
        "that vmalock knows",
        access_of(site));
  user_error(fmt::format("{}: {}(): {} of what the binding does not know: {}",
                         place(site), site.function, site.field, where));
}

Ordering order_in_table(const vmalock_site& site) {
  model::active_reached[site.row] = 1;
  return model::active_orderings[site.row];
}

}  // namespace vmalock::kernel_source
