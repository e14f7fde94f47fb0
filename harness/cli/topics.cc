// SPDX-License-Identifier: MIT
#include "harness/cli/topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "harness/base/check.h"
#include "harness/cli/documents.h"
#include "harness/cli/known_bugs.h"
#include "harness/cli/models.h"
#include "harness/kernel/sites.h"
#include "harness/report/layout.h"
#include "harness/report/words.h"
#include "harness/study/matrix.h"
#include "harness/study/releases.h"

namespace vmalock::cli {

namespace {

/// "b-27" -> "B-27"; empty if it is no number of a list.
std::string as_number(std::string name) {
  if (name.size() < 3 || name[1] != '-' ||
      !std::all_of(name.begin() + 2, name.end(),
                   [](unsigned char c) { return std::isdigit(c); }))
    return "";
  name[0] =
      static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

/// The row whose first cell names the number.
std::optional<TableRow> row_of(const char* document, const std::string& number,
                               std::size_t cells) {
  for (const TableRow& row : table_rows(document))
    if (row.size() >= cells && names_number(row[0], number)) return row;
  return std::nullopt;
}

std::string command_of(const BugRow& row) {
  const KnownBug& bug = row.bug;
  std::string line =
      "  vmalock check " + row.impl + " --case " + std::string(bug.case_name);
  if (bug.bound.rounds != 0)
    line += fmt::format(" --readers {} --writers {} --rounds {}",
                        bug.bound.readers, bug.bound.writers, bug.bound.rounds);
  if (!row.change.empty()) line += " --set " + row.change;
  return line + "\n";
}

std::string found_by(const std::vector<BugRow>& rows) {
  if (rows.empty()) return "";
  std::string out = "\nFound by\n";
  for (const BugRow& row : rows) out += paragraph("  ", place_of(row));
  return out + "\nSee it\n\n" + command_of(rows.front());
}

std::vector<BugRow> rows_of_bug(const Context& context,
                                const std::string& number) {
  std::vector<BugRow> found;
  for (const BugRow& row : bug_rows(context.engines))
    if (row.bug.bug == number) found.push_back(row);
  return found;
}

/// Bugs of the lock's users have a mutant each, whose row says what it does.
std::string mutants_of(const std::string& number) {
  std::string out;
  for (const TableRow& row : table_rows(locks_document))
    if (row.size() == 4 && names_number(row[2], number))
      out += paragraph("", fmt::format("{}: a version of {} {}; found by {}",
                                       row[0], row[1], row[2], row[3]));
  return out;
}

std::string bug_page(const Context& context, const std::string& number) {
  const std::vector<BugRow> rows = rows_of_bug(context, number);
  std::string out = bug_sentence(number);
  if (!out.empty()) out = paragraph("", out);
  const std::string planted = mutants_of(number);
  if (!planted.empty())
    out += out.empty() ? number + "  planted here as\n" + planted
                       : "\nPlanted in\n" + planted;
  if (out.empty() && rows.empty()) return "";
  if (out.empty()) out = number + "\n";
  for (const char* document : {locks_document, findings_document})
    if (const std::string section = section_of(document, number);
        !section.empty())
      out += "\n" + section;
  return out + found_by(rows);
}

std::string guarantee_page(const Context& context, const std::string& number) {
  const auto row = row_of(cases_document, number, 2);
  if (!row) return "";
  std::string out = paragraph(
      "",
      fmt::format("{}  {}", number,
                  row->size() > 2 ? (*row)[1] : "not checked: " + (*row)[1]));
  out += paragraph("", number.front() == 'R'
                           ? "A guarantee of Documentation/mm/"
                             "process_addrs.rst."
                           : "A rule of a vma's life, stated in the patches of "
                             "the lock.");
  if (row->size() > 2) out += "\n" + paragraph("Checked by  ", (*row)[2]);
  std::vector<std::string> names;
  for (const CaseInfo* info : study::all_cases(context.engines))
    if (names_number(info->guarantees, number)) names.emplace_back(info->name);
  if (!names.empty())
    out += paragraph("Cases that name it  ", join(names, ", "));
  return out;
}

std::string case_page(const Context& context, const std::string& name) {
  for (const CaseInfo* info : study::all_cases(context.engines)) {
    if (info->name != name) continue;
    std::string out = paragraph("", fmt::format("{}: {}", name, info->goal));
    out += "\n" + paragraph("Guarantees  ", info->guarantees);
    out += paragraph("Bound  ",
                     fmt::format("{}; from {} to {}", describe(info->bound),
                                 describe(info->min), describe(info->max)));
    std::string finds;
    for (const BugRow& row : bug_rows(context.engines))
      if (row.bug.case_name == name)
        finds +=
            paragraph("  ", fmt::format("{}: {}", row.bug.bug, place_of(row)));
    if (!finds.empty()) out += "\nBugs that it must find\n" + finds;
    return out + "\nRun it\n\n  vmalock check --case " + name +
           "\n\nRead it\n\n  cases/" + name + ".h\n";
  }
  return "";
}

std::string lock_page(const Context& context, const std::string& name) {
  for (const ImplInfo* impl : study::all_impls(context.engines)) {
    if (impl->name != name) continue;
    std::string out = paragraph("", fmt::format("{}: {}", name, impl->idea));
    if (!impl->mutant)
      out += paragraph(
          "", fmt::format("Linux {}, commit {}", impl->kernel, impl->commit));
    std::string bugs;
    for (const BugRow& row : bug_rows(context.engines))
      if (row.impl == name && row.change.empty())
        bugs +=
            paragraph("  ", fmt::format("{}: {}", row.bug.bug, place_of(row)));
    if (!bugs.empty()) out += "\nBugs that it is known to have\n" + bugs;
    return out + "\nIts accesses\n\n  vmalock list sites " + name + "\n";
  }
  return "";
}

std::string site_text(const SiteRow& row) {
  std::string out =
      paragraph("  ", fmt::format("{}, {}; pairs with {}", name(row.primitive),
                                  name(row.order), row.pairs_with));
  if (!row.why.empty()) out += paragraph("  ", row.why);
  return out;
}

/// The same row in several locks is said once.
std::string site_page(const Context& context, const std::string& site) {
  std::vector<std::pair<std::string, std::string>> found;  // text, locks
  const auto add = [&](const SiteRow& row, std::string_view lock) {
    if (row.name != site) return;
    const std::string text = site_text(row);
    for (auto& [known, locks] : found)
      if (known == text) {
        locks += ", " + std::string(lock);
        return;
      }
    found.emplace_back(text, lock);
  };
  for (const ImplInfo* impl : study::all_impls(context.engines))
    if (!impl->mutant)
      for (const SiteRow& row : impl->sites) add(row, impl->name);
  for (const SiteRow& row : kernel::sites) add(row, "every lock");
  if (found.empty()) return "";
  std::string out = site + ": an access of\n";
  for (const auto& [text, locks] : found)
    out += "\n" + paragraph("", locks) + text;
  std::string lock = found.front().second;
  lock = lock == "every lock" ? "refcnt-7.0" : lock.substr(0, lock.find(','));
  return out + fmt::format(
                   "\nIs it needed?\n\n  vmalock propose {} --set {}=relaxed\n",
                   lock, site);
}

}  // namespace

std::string bug_sentence(const std::string& number) {
  const auto row = row_of(locks_document, number, 3);
  if (!row || row->size() != 3) return "";
  return fmt::format("{}  {}: {}", number, (*row)[1], (*row)[2]);
}

std::string topic_page(const Context& context, const std::string& asked) {
  if (const std::string number = as_number(asked); !number.empty()) {
    if (number[0] == 'R' || number[0] == 'L')
      return guarantee_page(context, number);
    return bug_page(context, number);
  }
  if (std::string page = model_page(asked); !page.empty()) return page;
  if (std::string page = case_page(context, asked); !page.empty()) return page;
  if (std::string page = lock_page(context, study::lock_named(asked));
      !page.empty())
    return page;
  return site_page(context, asked);
}

std::vector<std::string> topic_names(const Context& context) {
  std::vector<std::string> names = model_names();
  for (const BugRow& row : bug_rows(context.engines))
    if (row.bug.bug != "planted") names.emplace_back(row.bug.bug);
  for (const CaseInfo* info : study::all_cases(context.engines))
    names.emplace_back(info->name);
  for (const ImplInfo* impl : study::all_impls(context.engines)) {
    names.emplace_back(impl->name);
    for (const SiteRow& row : impl->sites) names.emplace_back(row.name);
  }
  return names;
}

}  // namespace vmalock::cli
