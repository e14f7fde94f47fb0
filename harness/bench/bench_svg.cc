// SPDX-License-Identifier: MIT
// Throughput against threads, a small plot a workload: the line is the median
// of the repetitions, the band from the smallest to the largest.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "harness/bench/bench_json.h"
#include "harness/bench/statistics.h"

namespace vmalock::bench {
namespace {

constexpr double width = 360, height = 240;  // of a plot with its margins
constexpr double left = 52, right = 12, top = 30, bottom = 34;
constexpr std::size_t plots_a_row = 2;
constexpr const char* colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                   "#e69f00", "#56b4e9", "#000000"};

struct Point {
  unsigned threads;
  double low, middle, high;  ///< million operations a second, of all threads
};

/// Of a workload: each lock's points, by threads.
using Lines = std::map<std::string, std::vector<Point>>;

Point point_of(const Measured& measured, const Series& series) {
  std::vector<double> rates;
  for (const Sample& s : series.samples)
    // real_ns is of all threads together: one operation every so often.
    rates.push_back(s.real_ns > 0 ? 1e3 / s.real_ns : 0);
  return {measured.threads, *std::min_element(rates.begin(), rates.end()),
          median(rates), *std::max_element(rates.begin(), rates.end())};
}

struct Scale {
  unsigned most_threads = 1;
  double most = 0;
  double x(unsigned threads) const {
    const double share =
        most_threads == 1 ? 0.5 : (threads - 1.0) / (most_threads - 1.0);
    return left + share * (width - left - right);
  }
  double y(double rate) const {
    return height - bottom - rate / most * (height - top - bottom);
  }
};

Scale scale_of(const Lines& lines) {
  Scale scale;
  for (const auto& [lock, points] : lines)
    for (const Point& p : points) {
      scale.most_threads = std::max(scale.most_threads, p.threads);
      scale.most = std::max(scale.most, p.high);
    }
  if (scale.most == 0) scale.most = 1;
  return scale;
}

std::string axes(const std::string& workload, const Lines& lines,
                 const Scale& scale) {
  std::string svg = fmt::format(
      "<text x='{}' y='18' class='title'>{}</text>"
      "<path class='axis' d='M{},{} V{} H{}'/>",
      left, workload, left, top, height - bottom, width - right);
  for (const double rate : {scale.most, scale.most / 2})
    svg += fmt::format("<text x='{}' y='{:.1f}' class='end'>{:.3g}</text>",
                       left - 5, scale.y(rate) + 4, rate);
  std::map<unsigned, bool> ticks;
  for (const auto& [lock, points] : lines)
    for (const Point& p : points) ticks[p.threads] = true;
  for (const auto& [threads, unused] : ticks)
    svg += fmt::format("<text x='{:.1f}' y='{}' class='mid'>{}</text>",
                       scale.x(threads), height - bottom + 15, threads);
  return svg;
}

std::string line_of(const std::vector<Point>& points, const Scale& scale,
                    const char* colour) {
  std::string line, there, back, dots;
  for (const Point& p : points) {
    const double x = scale.x(p.threads);
    line += fmt::format("{:.1f},{:.1f} ", x, scale.y(p.middle));
    there += fmt::format("{:.1f},{:.1f} ", x, scale.y(p.high));
    back = fmt::format("{:.1f},{:.1f} ", x, scale.y(p.low)) + back;
    dots += fmt::format(
        "<circle cx='{:.1f}' cy='{:.1f}' r='2.5' fill='{}'/>"
        "<path stroke='{}' d='M{:.1f},{:.1f} V{:.1f}'/>",
        x, scale.y(p.middle), colour, colour, x, scale.y(p.low),
        scale.y(p.high));
  }
  return fmt::format(
      "<polygon points='{}{}' fill='{}' opacity='0.15'/>"
      "<polyline points='{}' fill='none' stroke='{}' stroke-width='2'/>{}",
      there, back, colour, line, colour, dots);
}

std::string plain_xml(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '\'')
      out += "&apos;";
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string to_svg(const BenchResult& result) {
  std::vector<std::string> order;
  std::map<std::string, Lines> workloads;
  std::map<std::string, const char*> colour;
  for (const Measured& m : result.measured)
    for (const Series& s : m.series) {
      if (s.samples.empty()) continue;
      if (!workloads.contains(m.workload)) order.push_back(m.workload);
      workloads[m.workload][s.impl].push_back(point_of(m, s));
      colour.try_emplace(s.impl, colours[colour.size() % std::size(colours)]);
    }
  const std::size_t rows = (order.size() + plots_a_row - 1) / plots_a_row;
  const double foot =
      24.0 + 18.0 * static_cast<double>(colour.size() + result.warnings.size());
  std::string svg = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {} {}' "
      "font-family='sans-serif' font-size='12'>\n<style>.title {{ font-weight: "
      "bold }} .end {{ text-anchor: end }} .mid {{ text-anchor: middle }} "
      ".axis "
      "{{ fill: none; stroke: #666 }}</style>\n"
      "<rect width='100%' height='100%' fill='#fff'/>\n",
      width * plots_a_row, height * static_cast<double>(rows) + foot);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Lines& lines = workloads[order[i]];
    const Scale scale = scale_of(lines);
    const std::size_t row = i / plots_a_row, column = i % plots_a_row;
    svg += fmt::format("<g transform='translate({},{})'>",
                       width * static_cast<double>(column),
                       height * static_cast<double>(row));
    svg += axes(order[i], lines, scale);
    for (const auto& [lock, points] : lines)
      svg += line_of(points, scale, colour[lock]);
    svg += "</g>\n";
  }
  double y = height * static_cast<double>(rows) + 14;
  svg += fmt::format(
      "<text x='{}' y='{}'>million operations a second against "
      "threads; median, smallest and largest of {} repetitions"
      "</text>\n",
      left, y, result.repetitions);
  for (const auto& [lock, c] : colour)
    svg += fmt::format("<text x='{}' y='{}' fill='{}'>● {}</text>\n", left,
                       y += 18, c, plain_xml(lock));
  constexpr std::size_t room = 95;
  for (std::string warning : result.warnings) {
    // The text of the run has it whole; a character may have several bytes.
    if (warning.size() > room)
      warning = warning.substr(0, warning.rfind(' ', room)) + " …";
    svg += fmt::format("<text x='{}' y='{}'>warning: {}</text>\n", left,
                       y += 18, plain_xml(warning));
  }
  return svg + "</svg>\n";
}

}  // namespace vmalock::bench
