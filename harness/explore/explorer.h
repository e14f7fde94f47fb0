// The explorer: TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis, POPL
// 2022), stateless optimal partial order reduction on execution graphs.
//
//   (1) Run the threads; every new event is added in the maximal way: a read
//       reads the co-last write, a write goes last. Put every other way on a
//       stack (choices.cc).
//   (2) A new write may also have been read by a read that is already there.
//       The read is revisited if everything that would be deleted was added
//       in the maximal way (revisit.cc).
//   (3) When no thread can move, account for the execution, take the last
//       choice back and go on with its next alternative.
//
// We differ from the paper, and from GenMC, in these points:
//   - A read-modify-write is one event.
//   - Nothing is copied: a backward revisit keeps what it took out of the graph
//     and puts it back when its subtree is done.
//   - All revisits of one write are found in one scan over the graph.
//   - A wait is put off while its value does not satisfy it and other threads
//     can run: it enters the graph blocked only if it must.
//   - Plain accesses are not in the graph (plain.h), but for lkmm.
//   - A thread is run again only if it lost events or a read of it changed.
#pragma once

#include <exception>
#include <memory>
#include <span>
#include <unordered_set>
#include <vector>

#include "harness/explore/arena.h"
#include "harness/explore/explore.h"
#include "harness/explore/fiber.h"
#include "harness/explore/limits.h"
#include "harness/explore/outcomes.h"
#include "harness/explore/plain.h"
#include "harness/explore/psc.h"
#include "harness/explore/random.h"
#include "harness/explore/reads.h"
#include "harness/explore/runtime.h"
#include "harness/explore/state.h"
#include "harness/graph/graph.h"
#include "harness/models/model.h"

namespace vmalock::explore {

class Team;

class Explorer {
 public:
  /// `team`: the workers that this one belongs to, or null.
  Explorer(const ProgramFactory& factory, const Options& options,
           unsigned capacity, Team* team = nullptr);
  ~Explorer();

  Result run();
  /// Explores what the snapshot's last choice has left, and nothing below it.
  Result run_from(const Snapshot& snapshot);

  static Explorer& current();
  static Explorer* running_program();  ///< of this OS thread, or null
  class Current {
   public:
    explicit Current(Explorer* explorer);
    ~Current();

   private:
    Explorer* outer_;
  };
  Graph& graph() { return graph_; }
  bool too_many_threads() const { return too_many_threads_; }
  // ---- called by the program, see runtime.cc
  bool in_main() const { return running_ == nullptr; }
  bool on_stack(const void* a) const { return running_->fiber.on_stack(a); }
  unsigned running_index() const { return running_index_; }
  CasResult access(const Label& label, const Functions& functions);
  void fence(const Label& label);
  void rcu_lock(const Access& access);
  void rcu_unlock(const Access& access);
  void synchronize_rcu(const Access& access);
  void call_rcu(void (*call)(void (*fn)(void*), void* object),
                void (*fn)(void*), void* object, const Access& access);
  Value choose(unsigned n, const Access& access);
  Location new_location(unsigned width, std::optional<Value> initial,
                        const char* name, const void* address);
  PlainCell new_plain(std::optional<Value> initial, const char* name,
                      const void* address);
  Value plain_load(PlainCell cell, const Access& access);
  void plain_store(PlainCell cell, Value value, const Access& access);
  void* allocate(std::size_t bytes, std::size_t align, const char* name,
                 const Access& access);
  void release(void* object, const Access& access);
  Value encode(const void* pointer);
  void* decode(Value value) const;
  void observe(const char* name, unsigned index, std::int64_t value);
  unsigned spawn(void (*run)(void*), void* argument, const Access& access);
  void join(unsigned thread, const Access& access);
  [[noreturn]] void discard();
  /// An error of the program: ends the exploration. Does not come back.
  [[noreturn]] void fail(ErrorKind kind, std::string message,
                         const Access& access);
  /// The same; comes back if no thread is running.
  void report(ErrorKind kind, std::string message, const Access& access);
  bool literal_loops() const { return options_.literal_loops; }

  // ---- dependencies, kernel.cc
  bool is_kernel() const { return options_.model == Model::lkmm; }
  Reads last_read() const;
  void depend(const Dependencies& next);
  Reads enter_branch(const Reads& reads);
  void leave_branch(const Reads& outer);
  void keep_control(const Reads& reads);

 private:
  enum class Phase : std::uint8_t { before, threads, after };

  const ProgramFactory& factory_;
  const Options& options_;
  Limits limits_;
  Random random_;
  std::unique_ptr<Program> program_;
  Graph graph_;
  Arena arena_;
  std::vector<std::unique_ptr<ThreadState>> threads_;
  ThreadState main_;
  ThreadState* running_ = nullptr;
  unsigned running_index_ = main_thread;
  Phase phase_ = Phase::before;

  std::vector<PlainState> cells_;
  std::vector<Object> objects_;
  std::uint64_t sequence_ = 0;  ///< of plain stores, over the whole run

  std::vector<Choice> choices_;
  std::vector<Alternative> alternatives_;
  std::vector<std::unique_ptr<Undo>> undos_;
  std::size_t undos_used_ = 0;
  /// Events that an earlier backward revisit needs: never revisited, never
  /// deleted (the prefixes of all revisiting writes).
  graph::Clock settled_;
  Slot pending_ = graph::no_slot;  ///< the read whose effect must be computed
  bool dropped_ = false;  ///< the graph is not consistent: take a choice back

  Outcomes outcomes_;
  std::unordered_set<std::uint64_t> seen_;  ///< Options::count_duplicates
  std::uint64_t execution_hash() const;
  std::vector<std::uint64_t> thread_names() const;
  Tuple observed_;
  Result result_;
  bool over_ = false;      ///< an error was found
  bool on_fiber_ = false;  ///< code of the program is running

  std::vector<std::pair<Location, Value>> after_stores_;
  std::vector<std::pair<PlainCell, Value>> after_plain_;
  std::vector<std::uint32_t> after_released_;

  // ---- explorer.cc: the main loop
  void make_program();
  void search();
  bool run_threads();
  unsigned next_thread();
  bool wait_is_over(const ThreadState& t) const;
  void resume(unsigned t);
  void restart(unsigned t);
  bool stop_here();
  Result finish();
  void tell(bool complete);
  void finish_execution();
  void account(bool complete);
  void collect(const ThreadState& t);
  void check_deadlock();
  void check_leaks();
  void run_main(void (Program::*part)());
  bool backtrack();
  bool take(const Choice& choice, const Alternative& alternative);
  void cut(std::size_t size);
  void truncate_log(ThreadState& thread, std::uint32_t size);
  static void thread_entry(void* self);
  static void main_entry(void* self);
  void (Program::*main_part_)() = nullptr;
  bool main_done_ = false;
  std::exception_ptr exception_;
  [[noreturn]] void abandon();

  // ---- access.cc: events of running threads
  CasResult replay(ThreadState& t, const Label& label,
                   const Functions& functions);
  void complete(Slot e, const Functions& functions);
  CasResult add_access(ThreadState& t, const Label& label,
                       const Functions& functions);
  Slot add_event(ThreadState& t, const Label& label);
  [[noreturn]] void cut_thread(const Access& access);
  bool mark(const Label& label);
  void put_off_wait(ThreadState& t, const Label& label,
                    const Functions& functions);
  Effect effect(const Label& label, const Functions& functions,
                Value old) const;
  CasResult main_access(const Label& label, const Functions& functions);
  Value final_value(Location l) const;
  [[noreturn]] void nondeterministic(const Event& e, const Label& label);

  // ---- parallel.cc: work for other explorers
  Team* const team_;
  unsigned unreported_ = 0;  ///< graphs since it last reported
  std::uint64_t reported_executions_ = 0;
  std::uint64_t reported_blocked_ = 0;
  std::uint64_t handed_over_at_ = 0;  ///< executions when it last happened
  bool rebuilding_ = false;
  bool allocates_ = false;         ///< some thread makes objects or cells
  bool memory_stale_ = false;      ///< objects are those of another branch
  bool foreign_pointers_ = false;  ///< values that mean nothing elsewhere
  void hand_over_oldest();
  Snapshot snapshot(std::size_t choices) const;
  void adopt(const Snapshot& snapshot);
  void rebuild_memory();

  // ---- choices.cc: ways to add an event
  void choose_rf(Slot e, const Functions& functions);
  void choose_co(Slot e);
  void set_rf(Slot e, Slot write, const Effect& effect);
  bool take_rf(Slot e, const Alternative& alternative);
  bool take_co(Slot e, Slot after);
  void take_value(Slot e, Value value);
  void push_choice(Choice::Kind kind, Slot e, std::size_t begin);

  // ---- revisit.cc
  void find_revisits(Slot write, std::uint32_t newest_read);
  bool revisit(Slot read, Slot write);
  void take_out_deleted(Undo& undo);
  void save_co(Undo& undo, Location l);
  void save_log(Undo& undo, unsigned t, std::uint32_t size);
  void restore();
  bool settled(const Event& e) const { return e.index <= settled_[e.thread]; }
  std::vector<std::int32_t> top_;
  std::vector<Location> top_known_;

  // ---- clocks.cc, consistency.cc, psc.cc: the memory models
  bool has_own_hb() const {
    return options_.model == Model::rc11 || is_kernel();
  }
  const Block* hb_of(Slot e) const {
    return has_own_hb() ? graph_.hb(e) : graph_.prefix(e);
  }
  void stood_in(StandIn s) { result_.stand_ins.add(s); }
  Slot before(const Event& e) const;
  const Block* hb_before(const Event& e) const;
  const Block* hb_now(unsigned t) const;
  void update_clocks(Slot e);
  void update_message(Slot e);
  bool full_barrier(const Event& e) const;
  bool consistent_at(Slot e);
  bool sc_acyclic(Slot e);
  bool tso_acyclic(Slot e);
  bool psc_acyclic();
  void update_happens_before(Slot e, Slot pred);
  Slot told_by(const Event& e) const;
  bool computes(Slot rmw) const;
  void join_earlier_messages(Slot e);
  void join_child(Slot e);
  void sc_predecessors(Slot x, graph::Clock& below) const;
  void tso_predecessors(Slot x, graph::Clock& all, graph::Clock& reads) const;
  bool any_seq_cst_ = false;  ///< the program has SC accesses or fences
  PscFences psc_{graph_};
  const graph::Clock zero_;

  // ---- kernel.cc, kernel_*.cc: the Linux-kernel memory model
  std::vector<Dependencies> dependencies_;  ///< by slot
  bool any_rcu_sync_ = false;               ///< some thread waits for readers
  graph::Execution execution_;              ///< the graph, for the model
  std::vector<std::int32_t> number_of_slot_;
  std::vector<Slot> slot_of_number_;
  std::vector<std::uint32_t> location_number_;
  std::vector<Lifetime> lifetimes_;
  std::vector<models::Race> lifetime_pairs_;
  std::vector<bool> race_free_;  ///< by described location
  std::vector<ThreadStart> starts_;
  std::vector<std::pair<std::int32_t, unsigned>> joins_;
  void set_dependencies(ThreadState& t, Slot s);
  static Value release_dependency(ThreadState& t, std::uint32_t object);
  void forget_dependencies(ThreadState& t);
  void after_kernel_access(ThreadState& t, const Label& label,
                           const CasResult& result);
  void check_kernel_fence(const Label& label);
  Value kernel_plain_access(Location l, const Value* value,
                            const Access& access);
  [[noreturn]] void fail_later(ErrorKind kind, std::string message,
                               const Access& access);
  bool kernel_consistent_at(Slot s);
  bool judge_kernel_execution();
  bool judge_plain_accesses();
  void find_lifetime_pairs(bool trusts_clocks);
  void check_initialised();
  void report_kernel_race(std::int32_t a, std::int32_t b);
  Lifetime life_of(unsigned t, const LogEntry& entry) const;
  bool accesses_are_ordered() const;
  bool lives_are_ordered() const;
  bool is_ordered(const graph::LocationState& l) const;
  bool is_ordered(Slot s, Slot last) const;
  bool is_ordered(const Lifetime& life, Slot access) const;
  bool knows(Slot e, unsigned thread, graph::Index events, bool stores) const;
  bool is_told(const Reads& reads, unsigned of, unsigned thread,
               graph::Index events) const;
  bool waits_for_section(const Event& access, unsigned thread,
                         graph::Index after) const;
  class Edges;
  class Schedule;  // kernel_rcu.cc
  bool kernel_acyclic(const Edges& edges, Slot s) const;
  bool kernel_forbids(const Edges& edges, Slot s) const;
  bool keeps_rcu_law() const;
  graph::Clock cumulative(const Block* known, unsigned thread) const;
  void describe(bool lifetimes);
  void describe_thread(unsigned t, bool lifetimes);
  void describe_event(Slot s);
  void describe_lifetime(unsigned t, const LogEntry& entry);
  std::int32_t describe_access(unsigned t, graph::EventKind kind,
                               Ordering order, std::uint32_t location);
  std::uint32_t describe_location(Location l);
  std::uint32_t add_described_location();
  void describe_dependencies(Slot s);
  std::int32_t numbered(unsigned t, graph::Index index) const;

  // ---- promises.cc: load buffering
  std::vector<Slot> promises_;  ///< the reads of this execution that have one
  std::uint64_t location_key(Location l) const;
  std::uint64_t read_key(unsigned thread, const Label& label) const;
  bool may_be_promised(unsigned thread, const Label& label) const;
  void add_promises(Slot s, const Functions& functions);
  void set_promise(Slot s, const Alternative& alternative);
  void take_promise(Slot s, const Alternative& alternative);
  bool ordered_locally(Slot r, Slot w, bool whatever_fails) const;
  void learn();
  void learn_value(Slot rmw, Value v);
  bool must_be_promised(Slot r);
  bool promises_are_canonical();
  void fulfil(std::size_t i, bool complete);
  void finish_kernel_execution(bool complete);

  // ---- stepwise.cc, estimate.cc, replay.cc: one event at a time
  /// Threads stop in front of each new event, and its way is picked.
  bool stepwise_ = false;
  std::size_t way_ = 0;     ///< the way of the next event, if one is asked for
  bool pick_ = false;       ///< … else a random one
  bool last_step_ = false;  ///< of a replay: the debugger wants to stop
  std::optional<Value> promise_;  ///< of a replay: the next read's
  std::vector<Alternative> scratch_;
  void stand(ThreadState& t, ThreadState::State state);
  void step(unsigned t);
  void add_rf_stepwise(Slot e, const Functions& functions);
  void add_co_stepwise(Slot e);
  void promise_stepwise(Slot e, const Functions& functions);
  std::size_t pick_way(std::size_t count);
  std::vector<unsigned> movable();
  bool may_be_satisfied(unsigned t) const;
  void reset();
  void sample();
  void estimate();
  double probe();
  void drop_choices(std::size_t size);
  void replay_token();
  std::string token() const;

  // ---- trace.cc
  bool needs_are_met(const Event& e, const graph::Clock& done) const;
  bool is_in_order(const Event& e, const graph::Clock& done) const;
  std::vector<Slot> linearise() const;
  class Tracer;
  void trace(Error& error) const;
  TraceStep event_step(Slot e, const char* cell) const;
  Conflict conflict_;                ///< what a data race is about
  std::optional<LogEntry> offence_;  ///< a plain access that is being checked

  // ---- rcu.cc, spawn.cc
  Location grace_location();
  Label rcu_label(Op op, Ordering order, const Access& access);
  Slot older_section(unsigned t, std::int32_t place, bool& open) const;
  unsigned next_grace_period();
  template <class Visit>
  void for_each_waited(const Event& end, Visit visit) const;
  void join_sections(Slot e);
  void raise_sections(const Event& end, graph::Clock& below) const;
  std::int32_t newest_ended_grace_period() const;
  std::optional<Location> grace_location_;
  bool too_many_threads_ = false;

  // ---- races.cc: checks of the program
  void check_access(Slot e);
  void offend(LocalAction action, std::uint32_t id, Value value,
              const Access& access);
  void check_plain(PlainCell cell, bool writes, const Access& access);
  void check_object(std::uint32_t object, const Access& access);
  void check_release(std::uint32_t object, const Access& access);
  std::string race_text(PlainCell cell, bool writes);
  void undo_entry(unsigned thread, const LogEntry& entry);
  void redo_entry(unsigned thread, const LogEntry& entry);
  LogEntry* next_logged(LocalAction action);
  LogEntry& log(LocalAction action, std::uint32_t id, const Access& access);
  std::uint32_t object_at(const void* address) const;
  [[noreturn]] void nondeterministic_local(const char* what);
};

}  // namespace vmalock::explore
