#include "harness/report/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <set>

#include "harness/report/layout.h"

namespace vmalock {

namespace {

constexpr unsigned outside = -1u;  // before() and after()
constexpr std::size_t number_width = 4;
constexpr std::size_t gap = 2;
constexpr std::size_t narrowest_column = 22;
constexpr std::size_t default_steps = 24;

std::string cpu(unsigned thread) {
  return thread == outside ? "main" : fmt::format("CPU{}", thread);
}

/// "vm_refcnt 1 -> 2 acquire" -> "vm_refcnt": the words in front of a value or
/// of what was done with it.
std::string location(const TraceStep& step) {
  const std::set<std::string_view> verbs = {"=", "->", "read", "reads", "race"};
  std::string_view rest = step.what;
  std::size_t length = 0;
  while (length < rest.size()) {
    const std::size_t space = rest.find(' ', length);
    const std::string_view word = rest.substr(length, space - length);
    const bool value =
        !word.empty() && (word[0] == '-' || word[0] == '&' ||
                          std::isdigit(static_cast<unsigned char>(word[0])));
    if (length > 0 && (value || verbs.contains(word))) break;
    length = space == std::string_view::npos ? rest.size() : space + 1;
  }
  return std::string(rest.substr(0, length));
}

bool is_write(const TraceStep& step) {
  return step.what.find("->") != std::string::npos;
}

std::string_view base_name(std::string_view where) {
  const std::size_t slash = where.rfind('/');
  return slash == std::string_view::npos ? where : where.substr(slash + 1);
}

std::string_view file_of(std::string_view where) {
  return where.substr(0, where.rfind(':'));
}

/// ":57"
std::string line_of(const std::string& where) {
  const std::size_t colon = where.rfind(':');
  return colon == std::string::npos ? "" : where.substr(colon);
}

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
  Columns(std::set<unsigned> threads, std::size_t width)
      : threads_(threads.begin(), threads.end()), width_(width) {
    std::string line(number_width, ' ');
    for (const unsigned thread : threads_)
      line += std::string(gap, ' ') + pad_right(cpu(thread), width_);
    emit(line);
  }
  void step(std::size_t number, const TraceStep& step) {
    // One heading for the accesses of one call, with the file if it fits.
    const std::string name = kernel_name(step.function);
    std::string& function = function_[step.thread];
    if (!name.empty() && name != function) {
      std::string file(file_of(base_name(step.where)));
      if (name.size() + 3 + file.size() > width_) file.clear();
      put("", step.thread, cell(0, name + "()", file, width_));
      function = name;
    }
    put(std::to_string(number), step.thread,
        cell(2, with_flags_in_hex(step.what), line_of(step.where), width_));
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

std::string listing(const std::vector<TraceStep>& trace) {
  std::string text;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    const TraceStep& step = trace[i];
    text += paragraph(fmt::format("{:>4}  {:<5} ", i + 1, cpu(step.thread)),
                      with_flags_in_hex(step.what));
    std::string place = step.where;
    if (!step.function.empty()) place += " in " + kernel_name(step.function);
    if (!step.site.empty()) place += "  site " + step.site;
    if (!place.empty()) text += paragraph(std::string(12, ' '), place);
  }
  return text;
}

}  // namespace

std::vector<TraceStep> relevant_steps(const std::vector<TraceStep>& trace,
                                      std::size_t limit) {
  std::map<std::string, std::set<unsigned>> users;
  std::set<std::string> written;
  std::map<unsigned, std::size_t> last;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    last[trace[i].thread] = i;
    if (trace[i].thread == outside) continue;
    users[location(trace[i])].insert(trace[i].thread);
    if (is_write(trace[i])) written.insert(location(trace[i]));
  }
  const auto told = [&](std::size_t i) {
    if (trace[i].thread == outside) return i + 1 == trace.size();
    const std::string where = location(trace[i]);
    return last[trace[i].thread] == i ||
           (users[where].size() > 1 && written.contains(where));
  };
  std::vector<TraceStep> steps;
  for (std::size_t i = 0; i < trace.size(); ++i)
    if (told(i)) steps.push_back(trace[i]);
  if (steps.size() > limit)
    steps.erase(steps.begin(),
                steps.end() - static_cast<std::ptrdiff_t>(limit));
  return steps;
}

std::string kernel_name(const std::string& function) {
  const bool is_operator = function.starts_with("operator");
  return is_operator ? function : function.substr(0, function.find('<'));
}

std::string with_flags_in_hex(const std::string& text) {
  constexpr std::uint64_t smallest_flag = 1 << 20;
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
  };
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    std::uint64_t number = 0;
    const auto [rest, error] =
        std::from_chars(text.data() + i, text.data() + end, number);
    if (end > i && error == std::errc() && rest == text.data() + end &&
        number >= smallest_flag)
      out += fmt::format("{:#x}", number);
    else
      out += text.substr(i, end - i);
    if (end < text.size()) out += text[end++];
    i = end;
  }
  return out;
}

std::string trace_text(const std::vector<TraceStep>& trace, bool full) {
  if (full) return listing(trace);
  const std::vector<TraceStep> steps = relevant_steps(trace, default_steps);
  std::set<unsigned> threads;
  for (const TraceStep& step : steps) threads.insert(step.thread);
  if (threads.empty()) return "";
  const std::size_t width = (text_width - number_width) / threads.size() - gap;
  std::string text;
  if (width >= narrowest_column) {
    Columns columns(threads, width);
    for (std::size_t i = 0; i < steps.size(); ++i)
      columns.step(i + 1, steps[i]);
    text = columns.take();
  } else {
    text = listing(steps);
  }
  if (steps.size() < trace.size())
    text += fmt::format("      ({} left out; --full shows all)\n",
                        counted(trace.size() - steps.size(), "step"));
  return text;
}

}  // namespace vmalock
