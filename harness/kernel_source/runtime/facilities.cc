// SPDX-License-Identifier: MIT
// The facilities of abi.h, on the explorer and on harness/kernel.
#include <limits>
#include <optional>

#include "harness/base/check.h"
#include "harness/kernel/rwsem.h"
#include "harness/kernel_source/runtime/forward.h"
#include "harness/kernel_source/runtime/platform.h"

namespace vmalock::kernel_source {
namespace {

using K = platform;
using Semaphore = kernel::rw_semaphore<K>;

Where where(const vmalock_site& site) { return access_of(site).where; }

/// *old = value, as compiled code would have it: private, with its label.
void give(int* old, std::uint64_t value) {
  if (!old) return;
  *old = static_cast<int>(value);
  Machine::current().shadow().store(old, sizeof *old, {just_read(), {}});
}

int count_of(explore::Value value) {
  return static_cast<int>(static_cast<unsigned>(value));
}
explore::Value value_of(int count) { return static_cast<unsigned>(count); }

Cell counter_at(const int* counter, const vmalock_site& site) {
  const Cell* cell = find_word(counter, sizeof *counter, site);
  if (!cell)
    user_error(std::string(site.file) + ":" + std::to_string(site.line) +
               ": a refcount_t on the stack");
  return *cell;
}

/// As kernel::refcount_add_not_zero; `next` says what becomes of a count, and
/// `before` is the one that it found.
template <class Next>
int add_not_zero(int* counter, int* old, int& before, const vmalock_site& site,
                 Next next) {
  const Call<2> call;
  const Cell cell = counter_at(counter, site);
  const auto update =
      [&next](explore::Value v) -> std::optional<explore::Value> {
    const std::optional<int> n = next(count_of(v));
    return n ? std::optional(value_of(*n)) : std::nullopt;
  };
  const auto depends =
      dependencies(call.argument[0].data, call.argument[1].data, call.control);
  const explore::CasResult r =
      explore::update(cell.location, update, order_of(site), Ordering::relaxed,
                      access_of(site, &depends));
  // It stands for a loop, whose exit all that follows depends on.
  keep_control(just_read());
  before = count_of(r.old);
  give(old, r.old);
  returns({just_read(), {}});
  return r.done;
}

/// As harness/kernel/refcount.h has it.
bool saturates(int old, int i) {
  return old < 0 || old > std::numeric_limits<int>::max() - i;
}
constexpr int saturated = std::numeric_limits<int>::min() / 2;

Semaphore* semaphore(const void* sem, const vmalock_site& site) {
  return static_cast<Semaphore*>(find_facility(sem, site));
}

/// down_write_trylock() (kernel/locking/rwsem.c): of a lock that nobody holds
/// or waits for. No port needs it.
bool down_write_trylock(Semaphore* sem, Where where) {
  const bool done =
      sem->count
          .update(
              [](kernel::rwsem_word w) {
                return w == 0 ? std::optional(kernel::RWSEM_WRITER_LOCKED)
                              : std::nullopt;
              },
              kernel::at<"down_write">, where)
          .done;
  if (done) sem->owner.store(kernel::rwsem_self<K>(), where);
  return done;
}

/// The loop of a trylock is over when it returns, whatever it says.
int trylock(const void* sem, const vmalock_site& site,
            bool (*lock)(Semaphore*, Where)) {
  FromKernel in;
  const Within at = in.at(0);
  Semaphore* const ours = semaphore(sem, site);
  const bool done = lock(ours, where(site));
  keep_control(just_read());
  in.returns({just_read(), {}});
  if (done) Machine::current().take(ours);
  return done;
}

Hooks& hooks() {
  Hooks* set = Machine::current().hooks;
  CHECK(set && "the binding sets its hooks");
  return *set;
}

[[noreturn]] void missing(const char* what) {
  user_error(std::string("the binding of the kernel's code has no ") + what);
}

}  // namespace

void* Hooks::current() { missing("current"); }
void* Hooks::kmem_cache_alloc(const void*, const vmalock_site&) {
  missing("kmem_cache_alloc");
}
void Hooks::kmem_cache_free(const void*, void*, const vmalock_site&) {
  missing("kmem_cache_free");
}
void* Hooks::mas_walk(const void*, unsigned long, void**, const vmalock_site&) {
  missing("mas_walk");
}
void Hooks::mmgrab(void*, const vmalock_site&) { missing("mmgrab"); }
void Hooks::mmdrop(void*, const vmalock_site&) { missing("mmdrop"); }
void Hooks::count_event(int, const vmalock_site&) { missing("count_event"); }

}  // namespace vmalock::kernel_source

using namespace vmalock;
using namespace vmalock::kernel_source;

extern "C" {

void vmalock_fence(vmalock_site* site) {
  explore::fence(order_of(*site), access_of(*site));
}

// ---- refcount_t

int vmalock_refcount_add_not_zero(int* counter, int i, int* old,
                                  vmalock_site* site) {
  int before = 0;
  const int done = add_not_zero(
      counter, old, before, *site, [i](int count) -> std::optional<int> {
        if (count == 0) return std::nullopt;
        return saturates(count, i) ? saturated : count + i;
      });
  if (saturates(before, i))
    explore::misuse("refcount_t: saturated; leaking memory", access_of(*site));
  return done;
}

int vmalock_refcount_add_not_zero_limited(int* counter, int i, int limit,
                                          int* old, vmalock_site* site) {
  int before = 0;
  const int done = add_not_zero(counter, old, before, *site,
                                [i, limit](int count) -> std::optional<int> {
                                  if (count == 0 || i > limit - count)
                                    return std::nullopt;
                                  return count + i;
                                });
  if (before < 0)
    explore::misuse("refcount_t: saturated; leaking memory", access_of(*site));
  return done;
}

int vmalock_refcount_sub_and_test(int* counter, int i, int* old,
                                  vmalock_site* site, vmalock_site* at_zero) {
  const Call<2> call;
  const auto& [at, from] = call.argument;
  const Cell cell = counter_at(counter, *site);
  const auto depends = dependencies(at.data, from.data, call.control);
  const int count =
      count_of(explore::rmw(cell.location, explore::RmwOp::sub, value_of(i),
                            order_of(*site), access_of(*site, &depends)));
  give(old, value_of(count));
  const Labels read{just_read() | from.data, {}};
  if (count < i)
    explore::misuse("refcount_t: underflow, use after free", access_of(*site));
  if (count == i) explore::fence(order_of(*at_zero), access_of(*at_zero));
  returns(read);
  return count == i;
}

// ---- rw_semaphore

void vmalock_down_read(const void* sem, vmalock_site* site) {
  const FromKernel in;
  const Within at = in.at(0);
  Semaphore* const ours = semaphore(sem, *site);
  kernel::down_read<K>(ours, where(*site));
  Machine::current().take(ours);
}

int vmalock_down_read_trylock(const void* sem, vmalock_site* site) {
  return trylock(sem, *site, kernel::down_read_trylock<K, void>);
}

void vmalock_up_read(const void* sem, vmalock_site* site) {
  const FromKernel in;
  const Within at = in.at(0);
  Semaphore* const ours = semaphore(sem, *site);
  Machine::current().drop(ours);
  kernel::up_read<K>(ours, where(*site));
}

void vmalock_down_write(const void* sem, vmalock_site* site) {
  const FromKernel in;
  const Within at = in.at(0);
  Semaphore* const ours = semaphore(sem, *site);
  kernel::down_write<K>(ours, where(*site));
  Machine::current().take(ours);
}

int vmalock_down_write_trylock(const void* sem, vmalock_site* site) {
  return trylock(sem, *site, down_write_trylock);
}

void vmalock_up_write(const void* sem, vmalock_site* site) {
  const FromKernel in;
  const Within at = in.at(0);
  Semaphore* const ours = semaphore(sem, *site);
  Machine::current().drop(ours);
  kernel::up_write<K>(ours, where(*site));
}

void vmalock_downgrade_write(const void* sem, vmalock_site* site) {
  const FromKernel in;
  const Within at = in.at(0);
  kernel::downgrade_write<K>(semaphore(sem, *site), where(*site));
}

int vmalock_rwsem_is_locked(const void* sem, vmalock_site* site) {
  FromKernel in;
  const Within at = in.at(0);
  const bool locked =
      kernel::rwsem_is_locked<K>(semaphore(sem, *site), where(*site));
  in.returns({just_read(), {}});
  return locked;
}

void vmalock_rwsem_assert_held(const void* sem, vmalock_site* site) {
  if (!Machine::current().holds(semaphore(sem, *site)))
    explore::misuse("the caller does not hold this lock", access_of(*site));
}

void vmalock_rwsem_assert_held_write(const void* sem, vmalock_site* site) {
  const FromKernel in;
  const Within at = in.at(0);
  kernel::rwsem_assert_held_write<K>(semaphore(sem, *site), where(*site));
}

// ---- waiting, RCU, warnings

void vmalock_await_equal(const void* address, std::uint64_t value,
                         vmalock_site* site) {
  const Call<1> call;
  const Cell* cell = find_word(address, 0, *site);
  if (!cell || cell->facility || cell->pointer)
    user_error(std::string(site->file) + ":" + std::to_string(site->line) +
               ": a wait for what is no number in a cell");
  const auto depends = dependencies(call.argument[0].data, {}, call.control);
  explore::await(
      cell->location, [value](explore::Value v) { return v == value; },
      order_of(*site), access_of(*site, &depends));
}

void vmalock_rcu_read_lock(vmalock_site* site) {
  explore::rcu_read_lock(access_of(*site));
}
void vmalock_rcu_read_unlock(vmalock_site* site) {
  explore::rcu_read_unlock(access_of(*site));
}
void vmalock_synchronize_rcu(vmalock_site* site) {
  explore::synchronize_rcu(access_of(*site));
}

void vmalock_warn(int condition, const char* text, vmalock_site* site) {
  if (condition) explore::misuse(text, access_of(*site));
}

// ---- what the binding has

void* vmalock_current() {
  void* task = hooks().current();
  returns({});
  return task;
}

void* vmalock_kmem_cache_alloc(const void* cache, vmalock_site* site) {
  const FromKernel in;
  // The address of a new object is no secret.
  return hooks().kmem_cache_alloc(cache, *site);
}

void vmalock_kmem_cache_free(const void* cache, void* object,
                             vmalock_site* site) {
  const FromKernel in;
  const Within at = in.at(1);
  hooks().kmem_cache_free(cache, object, *site);
}

void* vmalock_mas_walk(const void* tree, unsigned long index, void** node,
                       vmalock_site* site) {
  FromKernel in;
  const Within at = in.at(0);
  const vmalock_label before = just_read();
  void* found = hooks().mas_walk(tree, index, node, *site);
  if (node && explore::on_stack(node))
    Machine::current().shadow().clear(node, sizeof *node);
  // A walk to outside of the tree reads nothing.
  const vmalock_label read = just_read();
  if (reads_of(read) != reads_of(before)) in.returns({read, {}});
  return found;
}

void vmalock_mmgrab(void* mm, vmalock_site* site) {
  const FromKernel in;
  const Within at = in.at(0);
  hooks().mmgrab(mm, *site);
}

void vmalock_mmdrop(void* mm, vmalock_site* site) {
  const FromKernel in;
  const Within at = in.at(0);
  hooks().mmdrop(mm, *site);
}

void vmalock_count_event(int event, vmalock_site* site) {
  const FromKernel in;
  hooks().count_event(event, *site);
}

}  // extern "C"
