// SPDX-License-Identifier: MIT
#include "harness/fuzzer/through_platform.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/check.h"
#include "harness/explore/runtime.h"
#include "harness/fuzzer/for_platform.h"
#include "harness/fuzzer/loaded_values.h"
#include "harness/fuzzer/surroundings.h"
#include "harness/platform/model/platform.h"

namespace vmalock::fuzzer {

namespace {

using litmus::Block;
using litmus::LitmusProgram;
using litmus::OnFail;
using litmus::Statement;
using litmus::StatementKind;
using K = model::platform;

// ---- orderings: the platform takes them as types

template <class F>
auto with_order(Ordering order, F f) {
  switch (order) {
#define VMALOCK_CASE(name) \
  case Ordering::name:     \
    return f(FixedOrdering<Ordering::name>())
    VMALOCK_CASE(plain);
    VMALOCK_CASE(relaxed);
    VMALOCK_CASE(acquire);
    VMALOCK_CASE(release);
    VMALOCK_CASE(acq_rel);
    VMALOCK_CASE(seq_cst);
    VMALOCK_CASE(rmb);
    VMALOCK_CASE(wmb);
    VMALOCK_CASE(acquire_fence);
    VMALOCK_CASE(release_fence);
    VMALOCK_CASE(acq_rel_fence);
    VMALOCK_CASE(mb);
#undef VMALOCK_CASE
    case Ordering::ctrl:
    case Ordering::addr:
    case Ordering::none:
      break;
  }
  CHECK(false && "an ordering of a random program");
  return f(FixedOrdering<Ordering::relaxed>());
}

// ---- running it

/// What is allocated: K::shared is in it, for a row of order addr knows the
/// accesses to the object.
struct Object {
  Object(Word initial, const char* name, std::uint32_t number)
      : cell(initial, name), location(number) {}
  K::shared<Word> cell;
  const std::uint32_t location;
};

/// Of one location: what it is decides which of these it has.
struct Cell {
  std::optional<K::shared<Word>> shared;
  std::optional<K::plain<Word>> plain;
  std::optional<K::shared<Object*>> pointer;
  Object* object = nullptr;
};

class Run final : public explore::Program {
 public:
  Run(const LitmusProgram& program, bool kernel)
      : program_(program),
        surroundings_(program),
        plain_(plain_locations(program, surroundings_, kernel)) {}

  unsigned threads() const override {
    unsigned n = 0;
    while (n < program_.threads.size() && !surroundings_.is_started(n)) ++n;
    return n;
  }

  void before() override {
    for (std::uint32_t l = 0; l < plain_.size(); ++l) make_cell(l);
    // Threads own no heap memory, for they are abandoned.
    const std::size_t threads = program_.threads.size();
    for (unsigned t = 0; t < threads; ++t) {
      Thread& thread = threads_.emplace_back();
      thread.run = this;
      thread.index = t;
      thread.name = "T" + std::to_string(t);
      const std::size_t n = program_.threads[t].registers.size();
      thread.registers.assign(n, Loaded(0, explore::Reads()));
      thread.pointers.resize(n);
    }
  }

  void thread(unsigned t) override { run(threads_[t], 0); }

  void after() override {
    for (std::uint32_t l = 0; l < plain_.size(); ++l)
      K::observe("mem", l, final_value(l));
    for (std::uint32_t l = 0; l < plain_.size(); ++l)
      if (cells_[l].object != nullptr && !surroundings_.is_freed(l))
        K::free(cells_[l].object);
  }

 private:
  struct Thread {
    Run* run = nullptr;
    unsigned index = 0;
    std::string name;
    Registers registers;
    std::vector<Object*> pointers;  ///< by register
    unsigned id = 0;                ///< if it was started and can be joined
  };

  const LitmusProgram& program_;
  const Surroundings surroundings_;
  const std::vector<bool> plain_;
  std::deque<Cell> cells_;
  std::deque<Thread> threads_;

  void make_cell(std::uint32_t l) {
    Cell& cell = cells_.emplace_back();
    const char* name = program_.locations[l].c_str();
    switch (surroundings_.role(l)) {
      case Role::start:
      case Role::end:
        return;
      case Role::object:
        if (!surroundings_.is_born(l)) allocate(l);
        return;
      case Role::pointer:
        cell.pointer.emplace(cells_[pointed_to(program_.init[l])].object, name);
        return;
      case Role::ordinary:
        if (plain_[l])
          cell.plain.emplace(program_.init[l], name);
        else
          cell.shared.emplace(program_.init[l], name);
    }
  }

  void allocate(std::uint32_t l) {
    cells_[l].object = K::alloc<Object>(born, program_.locations[l].c_str(), l);
  }

  std::uint32_t pointed_to(Word address) const {
    return litmus::location_at(address, program_.locations.size());
  }

  Word final_value(std::uint32_t l) {
    Cell& cell = cells_[l];
    switch (surroundings_.role(l)) {
      case Role::start:
      case Role::end:
        return 1;  // every thread has ended
      case Role::object:
        if (surroundings_.is_freed(l)) return freed;
        return cell.object->cell.load(order::relaxed).value();
      case Role::pointer:
        return litmus::address_of(cell.pointer->load(order::relaxed)->location);
      case Role::ordinary:
        break;
    }
    return plain_[l] ? cell.plain->load().value()
                     : cell.shared->load(order::relaxed).value();
  }

  /// From a statement on.
  void run(Thread& thread, std::size_t from) {
    const litmus::LitmusThread& code = program_.threads[thread.index];
    for (std::size_t r = 0; r < thread.registers.size(); ++r)
      thread.registers[r] = {code.register_init[r], {}};
    run(code.body, thread, from);
    for (unsigned r = 0; r < thread.registers.size(); ++r)
      K::observe(thread.name.c_str(), r, thread.registers[r].value());
  }

  void run(const Block& block, Thread& thread, std::size_t from = 0) {
    for (std::size_t i = from; i < block.size(); ++i) {
      const Statement& s = block[i];
      if (s.kind == StatementKind::branch) {
        if (const auto taken =
                K::branch(evaluate(s.value, thread.registers) != 0))
          run(s.then_block, thread);
        else
          run(s.else_block, thread);
        continue;
      }
      const Loaded result = perform(s, thread);
      if (s.reg != litmus::no_reg) thread.registers[s.reg] = result;
    }
  }

  Loaded perform(const Statement& s, Thread& thread) {
    if (litmus::accesses(s)) {
      switch (surroundings_.role(s.location)) {
        case Role::start:
          if (s.kind == StatementKind::store) start(s.location);
          return {0, {}};
        case Role::end:
          if (s.kind == StatementKind::load) join(s.location);
          return {0, {}};
        case Role::pointer:
          return follow(s, thread);
        case Role::object:
          if (s.kind == StatementKind::store && s.order == Ordering::plain)
            return begin_or_end(s);
          return access(s, object_of(s, thread).cell, thread);
        case Role::ordinary:
          break;
      }
      if (plain_[s.location]) return plain_access(s, thread);
      K::shared<Word>& cell = *cells_[s.location].shared;
      if (!s.address) return access(s, cell, thread);
      const auto through = K::through_pointer();
      return access(s, cell, thread);
    }
    return others(s, thread.registers);
  }

  // ---- threads

  /// A thread that begins with a grace period, and is not joined, is a callback
  /// of RCU.
  void start(std::uint32_t l) {
    Thread& child = threads_[surroundings_.thread(l)];
    const Block& body = program_.threads[child.index].body;
    if (surroundings_.is_joined(child.index) ||
        body[1].kind != StatementKind::rcu_sync)
      child.id = explore::spawn(
          [](void* argument) {
            auto& thread = *static_cast<Thread*>(argument);
            thread.run->run(thread, 0);
          },
          &child);
    else
      K::call_rcu(
          +[](Thread* thread) { thread->run->run(*thread, 2); }, &child);
  }

  void join(std::uint32_t l) {
    explore::join(threads_[surroundings_.thread(l)].id);
  }

  // ---- objects

  Loaded follow(const Statement& s, Thread& thread) {
    K::shared<Object*>& pointer = *cells_[s.location].pointer;
    if (s.kind == StatementKind::store) {
      Object* const object = cells_[pointed_to(s.value.value)].object;
      with_order(s.order, [&](auto o) { pointer.store(object, o); });
      return {0, {}};
    }
    Object* const object = pointer.load(order::addr);
    thread.pointers[s.reg] = object;
    return {litmus::address_of(object->location), {}};
  }

  Loaded begin_or_end(const Statement& s) {
    if (s.value.value == born)
      allocate(s.location);
    else
      K::free(cells_[s.location].object);
    return {0, {}};
  }

  Object& object_of(const Statement& s, const Thread& thread) const {
    return s.address ? *thread.pointers[s.address->reg]
                     : *cells_[s.location].object;
  }

  // ---- accesses and the rest

  Loaded others(const Statement& s, const Registers& registers) {
    switch (s.kind) {
      case StatementKind::fence:
        with_order(s.order, [](auto o) { K::fence(o); });
        break;
      case StatementKind::assign:
        return evaluate(s.value, registers);
      case StatementKind::choose:
        return {K::choose(static_cast<unsigned>(
                    evaluate(s.value, registers).value())),
                {}};
      case StatementKind::assume:
        if (!evaluate(s.value, registers)) explore::discard();
        break;
      case StatementKind::rcu_lock:
        K::rcu_read_lock();
        break;
      case StatementKind::rcu_unlock:
        K::rcu_read_unlock();
        break;
      case StatementKind::rcu_sync:
        K::synchronize_rcu();
        break;
      default:
        CHECK(false);
    }
    return {0, {}};
  }

  Loaded access(const Statement& s, K::shared<Word>& cell,
                const Thread& thread) {
    if (s.kind == StatementKind::load) return load(s, cell);
    if (s.kind == StatementKind::rmw)
      return s.condition ? conditional(s, cell) : rmw(s, cell);
    const Loaded value = evaluate(s.value, thread.registers);
    with_order(s.order, [&](auto o) { cell.store(value, o); });
    return {0, {}};
  }

  Loaded plain_access(const Statement& s, const Thread& thread) {
    K::plain<Word>& cell = *cells_[s.location].plain;
    if (s.kind == StatementKind::load) return cell.load();
    cell.store(evaluate(s.value, thread.registers));
    return {0, {}};
  }

  Loaded load(const Statement& s, K::shared<Word>& cell) {
    if (is_ctrl_row(s)) return cell.load(order::ctrl);
    return with_order(s.order, [&](auto o) -> Loaded {
      if (!s.condition) return cell.load(o);
      return cell.await([&s](Word old) { return meets(s, old); }, o);
    });
  }

  Loaded rmw(const Statement& s, K::shared<Word>& cell) {
    const Word value = s.value.value;
    return with_order(s.order, [&](auto o) -> Loaded {
      switch (s.op) {
        case RmwOp::exchange:
          return cell.exchange(value, o);
        case RmwOp::add:
          return cell.fetch_add(value, o);
        case RmwOp::sub:
          return cell.fetch_sub(value, o);
        case RmwOp::bit_and:
          return cell.fetch_and(value, o);
        case RmwOp::bit_or:
        case RmwOp::bit_xor:
          break;
      }
      return cell.fetch_or(value, o);
    });
  }

  Loaded conditional(const Statement& s, K::shared<Word>& cell) {
    const auto next = [&s](Word old) -> std::optional<Word> {
      return meets(s, old) ? std::optional(s.value.value) : std::nullopt;
    };
    return with_order(s.order, [&](auto o) -> Loaded {
      if (s.condition->on_fail == OnFail::block)
        return cell.await_update(next, o);
      return cell.update(next, o).old;
    });
  }

  static bool meets(const Statement& s, Word old) {
    return (old == s.condition->value.value) == s.condition->equal;
  }
};

}  // namespace

explore::ProgramFactory through_platform(const LitmusProgram& program,
                                         bool kernel) {
  return [&program, kernel] { return std::make_unique<Run>(program, kernel); };
}

}  // namespace vmalock::fuzzer
