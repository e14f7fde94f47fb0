// Accesses of running threads: taken from the graph while a thread is replayed,
// added to it after that.
#include <algorithm>

#include "harness/base/check.h"
#include "harness/explore/explorer.h"

extern "C" void vmalock_replay_stop();

namespace vmalock::explore {

using State = ThreadState::State;

namespace {

Value mask(unsigned width) {
  return width >= 8 ? ~Value{0} : (Value{1} << (8 * width)) - 1;
}

Value apply(RmwOp op, Value old, Value operand) {
  switch (op) {
    case RmwOp::exchange:
      return operand;
    case RmwOp::add:
      return old + operand;
    case RmwOp::sub:
      return old - operand;
    case RmwOp::bit_and:
      return old & operand;
    case RmwOp::bit_or:
      return old | operand;
    case RmwOp::bit_xor:
      return old ^ operand;
  }
  return old;
}

}  // namespace

Effect Explorer::effect(const Label& label, const Functions& functions,
                        Value old) const {
  const Value bits = mask(graph_.location(label.location).width);
  switch (label.op) {
    case Op::rmw:
      return {true, false, apply(label.rmw_op, old, label.operand) & bits};
    case Op::grace_start:
      return {true, false, old + 1};
    case Op::cas:
      return {old == (label.expected & bits), false, label.operand & bits};
    case Op::await:
      return {false, !functions.holds(old), 0};
    case Op::update: {
      const std::optional<Value> next = functions.update(old);
      return {next.has_value(), false, next.value_or(0) & bits};
    }
    case Op::await_update: {
      const std::optional<Value> next = functions.update(old);
      return {next.has_value(), !next.has_value(), next.value_or(0) & bits};
    }
    default:
      return {};
  }
}

CasResult Explorer::access(const Label& label, const Functions& functions) {
  if (in_main()) return main_access(label, functions);
  ThreadState& t = *running_;
  const bool known =
      static_cast<std::size_t>(t.position) < graph_.length(running_index_);
  const CasResult result =
      known ? replay(t, label, functions) : add_access(t, label, functions);
  if (is_kernel()) after_kernel_access(t, label, result);
  return result;
}

CasResult Explorer::replay(ThreadState& t, const Label& label,
                           const Functions& functions) {
  if (rebuilding_) stand(t, State::ready);
  const Slot s =
      graph_.thread(running_index_)[static_cast<std::size_t>(t.position)];
  if (!graph_[s].label.same_as(label)) nondeterministic(graph_[s], label);
  ++t.position;
  if (label.op == Op::grace_end && graph_[s].value != 0) {
    t.state = State::held;
    abandon();
  }
  if (graph_[s].pending) complete(s, functions);
  const Event& e = graph_[s];
  if (e.blocked) {
    t.state = State::blocked;
    abandon();
  }
  if (!e.reads && !e.promised) return {0, true};
  return {graph_.value_read(e), e.writes};
}

/// Computes the effect of a read whose source was changed and whose function
/// only the running thread knows.
void Explorer::complete(Slot s, const Functions& functions) {
  Event& e = graph_[s];
  CHECK(pending_ == s);
  pending_ = graph::no_slot;
  e.pending = false;
  const Effect does = effect(e.label, functions, graph_.value_read(e));
  set_rf(s, e.rf, does);
  update_clocks(s);
  if (does.writes) {
    graph_.insert_co(s, static_cast<std::size_t>(graph_[e.rf].co) + 1);
    find_revisits(s, ~0u);
  }
  // No later write can satisfy a wait that may not be revisited any more.
  const bool stuck = does.blocks && (!e.maximal || settled(e));
  if (stuck || !consistent_at(s) || !consistent_at(e.rf)) {
    dropped_ = true;
    abandon();
  }
  check_access(s);
}

/// The running thread has done too much: its execution is no full answer.
void Explorer::cut_thread(const Access& access) {
  running_->state = State::bounded;
  result_.bounded_at =
      std::string(access.where.file) + ":" + std::to_string(access.where.line);
  abandon();
}

Slot Explorer::add_event(ThreadState& t, const Label& label) {
  const int most = is_kernel() ? Reads::capacity - 1 : graph::max_index;
  if (t.position >= most ||
      static_cast<unsigned>(t.position) >= options_.max_events)
    cut_thread({label.site, label.where});
  const Slot s = graph_.append(running_index_, label);
  graph_[s].plain_before = static_cast<std::uint32_t>(t.log.size());
  if (is_kernel()) set_dependencies(t, s);
  ++t.position;
  ++result_.events;
  if (last_step_) {
    last_step_ = false;
    vmalock_replay_stop();
  }
  return s;
}

/// Leaves the thread standing in front of a wait that the co-last write does
/// not satisfy, until it does or nothing else can run.
void Explorer::put_off_wait(ThreadState& t, const Label& label,
                            const Functions& functions) {
  t.forced = false;
  t.wait_label = &label;
  t.wait_functions = &functions;
  if (stepwise_) {
    t.state = State::waiting;
    t.fiber.suspend();
    t.state = State::ready;
    return;
  }
  while (!t.forced &&
         effect(label, functions, graph_.value(graph_.co_last(label.location)))
             .blocks) {
    t.state = State::waiting;
    t.fiber.suspend();
  }
  t.state = State::ready;
}

CasResult Explorer::add_access(ThreadState& t, const Label& label,
                               const Functions& functions) {
  if (rebuilding_) abandon();
  if (functions.holds || functions.update) check_function(label, functions);
  if (waits(label.op)) {
    may_wait_in_section();
    put_off_wait(t, label, functions);
  } else if (stepwise_) {
    stand(t, State::ready);
  }
  const Slot s = add_event(t, label);
  if (label.op == Op::store) {
    Event& e = graph_[s];
    e.writes = true;
    e.value = label.operand & mask(graph_.location(label.location).width);
    update_clocks(s);
    if (stepwise_)
      add_co_stepwise(s);
    else
      choose_co(s);
    check_access(s);
    if (!stepwise_) find_revisits(s, ~0u);
    return {0, true};
  }
  if (stepwise_)
    add_rf_stepwise(s, functions);
  else
    choose_rf(s, functions);
  check_access(s);
  const Event& e = graph_[s];
  const CasResult result{graph_.value_read(e), e.writes};
  if (e.blocked) {
    t.state = State::blocked;
    abandon();
  }
  if (result.done && !stepwise_) find_revisits(s, ~0u);
  return result;
}

void Explorer::fence(const Label& label) {
  if (in_main()) return;
  if (is_kernel()) check_kernel_fence(label);
  mark(label);
}

/// An event that accesses nothing. False if it is replayed.
bool Explorer::mark(const Label& label) {
  ThreadState& t = *running_;
  if (static_cast<std::size_t>(t.position) < graph_.length(running_index_)) {
    replay(t, label, {});
    return false;
  }
  if (rebuilding_) abandon();
  // Waits for other threads and for readers stand already.
  if (stepwise_ && label.op != Op::join &&
      (label.op != Op::grace_end || is_kernel()))
    stand(t, State::ready);
  update_clocks(add_event(t, label));
  return true;
}

Value Explorer::choose(unsigned n, const Access& access) {
  CHECK(n > 0 && !in_main());
  ThreadState& t = *running_;
  Label label;
  label.op = Op::choose;
  label.operand = n;
  label.site = access.site;
  label.where = access.where;
  if (static_cast<std::size_t>(t.position) < graph_.length(running_index_)) {
    const auto at = static_cast<std::size_t>(t.position);
    replay(t, label, {});
    return graph_[graph_.thread(running_index_)[at]].value;
  }
  if (rebuilding_) abandon();
  if (stepwise_) stand(t, State::ready);
  const Slot s = add_event(t, label);
  update_clocks(s);
  if (stepwise_) {
    const std::size_t value = pick_way(n);
    if (value >= n) user_error("the witness does not fit the program");
    return graph_[s].value = value;
  }
  const std::size_t begin = alternatives_.size();
  for (unsigned i = 1; i < n; ++i)
    alternatives_.push_back({graph::no_slot, {false, false, i}});
  push_choice(Choice::Kind::value, s, begin);
  return 0;
}

void Explorer::discard() {
  if (running_) running_->state = State::discarded;
  abandon();
}

// ---- before() and after()

Value Explorer::final_value(Location l) const {
  for (auto it = after_stores_.rbegin(); it != after_stores_.rend(); ++it)
    if (it->first == l) return it->second;
  return graph_.value(graph_.co_last(l));
}

CasResult Explorer::main_access(const Label& label,
                                const Functions& functions) {
  const Access access{label.site, label.where};
  const Location l = label.location;
  check_object(graph_.location(l).object, access);
  const bool known =
      graph_.location(l).initialised || graph_.location(l).co.size() > 1 ||
      std::any_of(after_stores_.begin(), after_stores_.end(),
                  [l](const auto& store) { return store.first == l; });
  if (graph::may_read(label.op) && !known)
    fail(ErrorKind::uninitialised_read,
         std::string(graph_.location(l).name) + " is read but never written",
         access);
  const Value old = final_value(l);
  Effect does = effect(label, functions, old);
  if (label.op == Op::store)
    does = {true, false, label.operand & mask(graph_.location(l).width)};
  if (does.blocks)
    fail(ErrorKind::deadlock, "a wait outside the threads can never end",
         access);
  if (does.writes) {
    if (phase_ == Phase::before)
      graph_.set_initial(l, true, does.value);
    else
      after_stores_.emplace_back(l, does.value);
  }
  return {old, does.writes};
}

}  // namespace vmalock::explore
