// SPDX-License-Identifier: MIT
// The operations that are measured, written once for every lock: what a page
// fault does, what mmap and munmap do, and both against each other.
//
// Threads of Google Benchmark meet at barriers before the first and after the
// last iteration, so thread 0 builds what all of them use before its loop and
// takes it down after it.
#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <utility>

#include "harness/bench/address_space.h"
#include "harness/bench/latencies.h"
#include "harness/bench/workload.h"

namespace vmalock::bench {

/// Pauses of the background writer between two write sections: a writer that
/// never pauses measures starvation only.
inline constexpr unsigned writer_pauses = 200;

/// Deferred frees are waited for after this many unmaps: the backlog that a
/// grace period leaves behind, and a bound of the memory.
inline constexpr unsigned unmaps_a_backlog = 8192;

inline constexpr std::size_t page_bytes = 4096;

inline void pause_between_writes() {
  for (unsigned i = 0; i < writer_pauses; ++i)
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    std::atomic_signal_fence(std::memory_order_seq_cst);
#endif
}

template <class Lock>
struct VmaWorkloads {
  using Space = AddressSpace<Lock>;
  using Mm = typename Space::Mm;
  using Vma = typename Space::Vma;

  // Of the benchmark that runs: one at a time in a process.
  static inline std::unique_ptr<Space> space;
  static inline std::unique_ptr<Background> background;

  static void build(const benchmark::State& state) {
    if (state.thread_index() == 0) space = std::make_unique<Space>();
  }
  static void take_down(benchmark::State& state) {
    if (state.thread_index() != 0) return;
    background.reset();
    space.reset();
    report_finding(state);
  }
  static unsigned index_of(const benchmark::State& state) {
    return static_cast<unsigned>(state.thread_index());
  }

  // -- the operations --------------------------------------------------------

  static void write_section(Mm* mm, Vma* vma) {
    kernel::mmap_write_lock(mm);
    vma_start_write(vma);
    kernel::mmap_write_unlock(mm);
  }

  /// The page fault: by the VMA lock, or else by the mmap lock.
  static bool fault(Mm* mm, unsigned long address) {
    Vma* vma = lock_vma_under_rcu(mm, address);
    if (vma) {
      vma_end_read(vma);
      return true;
    }
    kernel::mmap_read_lock(mm);
    benchmark::DoNotOptimize(kernel::mas_find(&mm->mm_mt, address));
    kernel::mmap_read_unlock(mm);
    return false;
  }

  /// What a fault does besides: a clear page, and its entry in the table. One
  /// that found the entry there would do less: it is taken out again.
  static void fault_and_install(Mm* mm, unsigned long address, void* page) {
    Vma* vma = lock_vma_under_rcu(mm, address);
    if (!vma) kernel::mmap_read_lock(mm);
    std::memset(page, 0, page_bytes);
    benchmark::ClobberMemory();
    auto* const table = space->table();
    kernel::spin_lock(&table->lock);
    unsigned long& entry = table->entries[address];
    entry = entry == 0 ? reinterpret_cast<unsigned long>(page) : 0;
    kernel::spin_unlock(&table->lock);
    if (vma)
      vma_end_read(vma);
    else
      kernel::mmap_read_unlock(mm);
  }

  static void map_and_unmap(Mm* mm, unsigned long page) {
    kernel::mmap_write_lock(mm);
    Vma* old = kernel::mas_find(&mm->mm_mt, page);
    kernel::vma_unmap(mm, old, page, page + 1);
    kernel::remove_vma(old, false);
    benchmark::DoNotOptimize(kernel::mmap_region(mm, page, page + 1));
    kernel::mmap_write_unlock(mm);
  }

  // -- the workloads ---------------------------------------------------------

  /// The lock alone: the lookup and the RCU section stay out of the loop.
  static void read_locks(benchmark::State& state, bool own_vma) {
    const OnCpu scope(index_of(state));
    build(state);
    K::rcu_read_lock();
    auto iteration = state.begin();
    const auto end = state.end();  // the barrier: the space is built
    Mm* const mm = space->mm();
    Vma* const vma = space->vma(own_vma ? index_of(state) : 0);
    bool failed = false;
    for (; iteration != end; ++iteration) {
      if (kernel::IS_ERR_OR_NULL(vma_start_read(mm, vma))) [[unlikely]]
        failed = true;
      else
        vma_end_read(vma);
    }
    K::rcu_read_unlock();
    if (failed) state.SkipWithError("vma_start_read failed without a writer");
    take_down(state);
  }

  static void start_read_end_read(benchmark::State& state, unsigned) {
    read_locks(state, false);
  }
  static void readers_own_vma(benchmark::State& state, unsigned) {
    read_locks(state, true);
  }

  static void faults(benchmark::State& state) {
    double granted = 0;
    for (auto _ : state) granted += fault(space->mm(), 0);
    state.counters["granted"] =
        benchmark::Counter(granted, benchmark::Counter::kAvgIterations);
  }

  static void page_fault(benchmark::State& state, unsigned) {
    const OnCpu scope(index_of(state));
    build(state);
    for (auto _ : state) fault(space->mm(), 0);
    take_down(state);
  }

  static void write_lock(benchmark::State& state, unsigned) {
    const OnCpu scope(0);
    build(state);
    for (auto _ : state) write_section(space->mm(), space->vma(0));
    take_down(state);
  }

  /// One writer in the background, while the threads of the benchmark fault.
  static void write_beside(benchmark::State& state) {
    if (state.thread_index() != 0) return;
    background = std::make_unique<Background>(
        1, static_cast<unsigned>(state.threads()), [](unsigned) {
          write_section(space->mm(), space->vma(0));
          pause_between_writes();
        });
  }

  static void readers_with_writer(benchmark::State& state, unsigned) {
    const OnCpu scope(index_of(state));
    build(state);
    write_beside(state);
    faults(state);
    take_down(state);
  }

  static void writer_with_readers(benchmark::State& state, unsigned threads) {
    const OnCpu scope(0);
    build(state);
    background = std::make_unique<Background>(
        threads - 1, 1, [](unsigned) { fault(space->mm(), 0); });
    for (auto _ : state) write_section(space->mm(), space->vma(0));
    take_down(state);
  }

  static void fault_installs(benchmark::State& state, unsigned) {
    const OnCpu scope(index_of(state));
    const auto page = std::make_unique<char[]>(page_bytes);
    build(state);
    for (auto _ : state)
      fault_and_install(space->mm(), index_of(state) % kernel::tree_pages,
                        page.get());
    take_down(state);
  }

  /// Every thread faults, and writes once in `faults_a_write` operations.
  template <unsigned faults_a_write>
  static void mixed(benchmark::State& state, unsigned) {
    const OnCpu scope(index_of(state));
    build(state);
    double granted = 0;
    unsigned n = index_of(state);  // not all at once
    for (auto _ : state) {
      if (n++ % faults_a_write == 0)
        write_section(space->mm(), space->vma(0));
      else
        granted += fault(space->mm(), 0);
    }
    state.counters["granted"] =
        benchmark::Counter(granted * faults_a_write / (faults_a_write - 1),
                           benchmark::Counter::kAvgIterations);
    take_down(state);
  }

  /// Each fault by the clock, which costs some 20 ns itself.
  static void fault_latency(benchmark::State& state, unsigned) {
    const OnCpu scope(index_of(state));
    build(state);
    write_beside(state);
    Latencies latencies;
    for (auto _ : state) {
      const auto begin = std::chrono::steady_clock::now();
      fault(space->mm(), 0);
      latencies.add(std::chrono::steady_clock::now() - begin);
    }
    for (const auto& [name, share] :
         {std::pair("ns p50", 0.5), std::pair("ns p99", 0.99),
          std::pair("ns p99.9", 0.999)})
      state.counters[name] = benchmark::Counter(
          latencies.percentile(share), benchmark::Counter::kAvgThreads);
    take_down(state);
  }

  static void map_unmap(benchmark::State& state, unsigned) {
    const OnCpu scope(0);
    build(state);
    unsigned unmaps = 0;
    std::uint64_t drained = native::callbacks_queued.load();
    for (auto _ : state) {
      map_and_unmap(space->mm(), 0);
      if (++unmaps % unmaps_a_backlog == 0 &&
          native::callbacks_queued.load() != drained) {
        urcu_memb_barrier();
        drained = native::callbacks_queued.load();
      }
    }
    take_down(state);
  }

  static void map_unmap_at_once(benchmark::State& state, unsigned threads) {
    K::frees_at_once = true;
    map_unmap(state, threads);
    K::frees_at_once = false;
  }

  // -- what one vma costs in memory ------------------------------------------

  static double bytes_per_vma() {
    const OnCpu scope(0);
    auto* host = K::alloc<kernel::machine<K, Lock>>();
    auto* mm = kernel::mm_alloc<K, Lock>(host);
    const std::size_t before = K::bytes_allocated;
    for (unsigned long page = 0; page < kernel::tree_pages; ++page)
      kernel::vm_mmap(mm, page, page + 1);
    const std::size_t bytes = K::bytes_allocated - before;
    kernel::mmput(mm);
    urcu_memb_barrier();
    kernel::halt(host);
    return static_cast<double>(bytes) / kernel::tree_pages;
  }
};

template <class Lock>
ImplWorkloads make_workloads(const ImplInfo& info) {
  using W = VmaWorkloads<Lock>;
  using enum Measures;
  return {
      &info,
      {{"start_read_end_read", "vma_start_read + vma_end_read, one thread",
        one_alone, false, &W::start_read_end_read},
       {"page_fault", "lock_vma_under_rcu + vma_end_read, one thread",
        one_alone, false, &W::page_fault},
       {"write_lock", "mmap write lock + vma_start_write + unlock, one thread",
        one_alone, false, &W::write_lock},
       {"readers_one_vma", "vma_start_read + vma_end_read, all on one vma", all,
        false, &W::start_read_end_read},
       {"readers_own_vma", "vma_start_read + vma_end_read, own vma each", all,
        false, &W::readers_own_vma},
       {"readers_with_writer",
        "page faults (with fallback) while a thread write-locks the vma",
        all_but_one, false, &W::readers_with_writer},
       {"writer_with_readers",
        "write-locking the vma while the other threads fault on it", one_of_all,
        false, &W::writer_with_readers},
       {"fault_installs",
        "page faults that clear a page and enter it, own vma each", all, false,
        &W::fault_installs},
       {"mixed_1_in_10", "all threads: 9 page faults, then a write lock", all,
        false, &W::template mixed<10>},
       {"mixed_1_in_100", "all threads: 99 page faults, then a write lock", all,
        false, &W::template mixed<100>},
       {"mixed_1_in_1000", "all threads: 999 page faults, then a write lock",
        all, false, &W::template mixed<1000>},
       {"fault_latency",
        "page faults, each by the clock, while a thread write-locks the vma",
        all_but_one, false, &W::fault_latency},
       {"map_unmap_at_once",
        "map_unmap with no deferred free: freed as soon as it is unmapped",
        one_alone, true, &W::map_unmap_at_once},
       {"map_unmap",
        "munmap + mmap of a page: write-lock, detach, free, alloc, attach",
        one_alone, true, &W::map_unmap}},
      W::bytes_per_vma()};
}

}  // namespace vmalock::bench
