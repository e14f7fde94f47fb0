// SPDX-License-Identifier: MIT
// The toy VMA locks of programs.h: a reader count or a reader-writer semaphore
// per object, and a sequence count that releases all write locks at once. Each
// ordering says what it pairs with.
#include "harness/bench/programs.h"

namespace vmalock::bench {

namespace {

using explore::load;
using explore::Location;
using explore::PlainCell;
using explore::RmwOp;
using explore::store;
using explore::Value;
using enum Ordering;
using Next = std::optional<Value>;

explore::Access here(const char* function = __builtin_FUNCTION(),
                     int line = __builtin_LINE()) {
  return {explore::Access::no_site,
          {"harness/bench/lock_programs.cc", function, line}};
}

/// What both locks share: the sequence counts, the protected fields, the
/// writers' outer mutex, and the threads.
class ToyLock : public explore::Program {
 public:
  ToyLock(const LockParameters& p, Value count) : p_(p), count_start_(count) {}

  unsigned threads() const override { return p_.writers + p_.readers; }

  void before() override {
    mm_seq_ = explore::new_location(4, 1, "mm_lock_seq");
    mmap_lock_ = explore::new_location(4, 0, "mmap_lock");
    count_ = explore::new_location(4, count_start_, "count");
    vma_seq_ = explore::new_location(4, 0, "vm_lock_seq");
    start_ = explore::new_plain(0, "vm_start");
    end_ = explore::new_plain(1, "vm_end");
  }

  void thread(unsigned i) override {
    for (unsigned round = 0; round < p_.rounds; ++round) {
      if (i < p_.writers)
        write();
      else
        read();
    }
  }

  void after() override {
    const Value start = explore::plain_load(start_, here());
    const Value end = explore::plain_load(end_, here());
    explore::require(end == start + 1 && start == p_.writers * p_.rounds,
                     "toy-2", "every writer's change is there", here());
    explore::require(load(count_, relaxed, here()) == count_start_, "toy-3",
                     "the count returns to its start", here());
  }

 protected:
  const LockParameters p_;
  const Value count_start_;
  Location mm_seq_ = 0, mmap_lock_ = 0, count_ = 0, vma_seq_ = 0;
  PlainCell start_ = 0, end_ = 0;

  /// The ordering of an access that a test may weaken by name.
  Ordering order(const char* name, Ordering o) const {
    return p_.weakened == name ? relaxed : o;
  }

  virtual bool read_trylock() = 0;
  virtual void read_unlock() = 0;
  virtual void write_lock(Value seq) = 0;

  /// `next(old)` in a retry loop, or as one conditional RMW.
  template <class F>
  bool update(F next, Ordering success) {
    if (p_.one_event)
      return explore::update(count_, next, success, relaxed, here()).done;
    Value old = load(count_, relaxed, here());
    for (;;) {
      const Next v = next(old);
      if (!v) return false;
      const auto r = explore::cmpxchg(
          count_, old, *v, success,
          p_.failure == acquire ? success : p_.failure, here());
      if (r.done) return true;
      old = r.old;
    }
  }

 private:
  bool start_read() {
    if (load(vma_seq_, relaxed, here()) == load(mm_seq_, relaxed, here()))
      return false;
    if (!read_trylock()) return false;
    // acquire: pairs with the release in write(), which ends a write lock
    // without touching the count.
    if (load(vma_seq_, relaxed, here()) ==
        load(mm_seq_, order("sequence acquire", acquire), here())) {
      read_unlock();
      return false;
    }
    return true;
  }

  void read() {
    if (!start_read()) return;
    const Value start = explore::plain_load(start_, here());
    const Value end = explore::plain_load(end_, here());
    explore::require(end == start + 1, "toy-1", "a reader sees both fields",
                     here());
    read_unlock();
  }

  void write() {
    const bool mutex = p_.writers > 1;
    // acquire and release: the writers' outer mutex.
    if (mutex)
      explore::await_update(
          mmap_lock_, [](Value v) { return v == 0 ? Next(1) : Next(); },
          acquire, here());
    const Value seq = load(mm_seq_, relaxed, here());
    if (load(vma_seq_, relaxed, here()) != seq) write_lock(seq);
    explore::plain_store(start_, explore::plain_load(start_, here()) + 1,
                         here());
    explore::plain_store(end_, explore::plain_load(end_, here()) + 1, here());
    const Value now = load(mm_seq_, relaxed, here());
    // release: pairs with the acquire in start_read().
    store(mm_seq_, now + 1, order("sequence release", release), here());
    if (mutex) store(mmap_lock_, 0, release, here());
  }
};

class Rwsem final : public ToyLock {
 public:
  explicit Rwsem(const LockParameters& p) : ToyLock(p, 0) {}

 private:
  static constexpr Value reader = 0x100, writer = 1;

  bool read_trylock() override {
    // acquire: pairs with up_write.
    return update(
        [](Value v) { return (v & writer) != 0 ? Next() : Next(v + reader); },
        order("read acquire", acquire));
  }
  void read_unlock() override {
    // release: pairs with down_write.
    explore::rmw(count_, RmwOp::sub, reader, order("read release", release),
                 here());
  }
  void write_lock(Value seq) override {
    // acquire: pairs with up_read and up_write.
    explore::await_update(
        count_, [](Value v) { return v == 0 ? Next(writer) : Next(); },
        order("write acquire", acquire), here());
    store(vma_seq_, seq, relaxed, here());
    // release: pairs with down_read_trylock and down_write.
    explore::rmw(count_, RmwOp::sub, writer, order("write release", release),
                 here());
  }
};

class Refcnt final : public ToyLock {
 public:
  explicit Refcnt(const LockParameters& p) : ToyLock(p, 1) {}

 private:
  static constexpr Value offset = 0x40000000, limit = offset - 1;

  bool read_trylock() override {
    // acquire: pairs with the release of the writer's exit.
    return update(
        [](Value v) { return v == 0 || v >= limit ? Next() : Next(v + 1); },
        order("read acquire", acquire));
  }
  void read_unlock() override {
    // release: pairs with the writer's wait for the readers.
    explore::rmw(count_, RmwOp::sub, 1, order("read release", release), here());
  }
  void write_lock(Value seq) override {
    const bool locked =
        update([](Value v) { return v == 0 ? Next() : Next(v + offset); },
               order("write acquire", acquire));
    if (locked) {
      // acquire: pairs with the readers' put.
      explore::await(
          count_, [](Value v) { return v == offset + 1; },
          order("wait acquire", acquire), here());
    }
    store(vma_seq_, seq, relaxed, here());
    // release: pairs with the readers' increment.
    if (locked)
      explore::rmw(count_, RmwOp::sub, offset, order("write release", release),
                   here());
  }
};

}  // namespace

Make rwsem_seq(const LockParameters& p) {
  return [=] { return std::make_unique<Rwsem>(p); };
}

Make refcnt_seq(const LockParameters& p) {
  return [=] { return std::make_unique<Refcnt>(p); };
}

}  // namespace vmalock::bench
