// SPDX-License-Identifier: MIT
#include "harness/litmus/assembler.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/check.h"

namespace vmalock::litmus {
namespace {

using graph::Barrier;
using graph::Instruction;

BinaryOp binary_of(RmwOp op) {
  switch (op) {
    case RmwOp::sub:
      return BinaryOp::sub;
    case RmwOp::bit_and:
      return BinaryOp::bit_and;
    case RmwOp::bit_or:
      return BinaryOp::bit_or;
    case RmwOp::bit_xor:
      return BinaryOp::bit_xor;
    case RmwOp::add:
    case RmwOp::exchange:
      break;
  }
  return BinaryOp::add;
}

[[noreturn]] void no_instruction(std::string_view language) {
  user_error(
      fmt::format("{} has no instruction for an operator of the test; "
                  "use + - & | ^, and == or != in an 'if' only",
                  language));
}

class Aarch64 final : public Assembler {
 public:
  std::string_view name() const override { return "AArch64"; }
  std::string reg(unsigned r) const override { return fmt::format("X{}", r); }
  void constant(unsigned to, std::int64_t value) override {
    put("MOV W{},#{}", to, value);
  }
  void compute(BinaryOp op, unsigned to, unsigned a, unsigned b) override {
    put("{} W{},W{},W{}", mnemonic(op), to, a, b);
  }
  void jump(const std::string& to) override { put("B {}", to); }
  void jump_if(bool equal, unsigned a, unsigned b,
               const std::string& to) override {
    put("CMP W{},W{}", a, b);
    put("B.{} {}", equal ? "EQ" : "NE", to);
  }
  void barrier(Barrier b) override {
    put("DMB {}", b == Barrier::dmb_ish     ? "ISH"
                  : b == Barrier::dmb_ishld ? "ISHLD"
                                            : "ISHST");
  }
  void move(bool wide, unsigned to, unsigned from) override {
    put("MOV {0}{1},{0}{2}", wide ? 'X' : 'W', to, from);
  }
  void load(Instruction i, bool wide, unsigned to, unsigned address) override {
    put("{} {}{},[X{}]", i.acquire ? "LDAR" : "LDR", wide ? 'X' : 'W', to,
        address);
  }
  void store(Instruction i, bool wide, unsigned from,
             unsigned address) override {
    put("{} {}{},[X{}]", i.release ? "STLR" : "STR", wide ? 'X' : 'W', from,
        address);
  }

 protected:
  void amo(const Rmw& r) override {
    const std::string order =
        fmt::format("{}{}", r.instruction.acquire ? "A" : "",
                    r.instruction.release ? "L" : "");
    if (r.instruction.compares) {
      put("MOV W{},W{}", r.old, r.compared);
      put("CAS{} W{},W{},[X{}]", order, r.old, r.operand, r.address);
      return;
    }
    unsigned operand = r.operand;
    std::string_view what = "ADD";
    if (r.op == RmwOp::sub) {
      operand = r.scratch;
      put("SUB W{},WZR,W{}", operand, r.operand);
    } else if (r.op == RmwOp::bit_and) {
      operand = r.scratch;
      put("MVN W{},W{}", operand, r.operand);
      what = "CLR";
    } else if (r.op == RmwOp::bit_or) {
      what = "SET";
    } else if (r.op == RmwOp::bit_xor) {
      what = "EOR";
    }
    if (r.op == RmwOp::exchange)
      put("SWP{} W{},W{},[X{}]", order, operand, r.old, r.address);
    else if (r.instruction.no_return)
      put("ST{} W{},[X{}]", what, operand, r.address);
    else
      put("LD{}{} W{},W{},[X{}]", what, order, operand, r.old, r.address);
  }
  void load_exclusive(const Rmw& r) override {
    put("{} W{},[X{}]", r.instruction.acquire ? "LDAXR" : "LDXR", r.old,
        r.address);
  }
  void store_exclusive(const Rmw& r, unsigned written,
                       const std::string& again) override {
    put("{} W{},W{},[X{}]", r.instruction.release ? "STLXR" : "STXR",
        r.scratch + 1, written, r.address);
    put("CBNZ W{},{}", r.scratch + 1, again);
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> text, Args&&... args) {
    lines.push_back(fmt::format(text, std::forward<Args>(args)...));
  }
  std::string_view mnemonic(BinaryOp op) const {
    switch (op) {
      case BinaryOp::add:
        return "ADD";
      case BinaryOp::sub:
        return "SUB";
      case BinaryOp::bit_and:
        return "AND";
      case BinaryOp::bit_or:
        return "ORR";
      case BinaryOp::bit_xor:
        return "EOR";
      default:
        no_instruction(name());
    }
  }
};

class Ppc final : public Assembler {
 public:
  std::string_view name() const override { return "PPC"; }
  std::string reg(unsigned r) const override { return fmt::format("r{}", r); }
  void constant(unsigned to, std::int64_t value) override {
    put("li r{},{}", to, value);
  }
  void compute(BinaryOp op, unsigned to, unsigned a, unsigned b) override {
    switch (op) {
      case BinaryOp::add:
        return put("add r{},r{},r{}", to, a, b);
      case BinaryOp::sub:
        return put("sub r{},r{},r{}", to, a, b);
      case BinaryOp::bit_and:
        return put("and r{},r{},r{}", to, a, b);
      case BinaryOp::bit_or:
        return put("or r{},r{},r{}", to, a, b);
      case BinaryOp::bit_xor:
        return put("xor r{},r{},r{}", to, a, b);
      default:
        no_instruction(name());
    }
  }
  void jump(const std::string& to) override { put("b {}", to); }
  void jump_if(bool equal, unsigned a, unsigned b,
               const std::string& to) override {
    put("cmpw r{},r{}", a, b);
    put("{} {}", equal ? "beq" : "bne", to);
  }
  void barrier(Barrier b) override {
    put("{}", b == Barrier::sync ? "sync" : "lwsync");
  }
  void move(bool, unsigned to, unsigned from) override {
    put("mr r{},r{}", to, from);
  }
  void load(Instruction, bool wide, unsigned to, unsigned address) override {
    put("{} r{},0(r{})", wide ? "ld" : "lwz", to, address);
  }
  void store(Instruction, bool wide, unsigned from, unsigned address) override {
    put("{} r{},0(r{})", wide ? "std" : "stw", from, address);
  }

 protected:
  void amo(const Rmw&) override { CHECK(false && "POWER has exclusives only"); }
  void load_exclusive(const Rmw& r) override {
    put("lwarx r{},r0,r{}", r.old, r.address);
  }
  void store_exclusive(const Rmw& r, unsigned written,
                       const std::string& again) override {
    put("stwcx. r{},r0,r{}", written, r.address);
    put("bne {}", again);
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> text, Args&&... args) {
    lines.push_back(fmt::format(text, std::forward<Args>(args)...));
  }
};

class RiscV final : public Assembler {
 public:
  std::string_view name() const override { return "RISCV"; }
  std::string reg(unsigned r) const override { return fmt::format("x{}", r); }
  void constant(unsigned to, std::int64_t value) override {
    put("addi x{},x0,{}", to, value);
  }
  void compute(BinaryOp op, unsigned to, unsigned a, unsigned b) override {
    switch (op) {
      case BinaryOp::add:
        return put("add x{},x{},x{}", to, a, b);
      case BinaryOp::sub:
        return put("sub x{},x{},x{}", to, a, b);
      case BinaryOp::bit_and:
        return put("and x{},x{},x{}", to, a, b);
      case BinaryOp::bit_or:
        return put("or x{},x{},x{}", to, a, b);
      case BinaryOp::bit_xor:
        return put("xor x{},x{},x{}", to, a, b);
      default:
        no_instruction(name());
    }
  }
  void jump(const std::string& to) override { put("beq x0,x0,{}", to); }
  void jump_if(bool equal, unsigned a, unsigned b,
               const std::string& to) override {
    put("{} x{},x{},{}", equal ? "beq" : "bne", a, b, to);
  }
  void barrier(Barrier b) override {
    put("fence {}", b == Barrier::fence_rw_rw  ? "rw,rw"
                    : b == Barrier::fence_r_r  ? "r,r"
                    : b == Barrier::fence_w_w  ? "w,w"
                    : b == Barrier::fence_r_rw ? "r,rw"
                                               : "rw,w");
  }
  void move(bool, unsigned to, unsigned from) override {
    put("ori x{},x{},0", to, from);
  }
  void load(Instruction, bool wide, unsigned to, unsigned address) override {
    put("{} x{},0(x{})", wide ? "ld" : "lw", to, address);
  }
  void store(Instruction, bool wide, unsigned from, unsigned address) override {
    put("{} x{},0(x{})", wide ? "sd" : "sw", from, address);
  }

 protected:
  void amo(const Rmw& r) override {
    unsigned operand = r.operand;
    std::string_view what = "add";
    if (r.op == RmwOp::sub) {
      operand = r.scratch;
      put("sub x{},x0,x{}", operand, r.operand);
    } else if (r.op == RmwOp::bit_and) {
      what = "and";
    } else if (r.op == RmwOp::bit_or) {
      what = "or";
    } else if (r.op == RmwOp::bit_xor) {
      what = "xor";
    } else if (r.op == RmwOp::exchange) {
      what = "swap";
    }
    const bool full = r.instruction.acquire && r.instruction.release;
    put("amo{}.w{} x{},x{},(x{})", what, full ? ".aq.rl" : "", r.old, operand,
        r.address);
  }
  void load_exclusive(const Rmw& r) override {
    put("lr.w x{},0(x{})", r.old, r.address);
  }
  void store_exclusive(const Rmw& r, unsigned written,
                       const std::string& again) override {
    put("sc.w{} x{},x{},0(x{})", r.instruction.release ? ".rl" : "",
        r.scratch + 1, written, r.address);
    put("bne x{},x0,{}", r.scratch + 1, again);
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> text, Args&&... args) {
    lines.push_back(fmt::format(text, std::forward<Args>(args)...));
  }
};

}  // namespace

void Assembler::rmw(const Rmw& r) {
  if (!r.instruction.exclusive) return amo(r);
  const std::string again = label(), end = label();
  at(again);
  load_exclusive(r);
  if (r.compared != 0) jump_if(!r.equal, r.old, r.compared, end);
  unsigned written = r.operand;
  if (r.op != RmwOp::exchange) {
    written = r.scratch;
    compute(binary_of(r.op), written, r.old, r.operand);
  }
  store_exclusive(r, written, again);
  if (r.compared != 0) at(end);
}

std::unique_ptr<Assembler> assembler_of(const Machine& machine) {
  if (machine.name.starts_with("arm64")) return std::make_unique<Aarch64>();
  if (machine.name == "power") return std::make_unique<Ppc>();
  if (machine.name == "riscv") return std::make_unique<RiscV>();
  return nullptr;
}

}  // namespace vmalock::litmus
