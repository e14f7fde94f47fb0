// SPDX-License-Identifier: MIT
#include "harness/study/cost.h"

#include <fmt/format.h>

namespace vmalock::study {

namespace {

// Sources, Linux 6.15:
//   x86: arch/x86/include/asm/barrier.h: smp_mb() is a locked add to the stack
//   (since 4.15; mfence before), smp_rmb(), smp_wmb(), smp_load_acquire() and
//   smp_store_release() are compiler barriers, smp_store_mb() is an xchg;
//   asm/atomic.h, cmpxchg.h: every RMW is a locked instruction.
//   arm64: arch/arm64/include/asm/barrier.h: dmb ish, ishld, ishst; ldar and
//   stlr; asm/atomic_lse.h, cmpxchg.h: suffix a (acquire), l (release), al
//   (both, and the fully ordered one). ldadd stands for all unconditional RMWs,
//   cas for the conditional ones; without LSE they are ldxr/stxr loops whose
//   loads and stores get the same suffixes.
//   READ_ONCE() is an ldar on arm64 if the kernel is built with LTO.
//   C11 fences, which the kernel has not: the mapping of GCC and clang.
constexpr std::string_view nothing = "no instruction";

std::string_view load(Ordering o) {
  return o == Ordering::acquire || o == Ordering::seq_cst ? "ldar" : "ldr";
}

std::string_view store(Ordering o) {
  return o == Ordering::release || o == Ordering::seq_cst ? "stlr" : "str";
}

std::string_view rmw(Ordering o, bool conditional) {
  switch (o) {
    case Ordering::acquire:
      return conditional ? "casa" : "ldadda";
    case Ordering::release:
      return conditional ? "casl" : "ldaddl";
    case Ordering::acq_rel:
    case Ordering::seq_cst:
      return conditional ? "casal" : "ldaddal";
    default:
      return conditional ? "cas" : "ldadd";
  }
}

std::string_view fence(Ordering o) {
  switch (o) {
    case Ordering::none:
      return nothing;
    case Ordering::rmb:
    case Ordering::acquire_fence:
      return "dmb ishld";
    case Ordering::wmb:
      return "dmb ishst";
    default:
      return "dmb ish";
  }
}

std::string one(std::string_view machine, std::string_view from,
                std::string_view to) {
  if (from == to) return fmt::format("{}: {} either way", machine, from);
  if (to == nothing) return fmt::format("{}: {} disappears", machine, from);
  if (from == nothing) return fmt::format("{}: {} is added", machine, to);
  return fmt::format("{}: {} becomes {}", machine, from, to);
}

}  // namespace

Instructions instructions(Primitive primitive, Ordering o) {
  switch (primitive) {
    case Primitive::load:
    case Primitive::await:
      return {"mov", load(o)};
    case Primitive::store:
      return {o == Ordering::seq_cst ? "xchg" : "mov", store(o)};
    case Primitive::rmw:
      return {"lock-prefixed RMW", rmw(o, false)};
    case Primitive::rmw_if:
      return {"lock cmpxchg", rmw(o, true)};
    case Primitive::fence:
      return {o == Ordering::mb ? "lock addl (smp_mb)" : nothing, fence(o)};
  }
  return {};
}

std::string cost_text(Primitive primitive, Ordering from, Ordering to) {
  const Instructions before = instructions(primitive, from);
  const Instructions after = instructions(primitive, to);
  return one("arm64", before.arm64, after.arm64) + "; " +
         one("x86", before.x86, after.x86);
}

unsigned price(Ordering o) {
  switch (o) {
    case Ordering::plain:
    case Ordering::none:
      return 0;
    case Ordering::relaxed:
      return 1;
    case Ordering::ctrl:
    case Ordering::addr:
      return 2;
    case Ordering::acquire:
    case Ordering::release:
      return 3;
    case Ordering::rmb:
    case Ordering::wmb:
    case Ordering::acq_rel:
      return 4;
    case Ordering::acquire_fence:
      return 5;
    case Ordering::release_fence:
    case Ordering::acq_rel_fence:
      return 6;
    case Ordering::seq_cst:
      return 8;
    case Ordering::mb:
      return 9;
  }
  return 0;
}

}  // namespace vmalock::study
