// SPDX-License-Identifier: MIT
#include "harness/litmus/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/check.h"
#include "harness/models/hardware.h"

namespace vmalock::litmus {

using graph::Barrier;
using graph::Instruction;

struct MachineMapping {
  /// An access with what stands before and after it. `after` is left out when a
  /// compare-exchange fails.
  struct Sequence {
    Barrier before = Barrier::none;
    Instruction access;
    Barrier after = Barrier::none;
  };
  /// By the ending of the name: _relaxed, _acquire, _release, none.
  using ByOrdering = std::array<Sequence, 4>;

  Sequence load_acquire, store_release;
  Barrier mb, rmb, wmb;
  Barrier around_atomic;  ///< smp_mb__before_atomic, smp_mb__after_atomic
  Barrier after_spinlock, after_unlock_lock;
  ByOrdering fetch;    ///< xchg, too
  ByOrdering cmpxchg;  ///< and what is made of it: spin_lock, add_unless
  Sequence no_return;  ///< atomic_inc and its like
};

namespace {

using Sequence = MachineMapping::Sequence;
using ByOrdering = MachineMapping::ByOrdering;

constexpr Barrier no_barrier = Barrier::none;
constexpr Instruction ordinary = {};

constexpr Instruction acquiring(Instruction i) {
  i.acquire = true;
  return i;
}
constexpr Instruction releasing(Instruction i) {
  i.release = true;
  return i;
}
constexpr Instruction exclusive(Instruction i = {}) {
  i.exclusive = true;
  return i;
}
constexpr Instruction no_return(Instruction i) {
  i.no_return = true;
  return i;
}

/// One instruction with bits for its ordering.
constexpr ByOrdering with_bits = {{{.access = ordinary},
                                   {.access = acquiring(ordinary)},
                                   {.access = releasing(ordinary)},
                                   {.access = acquiring(releasing(ordinary))}}};

// barrier.h, cmpxchg.h, atomic_lse.h, atomic_ll_sc.h. Which of the two the
// kernel uses it finds out when it boots. READ_ONCE is ldr (with LTO, ldapr).
constexpr MachineMapping arm64_lse = {
    .load_acquire = {.access = acquiring(ordinary)},
    .store_release = {.access = releasing(ordinary)},
    .mb = Barrier::dmb_ish,
    .rmb = Barrier::dmb_ishld,
    .wmb = Barrier::dmb_ishst,
    .around_atomic = Barrier::dmb_ish,
    .after_spinlock = Barrier::dmb_ish,
    .after_unlock_lock = no_barrier,
    .fetch = with_bits,                            // ldadd, swp
    .cmpxchg = with_bits,                          // cas
    .no_return = {.access = no_return(ordinary)},  // stadd
};

constexpr ByOrdering arm64_exclusives = {
    {{.access = exclusive()},
     {.access = acquiring(exclusive())},
     {.access = releasing(exclusive())},
     {.access = releasing(exclusive()), .after = Barrier::dmb_ish}}};

constexpr MachineMapping with_exclusives(MachineMapping m) {
  m.fetch = m.cmpxchg = arm64_exclusives;
  m.no_return = {.access = exclusive()};
  return m;
}

constexpr MachineMapping arm64_ll_sc = with_exclusives(arm64_lse);

// barrier.h, synch.h, atomic.h, cmpxchg.h, for 64 bits; the kernel writes
// lwsync over the isync of PPC_ACQUIRE_BARRIER on machines that have it.
constexpr ByOrdering power_exclusives = {
    {{.access = exclusive()},
     {.access = exclusive(), .after = Barrier::lwsync},
     {.before = Barrier::lwsync, .access = exclusive()},
     {.before = Barrier::sync, .access = exclusive(), .after = Barrier::sync}}};

constexpr MachineMapping ppc64 = {
    .load_acquire = {.access = ordinary, .after = Barrier::lwsync},
    .store_release = {.before = Barrier::lwsync, .access = ordinary},
    .mb = Barrier::sync,
    .rmb = Barrier::lwsync,
    .wmb = Barrier::lwsync,
    .around_atomic = Barrier::sync,
    .after_spinlock = Barrier::sync,
    .after_unlock_lock = Barrier::sync,
    .fetch = power_exclusives,
    .cmpxchg = power_exclusives,
    .no_return = {.access = exclusive()},
};

// barrier.h, fence.h, atomic.h, cmpxchg.h: amoadd and amoswap; lr and sc for
// what compares, which all machines have (not amocas).
constexpr MachineMapping riscv64 = {
    .load_acquire = {.access = ordinary, .after = Barrier::fence_r_rw},
    .store_release = {.before = Barrier::fence_rw_w, .access = ordinary},
    .mb = Barrier::fence_rw_rw,
    .rmb = Barrier::fence_r_r,
    .wmb = Barrier::fence_w_w,
    .around_atomic = Barrier::fence_rw_rw,
    .after_spinlock = Barrier::fence_rw_rw,
    .after_unlock_lock = no_barrier,
    .fetch = {{{.access = ordinary},
               {.access = ordinary, .after = Barrier::fence_r_rw},
               {.before = Barrier::fence_rw_w, .access = ordinary},
               {.access = acquiring(releasing(ordinary))}}},
    .cmpxchg = {{{.access = exclusive()},
                 {.access = exclusive(), .after = Barrier::fence_r_rw},
                 {.before = Barrier::fence_rw_w, .access = exclusive()},
                 {.access = releasing(exclusive()),
                  .after = Barrier::fence_rw_rw}}},
    .no_return = {.access = ordinary},
};

// barrier.h, atomic.h, cmpxchg.h: every atomic has LOCK, and smp_mb is one.
constexpr MachineMapping x86_64 = {
    .load_acquire = {},
    .store_release = {},
    .mb = Barrier::mfence,
    .rmb = no_barrier,
    .wmb = no_barrier,
    .around_atomic = no_barrier,
    .after_spinlock = no_barrier,
    .after_unlock_lock = no_barrier,
    .fetch = {},
    .cmpxchg = {},
    .no_return = {},
};

class MachineCode {
 public:
  MachineCode(const LitmusTest& test, const Machine& machine)
      : test_(test), machine_(machine), map_(*machine.mapping) {}
  Block block(const Block& from) {
    Block code;
    for (const Statement& s : from) add(s, code);
    return code;
  }

 private:
  const LitmusTest& test_;
  const Machine& machine_;
  const MachineMapping& map_;

  void add(const Statement& s, Block& code);
  void add_rmw(const Statement& s, Block& code);
  Barrier fence(const Statement& s) const;
  static void add_barrier(Barrier barrier, Block& code);
  static void add_access(Statement s, const Sequence& how, Block& code);
  [[noreturn]] void refuse(std::string_view primitive) const {
    throw NoMapping(
        fmt::format("{}: no mapping of {} to instructions of {}; leave it out, "
                    "or ask --model lkmm",
                    test_.file, primitive, machine_.name),
        std::string(primitive));
  }
};

void MachineCode::add_barrier(Barrier barrier, Block& code) {
  if (barrier == Barrier::none) return;
  Statement& s = code.emplace_back();
  s.kind = StatementKind::fence;
  s.instruction.barrier = barrier;
}

void MachineCode::add_access(Statement s, const Sequence& how, Block& code) {
  s.order = Ordering::relaxed;
  s.mark = graph::Mark::none;
  s.instruction = how.access;
  add_barrier(how.before, code);
  code.push_back(std::move(s));
  add_barrier(how.after, code);
}

Barrier MachineCode::fence(const Statement& s) const {
  switch (s.mark) {
    case graph::Mark::before_atomic:
    case graph::Mark::after_atomic:
      return map_.around_atomic;
    case graph::Mark::after_spinlock:
      return map_.after_spinlock;
    case graph::Mark::after_unlock_lock:
      return map_.after_unlock_lock;
    case graph::Mark::after_srcu_read_unlock:
      refuse("smp_mb__after_srcu_read_unlock()");
    default:
      break;
  }
  switch (s.order) {
    case Ordering::mb:
      return map_.mb;
    case Ordering::rmb:
      return map_.rmb;
    case Ordering::wmb:
      return map_.wmb;
    default:
      return no_barrier;  // barrier(): for the compiler
  }
}

void MachineCode::add(const Statement& s, Block& code) {
  switch (s.kind) {
    case StatementKind::load:
      return add_access(
          s, s.order == Ordering::acquire ? map_.load_acquire : Sequence(),
          code);
    case StatementKind::store:
      return add_access(
          s, s.order == Ordering::release ? map_.store_release : Sequence(),
          code);
    case StatementKind::rmw:
      return add_rmw(s, code);
    case StatementKind::fence:
      return add_barrier(fence(s), code);
    case StatementKind::branch: {
      Statement branch = s;
      branch.then_block = block(s.then_block);
      branch.else_block = block(s.else_block);
      code.push_back(std::move(branch));
      return;
    }
    case StatementKind::rcu_lock:
    case StatementKind::rcu_unlock:
      // A counter of the thread's own at most, and nothing that orders.
      if (s.location != 0) refuse("srcu_read_lock() and srcu_read_unlock()");
      return;
    case StatementKind::rcu_sync:
      refuse("synchronize_rcu() and synchronize_srcu()");
    case StatementKind::assign:
    case StatementKind::choose:
    case StatementKind::assume:
      code.push_back(s);
      return;
  }
}

std::size_t ordering_of_name(Ordering order) {
  switch (order) {
    case Ordering::acquire:
      return 1;
    case Ordering::release:
      return 2;
    case Ordering::seq_cst:
      return 3;
    default:
      return 0;
  }
}

// A lock is taken by the compare-exchange of the queued spinlock's fast path.
// What asks first and then compares (spin_trylock, add_unless) fails by an
// ordinary load. The loop of a compare-exchange by exclusives, and of POWER's
// and RISC-V's add_unless, branches on what it has read.
void MachineCode::add_rmw(const Statement& s, Block& code) {
  const std::size_t order = ordering_of_name(s.order);
  if (!s.condition) {
    const bool returns = s.mark != graph::Mark::noreturn;
    return add_access(s, returns ? map_.fetch[order] : map_.no_return, code);
  }
  const bool asks_first =
      s.mark == graph::Mark::lock || s.op != RmwOp::exchange;
  const Sequence& how = map_.cmpxchg[order];
  Statement rmw = s;
  if (asks_first && rmw.condition->on_fail == OnFail::failed_rmw)
    rmw.condition->on_fail = OnFail::load;
  rmw.condition->fail_order = Ordering::relaxed;
  Sequence access = how;
  access.access.compares = true;
  access.after = Barrier::none;
  add_access(rmw, access, code);
  if (s.condition->on_fail == OnFail::block)
    return add_barrier(how.after, code);
  if (!how.access.exclusive && how.after == Barrier::none) return;
  Statement branch;
  branch.kind = StatementKind::branch;
  branch.value = Expr::binary(s.condition->equal ? BinaryOp::eq : BinaryOp::ne,
                              Expr::of_reg(s.reg), s.condition->value);
  add_barrier(how.after, branch.then_block);
  code.push_back(std::move(branch));
}

}  // namespace

std::span<const Machine> machines() {
  static const std::array<Machine, 5> all = {{
      {"arm64", "arm64, LSE atomics", &models::arm64(), &arm64_lse},
      {"arm64-llsc", "arm64, exclusives", &models::arm64(), &arm64_ll_sc},
      {"power", "POWER", &models::power(), &ppc64},
      {"riscv", "RISC-V", &models::riscv(), &riscv64},
      {"x86", "x86", &models::x86(), &x86_64},
  }};
  return all;
}

const Machine* find_machine(std::string_view name) {
  const auto all = machines();
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const Machine& m) { return m.name == name; });
  return found == all.end() ? nullptr : &*found;
}

LitmusProgram compile(const LitmusTest& test, const Machine& machine) {
  if (test.dialect != Dialect::kernel)
    user_error(
        fmt::format("{}: the mapping to {} is of the kernel's "
                    "primitives, not of C11 atomics; use --model rc11, "
                    "--model sc or --model tso",
                    test.file, machine.name));
  LitmusProgram program = test.program;
  program.machine = true;
  for (LitmusThread& t : program.threads)
    t.body = MachineCode(test, machine).block(t.body);
  return program;
}

}  // namespace vmalock::litmus
