// The Linux-kernel memory model (models/lkmm.cc) in the explorer.
//
// What is searched, optimally, are the executions of the model without its
// axiom about RCU: without cycles in po | rf they are closed under prefixes and
// can always be extended in the maximal way, which the algorithm relies on. The
// axiom about RCU has neither property (the end of a read section constrains
// what came before it), so it is asked at the end of every execution, and what
// it forbids is dropped there.
//
// Most graphs need no matrix: all the model's axioms but RCU's speak of cycles
// of po, rf, co and fr, so a choice that closes no such cycle (sc_acyclic) is
// allowed. Most of the others are decided by clocks and a search as well
// (kernel_cycles.cc).
//
// A thread that does something wrong stops; whether it is an error is known
// when the execution is finished and consistent. So are races and life times:
// plain accesses are events like any other here.
#include <algorithm>
#include <utility>

#include "harness/base/check.h"
#include "harness/explore/kernel_edges.h"
#include "harness/models/lkmm.h"

namespace vmalock::explore {

using State = ThreadState::State;

// ---- dependencies

Reads Explorer::last_read() const {
  if (!is_kernel() || in_main() || running_->position == 0) return {};
  const Slot s = graph_.thread(
      running_index_)[static_cast<std::size_t>(running_->position) - 1];
  return graph_[s].reads || graph_[s].promised ? Reads::of(running_->position)
                                               : Reads();
}

void Explorer::depend(const Dependencies& next) {
  if (!in_main()) running_->next = next;
}

Reads Explorer::enter_branch(const Reads& reads) {
  if (in_main()) return {};
  const Reads outer = running_->branches;
  running_->branches |= reads;
  return outer;
}

void Explorer::leave_branch(const Reads& outer) {
  if (!in_main()) running_->branches = outer;
}

void Explorer::keep_control(const Reads& reads) {
  if (!in_main()) running_->control |= reads;
}

void Explorer::forget_dependencies(ThreadState& t) {
  t.next = {};
  t.control = t.branches = {};
  t.pointers.clear();
}

/// Gives the thread's new event what it depends on.
void Explorer::set_dependencies(ThreadState& t, Slot s) {
  if (dependencies_.size() <= s) dependencies_.resize(2 * std::size_t{s} + 1);
  Dependencies& d = dependencies_[s];
  d = t.next;
  d.ctrl |= t.control;
  d.ctrl |= t.branches;
  Event& e = graph_[s];
  if (!graph::may_read(e.label.op) && !graph::may_write(e.label.op)) return;
  e.label.mark = t.next.mark;
  e.label.locked = t.next.locked;
  const std::uint32_t object = graph_.location(e.label.location).object;
  // linux-kernel.cat lets a control dependency bound no plain store, since a
  // compiler might do the same store on both ways of a branch. Out of a waiting
  // loop it cannot, so there the dependency counts as one that bounds.
  if (e.is_plain() && e.label.op == Op::store) d.addr |= t.control;
  for (const auto& [known, reads] : t.pointers)
    if (known == object) d.addr |= reads;
}

/// A free stores to the object, so it depends on what such a store would.
/// Returns where the reads are kept in ThreadData::releases, which only grows:
/// entries of a log come back when a revisit is undone.
Value Explorer::release_dependency(ThreadState& t, std::uint32_t object) {
  Reads reads = t.control;
  for (const auto& [known, from] : t.pointers)
    if (known == object) reads |= from;
  const auto at = std::find(t.releases.begin(), t.releases.end(), reads);
  const auto index = static_cast<Value>(at - t.releases.begin());
  if (at == t.releases.end()) t.releases.push_back(reads);
  return index;
}

/// Everything after the exit of a waiting loop has a control dependency on its
/// last read (spin locks of litmus tests have none for herd7). A row that says
/// ctrl or addr makes a dependency of everything, or of the accesses to the
/// object, from here on.
void Explorer::after_kernel_access(ThreadState& t, const Label& label,
                                   const CasResult& result) {
  const bool waited = (label.op == Op::await || label.op == Op::await_update) &&
                      t.next.mark != graph::Mark::lock;
  t.next = {};
  if (waited || label.order == Ordering::ctrl)
    t.control |= Reads::of(t.position);
  if (label.order != Ordering::addr || result.old == 0) return;
  const std::uint32_t object = object_at(decode(result.old));
  if (object == ~0u) return;
  const auto at =
      std::find_if(t.pointers.begin(), t.pointers.end(),
                   [object](const auto& p) { return p.first == object; });
  if (at == t.pointers.end())
    t.pointers.emplace_back(object, Reads::of(t.position));
  else
    at->second = Reads::of(t.position);
}

/// acquire_fence is smp_acquire__after_ctrl_dep(): a control dependency on what
/// was read last, and smp_rmb. C11's other fences are none of the kernel's.
void Explorer::check_kernel_fence(const Label& label) {
  if (label.order == Ordering::acquire_fence) keep_control(last_read());
  if (label.order == Ordering::release_fence ||
      label.order == Ordering::acq_rel_fence)
    user_error(std::string("the kernel has no fence ") +
               std::string(name(label.order)) + " (" + label.where.file + ":" +
               std::to_string(label.where.line) +
               "); write rmb, wmb, acquire_fence or mb under lkmm");
}

/// `value`: to be stored; null: loads.
Value Explorer::kernel_plain_access(Location l, const Value* value,
                                    const Access& access) {
  Label label;
  label.op = value ? Op::store : Op::load;
  label.order = label.failure = Ordering::plain;
  label.site = access.site;
  label.location = l;
  label.operand = value ? *value : 0;
  label.where = access.where;
  return this->access(label, {}).old;
}

// ---- consistency

bool Explorer::kernel_consistent_at(Slot s) {
  if (sc_acyclic(s)) return true;
  const Edges edges(*this);
  const bool allows = kernel_acyclic(edges, s);
  const bool forbids = !allows && kernel_forbids(edges, s);
  if ((allows || forbids) && !options_.check_shortcuts) return allows;
  describe(false);
  const std::uint32_t threads =
      graph_.location(graph_[s].label.location).threads;
  const bool of_one_thread = (threads & (threads - 1)) == 0;
  const bool allowed =
      of_one_thread ? static_cast<bool>(models::lkmm_without_rcu(execution_))
                    : models::lkmm_allows_without_rcu(execution_);
  CHECK((allowed || !allows) && (!allowed || !forbids));
  return allowed;
}

void Explorer::fail_later(ErrorKind kind, std::string message,
                          const Access& access) {
  running_->failure = {kind, std::move(message), access};
  running_->state = State::failed;
  abandon();
}

/// Judges the finished execution. False: it is not consistent, or is an error.
bool Explorer::judge_kernel_execution() {
  if (!judge_plain_accesses()) {
    ++result_.inconsistent;
    return false;
  }
  if (!over_) check_initialised();
  for (const auto& t : threads_) {
    if (t->state != State::failed || over_) continue;
    report(t->failure.kind, t->failure.message, t->failure.access);
  }
  return !over_;
}

/// The axiom about RCU, races and life times. The model is asked only for what
/// the clocks leave open (kernel_order.cc). A race may be why a thread did
/// something wrong: it is told first. False: not consistent.
bool Explorer::judge_plain_accesses() {
  const bool promised = !promises_.empty();
  const bool trusts_clocks = !promised && !options_.check_shortcuts;
  const bool law = !promised && (!any_rcu_sync_ || keeps_rcu_law());
  const bool ordered = law && accesses_are_ordered() && lives_are_ordered();
  if (ordered && trusts_clocks) return true;
  describe(true);
  if (promised && !models::lkmm().check(execution_)) return false;
  race_free_.assign(execution_.init.size(), false);
  for (std::uint32_t l = 0; l < graph_.locations(); ++l)
    if (trusts_clocks && location_number_[l] < race_free_.size())
      race_free_[location_number_[l]] = is_ordered(graph_.location(l));
  find_lifetime_pairs(trusts_clocks);
  const models::FinalVerdict verdict =
      models::lkmm_final(execution_, lifetime_pairs_, race_free_);
  CHECK(!law || verdict.consistent);
  CHECK(!ordered || (verdict.races.empty() && verdict.unordered.empty()));
  if (!verdict.consistent) return false;
  for (const auto* races : {&verdict.races, &verdict.unordered})
    for (const models::Race& race : *races)
      if (!over_) report_kernel_race(race.first, race.second);
  return true;
}

/// What must be ordered: the begin of an object's life, the accesses to it, its
/// end.
void Explorer::find_lifetime_pairs(bool trusts_clocks) {
  lifetime_pairs_.clear();
  for (const Lifetime& life : lifetimes_)
    for (std::size_t i = 0; i < slot_of_number_.size(); ++i) {
      const Slot s = slot_of_number_[i];
      if (s == graph::no_slot) continue;
      const Event& e = graph_[s];
      if (graph_.location(e.label.location).object != life.object) continue;
      if (!e.reads && !e.writes) continue;
      const bool same_thread = e.thread == life.thread;
      if ((same_thread || trusts_clocks) && is_ordered(life, s)) continue;
      const auto access = static_cast<std::int32_t>(i);
      lifetime_pairs_.push_back(life.ends ? models::Race{access, life.event}
                                          : models::Race{life.event, access});
    }
}

void Explorer::check_initialised() {
  for (const Slot s : graph_.order()) {
    const Event& e = graph_[s];
    if (!e.reads || !Graph::is_init(e.rf) || over_) continue;
    const graph::LocationState& l = graph_.location(e.label.location);
    if (!l.initialised)
      report(ErrorKind::uninitialised_read,
             std::string(l.name) + " is read before it is written",
             {e.label.site, e.label.where});
  }
}

namespace {

std::string place(const Where& w) {
  return std::string(w.file) + ":" + std::to_string(w.line);
}

}  // namespace

/// Two accesses, or an access and the begin or end of its object's life.
void Explorer::report_kernel_race(std::int32_t first, std::int32_t second) {
  const auto slot = [this](std::int32_t id) {
    return id < 0 ? graph::no_slot
                  : slot_of_number_[static_cast<std::size_t>(id)];
  };
  const Slot a = slot(first), b = slot(second);
  for (const Lifetime& life : lifetimes_) {
    if (life.event != first && life.event != second) continue;
    const Event& e = graph_[life.ends ? a : b];
    const Object& o = objects_[life.object];
    const Access access{e.label.site, e.label.where};
    const std::string cell = graph_.location(e.label.location).name;
    if (life.ends)
      report(ErrorKind::use_after_free,
             std::string(o.name) + " is freed at " + place(o.release.where) +
                 ", and " + cell + " may be accessed after that",
             access);
    else
      report(ErrorKind::data_race,
             cell + " is used, but its initialisation is not ordered before",
             access);
    return;
  }
  if (a == graph::no_slot || b == graph::no_slot) return;
  const bool a_last = graph_[a].stamp > graph_[b].stamp;
  const Event& e = graph_[a_last ? a : b];
  const Event& x = graph_[a_last ? b : a];
  if (tolerates(a, b)) return;
  conflict_ = {.first = a_last ? b : a, .second = a_last ? a : b};
  report(ErrorKind::data_race,
         std::string(graph_.location(e.label.location).name) +
             ": unordered with the access at " + place(x.label.where),
         {e.label.site, e.label.where});
}

}  // namespace vmalock::explore
