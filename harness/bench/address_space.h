// SPDX-License-Identifier: MIT
// What every workload runs on: a machine with one address space, and threads
// that work in it in the background.
#pragma once

#include <benchmark/benchmark.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "harness/bench/pinning.h"
#include "harness/kernel/fault.h"
#include "harness/kernel/mm.h"
#include "harness/kernel/spinlock.h"
#include "harness/kernel/vma.h"
// Last: liburcu has macros with the names of the kernel's functions.
#include "harness/bench/bench_platform.h"

namespace vmalock::bench {

using K = platform;

/// A thread that measures or works in the background: known to the platform,
/// and on the CPU of its number if it is to be. The thread of the program goes
/// back where it was, since threads begin where their parent is.
class OnCpu {
 public:
  explicit OnCpu(unsigned index) : scope_(index) {
    if (!pin_threads) return;
    // Its thread of deferred frees is nobody's neighbour.
    urcu_memb_get_default_call_rcu_data();
    sched_getaffinity(0, sizeof before_, &before_);
    unsigned wanted = index % static_cast<unsigned>(CPU_COUNT(&allowed()));
    cpu_set_t one;
    CPU_ZERO(&one);
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu)
      if (CPU_ISSET(cpu, &allowed()) && wanted-- == 0) CPU_SET(cpu, &one);
    pinned_ = sched_setaffinity(0, sizeof one, &one) == 0;
  }
  ~OnCpu() {
    if (pinned_) sched_setaffinity(0, sizeof before_, &before_);
  }
  OnCpu(const OnCpu&) = delete;
  OnCpu& operator=(const OnCpu&) = delete;

 private:
  native::ThreadScope scope_;
  cpu_set_t before_{};
  bool pinned_ = false;

  /// Of the process, before any thread was pinned.
  static const cpu_set_t& allowed() {
    static const cpu_set_t all = [] {
      cpu_set_t set;
      CPU_ZERO(&set);
      sched_getaffinity(getpid(), sizeof set, &set);
      return set;
    }();
    return all;
  }
};

/// An mm with one vma a page. The thread that builds and destroys it must be
/// registered with RCU (native::ThreadScope).
template <class Lock>
class AddressSpace {
 public:
  using Mm = kernel::mm_struct<K, Lock>;
  using Vma = kernel::vm_area_struct<K, Lock>;

  AddressSpace()
      : host_(K::alloc<kernel::machine<K, Lock>>()),
        mm_(kernel::mm_alloc<K, Lock>(host_)) {
    for (unsigned long page = 0; page < vmas_.size(); ++page)
      vmas_[page] = kernel::vm_mmap(mm_, page, page + 1);
  }
  ~AddressSpace() {
    kernel::mmput(mm_);
    urcu_memb_barrier();  // the vmas of deferred frees are the cache's
    kernel::halt(host_);
  }
  AddressSpace(const AddressSpace&) = delete;
  AddressSpace& operator=(const AddressSpace&) = delete;

  /// One entry a page, below one lock, as the lowest page table has it.
  struct PageTable {
    kernel::spinlock_t<K, Lock> lock{"ptl"};
    std::array<unsigned long, kernel::tree_pages> entries{};
  };

  Mm* mm() { return mm_; }
  PageTable* table() { return &table_; }
  Vma* vma(unsigned long page) { return vmas_[page % vmas_.size()]; }

 private:
  kernel::machine<K, Lock>* host_;
  Mm* mm_;
  std::array<Vma*, kernel::tree_pages> vmas_{};
  PageTable table_;
};

/// Threads that repeat an operation until the object is destroyed.
class Background {
 public:
  /// first_index: number of the first thread, for its task_struct.
  template <class Operation>
  Background(unsigned threads, unsigned first_index, Operation operation) {
    for (unsigned i = 0; i < threads; ++i)
      threads_.emplace_back([this, index = first_index + i, operation] {
        const OnCpu scope(index);
        while (!stop_.load(std::memory_order_relaxed)) {
          operation(index);
          rounds_.fetch_add(1, std::memory_order_relaxed);
        }
      });
    // The measurement starts when all of them work.
    while (rounds_.load(std::memory_order_relaxed) < threads)
      std::this_thread::yield();
  }
  ~Background() {
    stop_.store(true, std::memory_order_relaxed);
    for (std::thread& t : threads_) t.join();
  }
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

 private:
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> rounds_{0};
  std::vector<std::thread> threads_;
};

/// A finding of the platform (an unlock without lock, …) spoils the run.
inline void report_finding(benchmark::State& state) {
  if (!native::has_finding()) return;
  const std::string message = native::take_finding().message;
  state.SkipWithError(message.c_str());
}

}  // namespace vmalock::bench
