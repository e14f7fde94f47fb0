// SPDX-License-Identifier: MIT
// The uncontended read lock + unlock, twice: as the locks write it on the
// platform layer, and as one writes it by hand on std::atomic_ref. This program
// runs each with the processor's trap flag set and prints the address of every
// instruction; native_identity.py compares what was executed.
//
// A twin has the layout of the lock's structs, the same order of operations and
// the same checks. Another lock is compared as soon as a pair layer_x, twin_x
// of it stands here and in main().
#include <ucontext.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>

#include "impl/refcnt-6.15/vma_lock.h"
#include "impl/rwsem-6.5/vma_lock.h"
// Last: liburcu has macros with the names of the kernel's functions.
#include "harness/platform/native/platform.h"

// What --planted puts into the twins; nothing otherwise.
#ifdef VMALOCK_PLANT_FENCE
#define PLANTED_FENCE() std::atomic_thread_fence(std::memory_order_seq_cst)
#else
#define PLANTED_FENCE() static_cast<void>(0)
#endif
#ifdef VMALOCK_PLANT_EXCHANGE
#define UNLOCK_WORD(cell, by) \
  word(cell).exchange((cell) - (by), std::memory_order_release)
#else
#define UNLOCK_WORD(cell, by) \
  word(cell).fetch_sub((by), std::memory_order_release)
#endif

namespace vmalock::by_hand {

template <class T>
std::atomic_ref<T> word(T& value) {
  return std::atomic_ref<T>(value);
}

/// The same words as the layer's, so that the paths that report are as long.
inline void misuse(const char* text) {
  native::report(ErrorKind::lock_misuse, "", text, __FILE__, __func__,
                 __LINE__);
}

template <class T>
T* indirect(T* const& pointer) {
#ifdef VMALOCK_PLANT_INDIRECTION
  T* const volatile copy = pointer;
  return copy;
#else
  return pointer;
#endif
}

// -- refcnt-6.15 --------------------------------------------------------------

namespace refcnt {

constexpr int offset = 0x40000000;
constexpr int limit = offset - 1;

struct Task {
  unsigned state;
};
struct Mm {
  unsigned sequence;
  Task* writer;
};
struct Vma {
  unsigned vm_lock_seq;
  int vm_refcnt;
  unsigned long vm_start, vm_end, vm_flags;
  Mm* vm_mm;
};

/// The new value.
inline int decrement(int& count) {
  PLANTED_FENCE();
  const int old = UNLOCK_WORD(count, 1);
  if (old < 1) [[unlikely]]
    misuse("refcount_t: underflow, use after free");
  if (old == 1) std::atomic_thread_fence(std::memory_order_acquire);
  return old - 1;
}

inline bool only_writer(int count) {
  return (count & offset) && count <= offset + 1;
}

inline void put(Vma* vma) {
  Mm* const mm = vma->vm_mm;
  const int left = decrement(vma->vm_refcnt);
  if (left == 0 || !only_writer(left)) return;
  urcu_memb_read_lock();
  std::atomic_thread_fence(std::memory_order_seq_cst);
  Task* const task = word(mm->writer).load(std::memory_order_relaxed);
  if (task) word(task->state).store(0, std::memory_order_relaxed);
  urcu_memb_read_unlock();
}

/// old: the count that was found.
inline bool try_increment(int& count, int& old) {
  const std::atomic_ref<int> cell(count);
  old = cell.load(std::memory_order_relaxed);
  while (old != 0 && old < limit)
    if (cell.compare_exchange_weak(old, old + 1, std::memory_order_acquire,
                                   std::memory_order_relaxed))
      return true;
  return false;
}

inline bool increment(int& count, int& old) {
  const bool done = try_increment(count, old);
  if (old < 0) [[unlikely]]
    misuse("refcount_t: saturated; leaking memory");
  return done;
}

inline Vma* start_read(Mm* mm, Vma* vma) {
  if (word(vma->vm_lock_seq).load(std::memory_order_relaxed) ==
      word(mm->sequence).load(std::memory_order_relaxed))
    return nullptr;
  int old;
  if (!increment(vma->vm_refcnt, old)) [[unlikely]]
    return old ? nullptr : reinterpret_cast<Vma*>(std::intptr_t{-EAGAIN});
  if (vma->vm_lock_seq == word(mm->sequence).load(std::memory_order_acquire))
      [[unlikely]] {
    put(vma);
    return nullptr;
  }
  return vma;
}

}  // namespace refcnt

// -- rwsem-6.5 ----------------------------------------------------------------

namespace rwsem {

struct Rwsem {
  unsigned long count;
  unsigned owner;
};
struct Mm {
  int mm_lock_seq;
};
struct Vma {
  int vm_lock_seq;
  Rwsem* vm_lock;
  bool detached;
  unsigned long vm_start, vm_end, vm_flags;
  Mm* vm_mm;
};

constexpr unsigned long reader = 1 << 8, readers = 0x3ff00;

constexpr bool has_writer(unsigned long count) { return count & 1; }
constexpr bool has_waiters(unsigned long count) { return count >> 18; }
constexpr bool is_free(unsigned long count) {
  return !(count & readers) && !has_writer(count);
}

/// The list of waiters is not for this comparison: it is never looked at.
[[gnu::noinline]] void wake(Rwsem* sem) {
  (void)word(sem->count).load(std::memory_order_relaxed);
}

inline bool trylock(Rwsem* sem) {
  unsigned long old = word(sem->count).load(std::memory_order_relaxed);
  do {
    if (has_writer(old) || has_waiters(old)) return false;
  } while (!word(sem->count)
                .compare_exchange_weak(old, old + reader,
                                       std::memory_order_acquire,
                                       std::memory_order_relaxed));
  return true;
}

inline void unlock(Rwsem* sem) {
  PLANTED_FENCE();
  const unsigned long old = UNLOCK_WORD(sem->count, reader);
  if (!(old & readers)) [[unlikely]]
    misuse("up_read: no reader holds the lock");
  if (has_waiters(old) && is_free(old - reader)) [[unlikely]]
    wake(sem);
}

inline bool start_read(Vma* vma) {
  Mm* const mm = vma->vm_mm;
  const int early = word(vma->vm_lock_seq).load(std::memory_order_relaxed);
  if (early == word(mm->mm_lock_seq).load(std::memory_order_relaxed))
    return false;
  Rwsem* const sem = indirect(vma->vm_lock);
  if (!trylock(sem)) [[unlikely]]
    return false;
  const int seq = vma->vm_lock_seq;
  if (seq == word(mm->mm_lock_seq).load(std::memory_order_acquire))
      [[unlikely]] {
    unlock(sem);
    return false;
  }
  return true;
}

inline void end_read(Vma* vma) {
  urcu_memb_read_lock();
  unlock(vma->vm_lock);
  urcu_memb_read_unlock();
}

}  // namespace rwsem
}  // namespace vmalock::by_hand

// -- the pairs ----------------------------------------------------------------

namespace {

namespace impl = vmalock::impl;
namespace by_hand = vmalock::by_hand;
using K = vmalock::native::platform;
template <class L>
using Mm = vmalock::kernel::mm_struct<K, L>;
template <class L>
using Vma = vmalock::kernel::vm_area_struct<K, L>;
using refcnt_6_15 = impl::refcnt_6_15::lock;
using rwsem_6_5 = impl::rwsem_6_5::lock;

}  // namespace

// The two halves apart, because whether they are inlined into their caller is
// the inliner's business.
extern "C" {

[[gnu::noinline]] Vma<refcnt_6_15>* layer_refcnt_6_15_start(
    Mm<refcnt_6_15>* mm, Vma<refcnt_6_15>* vma) {
  return vma_start_read(mm, vma);
}
[[gnu::noinline]] void layer_refcnt_6_15_end(Vma<refcnt_6_15>* vma) {
  vma_end_read(vma);
}

[[gnu::noinline]] by_hand::refcnt::Vma* twin_refcnt_6_15_start(
    by_hand::refcnt::Mm* mm, by_hand::refcnt::Vma* vma) {
  return by_hand::refcnt::start_read(by_hand::indirect(mm), vma);
}
[[gnu::noinline]] void twin_refcnt_6_15_end(by_hand::refcnt::Vma* vma) {
  by_hand::refcnt::put(vma);
}

[[gnu::noinline]] bool layer_rwsem_6_5_start(Vma<rwsem_6_5>* vma) {
  return vma_start_read(vma);
}
[[gnu::noinline]] void layer_rwsem_6_5_end(Vma<rwsem_6_5>* vma) {
  vma_end_read(vma);
}

[[gnu::noinline]] bool twin_rwsem_6_5_start(by_hand::rwsem::Vma* vma) {
  return by_hand::rwsem::start_read(vma);
}
[[gnu::noinline]] void twin_rwsem_6_5_end(by_hand::rwsem::Vma* vma) {
  by_hand::rwsem::end_read(vma);
}

}  // extern "C"

// -- the tracer ---------------------------------------------------------------

namespace {

constexpr unsigned most_steps = 4096;
std::uintptr_t steps[most_steps];
volatile unsigned step_count;
constexpr std::uintptr_t trap_flag = 0x100;

void on_step(int, siginfo_t*, void* context) {
  const auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  if (step_count < most_steps)
    steps[step_count] = static_cast<std::uintptr_t>(registers[REG_RIP]);
  step_count = step_count + 1;
}

/// Each instruction from here to trace_end() raises SIGTRAP after it.
[[gnu::always_inline]] inline void trace_begin() {
  step_count = 0;
  asm volatile("pushfq\n\torq %0, (%%rsp)\n\tpopfq" ::"i"(trap_flag)
               : "memory", "cc");
}
[[gnu::always_inline]] inline void trace_end() {
  asm volatile("pushfq\n\tandq %0, (%%rsp)\n\tpopfq" ::"i"(~trap_flag)
               : "memory", "cc");
}

/// Prints "name locked address address …". lock() and unlock() are called
/// twice, because the first calls of liburcu run the dynamic linker.
template <class Lock, class Unlock>
void trace(const char* name, Lock lock, Unlock unlock) {
  bool locked = lock();
  unlock();
  trace_begin();
  locked = lock() && locked;
  unlock();
  trace_end();
  std::printf("%s %d", name, locked);
  for (unsigned i = 0; i < step_count && i < most_steps; ++i)
    std::printf(" %lx", static_cast<unsigned long>(steps[i]));
  std::printf("\n");
}

template <class L>
struct Space {
  Mm<L>* mm =
      vmalock::kernel::mm_alloc(K::alloc<vmalock::kernel::machine<K, L>>());
  Vma<L>* vma = vmalock::kernel::vm_mmap(mm, 0, 1);
};

}  // namespace

int main() {
  struct sigaction action {};
  action.sa_sigaction = on_step;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGTRAP, &action, nullptr);
  const vmalock::native::ThreadScope scope(0);

  const Space<refcnt_6_15> refcnt;
  trace(
      "layer_refcnt_6_15",
      [&] { return layer_refcnt_6_15_start(refcnt.mm, refcnt.vma) != nullptr; },
      [&] { layer_refcnt_6_15_end(refcnt.vma); });
  by_hand::refcnt::Mm refcnt_mm{2, nullptr};
  by_hand::refcnt::Vma refcnt_vma{1, 1, 0, 1, 0, &refcnt_mm};
  trace(
      "twin_refcnt_6_15",
      [&] {
        return twin_refcnt_6_15_start(&refcnt_mm, &refcnt_vma) != nullptr;
      },
      [&] { twin_refcnt_6_15_end(&refcnt_vma); });

  const Space<rwsem_6_5> rwsem;
  trace(
      "layer_rwsem_6_5", [&] { return layer_rwsem_6_5_start(rwsem.vma); },
      [&] { layer_rwsem_6_5_end(rwsem.vma); });
  by_hand::rwsem::Mm rwsem_mm{1};
  by_hand::rwsem::Rwsem sem{0, 0};
  by_hand::rwsem::Vma rwsem_vma{0, &sem, false, 0, 1, 0, &rwsem_mm};
  trace(
      "twin_rwsem_6_5", [&] { return twin_rwsem_6_5_start(&rwsem_vma); },
      [&] { twin_rwsem_6_5_end(&rwsem_vma); });
}
