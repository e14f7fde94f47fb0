// SPDX-License-Identifier: MIT
#include "harness/report/why.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/value_text.h"
#include "harness/report/execution_view.h"
#include "harness/report/layout.h"

namespace vmalock {

namespace {

class Why {
 public:
  explicit Why(const Error& error) : error_(error) {}

  std::vector<std::string> sentences() {
    if (error_.kind == ErrorKind::data_race && error_.first >= 0 &&
        error_.second >= 0)
      race();
    else if (error_.kind == ErrorKind::use_after_free)
      use_after_free();
    else if (error_.kind == ErrorKind::deadlock &&
             guilty_steps(error_).second >= 0)
      waits();
    else
      stale_reads();
    return std::move(all_);
  }
  std::vector<int> steps() {
    sentences();
    std::sort(steps_.begin(), steps_.end());
    steps_.erase(std::unique(steps_.begin(), steps_.end()), steps_.end());
    return std::move(steps_);
  }

 private:
  const Error& error_;
  std::vector<std::string> all_;
  struct Link {
    std::string text;
    int from, to;
  };
  std::vector<Link> near_;  ///< links that lack one side
  std::vector<Link> far_;   ///< … both sides
  std::vector<int> steps_;  ///< that a sentence names

  const TraceStep& step(int i) const {
    return error_.trace[static_cast<std::size_t>(i)];
  }
  std::string cell(int location) const {
    return error_.locations[static_cast<std::size_t>(location)].name;
  }
  /// "the read of vm_end by CPU1 (step 15)"
  std::string access(int i) const {
    const GraphEvent& e = *step(i).event;
    return fmt::format("the {} of {} by {} (step {})",
                       e.kind == GraphEvent::Kind::rmw ? "update"
                       : e.writes()                    ? "store"
                                                       : "read",
                       cell(e.location), cpu(step(i).thread), i + 1);
  }

  /// Reads-from edges that lead from the first access to the second, and what
  /// each lacks for ordering them.
  void race() {
    const int a = error_.first, b = error_.second;
    if (!step(a).event || !step(b).event) return;
    steps_ = {a, b};
    all_.push_back("nothing orders " + access(a) + " before " + access(b));
    for (int r = 0; r < b; ++r) {
      const auto& e = step(r).event;
      if (!e || !e->reads() || e->rf < 0) continue;
      if (step(r).thread != step(b).thread) continue;
      if (step(e->rf).thread != step(a).thread || e->rf < a) continue;
      link(r, *e);
    }
    for (const Link& link : near_.empty() ? far_ : near_) {
      all_.push_back(link.text);
      steps_.insert(steps_.end(), {link.from, link.to});
    }
  }

  void link(int r, const GraphEvent& e) {
    const GraphEvent& w = *step(e.rf).event;
    const bool sends = releases(w.order) || fence_near(e.rf, r, true);
    const bool takes = acquires(e.order) || fence_near(r, e.rf, false);
    if (sends && takes) return;
    std::string text =
        fmt::format("step {} reads {} from step {}, which would order them if ",
                    r + 1, cell(e.location), e.rf + 1);
    if (!takes && !sends)
      text += fmt::format("step {} were a release and step {} an acquire",
                          e.rf + 1, r + 1);
    else if (!takes)
      text += fmt::format("step {} were an acquire (it is {})", r + 1,
                          name(e.order));
    else
      text += fmt::format("step {} were a release (it is {})", e.rf + 1,
                          name(w.order));
    (takes || sends ? near_ : far_).push_back({text, e.rf, r});
  }

  /// What the thread that frees had last heard from the one that uses.
  void use_after_free() {
    const auto [free, use] = guilty_steps(error_);
    if (free < 0) return;
    steps_ = {free, use};
    const std::string freer = cpu(step(free).thread);
    const std::string user = cpu(step(use).thread);
    for (int r = free; r-- > 0;) {
      const auto& e = step(r).event;
      if (!e || !e->reads() || e->rf < 0 || e->rf >= use) continue;
      if (step(r).thread != step(free).thread) continue;
      if (step(e->rf).thread != step(use).thread) continue;
      steps_.insert(steps_.end(), {e->rf, r});
      all_.push_back(fmt::format(
          "the last store of {} that {} reads before it frees the object (step "
          "{}) is step {}, of {}, read by step {}; step {} comes after that, "
          "so nothing orders it before the free",
          user, freer, free + 1, e->rf + 1, cell(e->location), r + 1, use + 1));
      return;
    }
    all_.push_back(fmt::format(
        "{} reads nothing of {} before it frees the object (step {}): nothing "
        "orders step {} before that",
        freer, user, free + 1, use + 1));
  }

  /// Who waits for what, and who changed what the waiter had looked at before
  /// it slept, without waking it.
  void waits() {
    const int wait = guilty_steps(error_).second;
    const GraphEvent& w = *step(wait).event;
    const std::string waiter = cpu(step(wait).thread);
    steps_ = {wait};
    all_.push_back(fmt::format(
        "{} waits in step {} for {} to change from {}, and no step does that",
        waiter, wait + 1, cell(w.location), value_text(w.read)));
    for (int r = wait; r-- > 0;) {
      const auto& e = step(r).event;
      if (!e || !e->reads() || e->location == w.location ||
          step(r).thread != step(wait).thread)
        continue;
      const int change = changed_after(r, wait);
      if (change < 0) return;
      steps_.insert(steps_.end(), {r, change});
      all_.push_back(fmt::format(
          "{} had looked at {} (step {}); step {} of {} changes it after that "
          "and wakes nobody",
          waiter, cell(e->location), r + 1, change + 1,
          cpu(step(change).thread)));
      return;
    }
  }

  /// The last step of another thread that writes what step r read, later than
  /// what r saw, in a thread that does not write what is waited for after it.
  int changed_after(int r, int wait) const {
    const GraphEvent& seen = *step(r).event;
    const int from = seen.kind == GraphEvent::Kind::rmw ? seen.co
                     : seen.rf < 0                      ? 0
                                   : step(seen.rf).event->co;
    int last = -1;
    for (int i = 0; i < static_cast<int>(error_.trace.size()); ++i) {
      const auto& e = step(i).event;
      if (!e || !e->writes() || step(i).thread == step(wait).thread) continue;
      if (e->location == seen.location && e->co > from)
        last = i;
      else if (last >= 0 && step(i).thread == step(last).thread &&
               e->location == step(wait).event->location)
        last = -1;
    }
    return last;
  }

  /// A release (acquire) fence between the conflicting access and step i.
  bool fence_near(int i, int, bool before) const {
    const int from = before ? error_.first : i;
    const int to = before ? i : error_.second;
    for (int f = from + 1; f < to; ++f) {
      const auto& e = step(f).event;
      if (!e || e->kind != GraphEvent::Kind::fence ||
          step(f).thread != step(i).thread)
        continue;
      if (before ? is_release_fence(e->order) : is_acquire_fence(e->order))
        return true;
    }
    return false;
  }

  /// Reads of values that were overwritten already.
  void stale_reads() {
    const std::vector<bool> told = telling_steps(error_);
    for (const GraphEdge& edge : edges_between(error_, told)) {
      if (edge.kind != GraphEdge::Kind::fr || edge.to > edge.from) continue;
      const GraphEvent& r = *step(edge.from).event;
      steps_.insert(steps_.end(), {edge.from, edge.to});
      if (r.rf >= 0) steps_.push_back(r.rf);
      all_.push_back(fmt::format(
          "step {} reads {} = {}, {}; step {} has overwritten it, and nothing "
          "orders step {} before step {}",
          edge.from + 1, cell(r.location), r.read,
          r.rf < 0 ? "the initial value" : fmt::format("of step {}", r.rf + 1),
          edge.to + 1, edge.to + 1, edge.from + 1));
      if (all_.size() == 3) return;
    }
  }
};

}  // namespace

std::vector<std::string> why(const RunResult& run) {
  if (!run.error || !has_graph(*run.error)) return {};
  return Why(*run.error).sentences();
}

std::vector<int> causing_steps(const Error& error) {
  if (!has_graph(error)) return {};
  return Why(error).steps();
}

std::vector<std::string> remedies(const RunResult& run) {
  std::vector<std::string> all, undecided;
  if (!run.error) return all;
  for (const Remedy& remedy : run.error->remedies) {
    if (remedy.verdict == Verdict::holds)
      all.push_back(text_of(remedy.rows, " and ") +
                    (remedy.rows.size() == 1 ? " forbids" : " forbid") +
                    " this execution: tried, the case holds");
    else
      undecided.push_back(text_of(remedy.rows, " and "));
  }
  if (!all.empty() || run.error->remedies_tried == 0) return all;
  if (undecided.empty())
    return {fmt::format(
        "none of the {} stronger orderings that were tried makes the case "
        "hold: look at the steps rather",
        run.error->remedies_tried)};
  return {fmt::format(
      "none of the {} stronger orderings that were tried is known to make the "
      "case hold; not decided in the time they had: {}",
      run.error->remedies_tried, join(undecided, ", "))};
}

std::string machines_text(const Error& error) {
  if (error.machines.empty()) return "";
  const MachineAnswer& lkmm = error.machines.front();
  // What the trace leaves out may be what allows the execution.
  if (lkmm.answer == MachineAnswer::Answer::forbidden)
    return "not known: the litmus test of these steps leaves out what allows "
           "them";
  return text_of(error.machines);
}

}  // namespace vmalock
