// SPDX-License-Identifier: MIT
// The text of a patch: its verdict, and what a maintainer asks next, each in a
// few lines. Lists are cut, so that all of it is one screen.
#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/patch_answer.h"
#include "harness/report/layout.h"
#include "harness/report/text.h"

namespace vmalock::cli {

namespace {

using kernel_source::ChangedLine;
using kernel_source::FunctionCost;
using kernel_source::MachineCost;

/// Of sites, and of functions.
constexpr std::size_t most_listed = 3;

class Text {
 public:
  Text(const PatchAnswer& answer, std::size_t width, const Style& style)
      : answer_(answer), width_(width), style_(style) {}

  std::string text() {
    out_ = head();
    cases();
    lines();
    sites();
    cost();
    if (!style_.full) add("more", more());
    return out_;
  }

 private:
  const PatchAnswer& answer_;
  std::size_t width_;
  const Style& style_;
  std::string out_;

  void add(const char* lead, const std::string& text) {
    if (!text.empty()) out_ += paragraph(pad_right(lead, 10), text, width_);
  }

  std::string head() const {
    const std::string_view word = answer_.verdict();
    const Assessment as = word == broken_word    ? Assessment::violated
                          : word == unknown_word ? Assessment::unknown
                                                 : Assessment::holds;
    const std::string lead = pad_right(word, 8) + "  ";
    const std::string line = paragraph(
        lead,
        fmt::format("{}  {} {}", answer_.impl, answer_.engine, answer_.model),
        width_);
    return paint(word, as, style_) + line.substr(word.size());
  }

  /// As many as go into `rows` lines.
  std::string listed(const std::vector<std::string>& all,
                     std::size_t rows) const {
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string next = (text.empty() ? "" : ", ") + all[i];
      const std::string rest = fmt::format(" and {} more", all.size() - i);
      if (!style_.full && !text.empty() &&
          wrap(text + next + rest, width_ - 10).size() > rows)
        return text + rest;
      text += next;
    }
    return text;
  }

  static std::string name_of(const RunResult& run) {
    return run.error ? std::string(code(run.error->kind)) + " " +
                           run.question.case_name
                     : run.question.case_name;
  }

  std::vector<std::string> names(const std::vector<const OutcomeDiff*>& diffs,
                                 const RunResult OutcomeDiff::*side) const {
    std::vector<std::string> all;
    for (const OutcomeDiff* diff : diffs) all.push_back(name_of(diff->*side));
    return all;
  }

  void cases() {
    const auto broken = answer_.broken();
    const auto both = answer_.of(true, true);
    const auto mended = answer_.of(true, false);
    const auto differing = answer_.differing();
    std::vector<std::string> same, unknown;
    for (const OutcomeDiff* diff : answer_.of(false, false)) {
      if (diff->difference() == Difference::same)
        same.push_back(diff->new_run.question.case_name);
      if (diff->difference() == Difference::unknown)
        unknown.push_back(diff->new_run.question.case_name);
    }
    std::vector<std::string> counts = {
        fmt::format("{} of {} hold with the same outcomes", same.size(),
                    counted(answer_.cases.size(), "case"))};
    const auto count = [&](std::size_t n, const char* what) {
      if (n > 0) counts.push_back(fmt::format("{} {}", n, what));
    };
    count(broken.size(), "break");
    count(differing.size(), "hold with other outcomes");
    count(mended.size(), "mended");
    count(unknown.size(), "unknown");
    count(both.size(), "do not judge, violated without the patch, too");
    add("cases", join(counts, ", "));
    add("broken", listed(names(broken, &OutcomeDiff::new_run), 2));
    if (!broken.empty()) add("", error(broken.front()->new_run));
    add("mended", listed(names(mended, &OutcomeDiff::old_run), 1));
    add("unknown", listed(unknown, 1));
    std::vector<std::string> changes;
    for (const OutcomeDiff* diff : differing)
      changes.push_back(
          fmt::format("{} (+{} -{})", diff->new_run.question.case_name,
                      diff->only_new.size(), diff->only_old.size()));
    add("outcomes", listed(changes, 2));
    if (style_.full)
      add("no judge", listed(names(both, &OutcomeDiff::new_run), 1));
  }

  static std::string error(const RunResult& run) {
    std::string text =
        fmt::format("{}: {}", run.question.case_name, run.error->message);
    const Place& where = run.error->where;
    if (where.is_known())
      text += fmt::format(", at {}:{}", where.file, where.line);
    return text;
  }

  /// "mm/mmap_lock.c:218", then "220" for more lines of the same file.
  std::vector<std::string> missed() const {
    std::vector<std::string> all;
    std::string file;
    for (const ChangedLine& line : answer_.lines) {
      if (line.reached) continue;
      all.push_back(line.file == file
                        ? std::to_string(line.line)
                        : fmt::format("{}:{}", line.file, line.line));
      file = line.file;
    }
    return all;
  }

  void lines() {
    if (answer_.lines.empty()) {
      add("lines",
          "nothing that it changes has code of its own in what vmalock "
          "compiles, so no case says anything about it");
      return;
    }
    const auto reached =
        std::count_if(answer_.lines.begin(), answer_.lines.end(),
                      [](const ChangedLine& line) { return line.reached; });
    std::vector<std::string> never = missed();
    if (!never.empty()) never[0] = "never run, so not judged: " + never[0];
    add("lines", fmt::format("{} of {} changed lines run in a case", reached,
                             answer_.lines.size()));
    add("", listed(never, 2));
  }

  /// What the sweep says of one site; empty if that is nothing.
  std::string judged(const study::SweptSite& site) const {
    if (site.passed_by.empty()) return "no case passes it";
    std::vector<std::string> texts;
    for (const study::Step* step : site.telling())
      if (step->fate == study::Fate::survived)
        texts.push_back(fmt::format("too strong for the cases, {} would do",
                                    name(step->to)));
    for (const study::Step* step : site.telling()) {
      if (step->fate == study::Fate::survived) continue;
      if (step->fate != study::Fate::needed) {
        texts.push_back(
            fmt::format("{}: {}", name(step->to), study::name(step->fate)));
        continue;
      }
      std::string by = answer_.sweep->cases[step->by[0].case_index];
      if (step->by.size() > 1) by += fmt::format(" +{}", step->by.size() - 1);
      texts.push_back(
          fmt::format("{}needed, {} breaks {} {}",
                      step->to == Ordering::plain ? "a mark is " : "",
                      name(step->to), code(step->by[0].kind), by));
    }
    return texts.empty() ? "nothing is weaker" : join(texts, "; ");
  }

  void sites() {
    std::vector<std::string> texts;
    for (const OldOrdering& old : answer_.sites) {
      const study::SweptSite* const swept = answer_.swept(old.site);
      if (!swept) continue;
      std::string text = fmt::format("{} {}", old.site, name(swept->from));
      if (!old.order)
        text += " (new)";
      else if (*old.order != swept->from)
        text += fmt::format(" (was {})", name(*old.order));
      texts.push_back(text + ": " + judged(*swept));
    }
    add_some("orderings", texts, "sites");
    if (!answer_.sites.empty()) add("orderings", answer_.not_swept);
  }

  void add_some(const char* lead, const std::vector<std::string>& texts,
                const char* what) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!style_.full && i == most_listed && texts.size() > i + 1) {
        add("", fmt::format("and {} more {}", texts.size() - i, what));
        return;
      }
      add(i == 0 ? lead : "", texts[i]);
    }
  }

  static std::string count_of(const std::optional<unsigned>& count) {
    return count ? std::to_string(*count) : "none";
  }

  static std::string on(const MachineCost& m) {
    if (m.same()) return fmt::format("{} {}", m.machine, count_of(m.after));
    std::string text = m.before == m.after
                           ? fmt::format("{} {}", m.machine, count_of(m.after))
                           : fmt::format("{} {} -> {}", m.machine,
                                         count_of(m.before), count_of(m.after));
    if (!m.gone.empty()) text += " -" + join(m.gone, " -");
    if (!m.added.empty()) text += " +" + join(m.added, " +");
    return text;
  }

  void cost() {
    std::vector<std::string> texts;
    std::size_t same = 0;
    for (const FunctionCost& one : answer_.cost.functions) {
      if (one.same() && !style_.full) {
        ++same;
        continue;
      }
      std::vector<std::string> machines;
      for (const MachineCost& m : one.machines) machines.push_back(on(m));
      texts.push_back(
          fmt::format("{}: {}", one.function, join(machines, ", ")));
    }
    add_some("cost", texts, "functions");
    if (same > 0)
      add(texts.empty() ? "cost" : "",
          fmt::format("{} that it touches: as many instructions, the same "
                      "that order",
                      counted(same, "function")));
    for (const std::string& why : answer_.cost.missing)
      add("cost", "not known on " + why);
  }

  std::string more() const {
    return answer_.broken().empty()
               ? "--full lists all; HOLDS is a claim within each case's bound"
               : "--full lists all and shows the shortest trace";
  }
};

}  // namespace

std::string patch_text(const PatchAnswer& answer, std::size_t width,
                       const Style& style) {
  std::string text = Text(answer, width, style).text();
  if (!style.full) return text;
  Style steps = style;
  steps.full = false;
  const auto broken = answer.broken();
  if (!broken.empty())
    return text + "\n" + text_report({&broken.front()->new_run, 1}, steps);
  std::vector<OutcomeDiff> differing;
  for (const OutcomeDiff* diff : answer.differing()) differing.push_back(*diff);
  return differing.empty() ? text : text + "\n" + diff_text(differing, steps);
}

}  // namespace vmalock::cli
