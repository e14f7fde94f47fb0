// SPDX-License-Identifier: MIT
// Small cases without a lock, for the tests of the engines: one for each thing
// that an engine must find, and correct twins in which it must find nothing.
#pragma once

#include <array>
#include <optional>

#include "harness/kernel/sites.h"
#include "harness/platform/kernel_platform.h"
#include "harness/platform/program.h"

namespace vmalock::testing {

struct no_lock {};

inline constexpr std::array small_sites = {
    SiteRow{"flag_store", Primitive::store, Ordering::release, "flag_wait",
            "the data must be visible with the flag"},
    SiteRow{"flag_wait", Primitive::await, Ordering::acquire, "flag_store",
            "the data must not be read before the flag"},
};
template <FixedString Name>
inline constexpr auto at =
    site<small_sites, Name, std::size(vmalock::kernel::sites)>;

inline constexpr ImplInfo small_impl = {.name = "small",
                                        .kernel = "-",
                                        .commit = "-",
                                        .idea = "no lock at all",
                                        .sites = small_sites,
                                        .known_bugs = {}};

constexpr CaseInfo case_info(std::string_view name) {
  return {name, "test of an engine", "-", {1, 1, 1}, {2, 2, 2}};
}

/// Common base: a case with nothing to do before and after.
struct CaseBase {
  explicit CaseBase(const Bound&) {}
  void before() {}
  void after() {}
};

template <kernel_platform K, class L>
struct message_passing : CaseBase {
  static constexpr CaseInfo info = case_info("message_passing");
  using CaseBase::CaseBase;
  typename K::template plain<int> data{0};
  typename K::template shared<int> flag{0};

  void writer(unsigned) {
    data.store(42);
    flag.store(1, at<"flag_store">);
  }
  void reader(unsigned i) {
    flag.await([](int v) { return v == 1; }, at<"flag_wait">);
    K::observe("data", i, data.load());
  }
};

/// The same with stand-alone fences around relaxed accesses.
template <kernel_platform K, class L>
struct fence_passing : CaseBase {
  static constexpr CaseInfo info = case_info("fence_passing");
  using CaseBase::CaseBase;
  typename K::template plain<int> data{0};
  typename K::template shared<int> flag{0};

  void writer(unsigned) {
    data.store(42);
    K::fence(order::release_fence);
    flag.store(1, order::relaxed);
  }
  void reader(unsigned i) {
    if (flag.load(order::relaxed) == 0) return;
    K::fence(order::acquire_fence);
    K::observe("data", i, data.load());
  }
};

template <kernel_platform K, class L>
struct data_race : CaseBase {
  static constexpr CaseInfo info = case_info("data_race");
  using CaseBase::CaseBase;
  typename K::template plain<int> data{0};
  typename K::template shared<int> flag{0};

  void writer(unsigned) {
    data.store(42);
    flag.store(1, order::relaxed);
  }
  void reader(unsigned i) {
    if (flag.load(order::relaxed) == 0) return;
    K::observe("data", i, data.load());
  }
};

/// Plain and marked access to one cell.
template <kernel_platform K, class L>
struct mixed_race : CaseBase {
  static constexpr CaseInfo info = case_info("mixed_race");
  using CaseBase::CaseBase;
  typename K::template shared<int> cell{0};

  void writer(unsigned) { cell.store(1); }
  void reader(unsigned) { cell.load(order::relaxed); }
};

template <kernel_platform K, class L>
struct store_buffering : CaseBase {
  static constexpr CaseInfo info = case_info("store_buffering");
  using CaseBase::CaseBase;
  typename K::template shared<int> x{0}, y{0};

  void writer(unsigned) {
    x.store(1, order::relaxed);
    K::observe("y", 0, y.load(order::relaxed));
  }
  void reader(unsigned) {
    y.store(1, order::relaxed);
    K::observe("x", 0, x.load(order::relaxed));
  }
};

template <kernel_platform K, class L>
struct lost_increment : CaseBase {
  static constexpr CaseInfo info = case_info("lost_increment");
  using CaseBase::CaseBase;
  typename K::template shared<int> count{0};

  void writer(unsigned) { increment(); }
  void reader(unsigned) { increment(); }
  void after() {
    K::require(count.load(order::relaxed) == 2, "R-99", "an increment is lost");
  }
  void increment() {
    count.store(count.load(order::relaxed) + 1, order::relaxed);
  }
};

/// Updates, exchange and bit operations, each of which must be atomic.
template <kernel_platform K, class L>
struct all_updates : CaseBase {
  static constexpr CaseInfo info = case_info("all_updates");
  using CaseBase::CaseBase;
  typename K::template shared<unsigned> count{0}, limited{0}, bits{3}, last{0};

  void writer(unsigned) { work(1); }
  void reader(unsigned) { work(2); }
  void work(unsigned id) {
    count.fetch_add(id, order::relaxed);
    limited.update(
        [](unsigned v) -> std::optional<unsigned> {
          if (v == 1) return std::nullopt;
          return v + 1;
        },
        order::acq_rel);
    bits.fetch_and(~id, order::release);
    last.exchange(id, order::seq_cst);
  }
  void after() {
    K::require(count.load(order::relaxed) == 3, "R-99", "fetch_add");
    K::require(limited.load(order::relaxed) == 1, "R-99", "update");
    K::require(bits.load(order::relaxed) == 0, "R-99", "fetch_and");
    K::require(last.load(order::relaxed) != 0, "R-99", "exchange");
  }
};

/// Waits for a value that nobody writes.
template <kernel_platform K, class L>
struct deadlock : CaseBase {
  static constexpr CaseInfo info = case_info("deadlock");
  using CaseBase::CaseBase;
  typename K::template shared<int> flag{0};

  void writer(unsigned) { flag.store(2, order::relaxed); }
  void reader(unsigned) {
    flag.await([](int v) { return v == 1; }, at<"flag_wait">);
  }
};

/// A sleeping lock taken by two threads: a correct wait.
template <kernel_platform K, class L>
struct sleeping_lock : CaseBase {
  static constexpr CaseInfo info = case_info("sleeping_lock");
  using CaseBase::CaseBase;
  typename K::template shared<int> lock{0};
  typename K::template plain<int> data{0};

  void writer(unsigned) { work(); }
  void reader(unsigned) { work(); }
  void work() {
    lock.await_update(
        [](int v) -> std::optional<int> {
          if (v != 0) return std::nullopt;
          return 1;
        },
        order::acquire);
    data.store(data.load() + 1);
    lock.store(0, order::release);
  }
  void after() { K::require(data.load() == 2, "R-99", "mutual exclusion"); }
};

template <kernel_platform K, class L>
struct waits_in_before : CaseBase {
  static constexpr CaseInfo info = case_info("waits_in_before");
  using CaseBase::CaseBase;
  typename K::template shared<int> flag{0};

  void before() {
    flag.await([](int v) { return v == 1; }, at<"flag_wait">);
  }
  void writer(unsigned) {}
  void reader(unsigned) {}
};

/// A loop that is no await and never ends.
template <kernel_platform K, class L>
struct endless_loop : CaseBase {
  static constexpr CaseInfo info = case_info("endless_loop");
  using CaseBase::CaseBase;
  typename K::template shared<int> flag{0};

  void writer(unsigned) {}
  void reader(unsigned) {
    while (flag.load(order::relaxed) == 0) {
    }
  }
};

template <kernel_platform K, class L>
struct misuse : CaseBase {
  static constexpr CaseInfo info = case_info("misuse");
  using CaseBase::CaseBase;
  void writer(unsigned) { K::misuse("unlock of a lock that is not held"); }
  void reader(unsigned) {}
};

/// An error that no cell sees.
template <kernel_platform K, class L>
struct crash : CaseBase {
  static constexpr CaseInfo info = case_info("crash");
  using CaseBase::CaseBase;
  void writer(unsigned) { __builtin_trap(); }
  void reader(unsigned) {}
};

template <class K>
struct Object {
  typename K::template plain<int> value;
};

/// An object that readers find by a pointer and that RCU keeps for them.
/// How: 0 correct, 1 freed without a grace period, 2 freed twice, 3 leaked,
/// 4 never written, 5 freed by call_rcu.
template <kernel_platform K, class L, int How>
struct object_case : CaseBase {
  using CaseBase::CaseBase;
  using Item = Object<K>;
  typename K::template shared<Item*> head;

  void before() {
    auto* item = K::template alloc<Item>();
    if (How != 4) item->value.store(7);
    head.store(item, order::relaxed);
  }
  void writer(unsigned) {
    Item* item = head.exchange(nullptr, order::acq_rel);
    if (How == 3) return;
    if (How == 5) {
      K::call_rcu(&object_case::release, item);
      return;
    }
    if (How != 1) K::synchronize_rcu();
    K::free(item);
    if (How == 2) K::free(item);
  }
  void reader(unsigned i) {
    K::rcu_read_lock();
    if (Item* item = head.load(order::acquire))
      K::observe("value", i, item->value.load());
    K::rcu_read_unlock();
  }
  static void release(Item* item) { K::free(item); }
};

template <kernel_platform K, class L>
struct rcu_correct : object_case<K, L, 0> {
  static constexpr CaseInfo info = case_info("rcu_correct");
  using object_case<K, L, 0>::object_case;
};
template <kernel_platform K, class L>
struct use_after_free : object_case<K, L, 1> {
  static constexpr CaseInfo info = case_info("use_after_free");
  using object_case<K, L, 1>::object_case;
};
template <kernel_platform K, class L>
struct double_free : object_case<K, L, 2> {
  static constexpr CaseInfo info = case_info("double_free");
  using object_case<K, L, 2>::object_case;
};
template <kernel_platform K, class L>
struct leak : object_case<K, L, 3> {
  static constexpr CaseInfo info = case_info("leak");
  using object_case<K, L, 3>::object_case;
};
template <kernel_platform K, class L>
struct uninitialised : object_case<K, L, 4> {
  static constexpr CaseInfo info = case_info("uninitialised");
  using object_case<K, L, 4>::object_case;
};
template <kernel_platform K, class L>
struct rcu_callback : object_case<K, L, 5> {
  static constexpr CaseInfo info = case_info("rcu_callback");
  using object_case<K, L, 5>::object_case;
};

/// choose() reaches every value.
template <kernel_platform K, class L>
struct choice : CaseBase {
  static constexpr CaseInfo info = case_info("choice");
  using CaseBase::CaseBase;
  void writer(unsigned) { K::observe("chosen", 0, K::choose(3)); }
  void reader(unsigned) {}
};

}  // namespace vmalock::testing
