// SPDX-License-Identifier: MIT
// The history as a table of versions, then what each changed.
#include <fmt/format.h>

#include "harness/report/layout.h"
#include "harness/report/text.h"
#include "harness/report/words.h"
#include "harness/study/history.h"
#include "harness/study/study_json.h"

namespace vmalock::study {

namespace {

/// "found", "not found", "unknown", or "not as listed": violated otherwise.
std::string verdict(const FoundBug& bug) {
  switch (bug.assessment()) {
    case Assessment::expected:
      return "found";
    case Assessment::violated:
      return "not as listed";
    case Assessment::unknown:
      return "unknown";
    case Assessment::holds:
    case Assessment::missed:
      break;
  }
  return "not found";
}

struct Totals {
  unsigned bugs = 0, found = 0, unknown = 0;
  Tally cases;
};

Totals totals(const History& history) {
  Totals t;
  std::vector<RunResult> runs;
  for (const Version& version : history.versions) {
    for (const FoundBug& bug : version.bugs) {
      ++t.bugs;
      t.found += bug.assessment() == Assessment::expected;
      t.unknown += bug.assessment() == Assessment::unknown;
    }
    runs.insert(runs.end(), version.runs.begin(), version.runs.end());
  }
  t.cases = tally(runs);
  return t;
}

std::string head(const History& history, const Style& style) {
  const Totals t = totals(history);
  const unsigned failed = t.cases.violated + t.cases.missed;
  const bool lost = t.found + t.unknown < t.bugs || failed > 0;
  const bool unknown = t.unknown + t.cases.unknown > 0;
  const Assessment assessment = lost      ? Assessment::violated
                                : unknown ? Assessment::unknown
                                          : Assessment::holds;
  const char* word = lost ? "FAILED" : unknown ? "UNKNOWN" : "FOUND";
  std::string text =
      fmt::format("{}; {} of {} found under graph; {} of cases",
                  counted(history.versions.size(), "version"), t.found,
                  counted(t.bugs, "known bug"), counted(t.cases.runs(), "run"));
  if (failed > 0) text += fmt::format(", {} violated unlisted", failed);
  if (unknown) text += fmt::format(", {} unknown", t.unknown + t.cases.unknown);
  const std::string lines = paragraph(pad_right(word, 10), text);
  return paint(word, assessment, style) +
         lines.substr(std::string_view(word).size());
}

/// "B-1 found, B-8 found"; a bug that has several rows once a verdict.
std::string bug_list(const Version& version) {
  std::vector<std::string> parts;
  for (const FoundBug& bug : version.bugs) {
    const std::string part = bug.bug + " " + verdict(bug);
    if (std::find(parts.begin(), parts.end(), part) == parts.end())
      parts.push_back(part);
  }
  return parts.empty() ? "none listed" : join(parts, ", ");
}

std::string table(const History& history) {
  std::size_t name = 7, kernel = 6;
  for (const Version& v : history.versions) {
    name = std::max(name, v.impl->name.size());
    kernel = std::max(kernel, v.impl->kernel.size());
  }
  std::string out = pad_right("version", name + 2) +
                    pad_right("kernel", kernel + 2) + pad_right("commit", 14) +
                    "known bugs\n";
  for (const Version& v : history.versions)
    out += paragraph(pad_right(v.impl->name, name + 2) +
                         pad_right(v.impl->kernel, kernel + 2) +
                         pad_right(v.impl->commit, 14),
                     bug_list(v));
  return out;
}

/// What became of a case: "2 outcomes new, 1 gone", "violated -> holds".
std::string difference(const OutcomeDiff& diff) {
  const auto word = [](const RunResult& run) {
    return std::string(run.verdict == Verdict::holds      ? "holds"
                       : run.verdict == Verdict::violated ? "violated"
                                                          : "unknown");
  };
  if (diff.old_run.verdict != diff.new_run.verdict)
    return word(diff.old_run) + " -> " + word(diff.new_run);
  std::vector<std::string> parts;
  if (!diff.only_new.empty())
    parts.push_back(counted(diff.only_new.size(), "outcome") + " new");
  if (!diff.only_old.empty())
    parts.push_back(fmt::format("{} gone", diff.only_old.size()));
  return join(parts, ", ");
}

std::string outcomes_text(const VersionChange& change) {
  std::vector<std::string> differ, open;
  unsigned same = 0;
  for (const OutcomeDiff& diff : change.cases) {
    if (diff.difference() == Difference::differ)
      differ.push_back(diff.new_run.question.case_name + " (" +
                       difference(diff) + ")");
    else if (diff.difference() == Difference::unknown)
      open.push_back(diff.new_run.question.case_name);
    else
      ++same;
  }
  std::string text = counted(same, "case") + " the same";
  if (!differ.empty()) text += "; " + join(differ, ", ");
  if (!open.empty())
    text += "; cannot be compared, violated on both sides or not complete: " +
            join(open, ", ");
  return text;
}

std::string sites_text(const VersionChange& change, const Style& style) {
  std::vector<std::string> parts;
  for (const SiteChange& site : change.orderings)
    parts.push_back(
        fmt::format("{} {} -> {}", site.site, name(site.from), name(site.to)));
  const auto rows = [&](const std::vector<std::string>& sites,
                        const char* what) {
    if (sites.empty()) return;
    std::string text = counted(sites.size(), "site") + " " + what;
    if (style.full) text += " (" + join(sites, ", ") + ")";
    parts.push_back(text);
  };
  rows(change.new_sites, "new");
  rows(change.gone_sites, "gone");
  return parts.empty() ? "the same" : join(parts, "; ");
}

std::string change_text(const Version& version, const Style& style) {
  const VersionChange& change = *version.changed;
  return "\n" + std::string(change.from->name) + " -> " +
         std::string(version.impl->name) + "\n" +
         paragraph("    idea       ", version.impl->idea) +
         paragraph("    outcomes   ", outcomes_text(change)) +
         paragraph("    orderings  ", sites_text(change, style));
}

/// Every row that is not found, and every violation that no row lists.
std::string failures(const History& history) {
  std::string out;
  const auto add = [&](const std::string& what, const RunResult& run) {
    const Question& q = run.question;
    out += paragraph("", fmt::format("{} {}: {}, {}, {}", q.case_name, q.impl,
                                     what, bound_text(run), q.model));
    const std::string token = replay_token(run);
    if (!token.empty()) out += "replay: vmalock replay " + token + "\n";
  };
  for (const Version& version : history.versions) {
    for (const FoundBug& bug : version.bugs)
      if (is_failure(bug.assessment()))
        add(bug.bug + " " + verdict(bug), bug.run);
    for (const RunResult& run : version.runs)
      if (assess(run) == Assessment::violated) add("violated, not listed", run);
  }
  return out.empty() ? "" : "\n" + out;
}

Json write(const FoundBug& bug) {
  const RunResult& run = bug.run;
  Json json;
  json["bug"] = bug.bug;
  json["question"] = to_json(run.question);
  json["expect"] = Json::array();
  if (run.expected)
    for (const ErrorKind kind : run.expected->kinds)
      json["expect"].push_back(name(kind));
  json["verdict"] = verdict(bug);
  json["code"] = run.error ? code(run.error->kind) : "";
  json["replay"] = replay_token(run);
  return json;
}

Json write(const VersionChange& change) {
  Json json;
  json["from"] = change.from->name;
  json["cases"] = Json::array();
  for (const OutcomeDiff& diff : change.cases) {
    const Difference d = diff.difference();
    json["cases"].push_back(
        {{"case", diff.new_run.question.case_name},
         {"bound", to_json(diff.new_run.question.bound)},
         {"difference", d == Difference::same     ? "same"
                        : d == Difference::differ ? "differ"
                                                  : "unknown"},
         {"before", name(diff.old_run.verdict)},
         {"after", name(diff.new_run.verdict)},
         {"outcomes_new", diff.only_new.size()},
         {"outcomes_gone", diff.only_old.size()}});
  }
  json["orderings"] = Json::array();
  for (const SiteChange& site : change.orderings)
    json["orderings"].push_back({{"site", site.site},
                                 {"from", name(site.from)},
                                 {"to", name(site.to)}});
  json["new_sites"] = change.new_sites;
  json["gone_sites"] = change.gone_sites;
  return json;
}

}  // namespace

std::string history_text(const History& history, const Style& style) {
  std::string out = head(history, style) + "\n" + table(history);
  if (!style.quiet)
    for (const Version& version : history.versions)
      if (version.changed) out += change_text(version, style);
  return out + failures(history);
}

std::string history_json(const History& history,
                         const std::string& command_line) {
  Json json = study_json("history", command_line);
  json["engine"] = "graph";
  json["model"] = history.model;
  json["versions"] = Json::array();
  for (const Version& version : history.versions) {
    Json v = {{"impl", version.impl->name},
              {"kernel", version.impl->kernel},
              {"commit", version.impl->commit},
              {"idea", version.impl->idea}};
    v["bugs"] = Json::array();
    for (const FoundBug& bug : version.bugs) v["bugs"].push_back(write(bug));
    v["changed"] = version.changed ? write(*version.changed) : Json(nullptr);
    json["versions"].push_back(v);
  }
  return dumped(json);
}

}  // namespace vmalock::study
