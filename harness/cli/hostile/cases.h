// SPDX-License-Identifier: MIT
// Cases that misbehave once they have seen the writer's store, on a lock that
// does so and on one that does not.
#pragma once

#include <span>
#include <thread>

#include "harness/cli/hostile/acts.h"
#include "harness/platform/bind.h"
#include "harness/platform/testing/small_cases.h"

namespace vmalock::cli::hostile {

struct tame {
  static constexpr bool misbehaves = false;
};
struct hostile {
  static constexpr bool misbehaves = true;
};

constexpr ImplInfo impl_info(std::string_view name, std::string_view kernel) {
  return {.name = name,
          .kernel = kernel,
          .commit = "-",
          .idea = "for a test",
          .sites = vmalock::testing::small_sites,
          .known_bugs = {}};
}
inline constexpr ImplInfo tame_impl = impl_info("tame", "6.4");
inline constexpr ImplInfo hostile_impl = impl_info("hostile", "6.5");

/// Runs only where it is named: nothing can contain it.
inline constexpr KnownBug fatal_bugs[] = {
    KnownBug{"thread_exits", "planted", "crash"},
    KnownBug{"thread_aborts", "planted", "crash"}};
inline constexpr ImplInfo fatal_impl = {
    "fatal",    "-", "-", "for a test", vmalock::testing::small_sites,
    fatal_bugs, true};

template <FixedString Name, auto Act>
struct acting {
  template <kernel_platform K, class L>
  struct in_reader : vmalock::testing::CaseBase {
    static constexpr CaseInfo info = vmalock::testing::case_info(Name.view());
    using CaseBase::CaseBase;
    typename K::template plain<int> data{0};
    typename K::template shared<int> flag{0};

    void writer(unsigned) {
      data.store(42);
      flag.store(1, vmalock::testing::at<"flag_store">);
    }
    void reader(unsigned i) {
      flag.await([](int v) { return v == 1; },
                 vmalock::testing::at<"flag_wait">);
      K::observe("data", i, data.load());
      if constexpr (L::misbehaves) Act();
    }
  };
};

/// An access by a thread that is none of the case's.
template <kernel_platform K, class L>
struct starts_thread : vmalock::testing::CaseBase {
  static constexpr CaseInfo info = vmalock::testing::case_info("starts_thread");
  using CaseBase::CaseBase;
  typename K::template shared<int> flag{0};

  void writer(unsigned) { flag.store(1, order::relaxed); }
  void reader(unsigned) {
    if constexpr (L::misbehaves)
      std::thread([this] { flag.load(order::relaxed); }).join();
    flag.load(order::relaxed);
  }
};

/// A read section that stays open, and a grace period that waits for it.
template <kernel_platform K, class L>
struct never_unlocks : vmalock::testing::CaseBase {
  static constexpr CaseInfo info = vmalock::testing::case_info("never_unlocks");
  using CaseBase::CaseBase;
  typename K::template shared<int> flag{0};

  void writer(unsigned) {
    flag.store(1, order::relaxed);
    K::synchronize_rcu();
  }
  void reader(unsigned) {
    K::rcu_read_lock();
    flag.load(order::relaxed);
    if constexpr (!L::misbehaves) K::rcu_read_unlock();
  }
};

/// Acts that all engines can stop.
template <class K, class L>
std::vector<Binding> common_bindings(const ImplInfo& impl) {
  const auto one = []<FixedString Name, auto Act>(const ImplInfo& i) {
    return bind<K, L, acting<Name, Act>::template in_reader>(i);
  };
  return {
      one.template operator()<"follows_null", follow_null>(impl),
      one.template operator()<"follows_wild", follow_wild>(impl),
      one.template operator()<"follows_no_address", follow_no_address>(impl),
      one.template operator()<"divides_by_zero", divide_by_zero>(impl),
      one.template operator()<"traps", trap>(impl),
      one.template operator()<"aborts", abort_it>(impl),
      one.template operator()<"fails_assertion", fail_assertion>(impl),
      one.template operator()<"throws", throw_runtime_error>(impl),
      one.template operator()<"throws_number", throw_number>(impl),
      one.template operator()<"throws_noexcept", throw_where_none_may>(impl),
      one.template operator()<"exits", exit_it>(impl),
      one.template operator()<"exits_quickly", quick_exit_it>(impl),
      one.template operator()<"exits_at_once", underscore_exit>(impl),
      one.template operator()<"forks", fork_it>(impl),
      one.template operator()<"ends_thread", end_thread>(impl),
  };
}

/// Bindings that live as long as the program.
std::span<const Binding> model_matrix();
std::span<const Binding> native_matrix();
std::span<const Binding> relacy_matrix();

}  // namespace vmalock::cli::hostile
