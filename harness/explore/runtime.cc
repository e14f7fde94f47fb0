// SPDX-License-Identifier: MIT
#include "harness/explore/runtime.h"

#include "harness/base/check.h"
#include "harness/explore/explorer.h"
#include "harness/explore/model/lkmm/dependencies.h"

namespace vmalock::explore {

namespace {

Label label_of(Op op, Location cell, Ordering order, const Access& access) {
  Label label;
  label.op = op;
  label.order = label.failure = order;
  label.site = access.site;
  label.location = cell;
  label.where = access.where;
  return label;
}

}  // namespace

Location new_location(unsigned width, std::optional<Value> initial,
                      const char* name, const void* address) {
  return Explorer::current().memory.new_location(width, initial, name, address);
}

PlainCell new_plain(std::optional<Value> initial, const char* name,
                    const void* address) {
  Explorer& x = Explorer::current();
  return x.model->traits.plain_accesses_are_events
             ? x.memory.new_location(8, initial, name, address)
             : x.plain.create(initial, name, address);
}

Value load(Location cell, Ordering order, const Access& access) {
  return Explorer::current()
      .accesses.access(label_of(Op::load, cell, order, access), {}, access.from)
      .old;
}

void store(Location cell, Value value, Ordering order, const Access& access) {
  Label label = label_of(Op::store, cell, order, access);
  label.operand = value;
  Explorer::current().accesses.access(label, {}, access.from);
}

Value rmw(Location cell, RmwOp op, Value operand, Ordering order,
          const Access& access) {
  Label label = label_of(Op::rmw, cell, order, access);
  label.rmw_op = op;
  label.operand = operand;
  return Explorer::current().accesses.access(label, {}, access.from).old;
}

CasResult cmpxchg(Location cell, Value expected, Value desired,
                  Ordering success, Ordering failure, const Access& access) {
  Label label = label_of(Op::cas, cell, success, access);
  label.failure = failure;
  label.operand = desired;
  label.expected = expected;
  return Explorer::current().accesses.access(label, {}, access.from);
}

namespace {

/// The loop that a conditional RMW stands for.
CasResult update_loop(Location cell, Update f, Ordering success,
                      Ordering failure, const Access& access) {
  Value old = load(cell, failure, access);
  for (;;) {
    const std::optional<Value> next = f(old);
    if (!next) return {old, false};
    const CasResult r = cmpxchg(cell, old, *next, success, failure, access);
    if (r.done) return r;
    old = r.old;
  }
}

}  // namespace

CasResult update(Location cell, Update f, Ordering success, Ordering failure,
                 const Access& access) {
  Explorer& explorer = Explorer::current();
  if (explorer.run.options.literal_loops)
    return update_loop(cell, f, success, failure, access);
  Label label = label_of(Op::update, cell, success, access);
  label.failure = failure;
  return explorer.accesses.access(label, {{}, f}, access.from);
}

Value await(Location cell, Predicate holds, Ordering order,
            const Access& access) {
  return Explorer::current()
      .accesses
      .access(label_of(Op::await, cell, order, access), {holds, {}},
              access.from)
      .old;
}

Value await_update(Location cell, Update f, Ordering order,
                   const Access& access) {
  Label label = label_of(Op::await_update, cell, order, access);
  label.failure = Ordering::relaxed;
  return Explorer::current().accesses.access(label, {{}, f}, access.from).old;
}

void fence(Ordering order, const Access& access, graph::Mark mark) {
  if (order == Ordering::none &&
      (mark == graph::Mark::none || !tracks_dependencies()))
    return;
  Label label = label_of(Op::fence, 0, order, access);
  label.mark = mark;
  Explorer::current().accesses.fence(label);
}

// ---- dependencies

bool tracks_dependencies() {
  return Explorer::current().model->traits.tracks_dependencies;
}

Reads last_read() {
  const Explorer& x = Explorer::current();
  if (!x.model->traits.tracks_dependencies || x.threads.in_main()) return {};
  return last_read(x.state.graph, x.threads.index(), x.threads.running());
}

Within enter(const Within& part) {
  Explorer& x = Explorer::current();
  if (x.threads.in_main()) return {};
  if (!part.ctrl.empty()) x.state.model.any_branch = true;
  Within& within = x.threads.running().within;
  const Within outer = within;
  within.addr |= part.addr;
  within.ctrl |= part.ctrl;
  return outer;
}

void leave(const Within& outer) {
  const Explorer& x = Explorer::current();
  if (!x.threads.in_main()) x.threads.running().within = outer;
}

void may_select() { Explorer::current().state.model.any_branch = true; }

void keep_control(const Reads& reads) {
  const Explorer& x = Explorer::current();
  if (!x.threads.in_main()) x.threads.running().control |= reads;
}

// ---- plain cells

namespace {

/// Where plain accesses are events like any other.
Value plain_event(Explorer& x, Location l, Op op, Value value,
                  const Access& access) {
  Label label = label_of(op, l, Ordering::plain, access);
  label.operand = value;
  return x.accesses.access(label, {}, access.from).old;
}

}  // namespace

Value plain_load(PlainCell cell, const Access& access) {
  Explorer& x = Explorer::current();
  if (x.model->traits.plain_accesses_are_events)
    return plain_event(x, cell, Op::load, 0, access);
  return x.plain.load(cell, access);
}

void plain_store(PlainCell cell, Value value, const Access& access) {
  Explorer& x = Explorer::current();
  if (x.model->traits.plain_accesses_are_events)
    plain_event(x, cell, Op::store, value, access);
  else
    x.plain.store(cell, value, access);
}

// ---- memory

void* allocate(std::size_t bytes, std::size_t align, const char* name,
               const Access& access) {
  return Explorer::current().memory.allocate(bytes, align, name, access);
}

void release(void* object, const Access& access) {
  Explorer::current().memory.release(object, access);
}

Value encode_pointer(const void* pointer) {
  return Explorer::for_pointers().memory.encode(pointer);
}

void* decode_pointer(Value value) {
  return Explorer::for_pointers().memory.decode(value);
}

// ---- RCU

void rcu_read_lock(const Access& access) {
  const Explorer& x = Explorer::current();
  if (!x.threads.in_main()) x.model->rcu_lock(access);
}

void rcu_read_unlock(const Access& access) {
  const Explorer& x = Explorer::current();
  if (!x.threads.in_main()) x.model->rcu_unlock(access);
}

void synchronize_rcu(const Access& access) {
  const Explorer& x = Explorer::current();
  if (!x.threads.in_main()) x.model->synchronize_rcu(access);
}

void srcu_read_lock(unsigned domain, const Access& access) {
  const Explorer& x = Explorer::current();
  if (!x.threads.in_main()) x.model->srcu(Op::rcu_lock, domain, access);
}

void srcu_read_unlock(unsigned domain, const Access& access) {
  const Explorer& x = Explorer::current();
  if (!x.threads.in_main()) x.model->srcu(Op::rcu_unlock, domain, access);
}

void synchronize_srcu(unsigned domain, const Access& access) {
  const Explorer& x = Explorer::current();
  if (!x.threads.in_main()) x.model->srcu(Op::grace_end, domain, access);
}

namespace {

struct Callback {
  void (*call)(void (*)(void*), void*);
  void (*fn)(void*);
  void* object;
  Access access;
};

void run_callback(void* argument) {
  const Callback callback = *static_cast<Callback*>(argument);
  synchronize_rcu(callback.access);
  callback.call(callback.fn, callback.object);
}

}  // namespace

void call_rcu(void (*call)(void (*fn)(void*), void* object), void (*fn)(void*),
              void* object, const Access& access) {
  Explorer& x = Explorer::current();
  if (x.threads.in_main()) {
    call(fn, object);
    return;
  }
  // The arena keeps the callback at the same place in every execution.
  auto* callback = static_cast<Callback*>(
      x.memory.bump(sizeof(Callback), alignof(Callback)));
  *callback = {call, fn, object, access};
  x.accesses.spawn(&run_callback, callback, access);
}

// ---- threads

unsigned spawn(void (*run)(void*), void* argument, const Access& access) {
  return Explorer::current().accesses.spawn(run, argument, access);
}

void join(unsigned thread, const Access& access) {
  Explorer& x = Explorer::current();
  if (!x.threads.in_main()) x.accesses.join(thread, access);
}

unsigned thread_index() { return Explorer::current().threads.index(); }

// ---- talking to the explorer

bool on_stack(const void* address) {
  const Explorer& explorer = Explorer::current();
  if (!explorer.threads.in_main()) return explorer.threads.on_stack(address);
  // before() and after() run on the stack of whoever explores, and what is
  // theirs is above this frame.
  constexpr std::ptrdiff_t enough = std::ptrdiff_t{8} << 20;
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  const auto* a = static_cast<const std::byte*>(address);
  return a >= here && a < here + enough;
}

unsigned choose(unsigned n, const Access& access) {
  Explorer& x = Explorer::current();
  CHECK(n > 0 && !x.threads.in_main());
  Label label = label_of(Op::choose, 0, Label().order, access);
  label.operand = n;
  return static_cast<unsigned>(x.accesses.choose(label));
}

void observe(const char* name, unsigned index, std::int64_t value) {
  Explorer::current().threads.here().observations.push_back(
      {name, index, value});
}

void require(bool holds, const char* id, const char* text,
             const Access& access) {
  if (!holds)
    Explorer::current().errors.fail(ErrorKind::failed_requirement,
                                    std::string(id) + ": " + text, access);
}

void misuse(const char* text, const Access& access) {
  Explorer::current().errors.fail(ErrorKind::lock_misuse, text, access);
}

void discard() {
  Threads& threads = Explorer::current().threads;
  if (!threads.in_main()) threads.running().state = ThreadStatus::discarded;
  threads.abandon();
}

}  // namespace vmalock::explore
