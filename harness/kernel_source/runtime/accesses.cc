// SPDX-License-Identifier: MIT
// The accesses of abi.h: what the pass makes of loads, stores and atomics.
#include <cstring>

#include "harness/base/check.h"
#include "harness/kernel_source/runtime/dependencies.h"
#include "harness/kernel_source/runtime/machine.h"

namespace vmalock::kernel_source {
namespace {

std::uint64_t to_c(const Cell& cell, explore::Value value) {
  if (!cell.pointer) return value;
  return reinterpret_cast<std::uint64_t>(explore::decode_pointer(value));
}

explore::Value from_c(const Cell& cell, std::uint64_t value) {
  if (!cell.pointer) return value;
  return explore::encode_pointer(reinterpret_cast<const void*>(value));
}

std::uint64_t raw_load(const void* address, unsigned bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, address, bytes);  // little-endian: the low bytes
  return value;
}

std::uint64_t combine(explore::RmwOp op, std::uint64_t old,
                      std::uint64_t operand) {
  switch (op) {
    case explore::RmwOp::exchange:
      return operand;
    case explore::RmwOp::add:
      return old + operand;
    case explore::RmwOp::sub:
      return old - operand;
    case explore::RmwOp::bit_and:
      return old & operand;
    case explore::RmwOp::bit_or:
      return old | operand;
    case explore::RmwOp::bit_xor:
      return old ^ operand;
  }
  CHECK(false);
  return 0;
}

/// Of a word of a private structure: nobody else sees it.
Labels private_labels(const void* address, std::size_t bytes) {
  return Machine::current().shadow().load(address, bytes);
}
void set_private_labels(void* address, std::size_t bytes,
                        const Labels& labels) {
  Machine::current().shadow().store(address, bytes, labels);
}

void refuse_seq_cst(Ordering order, const char* what) {
  if (order == Ordering::seq_cst && explore::tracks_dependencies())
    user_error(std::string("the kernel has no seq_cst ") + what +
               "; write acquire, and a fence, under lkmm");
}

/// Under lkmm plain cells are like any other.
bool is_apart(const Cell& cell) {
  return cell.plain && !explore::tracks_dependencies();
}

/// An RMW of a cell of which our code knows plain accesses only.
void refuse_apart(const Cell& cell, const vmalock_site& site) {
  if (is_apart(cell))
    user_error(std::string(site.file) + ":" + std::to_string(site.line) +
               ": an atomic operation on " + site.field +
               ", which has plain accesses only in vmalock; use --model lkmm");
}

// An access may let another thread run, which adds and removes cells: a Cell is
// copied before it.

/// A word as C has it, and its labels.
struct Word {
  std::uint64_t value;
  Labels labels;
};

Word load_cell(const Cell cell, const vmalock_site& site,
               const explore::Dependencies& from) {
  if (is_apart(cell))
    return {to_c(cell, explore::plain_load(cell.location, access_of(site))),
            {}};
  const Ordering order = order_of(site);
  refuse_seq_cst(order, "load");
  const explore::Value value =
      explore::load(cell.location, order, access_of(site, &from));
  return {to_c(cell, value), {just_read(), {}}};
}

void store_cell(const Cell cell, std::uint64_t value, const vmalock_site& site,
                const explore::Dependencies& from) {
  if (is_apart(cell))
    return explore::plain_store(cell.location, from_c(cell, value),
                                access_of(site));
  const Ordering order = order_of(site);
  // Under lkmm a seq_cst store is smp_store_mb().
  const bool mb = order == Ordering::seq_cst && explore::tracks_dependencies();
  explore::store(cell.location, from_c(cell, value),
                 mb ? Ordering::relaxed : order, access_of(site, &from));
  if (mb) explore::fence(Ordering::mb, access_of(site));
}

Word load_word(const void* address, unsigned bytes, const vmalock_site& site,
               const explore::Dependencies& from) {
  if (const Cell* cell = find_word(address, bytes, site))
    return load_cell(*cell, site, from);
  return {raw_load(address, bytes), private_labels(address, bytes)};
}

void store_word(void* address, unsigned bytes, const Word& word,
                const vmalock_site& site, const explore::Dependencies& from) {
  if (const Cell* cell = find_word(address, bytes, site))
    return store_cell(*cell, word.value, site, from);
  set_private_labels(address, bytes, word.labels);
  std::memcpy(address, &word.value, bytes);
}

/// A fully ordered RMW where the model has no such thing: between two fences.
class FullOrder {
 public:
  explicit FullOrder(const vmalock_site& site)
      : site_(site),
        order_(order_of(site)),
        fences_(order_ == Ordering::seq_cst &&
                !explore::tracks_dependencies()) {}
  void before() const { fence(); }
  void after() const { fence(); }
  Ordering order() const { return fences_ ? Ordering::acq_rel : order_; }

 private:
  const vmalock_site& site_;
  Ordering order_;
  bool fences_;

  void fence() const {
    if (fences_) explore::fence(Ordering::mb, access_of(site_));
  }
};

/// Of what a bulk access finds at an address: a cell, or one byte of the stack.
std::size_t unit(const Cell* cell) { return cell ? cell->bytes : 1; }

}  // namespace
}  // namespace vmalock::kernel_source

using namespace vmalock;
using namespace vmalock::kernel_source;

extern "C" {

std::uint64_t vmalock_load(const void* address, vmalock_site* site) {
  const Call<1> call;
  const Word word =
      load_word(address, site->size, *site,
                dependencies(call.argument[0].data, {}, call.control));
  returns(word.labels);
  return word.value;
}

void vmalock_store(void* address, std::uint64_t value, vmalock_site* site) {
  const Call<2> call;
  const auto& [to, from] = call.argument;
  store_word(address, site->size, {value, from}, *site,
             dependencies(to.data, from.data, call.control));
}

std::uint64_t vmalock_rmw(void* address, std::uint64_t operand,
                          vmalock_site* site) {
  const Call<2> call;
  const auto& [at, from] = call.argument;
  const auto op = static_cast<explore::RmwOp>(site->operation);
  const bool own = op != explore::RmwOp::exchange;
  const Cell* const found = find_word(address, site->size, *site);
  if (!found) {
    const std::uint64_t old = raw_load(address, site->size);
    Labels read = private_labels(address, site->size);
    if (own) read |= from;
    const std::uint64_t now = combine(op, old, operand);
    std::memcpy(address, &now, site->size);
    set_private_labels(address, site->size, own ? read : from);
    returns(read);
    return old;
  }
  const Cell cell = *found;
  refuse_apart(cell, *site);
  CHECK(!cell.pointer || !own);
  const FullOrder full(*site);
  full.before();
  const auto depends = dependencies(at.data, from.data, call.control);
  const explore::Value old =
      explore::rmw(cell.location, op, from_c(cell, operand), full.order(),
                   access_of(*site, &depends));
  // What a fetch-and-op returns depends on its operand, too (herd7).
  Labels read{just_read(), {}};
  if (own) read |= from;
  full.after();
  returns(read);
  return to_c(cell, old);
}

std::uint64_t vmalock_cas(void* address, std::uint64_t expected,
                          std::uint64_t desired, vmalock_site* site) {
  const Call<3> call;
  const Labels& from = call.argument[2];
  const Cell* const found = find_word(address, site->size, *site);
  if (!found) {
    if (site->size == 0)
      user_error(std::string(site->file) + ":" + std::to_string(site->line) +
                 ": cmpxchg() of a variable of the stack");
    const std::uint64_t old = raw_load(address, site->size);
    returns(private_labels(address, site->size));
    if (old == expected) {
      std::memcpy(address, &desired, site->size);
      set_private_labels(address, site->size, from);
    }
    return old;
  }
  const Cell cell = *found;
  refuse_apart(cell, *site);
  const explore::Value old_wanted = from_c(cell, expected);
  const explore::Value now = from_c(cell, desired);
  const auto exchange = [&](explore::Value old) {
    return old == old_wanted ? std::optional(now) : std::nullopt;
  };
  const FullOrder full(*site);
  full.before();
  auto depends = dependencies(call.argument[0].data, from.data, call.control);
  depends.locked = true;
  const explore::CasResult result =
      explore::tracks_dependencies()
          ? explore::update(cell.location, exchange, full.order(),
                            Ordering::relaxed, access_of(*site, &depends))
          : explore::cmpxchg(cell.location, old_wanted, now, full.order(),
                             Ordering::relaxed, access_of(*site));
  const Labels read{just_read(), {}};
  if (result.done) full.after();
  returns(read);
  return to_c(cell, result.old);
}

void vmalock_memset(void* to, int byte, std::size_t bytes,
                    vmalock_site* stores) {
  const Call<2> call;
  const auto& [at, value] = call.argument;
  auto* target = static_cast<unsigned char*>(to);
  for (std::size_t i = 0; i < bytes;) {
    const Cell* cell = Machine::current().cells.find(target + i);
    const std::size_t bytes_here = unit(cell);
    if (cell && !cell->facility) {
      if (i + cell->bytes > bytes)
        user_error(std::string(stores->file) + ":" +
                   std::to_string(stores->line) +
                   ": memset() ends in the middle of a field");
      std::uint64_t word = 0;
      std::memset(&word, byte, cell->bytes);
      store_cell(*cell, word, *stores,
                 dependencies(at.data, value.data, call.control));
    } else if (!cell && explore::on_stack(target + i)) {
      target[i] = static_cast<unsigned char>(byte);
      set_private_labels(target + i, 1, value);
    } else if (cell || !Machine::current().cells.in_object(target + i)) {
      find_word(target + i, 1, *stores);  // says what is wrong
    }
    i += bytes_here;
  }
}

void vmalock_memcpy(void* to, const void* from, std::size_t bytes,
                    vmalock_site* loads, vmalock_site* stores) {
  const Call<2> call;
  const vmalock_label& to_label = call.argument[0].data;
  const vmalock_label& from_label = call.argument[1].data;
  const auto* source = static_cast<const unsigned char*>(from);
  auto* target = static_cast<unsigned char*>(to);
  Cells& cells = Machine::current().cells;
  for (std::size_t i = 0; i < bytes;) {
    const Cell* read = cells.find(source + i);
    const Cell* written = cells.find(target + i);
    if ((read && read->facility) || (written && written->facility))
      find_word(read && read->facility ? source + i : target + i, 1, *loads);
    const std::size_t n = read ? unit(read) : unit(written);
    if (read && written && read->bytes != written->bytes)
      user_error(std::string(loads->file) + ":" + std::to_string(loads->line) +
                 ": a copy between fields of different sizes");
    // Between fields is padding, which nobody reads.
    const bool has_source = read || explore::on_stack(source + i);
    const bool has_target = written || explore::on_stack(target + i);
    if (!has_source && !cells.in_object(source + i))
      find_word(source + i, 1, *loads);  // says what is wrong
    if (!has_target && !cells.in_object(target + i))
      find_word(target + i, 1, *stores);
    if (has_source && has_target) {
      const auto bytes_of_word = static_cast<unsigned>(n);
      const Word word = load_word(source + i, bytes_of_word, *loads,
                                  dependencies(from_label, {}, call.control));
      store_word(target + i, bytes_of_word, word, *stores,
                 dependencies(to_label, word.labels.data, call.control));
    }
    i += n;
  }
}

void vmalock_private_load(const void* address, std::size_t bytes) {
  returns(private_labels(address, bytes));
}

void vmalock_private_store(void* address, std::size_t bytes) {
  const Call<2> call;
  set_private_labels(address, bytes, call.argument[1]);
}

void vmalock_private_clear(void* address, std::size_t bytes) {
  Machine::current().shadow().clear(address, bytes);
}

void vmalock_private_copy(void* to, const void* from, std::size_t bytes) {
  Machine::current().shadow().copy(to, from, bytes);
}

void vmalock_keep_control() {
  const Call<1> call;
  keep_control(call.argument[0].data);
}

}  // extern "C"
