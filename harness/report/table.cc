// SPDX-License-Identifier: MIT
// The matrix of a check: a row a case and bound, a column an implementation.
// As many columns as fit into 80 characters stand beside each other; the rest
// follow in a table below.
#include <algorithm>
#include <map>
#include <tuple>

#include "harness/report/text.h"
#include "harness/report/words.h"

namespace vmalock {

namespace {

constexpr std::size_t verdict_column = 9;
constexpr std::size_t number_column = 6;
constexpr std::size_t column_gap = 2;

struct Row {
  std::string case_name;
  std::string bound;  ///< "2r+1w x3", "2r+1w x3^": not what was asked for
  friend bool operator==(const Row&, const Row&) = default;
};

struct Column {
  std::string impl;
  ChangedRows orderings;
  std::string label;  ///< impl, with a star for each set of changed rows
};

template <class T>
std::size_t index_of(std::vector<T>& all, const T& wanted) {
  const auto it = std::find(all.begin(), all.end(), wanted);
  if (it != all.end()) return static_cast<std::size_t>(it - all.begin());
  all.push_back(wanted);
  return all.size() - 1;
}

/// What stands behind the verdict: the number of executions, or which error.
std::string detail(const RunResult& run, Assessment assessment) {
  if (assessment == Assessment::violated)
    return run.error ? code(run.error->kind) : "";
  if (assessment == Assessment::expected || assessment == Assessment::missed)
    return run.expected->bug;
  return rounded(run.executions);
}

class Table {
 public:
  Table(std::span<const RunResult* const> runs, const Style& style)
      : style_(style) {
    for (const RunResult* run : runs) {
      const std::size_t row = index_of(
          rows_, {run->question.case_name,
                  short_text(run->question.bound) + (run->asked ? "^" : "")});
      cells_[{row, column_of(*run)}] = run;
    }
    case_width_ = std::string_view("case").size();
    bound_width_ = std::string_view("bound").size();
    for (const Row& row : rows_) {
      case_width_ = std::max(case_width_, row.case_name.size());
      bound_width_ = std::max(bound_width_, row.bound.size());
    }
    cell_width_ = verdict_column + number_column;
    for (const Column& column : columns_)
      cell_width_ = std::max(cell_width_, column.label.size());
  }

  std::string text() const {
    const std::size_t fixed = case_width_ + column_gap + bound_width_;
    const std::size_t room = text_width > fixed ? text_width - fixed : 0;
    const std::size_t fit =
        std::max<std::size_t>(1, room / (cell_width_ + column_gap));
    std::string out;
    for (std::size_t first = 0; first < columns_.size(); first += fit) {
      if (first > 0) out += "\n";
      out += part(first, std::min(first + fit, columns_.size()));
    }
    for (const Column& column : columns_)
      if (!column.orderings.empty()) out += legend(column);
    return out;
  }

 private:
  std::size_t column_of(const RunResult& run) {
    const Question& q = run.question;
    std::string stars;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].impl != q.impl) continue;
      if (columns_[i].orderings == q.orderings) return i;
      stars += "*";
    }
    if (stars.empty() && !q.orderings.empty()) stars = "*";
    columns_.push_back({q.impl, q.orderings, q.impl + stars});
    return columns_.size() - 1;
  }

  std::string part(std::size_t first, std::size_t last) const {
    std::string head = pad_right("case", case_width_) +
                       std::string(column_gap, ' ') +
                       pad_right("bound", bound_width_);
    for (std::size_t c = first; c < last; ++c)
      head += std::string(column_gap, ' ') +
              pad_right(columns_[c].label, cell_width_);
    head.erase(head.find_last_not_of(' ') + 1);
    std::string out = bold(head, style_) + "\n";
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      std::string line = pad_right(rows_[r].case_name, case_width_) +
                         std::string(column_gap, ' ') +
                         pad_right(rows_[r].bound, bound_width_);
      for (std::size_t c = first; c < last; ++c)
        line += std::string(column_gap, ' ') + cell(r, c);
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    return out;
  }

  std::string cell(std::size_t row, std::size_t column) const {
    const auto it = cells_.find({row, column});
    if (it == cells_.end()) return pad_right("-", cell_width_);
    const Assessment assessment = assess(*it->second);
    const std::string text = detail(*it->second, assessment);
    const std::string verdict = pad_right(
        std::string(name(assessment)) + (it->second->hidden.empty() ? "" : "*"),
        verdict_column);
    return paint(verdict, assessment, style_) +
           pad_right(pad_left(text, number_column),
                     cell_width_ - verdict_column);
  }

  static std::string legend(const Column& column) {
    return paragraph(column.label + ": ",
                     "with " + vmalock::text_of(column.orderings, ", "));
  }

  Style style_;
  std::vector<Row> rows_;
  std::vector<Column> columns_;
  std::map<std::pair<std::size_t, std::size_t>, const RunResult*> cells_;
  std::size_t case_width_ = 0;
  std::size_t bound_width_ = 0;
  std::size_t cell_width_ = 0;
};

}  // namespace

std::string table_text(std::span<const RunResult> runs, const Style& style) {
  std::vector<std::string> engines;
  std::vector<std::vector<const RunResult*>> groups;
  for (const RunResult& run : runs) {
    const std::string engine =
        run.question.model.empty()
            ? run.question.engine
            : run.question.engine + " " + run.question.model;
    const std::size_t group = index_of(engines, engine);
    groups.resize(engines.size());
    groups[group].push_back(&run);
  }
  std::string out;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (engines.size() > 1) out += (i ? "\n" : "") + engines[i] + "\n";
    out += Table(groups[i], style).text();
  }
  return out;
}

}  // namespace vmalock
