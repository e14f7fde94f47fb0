// SPDX-License-Identifier: MIT
#include "harness/program/shrink.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "harness/base/check.h"

namespace vmalock::litmus {
namespace {

/// Calls try_it with every program that is one step smaller.
class Shrinker {
 public:
  using Fails = std::function<bool(const LitmusProgram&)>;
  Shrinker(LitmusProgram program, const Fails& fails)
      : program_(std::move(program)), fails_(fails) {}

  LitmusProgram run() {
    while (drop_a_thread() || change_blocks()) {
    }
    return std::move(program_);
  }

 private:
  LitmusProgram program_;
  const Fails& fails_;

  bool keep_if_it_fails(const LitmusProgram& smaller) {
    if (!fails_(smaller)) return false;
    program_ = smaller;
    return true;
  }

  bool drop_a_thread() {
    for (std::size_t t = 0; t < program_.threads.size(); ++t) {
      if (program_.threads.size() == 1) return false;
      LitmusProgram smaller = program_;
      smaller.threads.erase(smaller.threads.begin() +
                            static_cast<std::ptrdiff_t>(t));
      if (keep_if_it_fails(smaller)) return true;
    }
    return false;
  }

  bool change_blocks() {
    for (std::size_t t = 0; t < program_.threads.size(); ++t)
      if (change_block(
              [t](LitmusProgram& p) -> Block& { return p.threads[t].body; }))
        return true;
    return false;
  }

  /// `block_of` finds the same block in a copy of the program.
  bool change_block(const std::function<Block&(LitmusProgram&)>& block_of) {
    for (std::size_t i = 0; i < block_of(program_).size(); ++i) {
      const Statement s = block_of(program_)[i];
      const auto with = [&](const Block& replacement) {
        LitmusProgram smaller = program_;
        Block& block = block_of(smaller);
        const auto at = block.begin() + static_cast<std::ptrdiff_t>(i);
        block.insert(block.erase(at), replacement.begin(), replacement.end());
        return keep_if_it_fails(smaller);
      };
      if (with({})) return true;
      for (const Statement& simpler : simpler_than(s))
        if (with({simpler})) return true;
      if (s.kind != StatementKind::branch) continue;
      if (with(s.then_block) || with(s.else_block)) return true;
      if (change_block([&block_of, i](LitmusProgram& p) -> Block& {
            return block_of(p)[i].then_block;
          }) ||
          change_block([&block_of, i](LitmusProgram& p) -> Block& {
            return block_of(p)[i].else_block;
          }))
        return true;
    }
    return false;
  }

  static std::vector<Statement> simpler_than(const Statement& s) {
    std::vector<Statement> simpler;
    if (accesses(s) && s.order != Ordering::relaxed &&
        s.order != Ordering::plain) {
      simpler.push_back(s);
      simpler.back().order = Ordering::relaxed;
    }
    if (s.condition && s.condition->fail_order != Ordering::relaxed) {
      simpler.push_back(s);
      simpler.back().condition->fail_order = Ordering::relaxed;
    }
    if (s.kind == StatementKind::rmw) {
      Statement load = s;
      load.kind = StatementKind::load;
      load.order = Ordering::relaxed;
      if (s.condition && s.condition->on_fail != OnFail::block)
        load.condition.reset();
      simpler.push_back(load);
      Statement store = load;
      store.condition.reset();
      store.kind = StatementKind::store;
      store.reg = no_reg;
      simpler.push_back(store);
    }
    if ((s.kind == StatementKind::store || s.kind == StatementKind::rmw) &&
        s.value.kind != Expr::Kind::constant) {
      simpler.push_back(s);
      simpler.back().value = Expr::constant(1);
    }
    return simpler;
  }
};

}  // namespace

LitmusProgram shrink(const LitmusProgram& program,
                     const std::function<bool(const LitmusProgram&)>& fails) {
  CHECK(fails(program));
  return Shrinker(program, fails).run();
}

}  // namespace vmalock::litmus
