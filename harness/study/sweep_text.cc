// SPDX-License-Identifier: MIT
// The text of a sweep: verdict, what is needed, what is not, what the model
// cannot see, the matrix sites × cases, and the sets.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/report/layout.h"
#include "harness/report/words.h"
#include "harness/study/orderings.h"
#include "harness/study/sweep.h"

namespace vmalock::study {

namespace {

constexpr std::size_t site_width = 20;
constexpr std::size_t change_width = 21;

std::string change(const SweptSite& site, const Step& step) {
  return fmt::format("{} -> {}", name(site.from), name(step.to));
}

std::string line(const SweptSite& site, const Step& step,
                 const std::string& rest) {
  std::string text =
      fmt::format("  {:<{}}  {:<{}}  {}", site.row->name, site_width,
                  change(site, step), change_width, rest);
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string killers(const Sweep& sweep, const Step& step) {
  std::string text = fmt::format("{} {}", code(step.by[0].kind),
                                 sweep.cases[step.by[0].case_index]);
  if (step.by.size() > 1) text += fmt::format(" +{}", step.by.size() - 1);
  return text;
}

/// A survivor that the table explains, or one that it does not.
bool explained(const SiteRow& row) { return row.pairs_with == "-"; }

std::string survivor(const SweptSite& site, const Step& step) {
  const std::string_view why = site.row->why;
  if (explained(*site.row))
    return line(site, step, "as the table says") +
           paragraph("      ", why == "-" ? "pairs with nothing" : why);
  return line(site, step, "no case needs this") +
         paragraph("      ", fmt::format("the table: pairs with {}; {}",
                                         site.row->pairs_with, why));
}

using Lines = std::function<std::string(const SweptSite&, const Step&)>;

std::string section(const Sweep& sweep, Fate fate, const std::string& title,
                    const Lines& lines) {
  std::string out;
  for (const SweptSite& site : sweep.sites)
    for (const Step* step : site.telling())
      if (step->fate == fate) out += lines(site, *step);
  return out.empty() ? "" : "\n" + title + "\n" + out;
}

/// The code of the strongest step that breaks, m if only plain does, a dot for
/// a site that a case passes, nothing for one that it does not.
std::string cell(const SweptSite& site, std::size_t case_index) {
  if (std::find(site.passed_by.begin(), site.passed_by.end(), case_index) ==
      site.passed_by.end())
    return "";
  std::string text = ".";
  for (const Step& step : site.steps) {
    for (const Killing& k : step.by)
      if (k.case_index == case_index)
        text = step.to == Ordering::plain ? "m" : code(k.kind);
    if (step.fate == Fate::unknown && text == ".") text = "?";
  }
  return text;
}

std::string matrix_part(const Sweep& sweep, std::size_t first,
                        std::size_t last) {
  std::string out = std::string(site_width + 2, ' ');
  for (std::size_t j = first; j < last; ++j)
    out += fmt::format(" {:<3}", j + 1);
  out.erase(out.find_last_not_of(' ') + 1);
  out += "\n";
  for (const SweptSite& site : sweep.sites) {
    if (site.passed_by.empty() || site.steps.empty()) continue;
    std::string text = fmt::format("  {:<{}}", site.row->name, site_width);
    for (std::size_t j = first; j < last; ++j)
      text += fmt::format(" {:<3}", cell(site, j));
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  }
  return out;
}

std::string matrix(const Sweep& sweep) {
  constexpr std::size_t columns = (text_width - site_width - 2) / 4;
  std::string out =
      "\nsites x cases (E..: a weaker ordering breaks there; m: it needs its "
      "mark;\n.: passed and holds; blank: not passed)\n";
  for (std::size_t j = 0; j < sweep.cases.size(); j += columns)
    out += matrix_part(sweep, j, std::min(j + columns, sweep.cases.size()));
  for (std::size_t j = 0; j < sweep.cases.size(); ++j)
    out += fmt::format("  {:>2} {:<28}  {}\n", j + 1, sweep.cases[j],
                       short_text(sweep.bounds[j]));
  return out;
}

/// What all sets share is said once, then what each has besides.
std::string sets(const Sweep& sweep) {
  const Frontier& f = sweep.sets;
  std::vector<std::vector<std::string>> all;
  std::map<std::string, std::size_t> times;
  for (const OrderingTable& table : f.holding) {
    all.push_back(row_texts(*sweep.impl, sweep.table, table));
    for (const std::string& text : all.back()) ++times[text];
  }
  std::vector<std::string> common;
  for (const auto& [text, n] : times)
    if (n == all.size()) common.push_back(text);
  std::string out = fmt::format(
      "\nlargest sets of weaker orderings that survive together: {}{}\n",
      all.size(), f.complete ? "" : " so far (" + f.reason + ")");
  if (!common.empty())
    out += paragraph(all.size() > 1 ? "  in all of them: " : "  ",
                     join(common, ", "));
  for (std::size_t i = 0; i < all.size() && all.size() > 1; ++i) {
    std::vector<std::string> own;
    for (const std::string& text : all[i])
      if (times[text] != all.size()) own.push_back(text);
    out += paragraph(fmt::format("  {:>3}  ", i + 1), join(own, ", "));
  }
  std::string walls;
  for (const Wall& wall : f.walls) {
    const auto rows = row_texts(*sweep.impl, sweep.table, wall.table);
    if (rows.size() < 2) continue;
    walls += paragraph(
        "  ", fmt::format("{}: {} {}", join(rows, " + "), code(wall.kind),
                          sweep.cases[wall.case_index]));
  }
  if (!walls.empty()) out += "\nthese hold alone but break together\n" + walls;
  return out;
}

std::string unpassed(const Sweep& sweep) {
  std::vector<std::string> own, kernel;
  for (const SweptSite& site : sweep.sites)
    if (site.passed_by.empty())
      (is_kernel_site(site.index) ? kernel : own).emplace_back(site.row->name);
  std::string out;
  if (!own.empty()) out += paragraph("  the lock's: ", join(own, ", "));
  if (!kernel.empty()) out += paragraph("  the kernel's: ", join(kernel, ", "));
  return out.empty() ? "" : "\nno case passes these sites\n" + out;
}

std::string head(const Sweep& sweep, const Style& style) {
  unsigned count[5] = {}, passed = 0, flagged = 0;
  for (const SweptSite& site : sweep.sites) {
    passed += site.passed_by.empty() ? 0 : 1;
    for (const Step& step : site.steps) {
      ++count[static_cast<std::size_t>(step.fate)];
      flagged += step.fate == Fate::survived && !explained(*site.row) ? 1 : 0;
    }
  }
  const auto n = [&](Fate fate) {
    return count[static_cast<std::size_t>(fate)];
  };
  const std::string word = sweep.complete ? "SWEPT" : "UNKNOWN";
  std::string subject =
      fmt::format("{}  {} {}", sweep.impl->name, sweep.engine, sweep.model);
  for (const std::string& text :
       row_texts(*sweep.impl, default_orderings(*sweep.impl), sweep.table))
    subject += "  " + text;
  std::string out = paragraph(pad_right(word, 10), subject);
  out = paint(word, sweep.complete ? Assessment::holds : Assessment::unknown,
              style) +
        out.substr(word.size());
  if (!sweep.reason.empty())
    out += paragraph("          ", "because: " + sweep.reason);
  out += paragraph(
      "          ",
      fmt::format("{} of {} sites are passed by a case; of {} weaker "
                  "orderings of them {} break a case, {} survive ({} of them "
                  "against the table), {} not visible, {} unknown",
                  passed, sweep.sites.size(),
                  n(Fate::needed) + n(Fate::survived) + n(Fate::blind) +
                      n(Fate::unknown),
                  n(Fate::needed), n(Fate::survived), flagged, n(Fate::blind),
                  n(Fate::unknown)));
  return out +
         paragraph("          ", fmt::format("{}, {} answered from memory; {}",
                                             counted(sweep.runs, "run"),
                                             grouped(sweep.remembered),
                                             duration(sweep.seconds)));
}

std::string notes(const Sweep& sweep) {
  std::string out;
  for (const RunResult& run : sweep.unfit)
    out +=
        paragraph("  - ", run.question.case_name + " does not judge: it is " +
                              name(run.verdict) + " before any change");
  if (sweep.model != "lkmm")
    out += paragraph(
        "  - ",
        "an ordering whose only work is to keep a load before a later "
        "store looks unneeded in " +
            sweep.model);
  if (sweep.model == "sc" || sweep.model == "tso")
    out += paragraph("  - ", "survived says what " + sweep.model +
                                 " needs, not what the kernel's other machines "
                                 "need");
  for (const std::string& note : sweep.notes) out += paragraph("  - ", note);
  const bool stood_in = std::any_of(
      sweep.notes.begin(), sweep.notes.end(),
      [](const std::string& note) { return note.starts_with("stand-in"); });
  if (stood_in)
    out += paragraph("  - ",
                     "a survivor may lean on a stand-in: what stands in "
                     "is stronger than the kernel's");
  return "\nnote: how to read this\n" + out;
}

}  // namespace

std::string sweep_text(const Sweep& sweep, const Style& style) {
  std::string out = head(sweep, style);
  if (!style.quiet) {
    const auto needed = [&](bool mark) {
      return [&sweep, mark](const SweptSite& site, const Step& step) {
        return (step.to == Ordering::plain) == mark
                   ? line(site, step, killers(sweep, step))
                   : "";
      };
    };
    out +=
        section(sweep, Fate::needed,
                "needed: with a weaker ordering a case breaks", needed(false));
    out += section(sweep, Fate::needed,
                   "marks needed: a plain access would be a data race, no "
                   "ordering is needed",
                   needed(true));
  }
  out += section(
      sweep, Fate::survived, "survived: every case that passes the site holds",
      [&](const SweptSite& site, const Step& step) {
        return style.quiet && explained(*site.row) ? "" : survivor(site, step);
      });
  const auto why = [](const SweptSite& site, const Step& step) {
    return line(site, step, "") + paragraph("      ", step.why);
  };
  out += section(sweep, Fate::blind, "not visible: " + sweep.model, why);
  out += section(sweep, Fate::unknown, "unknown", why);
  if (style.quiet) return out;
  out += unpassed(sweep) + matrix(sweep);
  if (sweep.with_sets) out += sets(sweep);
  out += notes(sweep);
  return out;
}

}  // namespace vmalock::study
