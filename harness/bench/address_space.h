// SPDX-License-Identifier: MIT
// What every workload runs on: a machine with one address space, and threads
// that work in it in the background.
#pragma once

#include <benchmark/benchmark.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "harness/kernel/fault.h"
#include "harness/kernel/mm.h"
#include "harness/kernel/vma.h"
// Last: liburcu has macros with the names of the kernel's functions.
#include "harness/bench/bench_platform.h"

namespace vmalock::bench {

using K = platform;

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

  Mm* mm() { return mm_; }
  Vma* vma(unsigned long page) { return vmas_[page % vmas_.size()]; }

 private:
  kernel::machine<K, Lock>* host_;
  Mm* mm_;
  std::array<Vma*, kernel::tree_pages> vmas_{};
};

/// Threads that repeat an operation until the object is destroyed.
class Background {
 public:
  /// first_index: number of the first thread, for its task_struct.
  template <class Operation>
  Background(unsigned threads, unsigned first_index, Operation operation) {
    for (unsigned i = 0; i < threads; ++i)
      threads_.emplace_back([this, index = first_index + i, operation] {
        const native::ThreadScope scope(index);
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
