// SPDX-License-Identifier: MIT
#include "harness/report/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "harness/report/execution_view.h"
#include "harness/report/layout.h"
#include "harness/report/step_text.h"
#include "harness/report/why.h"
#include "harness/report/words.h"

namespace vmalock {

namespace {

constexpr std::size_t number_width = 4;
constexpr std::size_t gap = 2;
constexpr std::size_t narrowest_column = 22;
constexpr std::size_t widest_column = 48;  // beyond, the eye loses the row
constexpr std::size_t default_steps = 24;
constexpr std::size_t fewest_steps = 6;
constexpr std::ptrdiff_t default_lines = 26;  // so that a report has 40

/// `left`, indented and wrapped, and `right` at the end of the column.
std::vector<std::string> cell(std::size_t indent, const std::string& left,
                              const std::string& right, std::size_t width) {
  std::vector<std::string> lines = wrap(left, width - indent - 2);
  for (std::size_t i = 0; i < lines.size(); ++i)
    lines[i].insert(0, indent + (i == 0 ? 0 : 2), ' ');
  if (lines.back().size() + 1 + right.size() > width) lines.emplace_back();
  lines.back() += pad_left(right, width - lines.back().size());
  return lines;
}

/// The columns of one trace.
class Columns {
 public:
  Columns(const std::set<unsigned>& threads, std::size_t width)
      : threads_(threads.begin(), threads.end()), width_(width) {
    std::string line(number_width, ' ');
    for (const unsigned thread : threads_)
      line += std::string(gap, ' ') + pad_right(cpu(thread), width_);
    emit(line);
  }
  void step(std::size_t number, const TraceStep& step,
            const std::string& told) {
    // One heading for the accesses of one call, with the file if it fits.
    const std::string name = kernel_name(step.function);
    std::string& function = function_[step.thread];
    if (!name.empty() && name != function) {
      std::string file = file_name(step.where);
      if (name.size() + 3 + file.size() > width_) file.clear();
      put("", step.thread, cell(0, name + "()", file, width_));
      function = name;
    }
    put(std::to_string(number), step.thread,
        cell(2, told,
             step.where.is_known() ? fmt::format(":{}", step.where.line) : "",
             width_));
  }
  std::string take() { return std::move(text_); }

 private:
  void put(const std::string& number, unsigned thread,
           const std::vector<std::string>& lines) {
    const auto column = static_cast<std::size_t>(
        std::find(threads_.begin(), threads_.end(), thread) - threads_.begin());
    for (std::size_t i = 0; i < lines.size(); ++i)
      emit(pad_left(i == 0 ? number : "", number_width) +
           std::string(column * (width_ + gap) + gap, ' ') + lines[i]);
  }
  void emit(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += line + "\n";
  }

  std::vector<unsigned> threads_;
  std::size_t width_;
  std::map<unsigned, std::string> function_;
  std::string text_;
};

/// What each step did, and which step of another thread it reads from.
std::vector<std::string> told(const Error& error) {
  std::vector<std::string> texts = step_texts(error.trace, error.locations);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto& e = error.trace[i].event;
    if (!e || !e->reads() || e->rf < 0) continue;
    const TraceStep& source = error.trace[static_cast<std::size_t>(e->rf)];
    if (source.thread != error.trace[i].thread)
      texts[i] += fmt::format(" (from {})", e->rf + 1);
  }
  return texts;
}

std::string listing(const Error& error, const std::vector<std::size_t>& steps) {
  const std::vector<std::string> texts = told(error);
  std::string text;
  for (const std::size_t i : steps) {
    const TraceStep& step = error.trace[i];
    text += paragraph(fmt::format("{:>4}  {:<5} ", i + 1, cpu(step.thread)),
                      texts[i]);
    std::string place = text_of(step.where);
    if (!step.function.empty()) place += " in " + kernel_name(step.function);
    if (!step.site.empty()) place += "  site " + step.site;
    if (!place.empty()) text += paragraph(std::string(12, ' '), place);
  }
  return text;
}

/// For engines that give text only.
std::vector<bool> relevant_by_text(const std::vector<TraceStep>& trace) {
  std::map<std::string, std::set<unsigned>> users;
  std::set<std::string> written;
  std::map<unsigned, std::size_t> last;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    last[trace[i].thread] = i;
    if (trace[i].thread == no_thread) continue;
    users[trace[i].cell].insert(trace[i].thread);
    if (trace[i].writes) written.insert(trace[i].cell);
  }
  std::vector<bool> relevant(trace.size());
  for (std::size_t i = 0; i < trace.size(); ++i) {
    const std::string& cell = trace[i].cell;
    relevant[i] = trace[i].thread == no_thread
                      ? i + 1 == trace.size()
                      : last[trace[i].thread] == i ||
                            (users[cell].size() > 1 && written.contains(cell));
  }
  return relevant;
}

/// Of each thread that others heard from, or that heard from others, the last
/// times, and the last free: a trace that is cut shows every thread that took
/// part.
std::set<std::size_t> meetings(const Error& error,
                               const std::vector<bool>& relevant) {
  constexpr unsigned times = 2;
  std::map<unsigned, unsigned> seen;
  std::set<unsigned> freed;
  std::set<std::size_t> steps;
  for (std::size_t i = relevant.size(); i-- > 0;) {
    const auto& e = error.trace[i].event;
    const unsigned me = error.trace[i].thread;
    if (!relevant[i] || !e) continue;
    if (e->kind == GraphEvent::Kind::deallocate && seen.contains(me) &&
        freed.insert(me).second)
      steps.insert(i);
    if (!e->reads() || e->rf < 0) continue;
    const auto source = static_cast<std::size_t>(e->rf);
    const unsigned from = error.trace[source].thread;
    if (from == me || from == no_thread || !relevant[source]) continue;
    if (seen[from] >= times && seen[me] >= times) continue;
    ++seen[from], ++seen[me];
    steps.insert({source, i});
  }
  return steps;
}

std::set<unsigned> threads_of(const Error& error,
                              const std::set<std::size_t>& steps) {
  std::set<unsigned> threads;
  for (const std::size_t i : steps) threads.insert(error.trace[i].thread);
  return threads;
}

}  // namespace

std::vector<std::size_t> relevant_steps(const Error& error, std::size_t limit) {
  const std::vector<bool> relevant =
      has_graph(error) ? telling_steps(error) : relevant_by_text(error.trace);
  std::vector<std::size_t> told;
  for (std::size_t i = 0; i < relevant.size(); ++i)
    if (relevant[i]) told.push_back(i);
  if (told.size() <= limit) return told;
  std::set<std::size_t> steps(told.end() - static_cast<std::ptrdiff_t>(limit),
                              told.end());
  const std::set<std::size_t> met = meetings(error, relevant);
  const std::set<unsigned> threads = threads_of(error, met);
  const std::set<unsigned> shown = threads_of(error, steps);
  if (!std::includes(shown.begin(), shown.end(), threads.begin(),
                     threads.end())) {
    steps = met;
    bool is_last_shown = false;
    // The last steps of these threads only; the very last in any case.
    for (auto it = told.rbegin(); it != told.rend(); ++it) {
      if (!threads.contains(error.trace[*it].thread)) continue;
      if (steps.size() < limit || !is_last_shown) steps.insert(*it);
      is_last_shown = true;
    }
  }
  const auto [first, second] = guilty_steps(error);
  for (const int guilty : {first, second})
    if (guilty >= 0) steps.insert(static_cast<std::size_t>(guilty));
  for (const int cause : causing_steps(error))
    steps.insert(static_cast<std::size_t>(cause));
  return {steps.begin(), steps.end()};
}

std::string kernel_name(const std::string& function) {
  const bool is_operator = function.starts_with("operator");
  return is_operator ? function : function.substr(0, function.find('<'));
}

namespace {

std::string columns_text(const Error& error,
                         const std::vector<std::size_t>& steps,
                         std::size_t page) {
  std::set<unsigned> threads;
  for (const std::size_t i : steps) threads.insert(error.trace[i].thread);
  if (threads.empty()) return "";
  const auto share = [&](std::size_t columns) {
    return (columns - number_width) / threads.size() - gap;
  };
  const std::size_t width =
      std::min(share(page), std::max(share(text_width), widest_column));
  if (width < narrowest_column) return listing(error, steps);
  const std::vector<std::string> texts = told(error);
  Columns columns(threads, width);
  for (const std::size_t i : steps)
    columns.step(i + 1, error.trace[i], texts[i]);
  return columns.take();
}

}  // namespace

std::vector<std::size_t> told_steps(const Error& error, std::size_t width) {
  std::vector<std::size_t> steps;
  for (std::size_t limit = default_steps; limit >= fewest_steps; --limit) {
    steps = relevant_steps(error, limit);
    const std::string text = columns_text(error, steps, width);
    if (std::count(text.begin(), text.end(), '\n') <= default_lines) break;
  }
  return steps;
}

std::string trace_text(const Error& error, bool full, std::size_t width) {
  std::vector<std::size_t> steps(error.trace.size());
  std::iota(steps.begin(), steps.end(), std::size_t{0});
  if (full) return listing(error, steps);
  steps = told_steps(error, width);
  std::string text = columns_text(error, steps, width);
  if (!steps.empty() && steps.size() < error.trace.size())
    text += fmt::format("      ({} left out; --full shows all)\n",
                        counted(error.trace.size() - steps.size(), "step"));
  return text;
}

}  // namespace vmalock
