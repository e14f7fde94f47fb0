// SPDX-License-Identifier: MIT
// Loops, helper functions, and the whole of random C functions.
#include <fmt/format.h>

#include "harness/kernel_source/pass/testing/random_c_writer.h"

namespace vmalock::kernel_source::oracle {

using litmus::BinaryOp;
using litmus::Block;
using litmus::Expr;
using litmus::Statement;
using litmus::StatementKind;

namespace {

void append(Block& to, const Block& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

// ---- loops

Writer::Counter Writer::begin_loop() {
  const unsigned number = thread_->add_register("");
  selected_.push_back(false);
  const Counter counter{fmt::format("i{}", number), number, 1 + below(2),
                        loop_};
  loop_ = ++loops_;
  ++in_loops_;
  frame_->registers.push_back({number, counter.text, false, true, loop_});
  return counter;
}

/// The counter is not to be seen any more.
void Writer::end_loop(const Counter& counter) {
  loop_ = counter.outer;
  --in_loops_;
  std::erase_if(frame_->registers, [&counter](const Register& r) {
    return r.number == counter.number;
  });
}

std::string Writer::head(const Counter& c, const std::string& more) {
  return fmt::format("for (int {} = 0; {} < {}{}; {}++)", c.text, c.text,
                     c.rounds, more, c.text);
}

Code Writer::loop() {
  const Counter counter = begin_loop();
  const Code body = statements(1 + below(2), false);
  end_loop(counter);
  Block all;
  for (unsigned round = 0; round < counter.rounds; ++round) {
    all.push_back(set(counter.number, Expr::constant(round)));
    append(all, body.block);
  }
  if (percent(30))
    return {fmt::format("{{ int {0} = 0; do {{\n{1}{0}++; }} while ({0} < {2}"
                        "); }}\n",
                        counter.text, body.text, counter.rounds),
            all};
  return {fmt::format("{} {{\n{}}}\n", head(counter), body.text), all};
}

/// for (i = 0; i < n && READ_ONCE(x) == v; i++)
Code Writer::loop_while_read() {
  const std::size_t mark = assigned_.size();
  const Counter counter = begin_loop();
  const Place from = place();
  Statement read = at(StatementKind::load, from);
  read.reg = thread_->add_register("");
  selected_.push_back(false);
  const unsigned value = below(3);
  const Code body = arm(1 + below(2));
  end_loop(counter);
  leave_branch(mark);
  const Expr goes_on =
      Expr::binary(BinaryOp::ne, Expr::of_reg(read.reg), Expr::constant(value));
  Block next;
  for (unsigned round = counter.rounds; round-- > 0;) {
    Block again = body.block;
    append(again, next);
    next = {set(counter.number, Expr::constant(round)), read,
            if_else(goes_on, again, {})};
  }
  const std::string more =
      fmt::format(" && READ_ONCE({}) != {}", from.text, value);
  return {fmt::format("{} {{\n{}}}\n", head(counter, more), body.text), next};
}

/// for (…) { a; if (c) { b; continue; } d; if (e) { f; break; } g }
Code Writer::loop_with_jumps(bool continues, bool breaks) {
  const std::size_t mark = assigned_.size();
  const Counter counter = begin_loop();
  const Code a = statements(1, false);
  const Formula c = condition();
  const Code b = continues ? arm(below(2)) : Code();
  const Code d = continues ? arm(1) : Code();
  const Formula e = condition();
  const Code f = breaks ? arm(below(2)) : Code();
  const Code g = breaks ? arm(1) : Code();
  end_loop(counter);
  leave_branch(mark);

  Block next;
  for (unsigned round = counter.rounds; round-- > 0;) {
    // If nothing leaves the loop, its rounds are on no arm of a branch.
    Block after = breaks ? next : Block();
    Block rest = d.block;
    if (breaks) {
      Block last = g.block;
      append(last, after);
      rest.push_back(if_else(e.value, f.block, last));
    }
    Block round_block = {set(counter.number, Expr::constant(round))};
    append(round_block, a.block);
    if (continues) {
      Block skip = b.block;
      append(skip, after);
      round_block.push_back(if_else(c.value, skip, rest));
    } else {
      append(round_block, rest);
    }
    if (!breaks) append(round_block, next);
    next = round_block;
  }

  std::string text = head(counter) + " {\n" + a.text;
  if (continues)
    text +=
        fmt::format("if ({}) {{\n{}continue;\n}}\n{}", c.text, b.text, d.text);
  if (breaks)
    text += fmt::format("if ({}) {{\n{}break;\n}}\n{}", e.text, f.text, g.text);
  return {text + "}\n", next};
}

// ---- functions

/// Some of the registers that can be seen become parameters: by value, or by
/// address to be assigned.
std::string Writer::parameters(Frame& helper, std::string& arguments) {
  std::string text;
  unsigned count = 0;
  for (const Register& r : frame_->registers) {
    if (count == 5 || !percent(50)) continue;
    ++count;
    const bool by_address =
        !r.pointer && !r.constant && r.loop == loop_ && percent(50);
    Register inside = r;
    inside.constant = !by_address;
    if (by_address) {
      text += fmt::format(", int *o{}", r.number);
      arguments += fmt::format(", &{}", r.text);
      inside.text = fmt::format("(*o{})", r.number);
    } else {
      text += fmt::format(", int {}a{}", r.pointer ? "*" : "", r.number);
      arguments += ", " + r.text;
      inside.text = fmt::format("a{}", r.number);
    }
    helper.registers.push_back(inside);
  }
  return text;
}

std::string Writer::declared(const Frame& frame) {
  if (frame.slots == 0) return frame.declarations;
  return frame.declarations +
         fmt::format("  int v[{}] = {{0}};\n", frame.slots);
}

Block Writer::fresh(std::size_t first, const Frame& frame) {
  Block all;
  for (std::size_t i = first; i < frame.registers.size(); ++i) {
    const Register& r = frame.registers[i];
    all.push_back(
        set(r.number, Expr::constant(r.pointer ? litmus::address_of(0) : 0)));
  }
  return all;
}

Code Writer::helper() {
  static const std::vector<std::string> kinds = {
      "", "inline ", "__attribute__((noinline)) ",
      "inline __attribute__((always_inline)) "};
  Frame* const caller = frame_;
  Frame frame;
  std::string arguments;
  const std::string list = parameters(frame, arguments);
  const std::size_t own = frame.registers.size();
  frame.returns = percent(60);
  if (frame.returns) {
    frame.result = thread_->add_register("");
    selected_.push_back(false);
  }
  const std::string name =
      fmt::format("{}_{}", made_.function, ++helper_count_);
  frame_ = &frame;
  const Code body = statements(1 + below(3), true);
  frame_ = caller;
  helpers_ += fmt::format("static {}{} {}(struct litmus *s{}) {{\n{}{}}}\n",
                          one_of(kinds), frame.returns ? "int" : "void", name,
                          list, declared(frame), body.text);
  Code call{fmt::format("{}(s{});\n", name, arguments), fresh(own, frame)};
  append(call.block, body.block);
  if (frame.returns) {
    const Register to = target(false);
    call.text = to.text + " = " + call.text;
    call.block.push_back(set(to.number, Expr::of_reg(frame.result)));
    assigns(to.number, selected_[frame.result]);
  }
  return call;
}

/// f(s, n, …) { if (n == 0) return; body; f(s, n - 1, …); }
Code Writer::recursion() {
  Frame* const caller = frame_;
  Frame frame;
  std::string arguments;
  const std::string list = parameters(frame, arguments);
  const std::size_t own = frame.registers.size();
  const std::string name =
      fmt::format("{}_{}", made_.function, ++helper_count_);
  const unsigned depth = 1 + below(2);
  const std::size_t mark = assigned_.size();
  // As in a loop: its registers are those of one call.
  const unsigned outer = loop_;
  loop_ = ++loops_;
  ++in_loops_;
  frame_ = &frame;
  const Code body = statements(1 + below(2), false);
  frame_ = caller;
  loop_ = outer;
  --in_loops_;
  leave_branch(mark);

  std::string again;
  Block block;
  for (std::size_t i = 0; i < own; ++i) {
    const Register& r = frame.registers[i];
    again += r.constant ? ", " + r.text : fmt::format(", o{}", r.number);
  }
  for (unsigned n = 0; n < depth; ++n) {
    append(block, fresh(own, frame));
    append(block, body.block);
  }
  helpers_ += fmt::format(
      "static void {0}(struct litmus *s, int n{1}) {{\n{2}"
      "  if (n == 0) return;\n{3}{0}(s, n - 1{4});\n}}\n",
      name, list, declared(frame), body.text, again);
  return {fmt::format("{}(s, {}{});\n", name, depth, arguments), block};
}

Writer::Writer(std::uint64_t seed, bool plain)
    : random_(seed), plain_(plain ? Ordering::plain : Ordering::relaxed) {
  made_.function = fmt::format("f{}", seed);
  litmus::LitmusProgram& p = made_.program;
  p.name = made_.function;
  for (const char* name : {"x", "y", "z"}) p.add_location(name, 0);
  p.add_location("p", litmus::address_of(0));
  p.threads.resize(1);
  thread_ = &p.threads[0];
}

RandomC Writer::write() {
  Frame frame;
  frame_ = &frame;
  const unsigned size = 3 + below(6);
  budget_ = 2 * size;
  const Code body = statements(size, true);
  thread_->body = body.block;
  made_.text =
      fmt::format("{}void {}(struct litmus *s) {{\n{}{}}}\n\n", helpers_,
                  made_.function, declared(frame), body.text);
  return std::move(made_);
}

std::string random_c_prelude() {
  return R"(#include "harness/kernel_source/runtime/abi.h"
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define smp_load_acquire(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
#ifndef smp_store_release /* a test has a wrong one */
#define smp_store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#endif
#define FENCE(order) vmalock_fence(VMALOCK_SITE(vmalock_is_fence, order, ""))
#define smp_mb() FENCE(vmalock_mb)
#define smp_rmb() FENCE(vmalock_rmb)
#define smp_wmb() FENCE(vmalock_wmb)
#define barrier() __asm__ __volatile__("" ::: "memory")
#define cmpxchg(p, old, new, order)                            \
  ((int)vmalock_cas((p), (unsigned)(old), (unsigned)(new),     \
                    VMALOCK_SITE(vmalock_is_rmw_if, order, "")))
struct litmus {
  int x, y, z;
  int *p;
};

)";
}

RandomC random_c(std::uint64_t seed, bool plain) {
  return Writer(seed, plain).write();
}

}  // namespace vmalock::kernel_source::oracle
