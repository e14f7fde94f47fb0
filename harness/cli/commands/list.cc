// vmalock list: what there is.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <tuple>

#include "harness/base/check.h"
#include "harness/cli/command.h"
#include "harness/kernel/sites.h"
#include "harness/report/explain.h"
#include "harness/report/layout.h"
#include "harness/report/words.h"
#include "harness/study/matrix.h"
#include "harness/study/names.h"
#include "impl/mutants/orderings.h"

namespace vmalock::cli {

namespace {

using study::all_cases;
using study::all_impls;
using study::Names;
using study::nearest;
using study::unknown_name;

const Names list_topics = {"cases",  "impls",  "bugs", "engines",
                           "models", "errors", "sites"};

/// The description below its name: names are long, and 80 columns are few.
std::string entry(const std::string& head, std::string_view text) {
  return paragraph("", head) + paragraph("    ", text);
}

std::string list_cases(const Context& context) {
  std::string out;
  for (const CaseInfo* info : all_cases(context.engines))
    out += entry(fmt::format("{}  ({}; {})", info->name, info->guarantees,
                             describe(info->bound)),
                 info->goal);
  return out;
}

std::string known_bug(const KnownBug& bug, bool mutant) {
  const std::string kinds = text_of(bug.kinds, " or ");
  if (bug.case_name == other_cases)
    return fmt::format("{}: may show in other cases", bug.bug);
  if (mutant) return fmt::format("{}: {}", bug.case_name, kinds);
  return fmt::format("{}: {} in {}", bug.bug, kinds, bug.case_name);
}

/// "refcnt-6.17" or "SITE=ORDERING"; empty if the row names nobody.
std::string text_of(const FixedBy& fixed) {
  return fixed.site.empty()
             ? std::string(fixed.impl)
             : fmt::format("{}={}", fixed.site, name(fixed.order));
}

struct BugRow {
  KnownBug bug;
  std::string impl, change;
};

std::string entry(const BugRow& row) {
  const KnownBug& bug = row.bug;
  std::string where = fmt::format(
      "{} in {}: {}, under {}", bug.case_name, row.impl,
      text_of(bug.kinds, " or "),
      bug.models.empty() ? "rc11 and lkmm"
                         : fmt::format("{}", fmt::join(bug.models, " ")));
  if (bug.bound.rounds != 0) where += fmt::format(", {}", describe(bug.bound));
  if (!row.change.empty()) where += fmt::format(", --set {}", row.change);
  const std::string fixed_by = text_of(bug.fixed_by);
  if (!fixed_by.empty()) where += fmt::format("; {} holds", fixed_by);
  return entry(std::string(bug.bug), where);
}

/// Every bug that a case must find: of a version, of a mutant, and of a changed
/// row. Planted ones that have no number come last.
std::string list_bugs(const Context& context) {
  std::vector<BugRow> rows;
  for (const ImplInfo* impl : all_impls(context.engines))
    for (const KnownBug& bug : impl->known_bugs)
      if (bug.case_name != other_cases)
        rows.push_back({bug, std::string(impl->name), ""});
  for (const impl::OrderingMutant& m : impl::ordering_mutants) {
    KnownBug bug{m.case_name, m.bug, m.kinds};
    bug.fixed_by.impl = m.fixed_by;
    rows.push_back({bug, std::string(m.impl),
                    fmt::format("{}={}", m.site, name(m.ordering))});
  }
  const auto number = [](const BugRow& row) {
    int n = 0;
    const bool numbered =
        std::sscanf(std::string(row.bug.bug).c_str(), "%*c-%d", &n) == 1;
    return std::tuple(!numbered, row.bug.bug.front(), n);
  };
  std::stable_sort(
      rows.begin(), rows.end(),
      [&](const BugRow& a, const BugRow& b) { return number(a) < number(b); });
  std::string out;
  for (const BugRow& row : rows) out += entry(row);
  return out;
}

std::string list_impls(const Context& context) {
  std::string out;
  for (const ImplInfo* impl : all_impls(context.engines)) {
    std::string head = std::string(impl->name);
    if (impl->mutant)
      head += "  (mutant)";
    else
      head += fmt::format("  (kernel {}, {})", impl->kernel, impl->commit);
    out += entry(head, impl->idea);
    for (const KnownBug& bug : impl->known_bugs)
      out += paragraph(impl->mutant ? "    caught by " : "    known bug ",
                       known_bug(bug, impl->mutant));
  }
  return out;
}

std::string list_engines(const Context& context) {
  std::string out;
  for (const Engine* engine : context.engines) {
    std::string head(engine->name());
    const auto models = engine->models();
    for (std::size_t i = 0; i < models.size(); ++i)
      head += (i == 0 ? "  (models " : ", ") + std::string(models[i]);
    if (!models.empty()) head += ")";
    if (!engine->can_set_orderings()) head += "  no --set";
    out += head + "\n";
    for (const std::string_view spot : engine->blind_spots())
      out += paragraph("    - ", spot);
  }
  return out;
}

std::string list_models(const Context& context) {
  struct Model {
    std::string_view name, text;
  };
  constexpr Model texts[] = {
      {"sc", "sequential consistency: is it a bug of the algorithm itself?"},
      {"tso", "x86: stores may be delayed past later loads, nothing else"},
      {"rc11",
       "repaired C11 (Lahav et al., PLDI 2017): what any compiler and "
       "any machine may do, without load buffering"},
      {"lkmm",
       "the Linux-kernel memory model (tools/memory-model of 7.2): smp_wmb, "
       "dependencies and RCU as the kernel has them; the default"},
  };
  std::string out;
  for (const Engine* engine : context.engines)
    for (const std::string_view model : engine->models()) {
      if (out.find("\n" + std::string(model) + " ") != std::string::npos ||
          out.starts_with(std::string(model) + " "))
        continue;
      std::string_view text = "see `vmalock list engines`";
      for (const Model& known : texts)
        if (known.name == model) text = known.text;
      out += paragraph(pad_right(model, 6), text);
    }
  return out;
}

std::string site_table(std::span<const SiteRow> rows) {
  std::size_t width = std::string_view("site").size();
  for (const SiteRow& row : rows) width = std::max(width, row.name.size());
  std::string out = fmt::format("{:<{}}  {:<7}  {:<13}  {}\n", "site", width,
                                "access", "ordering", "pairs with");
  for (const SiteRow& row : rows) {
    const std::string lead =
        fmt::format("{:<{}}  {:<7}  {:<13}", row.name, width,
                    name(row.primitive), name(row.order));
    out += lead.size() + 2 + row.pairs_with.size() <= text_width
               ? lead + "  " + std::string(row.pairs_with) + "\n"
               : lead + "\n" + paragraph("    pairs with ", row.pairs_with);
    if (!row.place.empty()) out += paragraph("    ", row.place);
    if (!row.why.empty()) out += paragraph("    ", row.why);
  }
  return out;
}

std::string list_sites(const Context& context, const std::string& name) {
  Names known;
  const ImplInfo* found = nullptr;
  for (const ImplInfo* impl : all_impls(context.engines)) {
    known.emplace_back(impl->name);
    if (impl->name == name) found = impl;
  }
  if (name.empty())
    user_error(
        "list sites: of which implementation? write `vmalock list sites "
        "IMPL`; `vmalock list impls` prints them");
  if (!found)
    user_error(
        unknown_name("implementation", name, known, "vmalock list impls"));
  return "sites of " + name + "\n" + site_table(found->sites) +
         "\nsites of the kernel facilities, the same for every "
         "implementation\n" +
         site_table(kernel::sites);
}

struct ListArguments {
  std::string what, impl;
};

ExitStatus run(const Context& context, const std::string& what,
               const std::string& impl) {
  if (what == "cases") {
    context.out << list_cases(context);
  } else if (what == "impls") {
    context.out << list_impls(context);
  } else if (what == "bugs") {
    context.out << list_bugs(context);
  } else if (what == "engines") {
    context.out << list_engines(context);
  } else if (what == "models") {
    context.out << list_models(context);
  } else if (what == "errors") {
    context.out << error_list();
  } else if (what == "sites") {
    context.out << list_sites(context, impl);
  } else {
    const std::string meant = nearest(what, list_topics);
    user_error(
        "list '" + what + "': there is no such list" +
        (meant.empty() ? "" : ", did you mean '" + meant + "'?") +
        "; write cases, impls, bugs, engines, models, errors, or sites IMPL");
  }
  return ExitStatus::holds;
}

}  // namespace

Run list(CLI::App& app) {
  const auto asked = std::make_shared<ListArguments>();
  app.add_option("WHAT", asked->what,
                 "cases, impls, bugs, engines, models, errors or sites")
      ->required();
  app.add_option("IMPL", asked->impl, "implementation, for sites");
  return [asked](const Context& context) {
    return run(context, asked->what, asked->impl);
  };
}

}  // namespace vmalock::cli
