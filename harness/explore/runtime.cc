#include "harness/explore/runtime.h"

#include "harness/explore/explorer.h"

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
  return Explorer::current().new_location(width, initial, name, address);
}

PlainCell new_plain(std::optional<Value> initial, const char* name,
                    const void* address) {
  return Explorer::current().new_plain(initial, name, address);
}

Value load(Location cell, Ordering order, const Access& access) {
  return Explorer::current()
      .access(label_of(Op::load, cell, order, access), {})
      .old;
}

void store(Location cell, Value value, Ordering order, const Access& access) {
  Label label = label_of(Op::store, cell, order, access);
  label.operand = value;
  Explorer::current().access(label, {});
}

Value rmw(Location cell, RmwOp op, Value operand, Ordering order,
          const Access& access) {
  Label label = label_of(Op::rmw, cell, order, access);
  label.rmw_op = static_cast<std::uint8_t>(op);
  label.operand = operand;
  return Explorer::current().access(label, {}).old;
}

CasResult cmpxchg(Location cell, Value expected, Value desired,
                  Ordering success, Ordering failure, const Access& access) {
  Label label = label_of(Op::cas, cell, success, access);
  label.failure = failure;
  label.operand = desired;
  label.expected = expected;
  return Explorer::current().access(label, {});
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
  if (explorer.literal_loops())
    return update_loop(cell, f, success, failure, access);
  Label label = label_of(Op::update, cell, success, access);
  label.failure = failure;
  return explorer.access(label, {{}, f});
}

Value await(Location cell, Predicate holds, Ordering order,
            const Access& access) {
  return Explorer::current()
      .access(label_of(Op::await, cell, order, access), {holds, {}})
      .old;
}

Value await_update(Location cell, Update f, Ordering order,
                   const Access& access) {
  Label label = label_of(Op::await_update, cell, order, access);
  label.failure = Ordering::relaxed;
  return Explorer::current().access(label, {{}, f}).old;
}

void fence(Ordering order, const Access& access, graph::Mark mark) {
  if (order == Ordering::none &&
      (mark == graph::Mark::none || !tracks_dependencies()))
    return;
  Label label = label_of(Op::fence, 0, order, access);
  label.mark = mark;
  Explorer::current().fence(label);
}

bool tracks_dependencies() { return Explorer::current().is_kernel(); }
Reads last_read() { return Explorer::current().last_read(); }
void depend(const Dependencies& next) { Explorer::current().depend(next); }
Reads enter_branch(const Reads& reads) {
  return Explorer::current().enter_branch(reads);
}
void leave_branch(const Reads& outer) {
  Explorer::current().leave_branch(outer);
}
void keep_control(const Reads& reads) {
  Explorer::current().keep_control(reads);
}

Value plain_load(PlainCell cell, const Access& access) {
  return Explorer::current().plain_load(cell, access);
}

void plain_store(PlainCell cell, Value value, const Access& access) {
  Explorer::current().plain_store(cell, value, access);
}

void* allocate(std::size_t bytes, std::size_t align, const char* name,
               const Access& access) {
  return Explorer::current().allocate(bytes, align, name, access);
}

void release(void* object, const Access& access) {
  Explorer::current().release(object, access);
}

Value encode_pointer(const void* pointer) {
  return Explorer::current().encode(pointer);
}

void* decode_pointer(Value value) { return Explorer::current().decode(value); }

void rcu_read_lock(const Access& access) {
  Explorer::current().rcu_lock(access);
}

void rcu_read_unlock(const Access& access) {
  Explorer::current().rcu_unlock(access);
}

void synchronize_rcu(const Access& access) {
  Explorer::current().synchronize_rcu(access);
}

void call_rcu(void (*call)(void (*fn)(void*), void* object), void (*fn)(void*),
              void* object, const Access& access) {
  Explorer::current().call_rcu(call, fn, object, access);
}

unsigned spawn(void (*run)(void*), void* argument, const Access& access) {
  return Explorer::current().spawn(run, argument, access);
}

void join(unsigned thread, const Access& access) {
  Explorer::current().join(thread, access);
}

unsigned thread_index() { return Explorer::current().running_index(); }

bool on_stack(const void* address) {
  const Explorer& explorer = Explorer::current();
  if (!explorer.in_main()) return explorer.on_stack(address);
  // before() and after() run on the stack of whoever explores, and what is
  // theirs is above this frame.
  constexpr std::ptrdiff_t enough = std::ptrdiff_t{8} << 20;
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  const auto* a = static_cast<const std::byte*>(address);
  return a >= here && a < here + enough;
}

unsigned choose(unsigned n, const Access& access) {
  return static_cast<unsigned>(Explorer::current().choose(n, access));
}

void observe(const char* name, unsigned index, std::int64_t value) {
  Explorer::current().observe(name, index, value);
}

void require(bool holds, const char* id, const char* text,
             const Access& access) {
  if (!holds)
    Explorer::current().fail(ErrorKind::failed_requirement,
                             std::string(id) + ": " + text, access);
}

void misuse(const char* text, const Access& access) {
  Explorer::current().fail(ErrorKind::lock_misuse, text, access);
}

void discard() { Explorer::current().discard(); }

}  // namespace vmalock::explore
