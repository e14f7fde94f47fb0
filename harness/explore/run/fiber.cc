// SPDX-License-Identifier: MIT
#include "harness/explore/run/fiber.h"

#include <sys/mman.h>

#include <new>

#include "harness/base/check.h"

#if defined(__SANITIZE_ADDRESS__)
#define VMALOCK_ASAN_FIBERS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define VMALOCK_ASAN_FIBERS 1
#endif
#endif
#ifdef VMALOCK_ASAN_FIBERS
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace vmalock::explore {

namespace {

// Only what is used takes memory. lkmm is asked on the stack of a thread, and
// its relations are large.
constexpr std::size_t stack_bytes = 4 * 1024 * 1024;

// A frame that is larger than the guard steps over it, and a guard costs
// nothing but addresses.
constexpr std::size_t guard_size = 1024 * 1024;

}  // namespace

Fiber::~Fiber() {
  if (memory_) munmap(memory_, guard_size + stack_bytes);
}

void Fiber::map_stack() {
  void* memory = mmap(nullptr, guard_size + stack_bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  memory_ = static_cast<std::byte*>(memory);
  CHECK(mprotect(memory_, guard_size, PROT_NONE) == 0);
}

const std::byte* Fiber::top() const {
  return memory_ + guard_size + stack_bytes;
}

bool Fiber::in_guard(const void* address) const {
  const auto* a = static_cast<const std::byte*>(address);
  return memory_ && a >= memory_ && a < memory_ + guard_size;
}

bool Fiber::on_stack(const void* address) const {
  const auto* a = static_cast<const std::byte*>(address);
  return memory_ && a >= memory_ + guard_size &&
         a < memory_ + guard_size + stack_bytes;
}

void Fiber::start(Entry entry, void* argument) {
  if (!memory_) map_stack();
  entry_ = entry;
  argument_ = argument;
#ifdef VMALOCK_ASAN_FIBERS
  __asan_unpoison_memory_region(memory_ + guard_size, stack_bytes);
#endif
  context_ = boost::context::detail::make_fcontext(
      memory_ + guard_size + stack_bytes, stack_bytes, &Fiber::run);
}

void Fiber::run(Transfer from) {
  auto* self = static_cast<Fiber*>(from.data);
#ifdef VMALOCK_ASAN_FIBERS
  __sanitizer_finish_switch_fiber(nullptr, &self->resumer_stack_,
                                  &self->resumer_stack_bytes_);
#endif
  self->resumer_ = from.fctx;
  self->entry_(self->argument_);
  self->suspend();
  CHECK(false && "a finished fiber was resumed");
}

void Fiber::resume() {
#ifdef VMALOCK_ASAN_FIBERS
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&fake_stack, memory_ + guard_size,
                                 stack_bytes);
#endif
  context_ = boost::context::detail::jump_fcontext(context_, this).fctx;
#ifdef VMALOCK_ASAN_FIBERS
  __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif
}

void Fiber::suspend() {
#ifdef VMALOCK_ASAN_FIBERS
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&fake_stack, resumer_stack_,
                                 resumer_stack_bytes_);
#endif
  resumer_ = boost::context::detail::jump_fcontext(resumer_, nullptr).fctx;
#ifdef VMALOCK_ASAN_FIBERS
  __sanitizer_finish_switch_fiber(fake_stack, &resumer_stack_,
                                  &resumer_stack_bytes_);
#endif
}

}  // namespace vmalock::explore
