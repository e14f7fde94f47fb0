// SPDX-License-Identifier: MIT
// The table of ratios (bench_text.h).
#include "harness/bench/bench_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "harness/bench/statistics.h"

namespace vmalock::bench {
namespace {

/// Three significant digits: more would be noise.
std::string nanoseconds(double ns) {
  return ns < 10    ? fmt::format("{:.2f}", ns)
         : ns < 100 ? fmt::format("{:.1f}", ns)
                    : fmt::format("{:.0f}", ns);
}

/// Broken at blanks into lines of at most 80 columns, continued by two.
std::string wrapped(const std::string& text) {
  constexpr std::size_t columns = 80;
  std::istringstream words(text);
  std::string all, line;
  for (std::string word; words >> word;) {
    if (!line.empty() && line.size() + 1 + word.size() > columns) {
      all += line + "\n";
      line = " ";
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return all + line + "\n";
}

std::string plural(std::size_t n, const char* word) {
  return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

struct Row {
  const Measured* measured;
  const Series* older;
  const Series* newer;
  Comparison comparison;
};

std::vector<Row> rows_of(const BenchResult& result, std::size_t index) {
  std::vector<Row> rows;
  for (const Measured& m : result.measured) {
    const Series& older = m.series.front();
    if (index >= m.series.size() || older.samples.empty()) continue;
    const Series& newer = m.series[index];
    rows.push_back(
        {&m, &older, &newer, compare(cpu_times(older), cpu_times(newer))});
  }
  return rows;
}

std::string finding(const std::vector<Row>& rows) {
  std::size_t faster = 0, slower = 0, same = 0, unclear = 0;
  for (const Row& row : rows) {
    const Change change = row.comparison.change;
    faster += change == Change::faster;
    slower += change == Change::slower;
    same += change == Change::no_difference;
    unclear += change == Change::too_few_repetitions;
  }
  const Row& first = rows.front();
  if (unclear > 0)
    return fmt::format("{} against {}: too few repetitions to judge",
                       first.newer->impl, first.older->impl);
  return fmt::format("{} against {}: {} faster, {} slower, {} the same",
                     first.newer->impl, first.older->impl,
                     plural(faster, "workload"), slower, same);
}

std::string line(const Row& row) {
  const Comparison& c = row.comparison;
  return fmt::format("{:<23} {:>3} {:>9} {:>9} {:>6.2f} {:>11} {:>4.0f}% {}\n",
                     row.measured->workload, row.measured->threads,
                     nanoseconds(median(cpu_times(*row.older))),
                     nanoseconds(median(cpu_times(*row.newer))), c.ratio,
                     fmt::format("{:.2f}-{:.2f}", c.min, c.max),
                     100 * c.variation, name(c.change));
}

std::string counters(const Row& row) {
  std::string text;
  for (const auto& [key, value] : row.older->counters) {
    const auto newer = row.newer->counters.find(key);
    if (newer != row.newer->counters.end())
      text += fmt::format("  {:<25} {:>9.2f} {:>9.2f}\n", key, value,
                          newer->second);
  }
  return text;
}

std::string table(const std::vector<Row>& rows) {
  std::string text = finding(rows) + "\n\n";
  text += fmt::format("old {}, new {}; CPU ns an operation\n",
                      rows.front().older->impl, rows.front().newer->impl);
  text += fmt::format("{:<23} {:>3} {:>9} {:>9} {:>6} {:>11} {:>5}\n",
                      "workload", "thr", "old", "new", "ratio", "range", "CV");
  for (const Row& row : rows) text += line(row) + counters(row);
  return text;
}

/// vm_area_struct and what it points at, by the cover letter of the refcount
/// series (defconfig, x86-64): README.md. 0: not said there.
double kernel_bytes(const std::string& impl) {
  if (impl.starts_with("rwsem-6.")) return 160 + 40;
  if (impl.starts_with("refcnt-6.") || impl.starts_with("refcnt-7."))
    return 192;
  return 0;
}

std::string footprint_row(const char* what, double older, double newer) {
  if (older == 0 || newer == 0) return "";
  return fmt::format("{:<27} {:>9.0f} {:>9.0f} {:>6.2f}\n", what, older, newer,
                     older / newer);
}

std::string footprint(const BenchResult& result, const std::string& older,
                      const std::string& newer) {
  double old_bytes = 0, new_bytes = 0;
  for (const Footprint& f : result.footprints) {
    if (f.impl == older) old_bytes = f.bytes_per_vma;
    if (f.impl == newer) new_bytes = f.bytes_per_vma;
  }
  return footprint_row("bytes per vma", old_bytes, new_bytes) +
         footprint_row("… in the kernel", kernel_bytes(older),
                       kernel_bytes(newer));
}

std::string single(const BenchResult& result) {
  std::string text = result.measured.front().series.front().impl +
                     ": CPU ns an operation, median\n\n";
  for (const Measured& m : result.measured) {
    const std::vector<double> cpu = cpu_times(m.series.front());
    if (cpu.empty()) continue;
    text += fmt::format("{:<23} {:>3} {:>9}  CV {:.0f}%\n", m.workload,
                        m.threads, nanoseconds(median(cpu)),
                        100 * coefficient_of_variation(cpu));
  }
  return text;
}

std::string method(const BenchResult& result, bool compares) {
  const double ms = 1000 * result.min_time;
  if (!compares)
    return fmt::format("\n{} repetitions of {} ms\n", result.repetitions, ms);
  return fmt::format(
      "\n{} paired repetitions of {} ms; ratio: median of old/new, above 1 the "
      "new is\nfaster; range: smallest-largest; a verdict needs the 95 % "
      "interval of the\nmedian on one side of 1, and 2 % of difference.\n",
      result.repetitions, ms);
}

std::string caption(const BenchResult& result, bool compares) {
  std::string text = method(result, compares);
  text += wrapped("command: " + result.tool.command);
  for (const std::string& w : result.warnings) text += wrapped("warning: " + w);
  return text;
}

}  // namespace

std::string to_text(const BenchResult& result) {
  std::string text;
  std::size_t series = 0;
  for (const Measured& m : result.measured)
    series = std::max(series, m.series.size());
  if (series == 1) text += single(result);
  for (std::size_t i = 1; i < series; ++i) {
    const std::vector<Row> rows = rows_of(result, i);
    if (rows.empty()) continue;
    if (!text.empty()) text += "\n";
    text += table(rows);
    text += footprint(result, rows[0].older->impl, rows[0].newer->impl);
  }
  return text + caption(result, series > 1);
}

}  // namespace vmalock::bench
