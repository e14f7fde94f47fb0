// SPDX-License-Identifier: MIT
#include "harness/program/random_program.h"

#include <fmt/format.h>

#include <array>
#include <span>
#include <utility>

namespace vmalock::litmus {
namespace {

/// splitmix64 (Steele, Lea, Flood, OOPSLA 2014): the same everywhere, which
/// the distributions of <random> are not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  unsigned below(unsigned n) { return static_cast<unsigned>(next() % n); }
  unsigned between(unsigned low, unsigned high) {
    return low + below(high - low + 1);
  }
  bool percent(unsigned p) { return below(100) < p; }
  Ordering one_of(std::span<const Ordering> choices) {
    return choices[below(static_cast<unsigned>(choices.size()))];
  }

 private:
  std::uint64_t state_;
};

using enum Ordering;
constexpr std::array load_orders = {relaxed, acquire, seq_cst};
constexpr std::array store_orders = {relaxed, release, seq_cst};
constexpr std::array rmw_orders = {relaxed, acquire, release, acq_rel, seq_cst};
constexpr std::array fence_orders = {acquire_fence, release_fence,
                                     acq_rel_fence, mb};
// The kernel's. A fully ordered RMW is seq_cst here.
constexpr std::array kernel_load_orders = {relaxed, acquire};
constexpr std::array kernel_store_orders = {relaxed, release};
constexpr std::array kernel_rmw_orders = {relaxed, acquire, release, seq_cst};
constexpr std::array kernel_fail_orders = {relaxed};
constexpr std::array kernel_fence_orders = {rmb, wmb, mb};
constexpr std::array kernel_fence_marks = {graph::Mark::before_atomic,
                                           graph::Mark::after_atomic};

class Generator {
 public:
  Generator(std::uint64_t seed, const RandomProgramOptions& options)
      : random_(seed), options_(options) {
    program_.name = fmt::format("random-{}", seed);
  }

  LitmusProgram make() {
    if (options_.rings) return make_ring();
    add_locations(random_.between(1, options_.max_locations));
    if (options_.plain) program_.add_location("d", 0);

    const unsigned threads =
        random_.between(options_.min_threads, options_.max_threads);
    const unsigned statements = std::max(
        threads,
        random_.between(options_.min_statements, options_.max_statements));
    program_.threads.resize(threads);
    for (unsigned i = 0; i < statements; ++i) {
      LitmusThread& t =
          program_.threads[i < threads ? i : random_.below(threads)];
      add_statement(t, t.body, true);
    }
    if (options_.rcu) add_rcu();
    return std::move(program_);
  }

 private:
  Random random_;
  const RandomProgramOptions options_;
  LitmusProgram program_;
  unsigned marked_ = 0;
  unsigned weak_percent_ = 0;

  void add_locations(unsigned number) {
    for (unsigned l = 0; l < number; ++l)
      program_.add_location(std::string(1, static_cast<char>('x' + l)), 0);
    marked_ = number;
    // In some programs most orderings are weak, so that what is left matters.
    weak_percent_ = 30 * random_.below(4);
  }

  Ordering order(std::span<const Ordering> choices,
                 std::span<const Ordering> kernel_choices) {
    if (options_.kernel) choices = kernel_choices;
    return random_.percent(weak_percent_) ? relaxed : random_.one_of(choices);
  }
  Ordering load_order() { return order(load_orders, kernel_load_orders); }
  Ordering store_order() { return order(store_orders, kernel_store_orders); }
  Ordering rmw_order() { return order(rmw_orders, kernel_rmw_orders); }
  Ordering fail_order() { return order(load_orders, kernel_fail_orders); }

  Expr any_register(const LitmusThread& t) {
    return Expr::of_reg(
        random_.below(static_cast<unsigned>(t.registers.size())));
  }

  /// r ^ r: 0, and a dependency all the same.
  Expr false_dependency(const LitmusThread& t) {
    Expr reg = any_register(t);
    return Expr::binary(BinaryOp::bit_xor, reg, reg);
  }

  void fence(Statement& s) {
    s.kind = StatementKind::fence;
    if (!options_.kernel) {
      s.order = random_.one_of(fence_orders);
    } else if (random_.percent(80)) {
      s.order = random_.one_of(kernel_fence_orders);
    } else {
      s.order = none;
      s.mark = kernel_fence_marks[random_.below(2)];
    }
  }

  /// An address dependency, now and then.
  void depend(const LitmusThread& t, Statement& s) {
    if (!options_.kernel || t.registers.empty() || !random_.percent(15)) return;
    s.address =
        Expr::binary(BinaryOp::add, Expr::constant(address_of(s.location)),
                     false_dependency(t));
  }

  Expr value(const LitmusThread& t) {
    Expr constant = Expr::constant(random_.between(1, 3));
    if (t.registers.empty() || random_.percent(options_.kernel ? 50 : 70))
      return constant;
    if (options_.kernel && random_.percent(40))
      return Expr::binary(BinaryOp::add, false_dependency(t), constant);
    Expr reg = any_register(t);
    if (random_.percent(50)) return reg;
    return Expr::binary(BinaryOp::add, std::move(reg), constant);
  }

  unsigned new_register(LitmusThread& t) {
    return t.add_register(fmt::format("r{}", t.registers.size()));
  }

  void add_statement(LitmusThread& t, Block& block, bool may_branch) {
    Statement s;
    s.location = random_.below(marked_);
    if (options_.waits && random_.percent(35)) return waits(t, block, s);
    const unsigned kind = random_.below(100);
    if (may_branch && kind < 15 && !t.registers.empty()) {
      s.kind = StatementKind::branch;
      Expr reg = any_register(t);
      s.value = Expr::binary(random_.percent(50) ? BinaryOp::eq : BinaryOp::ne,
                             std::move(reg), Expr::constant(random_.below(3)));
      add_statement(t, s.then_block, false);
      if (random_.percent(30)) add_statement(t, s.else_block, false);
    } else if (options_.plain && kind < 35) {
      plain_access(t, s);
    } else if (kind < 50) {
      s.kind = StatementKind::load;
      s.order = load_order();
      depend(t, s);
      s.reg = new_register(t);
    } else if (kind < 75) {
      s.kind = StatementKind::store;
      s.order = store_order();
      s.value = value(t);
      depend(t, s);
    } else if (kind < 85) {
      fence(s);
    } else {
      rmw(t, s);
    }
    block.push_back(std::move(s));
  }

  LitmusProgram make_ring() {
    const unsigned length = random_.percent(75) ? 2 : 3;
    add_locations(length);
    program_.threads.resize(length + random_.below(2) * random_.below(2));
    // Which thread comes first matters to the search.
    const unsigned first = random_.below(length);
    for (unsigned i = 0; i < length; ++i)
      add_link(program_.threads[(first + i) % length], i, (i + 1) % length);
    if (program_.threads.size() > length) {
      add_access(program_.threads.back(), random_.below(length), 50);
      if (random_.percent(30))
        add_access(program_.threads.back(), random_.below(length), 50);
    }
    return std::move(program_);
  }

  /// One thread of a ring.
  void add_link(LitmusThread& t, unsigned from, unsigned to) {
    if (random_.percent(20)) add_access(t, random_.below(marked_), 50);
    add_access(t, from, 100);
    for (unsigned more = random_.below(5) / 2; more > 0; --more) {
      if (random_.percent(20)) {
        Statement s;
        fence(s);
        t.body.push_back(std::move(s));
      } else {
        add_access(t, random_.below(marked_), 50);
      }
    }
    add_access(t, to, 0);
    if (random_.percent(15)) add_access(t, random_.below(marked_), 50);
  }

  /// An RMW, or a load (that many percent of them) or store.
  void add_access(LitmusThread& t, unsigned location, unsigned loads) {
    Statement s;
    s.location = location;
    if (random_.percent(55)) {
      rmw(t, s);
    } else if (random_.percent(loads)) {
      s.kind = StatementKind::load;
      s.order = load_order();
      s.reg = new_register(t);
    } else {
      s.kind = StatementKind::store;
      s.order = store_order();
      s.value = value(t);
    }
    t.body.push_back(std::move(s));
  }

  /// A wait, a choice, or a conditional RMW.
  void waits(LitmusThread& t, Block& block, Statement s) {
    const unsigned kind = random_.below(100);
    s.reg = new_register(t);
    if (kind < 10) {
      s.kind = StatementKind::choose;
      s.value = Expr::constant(2);
    } else if (kind < 50) {
      s.kind = StatementKind::load;
      s.order = load_order();
      s.condition = {random_.percent(60), Expr::constant(random_.below(3)),
                     OnFail::block, relaxed};
    } else {
      s.kind = StatementKind::rmw;
      s.order = rmw_order();
      s.value = value(t);
      s.condition = {true, Expr::constant(random_.below(3)), OnFail::block,
                     relaxed};
      if (kind >= 80) {
        s.op = RmwOp::add;
        s.condition->equal = false;
        s.condition->on_fail = OnFail::load;
        s.condition->fail_order = fail_order();
      }
    }
    block.push_back(std::move(s));
  }

  void plain_access(LitmusThread& t, Statement& s) {
    s.location = marked_;
    s.order = plain;
    if (random_.percent(50)) {
      s.kind = StatementKind::load;
      s.reg = new_register(t);
    } else {
      s.kind = StatementKind::store;
      s.value = value(t);
    }
  }

  void rmw(LitmusThread& t, Statement& s) {
    s.kind = StatementKind::rmw;
    s.order = rmw_order();
    s.value = value(t);
    const unsigned kind = random_.below(100);
    if (kind < 30) {
      s.condition = {true, Expr::constant(random_.below(3)), OnFail::failed_rmw,
                     fail_order()};
    } else if (options_.conditional && kind < 45) {
      s.op = RmwOp::add;
      s.condition = {false, Expr::constant(random_.below(3)), OnFail::load,
                     fail_order()};
    } else if (options_.conditional && !options_.plain && kind < 55) {
      s.condition = {true, Expr::constant(random_.below(3)), OnFail::block,
                     relaxed};
    } else {
      s.op = static_cast<RmwOp>(random_.below(6));
    }
    s.reg = new_register(t);
  }

  // Half of the threads read under RCU, the others wait for a grace period
  // somewhere, some of them twice; a program has at least one of each.
  void add_rcu() {
    for (std::size_t i = 0; i < program_.threads.size(); ++i) {
      Block& body = program_.threads[i].body;
      const auto size = static_cast<unsigned>(body.size());
      const bool reader = i == 0 || (i > 1 && random_.percent(50));
      if (reader) {
        const unsigned begin = random_.below(size + 1);
        const unsigned end = random_.between(begin, size);
        insert(body, end, StatementKind::rcu_unlock);
        insert(body, begin, StatementKind::rcu_lock);
        if (random_.percent(20)) {
          const unsigned inner = random_.between(begin + 1, end + 1);
          insert(body, random_.between(inner, end + 1),
                 StatementKind::rcu_unlock);
          insert(body, inner, StatementKind::rcu_lock);
          continue;
        }
        if (!random_.percent(30)) continue;
        const unsigned again = random_.between(end + 2, size + 2);
        insert(body, random_.between(again, size + 2),
               StatementKind::rcu_unlock);
        insert(body, again, StatementKind::rcu_lock);
      } else {
        insert(body, random_.below(size + 1), StatementKind::rcu_sync);
        if (random_.percent(30))
          insert(body, random_.below(size + 2), StatementKind::rcu_sync);
      }
    }
  }

  static void insert(Block& body, unsigned at, StatementKind kind) {
    Statement s;
    s.kind = kind;
    body.insert(body.begin() + at, s);
  }
};

}  // namespace

LitmusProgram random_program(std::uint64_t seed,
                             const RandomProgramOptions& options) {
  return Generator(seed, options).make();
}

}  // namespace vmalock::litmus
