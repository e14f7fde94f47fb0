// SPDX-License-Identifier: MIT
#include "harness/report/litmus.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <vector>

#include "harness/base/check.h"
#include "harness/base/value_text.h"
#include "harness/report/execution_view.h"
#include "harness/report/layout.h"
#include "harness/report/words.h"

namespace vmalock {

namespace {

using Kind = GraphEvent::Kind;

/// A word for herd7: "vm_refcnt#2" -> "vm_refcnt_2".
std::string word(const std::string& name, const char* also_allowed) {
  std::string out = name;
  for (char& c : out)
    if (!std::isalnum(static_cast<unsigned char>(c)) &&
        std::string_view(also_allowed).find(c) == std::string_view::npos)
      c = also_allowed[0];
  return out;
}

/// Without what begins or ends a comment.
std::string in_comment(std::string text) {
  for (const char* mark : {"(*", "*)"})
    for (std::size_t at = 0; (at = text.find(mark, at)) != text.npos; ++at)
      text.insert(at + 1, " ");
  return text;
}

/// A paragraph of the comment at the top.
std::string remark(const std::string& text) {
  std::string out;
  for (const std::string& line : wrap(in_comment(text), text_width - 3))
    out += " * " + line + "\n";
  return out;
}

/// The accesses of the test, and the values that stand for the real ones.
class LitmusWriter {
 public:
  LitmusWriter(const RunResult& run, const ChangedRows& rows, LitmusForm form)
      : run_(run), error_(*run.error), rows_(rows), form_(form) {
    select();
    choose_values();
  }

  std::string text() {
    std::string body;
    std::vector<std::string> seen;
    for (unsigned p = 0; p < threads_.size(); ++p) body += thread(p, seen);
    std::string init;
    for (const int l : used_)
      if (const int value = initial(l))
        init += fmt::format(" {}={};", cell(l), value);
    for (const int l : used_)
      if (!final_.contains(l))
        continue;
      else
        seen.push_back(fmt::format("{}={}", cell(l), final_.at(l)));
    return header() + "{" + init + (init.empty() ? "}\n" : " }\n") + body +
           "\n" + paragraph("exists (", join(seen, " /\\ ") + ")");
  }

 private:
  const RunResult& run_;
  const Error& error_;
  const ChangedRows& rows_;
  const LitmusForm form_;
  std::vector<bool> shown_;
  std::vector<unsigned> threads_;
  std::set<int> used_;
  std::map<int, std::map<std::int64_t, int>> real_;  ///< renamed values
  std::map<int, std::map<int, int>> value_of_co_;    ///< 0: initial
  std::map<int, int> final_;

  const TraceStep& step(int i) const {
    return error_.trace[static_cast<std::size_t>(i)];
  }
  const GraphEvent& event(int i) const { return *step(i).event; }
  std::string cell(int l) const {
    return word(error_.locations[static_cast<std::size_t>(l)].name, "_");
  }
  bool is_race() const {
    return error_.kind == ErrorKind::data_race && error_.first >= 0 &&
           error_.second >= 0;
  }
  bool is_racing(int i) const {
    return i == error_.first || i == error_.second;
  }

  /// Of the racing location only the two accesses stay: another read of it
  /// would pin, by coherence, what the race leaves open.
  void select() {
    shown_ = telling_steps(error_);
    std::set<unsigned> threads;
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      const auto& e = error_.trace[i].event;
      const int me = static_cast<int>(i);
      if (!e || error_.trace[i].thread == no_thread) shown_[i] = false;
      if (shown_[i] && is_race() && !is_racing(me) && !e->writes() &&
          e->location == event(error_.second).location)
        shown_[i] = false;
      if (!shown_[i]) continue;
      threads.insert(error_.trace[i].thread);
      if (e->reads() || e->writes()) used_.insert(e->location);
    }
    threads_.assign(threads.begin(), threads.end());
  }

  /// Real values if they tell all writes of a location apart, else its writes
  /// are numbered in coherence order.
  void choose_values() {
    for (const int l : used_) {
      const auto start = error_.locations[static_cast<std::size_t>(l)].initial;
      std::map<int, std::int64_t> writes = {{0, start}};
      std::set<unsigned> writers;
      for (std::size_t i = 0; i < shown_.size(); ++i) {
        const auto& e = error_.trace[i].event;
        if (!shown_[i] || !e || !e->writes() || e->location != l) continue;
        writes[e->co] = e->written;
        writers.insert(error_.trace[i].thread);
      }
      std::set<std::int64_t> distinct;
      bool small = true;
      for (const auto& [co, value] : writes) {
        distinct.insert(value);
        small = small && value > -(1LL << 31) && value < (1LL << 31);
      }
      const bool real =
          small && (form_.real_values || distinct.size() == writes.size());
      int number = 0;
      for (const auto& [co, value] : writes) {
        value_of_co_[l][co] = real ? static_cast<int>(value) : number++;
        if (!real) real_[l][value_of_co_[l][co]] = 0;
      }
      if (writers.size() > 1) final_[l] = value_of_co_[l].rbegin()->second;
      if (!real) describe_numbers(l, writes);
    }
    if (is_race() && event(error_.first).writes() &&
        event(error_.second).writes())
      final_[event(error_.first).location] = written(error_.first);
  }

  std::string numbering_;
  void describe_numbers(int l, const std::map<int, std::int64_t>& writes) {
    std::vector<std::string> parts;
    for (const auto& [co, value] : writes)
      parts.push_back(
          fmt::format("{} is {}", value_of_co_[l][co], value_text(value)));
    numbering_ += remark("values of " + cell(l) +
                         ", numbered in coherence order: " + join(parts, ", "));
  }

  int initial(int l) const { return value_of_co_.at(l).at(0); }
  int written(int i) const {
    return value_of_co_.at(event(i).location).at(event(i).co);
  }
  /// What the read sees in the outcome that the test asks for. In an execution
  /// with a race, the race shows if the two accesses change places.
  int read(int i) const {
    const GraphEvent& e = event(i);
    const auto& values = value_of_co_.at(e.location);
    if (is_race() && is_racing(i)) {
      const int other = i == error_.first ? error_.second : error_.first;
      if (event(other).writes()) {
        if (i == error_.first) return written(other);
        return std::prev(values.lower_bound(event(other).co))->second;
      }
    }
    int co = e.rf < 0 ? 0 : event(e.rf).co;
    const auto it = values.find(co);
    return it == values.end() ? initial(e.location) : it->second;
  }

  Ordering order(int i) const {
    const auto row = rows_.find(step(i).site);
    return row == rows_.end() || step(i).site.empty() ? event(i).order
                                                      : row->second;
  }

  std::string header() const {
    const Question& q = run_.question;
    std::string title = q.case_name + "+" + q.impl;
    for (const auto& [site, order] : q.orderings)
      title += fmt::format("+{}-{}", site, name(order));
    for (const auto& [site, order] : rows_)
      title += fmt::format("+fix+{}-{}", site, name(order));
    std::string out = "C " + word(title, "-_+.") + "\n\n(*\n";
    out += remark(fmt::format("{} {}: {}", code(error_.kind), name(error_.kind),
                              error_.message));
    if (is_race())
      out += remark(
          "The outcome is the one in which the two racing "
          "accesses change places.");
    if (form_.branches)
      out += remark(
          "The branches stand for those by which the code comes to what is "
          "behind them.");
    if (!rows_.empty())
      out += remark(
          "This is the test with the stronger ordering: herd7 "
          "should say Never.");
    return out + numbering_ + " *)\n\n";
  }

  std::string thread(unsigned p, std::vector<std::string>& seen);
  std::string statement(int i, const std::string& reg) const;
  bool needs_branch(int i) const;
  bool is_before_plain(int i) const;
};

bool LitmusWriter::is_before_plain(int i) const {
  for (std::size_t j = static_cast<std::size_t>(i) + 1; j < shown_.size(); ++j)
    if (shown_[j] && error_.trace[j].thread == step(i).thread &&
        error_.trace[j].event->location >= 0 &&
        order(static_cast<int>(j)) == Ordering::plain)
      return true;
  return false;
}

/// Whether what follows in the thread depends on this read by a branch: the row
/// says so, or an acquire fence after it does (smp_acquire__after_ctrl_dep), or
/// the form wants branches before plain accesses.
bool LitmusWriter::needs_branch(int i) const {
  if (!event(i).reads()) return false;
  if (order(i) == Ordering::ctrl) return true;
  if (form_.branches && order(i) != Ordering::plain && is_before_plain(i))
    return true;
  for (std::size_t j = static_cast<std::size_t>(i) + 1; j < shown_.size();
       ++j) {
    const auto& e = error_.trace[j].event;
    if (!shown_[j] || error_.trace[j].thread != step(i).thread) continue;
    return e->kind == Kind::fence &&
           order(static_cast<int>(j)) == Ordering::acquire_fence;
  }
  return false;
}

std::string LitmusWriter::statement(int i, const std::string& reg) const {
  const GraphEvent& e = event(i);
  const Ordering o = order(i);
  const std::string x = e.location < 0 ? "" : cell(e.location);
  switch (e.kind) {
    case Kind::load:
      if (o == Ordering::plain) return fmt::format("{} = *{};", reg, x);
      if (o == Ordering::acquire)
        return fmt::format("{} = smp_load_acquire({});", reg, x);
      if (o == Ordering::seq_cst)
        return fmt::format("smp_mb(); {} = smp_load_acquire({});", reg, x);
      return fmt::format("{} = READ_ONCE(*{});", reg, x);
    case Kind::store: {
      if (o == Ordering::plain) return fmt::format("*{} = {};", x, written(i));
      if (o == Ordering::release)
        return fmt::format("smp_store_release({}, {});", x, written(i));
      if (o == Ordering::seq_cst)
        return fmt::format("smp_store_mb(*{}, {});", x, written(i));
      return fmt::format("WRITE_ONCE(*{}, {});", x, written(i));
    }
    case Kind::rmw: {
      // The kernel has no acq_rel: fully ordered stands in.
      const char* suffix = o == Ordering::relaxed   ? "_relaxed"
                           : o == Ordering::acquire ? "_acquire"
                           : o == Ordering::release ? "_release"
                                                    : "";
      // As an addition, so that it is one in other executions as well.
      const std::int64_t by = e.written - e.read;
      if (!form_.real_values || real_.contains(e.location) || by == 0)
        return fmt::format("{} = xchg{}({}, {});", reg, suffix, x, written(i));
      return fmt::format("{} = atomic_fetch_{}{}({}, {});", reg,
                         by < 0 ? "sub" : "add", suffix, by < 0 ? -by : by, x);
    }
    case Kind::fence:
      if (o == Ordering::rmb || o == Ordering::acquire_fence)
        return "smp_rmb();";
      if (o == Ordering::wmb) return "smp_wmb();";
      return "smp_mb();";
    case Kind::rcu_lock:
      return "rcu_read_lock();";
    case Kind::rcu_unlock:
      return "rcu_read_unlock();";
    case Kind::rcu_sync:
      return "synchronize_rcu();";
    default:
      return "";
  }
}

std::string LitmusWriter::thread(unsigned p, std::vector<std::string>& seen) {
  std::string body, registers, depth = "\t", closing;
  std::set<int> cells;
  unsigned count = 0;
  for (std::size_t j = 0; j < shown_.size(); ++j) {
    const int i = static_cast<int>(j);
    if (!shown_[j] || step(i).thread != threads_[p]) continue;
    const GraphEvent& e = event(i);
    const std::string reg = fmt::format("r{}", count);
    const std::string text = statement(i, reg);
    if (text.empty()) continue;
    std::string line = depth + text;
    const std::string note =
        fmt::format(" /* {} */", short_text(step(i).where));
    // Tabs count eight: the note goes where it fits.
    if (step(i).where.is_known() &&
        line.size() + 8 * depth.size() + note.size() <= 78)
      line += note;
    body += line + "\n";
    if (e.location >= 0) cells.insert(e.location);
    if (!e.reads()) continue;
    ++count;
    registers += fmt::format("\tint {} = 0;\n", reg);
    seen.push_back(fmt::format("{}:{}={}", p, reg, read(i)));
    if (!needs_branch(i)) continue;
    body += fmt::format("{}if ({} == {}) {{\n", depth, reg, read(i));
    closing = depth + "}\n" + closing;
    depth += "\t";
  }
  std::vector<std::string> parameters;
  for (const int l : cells) parameters.push_back("int *" + cell(l));
  return "\n" +
         paragraph(fmt::format("P{}(", p), join(parameters, ", ") + ")") +
         "{\n" + registers + (registers.empty() ? "" : "\n") + body + closing +
         "}\n";
}

}  // namespace

bool can_be_litmus(const RunResult& run) {
  if (!run.error) return false;
  const std::vector<bool> told = telling_steps(*run.error);
  for (std::size_t i = 0; i < told.size(); ++i) {
    const auto& e = run.error->trace[i].event;
    if (told[i] && e && (e->reads() || e->writes())) return true;
  }
  return false;
}

std::string litmus_report(const RunResult& run, const ChangedRows& rows,
                          LitmusForm form) {
  if (!can_be_litmus(run))
    user_error(run.question.case_name + " on " + run.question.impl +
               " has no execution graph to make a litmus test from; use a run "
               "of --engine graph that is VIOLATED");
  return LitmusWriter(run, rows, form).text();
}

const Remedy* remedy_that_holds(const Error& error) {
  const auto& all = error.remedies;
  const auto found = std::find_if(all.begin(), all.end(), [](const Remedy& r) {
    return r.verdict == Verdict::holds;
  });
  return found == all.end() ? nullptr : &*found;
}

std::vector<ReportFile> litmus_files(
    const Document& document,
    const std::function<LitmusForm(const RunResult&)>& form_of) {
  std::vector<ReportFile> files;
  unsigned tests = 0;
  for (const RunResult& run : document.runs) {
    if (!can_be_litmus(run)) continue;
    const std::string suffix = ++tests == 1 ? "" : fmt::format("-{}", tests);
    const LitmusForm form = form_of(run);
    files.push_back({suffix, litmus_report(run, {}, form)});
    if (const Remedy* remedy = remedy_that_holds(*run.error))
      files.push_back(
          {suffix + "+fixed", litmus_report(run, remedy->rows, form)});
  }
  if (files.empty())
    files.push_back({"", "(* no violation with an execution graph *)\n"});
  return files;
}

std::vector<ReportFile> litmus_files(const Document& document) {
  return litmus_files(document, [](const RunResult&) { return LitmusForm(); });
}

}  // namespace vmalock
