// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The versions of the lock, one thread at a time, on the native platform: the
// states of a vma and the operations that no case uses. What needs several
// threads is tested by the cases.
#include <gtest/gtest.h>

#include <string>

#include "harness/platform/native/platform.h"
#include "impl/percpu-count-2023/vma_lock.h"
#include "impl/refcnt-6.15/vma_lock.h"
#include "impl/refcnt-6.18/vma_lock.h"
#include "impl/refcnt-7.0/vma_lock.h"
#include "impl/refcnt-v7/vma_lock.h"
#include "impl/rwsem-6.14/vma_lock.h"
#include "impl/rwsem-6.5/vma_lock.h"
#include "impl/spec/vma_lock.h"

namespace vmalock::impl
{
namespace
{

using K = native::platform;

/* Text of the finding since the last call, or empty. */
std::string misuse()
{
	return native::has_finding() ? native::take_finding().message : "";
}

template <class L>
class LockTest : public ::testing::Test
{
      protected:
	static_assert(vma_lock<K, L>);

	void SetUp() override
	{
		(void)misuse();
		host = K::alloc<machine<K, L>>();
		mm = mm_alloc(host);
		vma = vm_mmap(mm, 0, 1);
	}

	void TearDown() override
	{
		mmput(mm);
		urcu_memb_barrier();
		halt(host);
		EXPECT_EQ(misuse(), "");
	}

	const native::ThreadScope scope{K::main_thread};
	machine<K, L> *host;
	mm_struct<K, L> *mm;
	vm_area_struct<K, L> *vma;
};

/// The others differ from one of these in orderings or in one function.
using Versions =
	::testing::Types<percpu_count_2023::lock, rwsem_6_5::lock,
			 rwsem_6_14::lock, refcnt_v7::lock, refcnt_6_15::lock,
			 refcnt_6_18::lock, refcnt_7_0::lock, spec::lock>;
TYPED_TEST_SUITE(LockTest, Versions);

TYPED_TEST(LockTest, ReadersComeAndGo)
{
	EXPECT_TRUE(vma_read_trylock(this->mm, this->vma));
	EXPECT_TRUE(vma_read_trylock(this->mm, this->vma));
	vma_assert_locked(this->vma);
	vma_end_read(this->vma);
	vma_end_read(this->vma);
}

TYPED_TEST(LockTest, WriteLockEndsWithTheMmapLock)
{
	mmap_write_lock(this->mm);
	EXPECT_TRUE(vma_read_trylock(this->mm, this->vma));
	vma_end_read(this->vma);
	vma_start_write(this->vma);
	vma_start_write(this->vma);
	vma_assert_write_locked(this->vma);
	vma_assert_locked(this->vma);
	EXPECT_FALSE(vma_read_trylock(this->mm, this->vma));
	mmap_write_unlock(this->mm);
	EXPECT_TRUE(vma_read_trylock(this->mm, this->vma));
	vma_end_read(this->vma);
}

TYPED_TEST(LockTest, WriteLockEndsWithADowngrade)
{
	mmap_write_lock(this->mm);
	vma_start_write(this->vma);
	mmap_write_downgrade(this->mm);
	EXPECT_TRUE(vma_read_trylock(this->mm, this->vma));
	EXPECT_TRUE(vma_start_read_locked(this->vma));
	vma_end_read(this->vma);
	vma_end_read(this->vma);
	mmap_read_unlock(this->mm);
}

TYPED_TEST(LockTest, WritingNeedsTheMmapLock)
{
	vma_start_write(this->vma);
	EXPECT_NE(misuse(), "");
	mmap_write_lock(this->mm);
	vma_assert_write_locked(this->vma);
	(void)misuse();
	mmap_write_unlock(this->mm);
}

TYPED_TEST(LockTest, LookupCoversTheAddress)
{
	EXPECT_EQ(lock_vma_under_rcu(this->mm, 0), this->vma);
	vma_end_read(this->vma);
	EXPECT_EQ(lock_vma_under_rcu(this->mm, 1), nullptr);

	mmap_write_lock(this->mm);
	vma_start_write(this->vma);
	vma_set_range(this->vma, 2, 3);
	mmap_write_unlock(this->mm);
	EXPECT_EQ(lock_vma_under_rcu(this->mm, 0), nullptr);
}

TYPED_TEST(LockTest, DetachedVmaIsNotFound)
{
	mmap_write_lock(this->mm);
	vma_assert_attached(this->vma);
	vma_start_write(this->vma);
	vma_mark_detached(this->vma);
	vma_assert_detached(this->vma);
	EXPECT_EQ(misuse(), "");
	vma_assert_attached(this->vma);
	EXPECT_NE(misuse(), "");
	mmap_write_unlock(this->mm);

	EXPECT_EQ(lock_vma_under_rcu(this->mm, 0), nullptr);

	mmap_write_lock(this->mm);
	vma_start_write(this->vma);
	vma_mark_attached(this->vma);
	mmap_write_unlock(this->mm);
	EXPECT_EQ(lock_vma_under_rcu(this->mm, 0), this->vma);
	vma_end_read(this->vma);
}

TYPED_TEST(LockTest, CopyIsUnlockedAndHasTheFields)
{
	EXPECT_TRUE(vma_read_trylock(this->mm, this->vma));
	auto copy = vm_area_dup(this->vma);
	vma_end_read(this->vma);
	EXPECT_EQ(copy->vm_start.load(), 0u);
	EXPECT_EQ(copy->vm_end.load(), 1u);
	EXPECT_EQ(copy->vm_mm.load(), this->mm);

	mmap_write_lock(this->mm);
	vma_set_range(copy, 1, 2);
	vma_link(this->mm, copy, 1, 2);
	mmap_write_unlock(this->mm);
	EXPECT_EQ(lock_vma_under_rcu(this->mm, 1), copy);
	vma_end_read(copy);
}

TYPED_TEST(LockTest, UnmappedVmaIsFreed)
{
	mmap_write_lock(this->mm);
	vma_unmap(this->mm, this->vma, 0, 1);
	mmap_write_unlock(this->mm);
	EXPECT_EQ(lock_vma_under_rcu(this->mm, 0), nullptr);
	remove_vma(this->vma, false);
}

using Refcnt = LockTest<refcnt_6_15::lock>;

TEST_F(Refcnt, LimitRefusesReaders)
{
	const int limit = refcnt_6_15::VMA_REF_LIMIT;

	vma->vm_refcnt.refs.store(limit, order::relaxed);
	EXPECT_FALSE(vma_read_trylock(mm, vma));
	mmap_read_lock(mm);
	EXPECT_FALSE(vma_start_read_locked(vma));
	mmap_read_unlock(mm);

	vma->vm_refcnt.refs.store(limit - 1, order::relaxed);
	EXPECT_TRUE(vma_read_trylock(mm, vma));
	vma->vm_refcnt.refs.store(1, order::relaxed);
}

TEST_F(Refcnt, CountIsWhatTheTableSays)
{
	auto count = [&] { return vma->vm_refcnt.refs.load(order::relaxed); };

	EXPECT_EQ(count(), 1);
	EXPECT_TRUE(vma_read_trylock(mm, vma));
	EXPECT_EQ(count(), 2);
	vma_end_read(vma);
	mmap_write_lock(mm);
	vma_start_write(vma);
	EXPECT_EQ(count(), 1);
	vma_mark_detached(vma);
	EXPECT_EQ(count(), 0);
	EXPECT_EQ(PTR_ERR(vma_start_read(mm, vma)), 0); /* write-locked */
	mmap_write_unlock(mm);
	EXPECT_EQ(PTR_ERR(vma_start_read(mm, vma)), -EAGAIN);
	mmap_write_lock(mm);
	vma_start_write(vma);
	vma_mark_attached(vma);
	mmap_write_unlock(mm);
}

TEST_F(Refcnt, FreeingAnAttachedVmaIsMisuse)
{
	auto copy = vm_area_dup(vma);

	copy->vm_refcnt.refs.store(1, order::relaxed);
	vm_area_free(copy);
	EXPECT_NE(misuse(), "");
}

using Killable = LockTest<refcnt_7_0::lock>;

TEST_F(Killable, KilledWriterLeavesNothingBehind)
{
	auto count = [&] { return vma->vm_refcnt.refs.load(order::relaxed); };

	EXPECT_TRUE(vma_read_trylock(mm, vma));
	mmap_write_lock(mm);
	send_sigkill(current_task(host), 0);
	EXPECT_EQ(vma_start_write_killable(vma), -EINTR);
	EXPECT_EQ(count(), 2);
	EXPECT_TRUE(vma_read_trylock(mm, vma));
	vma_end_read(vma);
	vma_end_read(vma);
	EXPECT_EQ(vma_start_write_killable(vma), 0) << "no need to wait";
	vma_assert_write_locked(vma);
	mmap_write_unlock(mm);
}

template <class L>
using SpeculationTest = LockTest<L>;
using Speculating =
	::testing::Types<rwsem_6_14::lock, refcnt_6_15::lock, spec::lock>;
TYPED_TEST_SUITE(SpeculationTest, Speculating);

TYPED_TEST(SpeculationTest, WriterIsNoticed)
{
	auto seq = mmap_lock_speculate_try_begin(this->mm);
	ASSERT_TRUE(seq);
	EXPECT_FALSE(mmap_lock_speculate_retry(this->mm, *seq));
	mmap_write_lock(this->mm);
	EXPECT_FALSE(mmap_lock_speculate_try_begin(this->mm));
	EXPECT_TRUE(mmap_lock_speculate_retry(this->mm, *seq));
	mmap_write_unlock(this->mm);
	EXPECT_TRUE(mmap_lock_speculate_retry(this->mm, *seq));
}

} // namespace
} // namespace vmalock::impl
