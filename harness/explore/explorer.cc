// The main loop: run, account, take a choice back, go on.
#include "harness/explore/explorer.h"

#include <bit>
#include <utility>

#include "harness/base/check.h"
#include "harness/explore/parallel.h"

namespace vmalock::explore {

using State = ThreadState::State;

namespace {
thread_local Explorer* current_explorer = nullptr;
}

Explorer& Explorer::current() {
  CHECK(current_explorer && "a runtime call outside the explorer");
  if (current_explorer->evaluating_)
    user_error(
        "the predicate of a wait, or the function of a conditional RMW, makes "
        "an access; let it look at its argument and at constants only");
  return *current_explorer;
}

Explorer& Explorer::for_pointers() {
  CHECK(current_explorer && "a pointer outside the explorer");
  return *current_explorer;
}

Explorer* Explorer::running_program() {
  return current_explorer && current_explorer->on_fiber_ ? current_explorer
                                                         : nullptr;
}

/// Makes an explorer the one that runtime calls of this OS thread go to.
Explorer::Current::Current(Explorer* explorer)
    : outer_(std::exchange(current_explorer, explorer)) {}
Explorer::Current::~Current() { current_explorer = outer_; }

Explorer::Explorer(const ProgramFactory& factory, const Options& options,
                   unsigned capacity, Team* team)
    : factory_(factory),
      options_(options),
      limits_(options),
      random_(options.seed),
      graph_(capacity),
      team_(team) {}

Explorer::~Explorer() = default;

Result Explorer::run() {
  const Current current(this);
  make_program();
  if (!over_) {
    switch (options_.mode) {
      case Mode::exhaustive:
        search();
        break;
      case Mode::random:
        sample();
        break;
      case Mode::estimate:
        estimate();
        break;
      case Mode::replay:
        replay_token();
        break;
    }
  }
  return finish();
}

Result Explorer::finish() {
  if (exception_) std::rethrow_exception(exception_);
  result_.outcomes = outcomes_.sorted();
  return std::move(result_);
}

/// The constructor of the program and before() make the cells.
void Explorer::make_program() {
  phase_ = Phase::before;
  program_ = factory_();
  const unsigned count = program_->threads();
  if (count > graph_.blocks() * graph::lanes) {
    too_many_threads_ = over_ = true;
    return;
  }
  for (unsigned t = 0; t < count; ++t) {
    threads_.push_back(std::make_unique<ThreadState>());
    graph_.add_thread();
  }
  run_main(&Program::before);
  phase_ = Phase::threads;
}

void Explorer::search() {
  for (;;) {
    if (run_threads() && !over_) finish_execution();
    if (over_) return;
    if (stop_here()) return;
    if (!backtrack()) break;
  }
  result_.finished = !over_;
}

/// Whether a limit says stop; in a team also the time to share work.
bool Explorer::stop_here() {
  if (!team_) return limits_.reached(result_);
  if (team_->stopped()) return true;
  if (team_->wants_work()) hand_over_oldest();
  constexpr unsigned between_reports = 64;
  if (++unreported_ < between_reports) return false;
  unreported_ = 0;
  const bool stop = team_->count(result_.executions - reported_executions_,
                                 result_.blocked - reported_blocked_, result_);
  reported_executions_ = result_.executions;
  reported_blocked_ = result_.blocked;
  return stop;
}

// ---- running threads

void Explorer::thread_entry(void* self) {
  auto* explorer = static_cast<Explorer*>(self);
  ThreadState& t = *explorer->running_;
  try {
    if (t.run)
      t.run(t.argument);
    else
      explorer->program_->thread(explorer->running_index_);
  } catch (...) {
    explorer->exception_ = std::current_exception();
    explorer->over_ = true;
    return;
  }
  const auto po = explorer->graph_.thread(explorer->running_index_);
  if (static_cast<std::size_t>(t.position) < po.size())
    explorer->nondeterministic(
        explorer->graph_[po[static_cast<std::size_t>(t.position)]], {});
  t.state = State::finished;
}

void Explorer::main_entry(void* self) {
  auto* explorer = static_cast<Explorer*>(self);
  try {
    (explorer->program_.get()->*explorer->main_part_)();
    explorer->main_done_ = true;
  } catch (...) {
    explorer->exception_ = std::current_exception();
    explorer->over_ = true;
  }
}

void Explorer::run_main(void (Program::*part)()) {
  main_part_ = part;
  main_done_ = false;
  running_ = nullptr;
  running_index_ = main_thread;
  main_.fiber.start(&Explorer::main_entry, this);
  on_fiber_ = true;
  main_.fiber.resume();
  on_fiber_ = false;
}

void Explorer::abandon() {
  (running_ ? running_->fiber : main_.fiber).suspend();
  CHECK(false && "an abandoned thread was resumed");
  __builtin_unreachable();
}

void Explorer::restart(unsigned t) {
  ThreadState& thread = *threads_[t];
  thread.position = 0;
  thread.log_position = 0;
  thread.locations = thread.cells = thread.objects = thread.spawned = 0;
  thread.rcu_depth = 0;
  thread.forced = false;
  thread.observations.clear();
  if (is_kernel()) forget_dependencies(thread);
  arena_.rewind(t, 0);
  thread.state = State::ready;
  thread.fiber.start(&Explorer::thread_entry, this);
}

void Explorer::resume(unsigned t) {
  if (threads_[t]->state == State::stale) restart(t);
  running_ = threads_[t].get();
  running_index_ = t;
  on_fiber_ = true;
  running_->fiber.resume();
  on_fiber_ = false;
  running_ = nullptr;
  running_index_ = main_thread;
}

/// The next thread that can move, or main_thread.
unsigned Explorer::next_thread() {
  if (pending_ != graph::no_slot) return graph_[pending_].thread;
  const auto count = static_cast<unsigned>(threads_.size());
  for (unsigned t = 0; t < count; ++t) {
    const State s = threads_[t]->state;
    if (s == State::stale || s == State::ready) return t;
  }
  for (unsigned t = 0; t < count; ++t) {
    if (wait_is_over(*threads_[t])) return t;
  }
  for (unsigned t = 0; t < count; ++t) {
    if (threads_[t]->state != State::waiting) continue;
    threads_[t]->forced = true;
    return t;
  }
  return next_grace_period();
}

bool Explorer::wait_is_over(const ThreadState& t) const {
  if (t.state == State::joining)
    return threads_[t.joined]->state == State::finished;
  if (t.state != State::waiting) return false;
  const Slot newest = graph_.co_last(t.wait_label->location);
  return !effect(*t.wait_label, *t.wait_functions, graph_.value(newest)).blocks;
}

/// Runs until no thread can move. False: the graph had to be dropped.
bool Explorer::run_threads() {
  dropped_ = false;
  if (memory_stale_) {
    memory_stale_ = false;
    rebuild_memory();
    if (over_) return false;
  }
  for (;;) {
    const unsigned t = next_thread();
    if (t == main_thread) return true;
    resume(t);
    if (dropped_ || over_) return false;
  }
}

// ---- accounting

void Explorer::finish_execution() {
  bool complete = true;
  bool bounded = false;
  for (const auto& t : threads_) {
    if (t->state == State::bounded) bounded = true;
    if (t->state != State::finished && t->state != State::absent)
      complete = false;
  }
  if (bounded) {
    ++result_.bounded;
    return;
  }
  if (holds_for_nothing()) {
    ++result_.moot;
    return;
  }
  if (is_kernel())
    finish_kernel_execution(complete);
  else
    account(complete);
}

void Explorer::account(bool complete) {
  if (!complete) {
    check_deadlock();
    if (over_) return;
    ++result_.blocked;
    tell(false);
    return;
  }
  phase_ = Phase::after;
  main_.observations.clear();
  run_main(&Program::after);
  phase_ = Phase::threads;
  if (over_) return;
  check_leaks();
  if (over_) return;
  after_stores_.clear();
  after_plain_.clear();
  after_released_.clear();
  ++result_.executions;
  observed_.clear();
  for (const auto& t : threads_)
    if (t->state != State::absent) collect(*t);
  collect(main_);
  const bool first = outcomes_.add(observed_);
  if (options_.mode == Mode::exhaustive) {
    if (first) outcomes_.set_witness(observed_, token());
    take_sample(first);
  }
  tell(true);
}

/// Of the executions with a new outcome, and of all in growing distances.
void Explorer::take_sample(bool new_outcome) {
  if (result_.samples.size() >= options_.samples) return;
  if (new_outcome || std::has_single_bit(result_.executions))
    result_.samples.push_back({token(true), outcomes_.named(observed_)});
}

void Explorer::tell(bool complete) {
  if (!options_.on_complete && !options_.count_duplicates) return;
  std::unique_lock<std::mutex> lock;
  if (team_) lock = std::unique_lock(team_->callbacks());
  if (options_.count_duplicates && complete) {
    auto& seen = team_ ? team_->seen() : seen_;
    if (!seen.insert(execution_hash()).second) ++result_.duplicates;
  }
  if (!options_.on_complete) return;
  options_.on_complete(
      {graph_, complete, options_.tokens ? token() : std::string(),
       complete ? outcomes_.named(observed_) : Outcomes::Values()});
}

void Explorer::collect(const ThreadState& t) {
  for (const Observation& o : t.observations)
    outcomes_.set(observed_, o.name, o.index, o.value);
}

void Explorer::observe(const char* name, unsigned index, std::int64_t value) {
  (running_ ? running_->observations : main_.observations)
      .push_back({name, index, value});
}

// ---- taking choices back

void Explorer::cut(std::size_t size) {
  while (graph_.size() > size) {
    const Event& e = graph_[graph_.order().back()];
    ThreadState& t = *threads_[e.thread];
    if (e.label.op == Op::spawn) {
      ThreadState& child = *threads_[e.label.operand];
      child.state = State::absent;
      truncate_log(child, 0);
    }
    t.state = State::stale;
    truncate_log(t, e.plain_before);
    graph_.remove_last();
  }
}

void Explorer::truncate_log(ThreadState& thread, std::uint32_t size) {
  if (thread.log.size() <= size) return;
  const auto t = graph_.threads();
  unsigned index = 0;
  while (index < t && threads_[index].get() != &thread) ++index;
  while (thread.log.size() > size) {
    undo_entry(index, thread.log.back());
    thread.log.pop_back();
  }
}

/// Takes the newest choice that has an alternative left. False: none has.
bool Explorer::backtrack() {
  pending_ = graph::no_slot;
  while (!choices_.empty()) {
    Choice& top = choices_.back();
    cut(top.size);
    if (top.kind == Choice::Kind::undo) {
      restore();
      choices_.pop_back();
      continue;
    }
    if (top.next == top.end) {
      alternatives_.resize(top.begin);
      choices_.pop_back();
      continue;
    }
    const Choice choice = top;
    const Alternative alternative = alternatives_[top.next++];
    if (take(choice, alternative)) return true;
    if (over_) return false;
  }
  return false;
}

bool Explorer::take(const Choice& choice, const Alternative& alternative) {
  switch (choice.kind) {
    case Choice::Kind::rf:
      return take_rf(choice.event, alternative);
    case Choice::Kind::co:
      return take_co(choice.event, alternative.slot);
    case Choice::Kind::value:
      take_value(choice.event, alternative.effect.value);
      return true;
    case Choice::Kind::revisit:
      return revisit(alternative.slot, choice.event);
    case Choice::Kind::undo:
      break;
  }
  CHECK(false && "undo is not an alternative");
  return false;
}

}  // namespace vmalock::explore
