// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The kernel facilities, one thread at a time, on the native platform. What
// needs several threads is tested by the cases.
#include <gtest/gtest.h>

#include <climits>

#include "harness/kernel/err.h"
#include "harness/kernel/mm.h"
#include "harness/kernel/mmap_lock.h"
#include "harness/kernel/refcount.h"
#include "harness/kernel/rwsem.h"
#include "harness/kernel/seqcount.h"
#include "harness/kernel/vma.h"
#include "harness/platform/native/platform.h"

namespace vmalock::kernel {
namespace {

using K = native::platform;

/// Text of the finding since the last call, or empty.
std::string misuse() {
  return native::has_finding() ? native::take_finding().message : "";
}

class KernelTest : public ::testing::Test {
 protected:
  void SetUp() override { (void)misuse(); }
  void TearDown() override { EXPECT_EQ(misuse(), ""); }

  const native::ThreadScope scope_{K::main_thread};
};

using RefcountTest = KernelTest;

TEST_F(RefcountTest, ZeroIsNeverRaised) {
  refcount_t<K> r(0, "r");
  EXPECT_FALSE(refcount_inc_not_zero(&r, order::relaxed));
  EXPECT_FALSE(refcount_add_not_zero(7, &r, order::relaxed));
  EXPECT_FALSE(refcount_inc_not_zero_limited_acquire(&r, 5, order::acquire));
  EXPECT_EQ(refcount_read(&r, order::relaxed), 0);
}

TEST_F(RefcountTest, LimitIsTheLastValueThatCanBeReached) {
  refcount_t<K> r(1, "r");
  EXPECT_TRUE(refcount_inc_not_zero_limited_acquire(&r, 2, order::acquire));
  const auto refused =
      refcount_inc_not_zero_limited_acquire(&r, 2, order::acquire);
  EXPECT_FALSE(refused);
  EXPECT_EQ(refused.old, 2);
  EXPECT_EQ(refcount_read(&r, order::relaxed), 2);
}

TEST_F(RefcountTest, OverflowSaturatesAndStaysSaturated) {
  refcount_t<K> r(INT_MAX, "r");
  EXPECT_TRUE(refcount_inc_not_zero(&r, order::relaxed));
  EXPECT_NE(misuse(), "");
  EXPECT_EQ(refcount_read(&r, order::relaxed), REFCOUNT_SATURATED);
  EXPECT_TRUE(refcount_add_not_zero(9, &r, order::relaxed));
  EXPECT_NE(misuse(), "");
  EXPECT_EQ(refcount_read(&r, order::relaxed), REFCOUNT_SATURATED);
}

TEST_F(RefcountTest, OnlyTheLastDropSaysSo) {
  refcount_t<K> r(2, "r");
  EXPECT_FALSE(refcount_dec_and_test(&r, order::release, order::acquire_fence));
  EXPECT_TRUE(refcount_dec_and_test(&r, order::release, order::acquire_fence));
  EXPECT_EQ(misuse(), "");
  EXPECT_FALSE(refcount_dec_and_test(&r, order::release, order::acquire_fence));
  EXPECT_NE(misuse(), "");
}

using RwsemTest = KernelTest;

TEST_F(RwsemTest, TrylockFailsOnAWriterAndOnWaiters) {
  rw_semaphore<K> sem("sem");
  EXPECT_TRUE(down_read_trylock(&sem));
  EXPECT_TRUE(down_read_trylock(&sem));
  up_read(&sem);
  const rwsem_word held = sem.count.load(order::relaxed);
  sem.count.store(*rwsem_add_waiter(held, 7, rwsem_waiter::is_writer),
                  order::relaxed);
  EXPECT_FALSE(down_read_trylock(&sem));
  sem.count.store(held, order::relaxed);
  up_read(&sem);
  down_write(&sem);
  EXPECT_FALSE(down_read_trylock(&sem));
  up_write(&sem);
  EXPECT_FALSE(rwsem_is_locked(&sem));
}

TEST_F(RwsemTest, DowngradeLetsReadersInAndStaysHeld) {
  rw_semaphore<K> sem("sem");
  down_write(&sem);
  downgrade_write(&sem);
  EXPECT_TRUE(down_read_trylock(&sem));
  up_read(&sem);
  EXPECT_TRUE(rwsem_is_locked(&sem));
  up_read(&sem);
  EXPECT_FALSE(rwsem_is_locked(&sem));
}

TEST_F(RwsemTest, WrongUnlocksAreMisuse) {
  rw_semaphore<K> sem("sem");
  up_read(&sem);
  EXPECT_NE(misuse(), "");
  rw_semaphore<K> other("other");
  up_write(&other);
  EXPECT_NE(misuse(), "");
}

/// The lock in one word, step by step. `tasks`: readers below 10, writers from
/// there on, in the order of the list.
class RwsemWordTest : public ::testing::Test {
 protected:
  static rwsem_word queue(rwsem_word w, std::initializer_list<unsigned> tasks) {
    for (const unsigned task : tasks)
      w = *rwsem_add_waiter(w, task, task < 10 ? 0 : rwsem_waiter::is_writer);
    return w;
  }
  const rw_semaphore<K> sem_{"sem"};
};

TEST_F(RwsemWordTest, ReaderQueuesBehindAWaiterIfReadersAreInside) {
  const rwsem_word inside = queue(RWSEM_READER_BIAS, {11});
  const auto next = rwsem_read_arrive(&sem_, inside, 3, std::nullopt);
  EXPECT_EQ(next, queue(inside, {3}));
}

TEST_F(RwsemWordTest, ReaderMayStealALockThatNobodyHolds) {
  const rwsem_word waiting = queue(0, {11});
  EXPECT_EQ(rwsem_read_arrive(&sem_, waiting, 3, std::nullopt), std::nullopt)
      << "it has to choose";
  EXPECT_EQ(rwsem_read_arrive(&sem_, waiting, 3, true),
            waiting + RWSEM_READER_BIAS);
  EXPECT_EQ(rwsem_read_arrive(&sem_, waiting, 3, false),
            queue(waiting, {3}) | RWSEM_WOKEN)
      << "who queues wakes the first waiter of a lock that nobody holds";
}

TEST_F(RwsemWordTest, WakingAReaderWakesAllOfTheList) {
  EXPECT_EQ(rwsem_mark_wake(&sem_, queue(0, {3, 11, 4})),
            queue(2 * RWSEM_READER_BIAS, {11}));
}

TEST_F(RwsemWordTest, WakingAWriterLetsItTakeTheLock) {
  const rwsem_word woken = rwsem_mark_wake(&sem_, queue(0, {11, 3}));
  EXPECT_EQ(woken, queue(0, {11, 3}) | RWSEM_WOKEN);
  EXPECT_EQ(rwsem_try_write_lock(&sem_, woken, 11, true),
            queue(RWSEM_WRITER_LOCKED, {3}));
  EXPECT_EQ(rwsem_try_write_lock(&sem_, queue(0, {11, 3}), 11, true),
            std::nullopt)
      << "nobody woke it";
  EXPECT_NE(rwsem_try_write_lock(&sem_, queue(0, {11, 3}), 11, false),
            std::nullopt)
      << "it is not asleep yet";
  EXPECT_EQ(rwsem_try_write_lock(&sem_, woken | RWSEM_READER_BIAS, 11, true),
            std::nullopt)
      << "a reader stole the lock";
}

TEST_F(RwsemWordTest, DowngradeWakesNoWriter) {
  const rwsem_word w = queue(RWSEM_READER_BIAS, {11, 3});
  EXPECT_EQ(rwsem_mark_wake(&sem_, w), w);
}

TEST_F(RwsemWordTest, AKilledFirstWaiterWakesThoseBehind) {
  const rwsem_word w = rwsem_flag_waiter(queue(RWSEM_READER_BIAS, {11, 3}), 11,
                                         rwsem_waiter::is_killed);
  EXPECT_TRUE(rwsem_killed(w, 11));
  EXPECT_FALSE(rwsem_killed(w, 3));
  EXPECT_EQ(rwsem_try_write_lock(&sem_, w, 11, true), 2 * RWSEM_READER_BIAS);
}

TEST_F(RwsemWordTest, AFullListHasNoPlace) {
  const rwsem_word full = queue(RWSEM_WRITER_LOCKED, {1, 2, 3, 11});
  EXPECT_EQ(rwsem_add_waiter(full, 4, 0), std::nullopt);
  EXPECT_EQ(rwsem_del_waiter(full, 1), queue(RWSEM_WRITER_LOCKED, {1, 3, 11}));
}

TEST_F(RwsemTest, AKillableWaitThatNeedsNoSleepHeedsNoSignal) {
  rw_semaphore<K> sem("sem");
  task_struct<K> task;
  send_sigkill(&task, 0);
  EXPECT_EQ(down_read_killable(&sem, &task), 0);
  up_read(&sem);
  EXPECT_EQ(down_write_killable(&sem, &task), 0);
  EXPECT_EQ(down_read_killable(&sem, &task), -EINTR);
  EXPECT_EQ(down_write_killable(&sem, &task), -EINTR);
  up_write(&sem);
  EXPECT_FALSE(rwsem_is_locked(&sem)) << "nobody is on the list any more";
}

TEST(SeqcountTest, IsOddWhileTheWriterWorks) {
  seqcount_t<K> s("s");
  const unsigned start = raw_read_seqcount(&s, order::acquire);
  do_raw_write_seqcount_begin(&s, order::plain, order::relaxed, order::wmb);
  EXPECT_EQ(raw_read_seqcount(&s, order::acquire) % 2, 1u);
  do_raw_write_seqcount_end(&s, order::plain, order::relaxed, order::wmb);
  EXPECT_EQ(raw_read_seqcount(&s, order::acquire) % 2, 0u);
  EXPECT_TRUE(read_seqcount_retry(&s, start, order::rmb, order::relaxed));
}

TEST(ErrTest, PointersCarryErrors) {
  int object = 0;
  EXPECT_FALSE(IS_ERR(&object));
  EXPECT_TRUE(IS_ERR(ERR_PTR<int>(-EAGAIN)));
  EXPECT_EQ(PTR_ERR(ERR_PTR<int>(-EAGAIN)), -EAGAIN);
  EXPECT_TRUE(IS_ERR_OR_NULL(static_cast<int*>(nullptr)));
}

using RcuwaitTest = KernelTest;

TEST_F(RcuwaitTest, AWakeUpDuringTheTestIsNotLost) {
  rcuwait<K> w;
  task_struct<K> task;
  int tests = 0;
  rcuwait_wait_event(&w, &task, [&] {
    rcuwait_wake_up(&w);  // as another thread might, before schedule()
    return ++tests == 2;
  });
  EXPECT_EQ(tests, 2);
  rcuwait_wake_up(&w);  // nobody waits: nothing happens
  EXPECT_EQ(task.state.load(order::relaxed), TASK_RUNNING);
}

/// A lock that does nothing: enough for objects and their life time.
struct no_lock {
  template <class, class>
  struct mm_fields {};
  template <class, class>
  struct vma_fields {};
};
using Vma = vm_area_struct<K, no_lock>;

using SlabTest = KernelTest;

TEST_F(SlabTest, HandsOutTheObjectFreedLastWithItsOldFields) {
  kmem_cache<K, Vma> cache;
  Vma* first = kmem_cache_alloc(&cache);
  first->vm_flags.store(42);
  Vma* second = kmem_cache_alloc(&cache);
  EXPECT_NE(first, second);
  kmem_cache_free(&cache, first);
  Vma* again = kmem_cache_alloc(&cache);
  EXPECT_EQ(again, first);
  EXPECT_EQ(again->vm_flags.load(), 42u);
  kmem_cache_free(&cache, again);
  kmem_cache_free(&cache, second);  // beyond the one kept: freed later
  urcu_memb_barrier();
  kmem_cache_destroy(&cache);
}

using MmTest = KernelTest;

TEST_F(MmTest, UsersPinTheSpaceAndReferencesTheStruct) {
  auto* host = K::alloc<machine<K, no_lock>>();
  auto* mm = mm_alloc(host);
  mmgrab(mm);
  EXPECT_TRUE(mmget_not_zero(mm));
  mm->mm_users.fetch_sub(2, order::relaxed);
  EXPECT_FALSE(mmget_not_zero(mm));
  mt_destroy(&mm->mm_mt);
  mmdrop(mm);
  mmdrop(mm);
  halt(host);
}

TEST_F(MmTest, TreeFindsWhatWasStored) {
  auto* host = K::alloc<machine<K, no_lock>>();
  auto* mm = mm_alloc(host);
  Vma* vma = kmem_cache_alloc(&host->vm_area_cachep);
  mas_store(&mm->mm_mt, 1, 3, vma);
  auto walk = [&](unsigned long address) {
    auto mas = MA_STATE(&mm->mm_mt, address);
    return mas_walk(&mas);
  };
  EXPECT_EQ(walk(0), nullptr);
  EXPECT_EQ(walk(1), vma);
  EXPECT_EQ(mas_find(&mm->mm_mt, 2), vma);
  EXPECT_EQ(walk(3), nullptr);
  kmem_cache_free(&host->vm_area_cachep, vma);
  mt_destroy(&mm->mm_mt);
  mmdrop(mm);
  halt(host);
}

TEST_F(MmTest, WalkGoesOnInTheNodeWhereItWas) {
  auto* host = K::alloc<machine<K, no_lock>>();
  auto* mm = mm_alloc(host);
  Vma* vma = kmem_cache_alloc(&host->vm_area_cachep);
  mas_store(&mm->mm_mt, 0, 1, vma);
  K::rcu_read_lock();
  auto mas = MA_STATE(&mm->mm_mt, 0);
  EXPECT_EQ(mas_walk(&mas), vma);
  mas_replace_node(&mm->mm_mt);
  mas_store(&mm->mm_mt, 0, 1, static_cast<Vma*>(nullptr));
  EXPECT_EQ(mas_walk(&mas), vma) << "the old node has what it had";
  mas_set(&mas, 0);
  EXPECT_EQ(mas_walk(&mas), nullptr) << "a walk from the root";
  K::rcu_read_unlock();
  urcu_memb_barrier();
  kmem_cache_free(&host->vm_area_cachep, vma);
  mt_destroy(&mm->mm_mt);
  mmdrop(mm);
  halt(host);
}

TEST_F(SlabTest, ShrinkingGivesTheKeptObjectBack) {
  kmem_cache<K, Vma> cache;
  Vma* first = kmem_cache_alloc(&cache);
  kmem_cache_free(&cache, first);
  kmem_cache_shrink(&cache);
  EXPECT_EQ(cache.freelist.load(order::relaxed), nullptr);
  kmem_cache_shrink(&cache);  // nothing is left: nothing happens
  urcu_memb_barrier();
}

TEST_F(RcuwaitTest, OnlyAKillableWaitEndsByASignal) {
  rcuwait<K> w;
  task_struct<K> task;
  send_sigkill(&task, 0);
  EXPECT_EQ(rcuwait_wait_event(
                &w, &task, [] { return false; }, TASK_KILLABLE),
            -EINTR);
  EXPECT_EQ(rcuwait_wait_event(
                &w, &task, [] { return true; }, TASK_KILLABLE),
            0)
      << "the condition comes first";
  int tests = 0;
  EXPECT_EQ(rcuwait_wait_event(&w, &task,
                               [&] {
                                 rcuwait_wake_up(&w);
                                 return ++tests == 2;
                               }),
            0);
}

TEST(SeqcountTest, NarrowNumbersWrap) {
  seqcount_t<K, void, 2> s("s");
  for (int section = 0; section < 2; ++section) {
    do_raw_write_seqcount_begin(&s, order::plain, order::relaxed, order::wmb);
    do_raw_write_seqcount_end(&s, order::plain, order::relaxed, order::wmb);
  }
  EXPECT_EQ(raw_read_seqcount(&s, order::acquire), 0u);
}

}  // namespace
}  // namespace vmalock::kernel
