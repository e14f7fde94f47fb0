// SPDX-License-Identifier: MIT
// The matrix of a check with a budget: how far each case has come on each
// implementation.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/report/text.h"
#include "harness/report/words.h"

namespace vmalock {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t word_width = 9;

/// "2r+1w", "2r+1wx3": the table has little room.
std::string narrow(const Bound& bound) {
  std::string text = fmt::format("{}r+{}w", bound.readers, bound.writers);
  if (bound.rounds != 1) text += fmt::format("x{}", bound.rounds);
  return text;
}

/// One more thread says more than one more round.
Bound largest(const std::vector<Bound>& bounds) {
  return *std::max_element(bounds.begin(), bounds.end(),
                           [](const Bound& a, const Bound& b) {
                             return std::pair(a.readers + a.writers, a.rounds) <
                                    std::pair(b.readers + b.writers, b.rounds);
                           });
}

/// Behind the verdict: "2r+1w <2r+2w", "1r+2w B-27".
std::string detail(const RunResult& run) {
  const Assessment assessment = assess(run);
  if (assessment == Assessment::expected || assessment == Assessment::missed)
    return narrow(run.question.bound) + " " + run.expected->bug;
  if (run.error)
    return narrow(run.question.bound) + " " + code(run.error->kind);
  const Depth& depth = *run.depth;
  std::string text =
      depth.completed.empty() ? "-" : narrow(largest(depth.completed));
  if (!depth.stopped_at) return text;
  Bound same = *depth.stopped_at;
  std::string next = narrow(same);
  if (!depth.completed.empty()) {
    same.rounds = largest(depth.completed).rounds;
    // More rounds alone: the table has little room.
    if (same == largest(depth.completed))
      next = fmt::format("x{}", depth.stopped_at->rounds);
  }
  return text + (depth.begun ? " <" + next : " (" + next + ")");
}

struct Matrix {
  std::vector<std::string> rows, columns;
  std::map<std::pair<std::string, std::string>, const RunResult*> cells;
};

std::string column_of(const RunResult& run) {
  const Question& q = run.question;
  return q.orderings.empty() ? q.impl : q.impl + "*";
}

Matrix matrix_of(std::span<const RunResult> runs) {
  Matrix matrix;
  const auto add = [](std::vector<std::string>& to, const std::string& name) {
    if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(name);
  };
  for (const RunResult& run : runs) {
    add(matrix.rows, run.question.case_name);
    add(matrix.columns, column_of(run));
    matrix.cells[{run.question.case_name, column_of(run)}] = &run;
  }
  return matrix;
}

std::string cell_text(const RunResult& run, std::size_t width,
                      const Style& style) {
  const Assessment assessment = assess(run);
  const std::string word =
      pad_right(std::string(name(assessment)) + (run.hidden.empty() ? "" : "*"),
                word_width);
  return paint(word, assessment, style) +
         pad_right(detail(run), width - word_width);
}

}  // namespace

std::string depth_table_text(std::span<const RunResult> runs,
                             const Style& style) {
  const Matrix matrix = matrix_of(runs);
  std::size_t case_width = std::string_view("case").size();
  for (const std::string& row : matrix.rows)
    case_width = std::max(case_width, row.size());
  std::size_t width = 0;
  for (const std::string& column : matrix.columns)
    width = std::max(width, column.size());
  for (const RunResult& run : runs)
    width = std::max(width, word_width + detail(run).size());
  const std::size_t fit = std::max<std::size_t>(
      1, (text_width - std::min(text_width, case_width)) / (width + gap));
  std::string out;
  for (std::size_t first = 0; first < matrix.columns.size(); first += fit) {
    const std::size_t last = std::min(first + fit, matrix.columns.size());
    const auto add = [&](const std::string& line) {
      out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    };
    std::string head = pad_right("case", case_width);
    for (std::size_t c = first; c < last; ++c)
      head += std::string(gap, ' ') + pad_right(matrix.columns[c], width);
    if (first > 0) out += "\n";
    add(bold(head.substr(0, head.find_last_not_of(' ') + 1), style));
    for (const std::string& row : matrix.rows) {
      std::string line = pad_right(row, case_width);
      for (std::size_t c = first; c < last; ++c) {
        const auto it = matrix.cells.find({row, matrix.columns[c]});
        line +=
            std::string(gap, ' ') +
            (it == matrix.cells.end() ? pad_right("-", width)
                                      : cell_text(*it->second, width, style));
      }
      add(line);
    }
  }
  return out;
}

std::string depth_legend(std::span<const RunResult> runs) {
  std::size_t whole = 0;
  for (const RunResult& run : runs)
    if (run.verdict == Verdict::holds && !run.depth->stopped_at) ++whole;
  return paragraph(
             "",
             "2r+1w x2 is 2 readers, 1 writer, 2 rounds each: the largest "
             "bound that was searched to its end; <2r+2w: that was begun "
             "and did not end; (2r+2w): not begun; neither: the case has "
             "no larger one.") +
         paragraph("", fmt::format("{} of {} hold at their largest bound.",
                                   whole, counted(runs.size(), "run")));
}

std::string depth_text(const Depth& depth) {
  std::vector<std::string> completed;
  for (const Bound& bound : depth.completed)
    completed.push_back(short_text(bound));
  std::string text = completed.empty()
                         ? "no bound completed"
                         : "completed " + join(completed, " and ");
  if (depth.stopped_at)
    text += "; stopped " + std::string(depth.begun ? "in " : "before ") +
            short_text(*depth.stopped_at);
  return text;
}

}  // namespace vmalock
