// vmalock patch: one answer about a patch to the kernel's own lock.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/base/check.h"
#include "harness/cli/commands.h"
#include "harness/cli/outputs.h"
#include "harness/cli/runner.h"
#include "harness/report/layout.h"
#include "harness/report/text.h"
#include "harness/result/outcome_diff.h"

namespace vmalock::cli {

namespace {

using kernel_source::ChangedLine;

class PatchAnswer {
 public:
  std::vector<OutcomeDiff> cases;  ///< old: the tree; new: with the patch
  std::vector<ChangedLine> lines;

  std::vector<const OutcomeDiff*> of(Verdict before, Verdict after) const {
    std::vector<const OutcomeDiff*> found;
    for (const OutcomeDiff& diff : cases)
      if ((diff.old_run.verdict == Verdict::violated) ==
              (before == Verdict::violated) &&
          (diff.new_run.verdict == Verdict::violated) ==
              (after == Verdict::violated))
        found.push_back(&diff);
    return found;
  }
  std::vector<const OutcomeDiff*> broken() const {
    return of(Verdict::holds, Verdict::violated);
  }
  std::vector<const OutcomeDiff*> mended() const {
    return of(Verdict::violated, Verdict::holds);
  }
  bool any_reached() const {
    return std::any_of(lines.begin(), lines.end(),
                       [](const ChangedLine& l) { return l.reached; });
  }
  bool any(Difference what) const {
    return std::any_of(cases.begin(), cases.end(),
                       [what](const OutcomeDiff& diff) {
                         return judges(diff) && diff.difference() == what;
                       });
  }

 private:
  /// A search ends at its first error, so a case that is violated either way
  /// says nothing about the patch.
  static bool judges(const OutcomeDiff& diff) {
    return diff.old_run.verdict != Verdict::violated ||
           diff.new_run.verdict != Verdict::violated;
  }
};

constexpr std::string_view broken_word = "BROKEN";
constexpr std::string_view unknown_word = "UNKNOWN";

/// A patch of which nothing runs is not judged by what did not run.
std::string_view verdict_of(const PatchAnswer& answer) {
  if (!answer.broken().empty()) return broken_word;
  if (!answer.any_reached() || answer.any(Difference::unknown))
    return unknown_word;
  return answer.any(Difference::differ) ? "SAFE" : "NO DIFFERENCE";
}

std::vector<RunResult> run_all(const Context& context, const std::string& impl,
                               Options options) {
  options.impls = {impl};
  std::vector<Cell> plan =
      make_plan(engine_named(context.engines, "graph"), options);
  return run_plan(context, plan);
}

std::string error_of(const RunResult& run) {
  return run.error ? std::string(code(run.error->kind)) + " " + run.case_name
                   : run.case_name;
}

std::string list_of(const std::vector<const OutcomeDiff*>& diffs,
                    const RunResult OutcomeDiff::*side) {
  std::string text;
  for (const OutcomeDiff* diff : diffs)
    text += (text.empty() ? "" : ", ") + error_of(diff->*side);
  return text;
}

/// "mm/mmap_lock.c:218, 220, 221"
std::string places(const std::vector<ChangedLine>& lines, bool reached) {
  std::string text, file;
  for (const ChangedLine& line : lines) {
    if (line.reached != reached) continue;
    if (line.file == file)
      text += fmt::format(", {}", line.line);
    else
      text += fmt::format("{}{}:{}", text.empty() ? "" : "; ", line.file,
                          line.line);
    file = line.file;
  }
  return text;
}

std::string reach_text(const PatchAnswer& answer) {
  constexpr const char* indent = "         ";
  if (answer.lines.empty())
    return paragraph(indent,
                     "nothing that it changes has code of its own in "
                     "what vmalock compiles, so no case says anything "
                     "about it");
  const std::string missed = places(answer.lines, false);
  const auto reached =
      std::count_if(answer.lines.begin(), answer.lines.end(),
                    [](const ChangedLine& line) { return line.reached; });
  std::string text =
      paragraph(indent, fmt::format("{} of {} changed lines run in a case",
                                    reached, answer.lines.size()));
  if (!missed.empty())
    text += paragraph(indent, "never run, so not judged: " + missed);
  return text;
}

std::string differences(const PatchAnswer& answer) {
  std::string text;
  for (const OutcomeDiff& diff : answer.cases) {
    if (diff.difference() != Difference::differ) continue;
    if (diff.new_run.verdict == Verdict::violated ||
        diff.old_run.verdict == Verdict::violated)
      continue;
    text += (text.empty() ? "" : ", ") +
            fmt::format("{} (+{} -{})", diff.new_run.case_name,
                        diff.only_new.size(), diff.only_old.size());
  }
  return text;
}

std::string patch_text(const PatchAnswer& answer, const std::string& impl,
                       const Style& style) {
  constexpr const char* indent = "         ";
  std::string text =
      fmt::format("{:<8} {}  graph lkmm\n", verdict_of(answer), impl);
  const auto broken = answer.broken();
  if (!broken.empty())
    text +=
        paragraph(indent, "broken: " + list_of(broken, &OutcomeDiff::new_run));
  if (const auto mended = answer.mended(); !mended.empty())
    text +=
        paragraph(indent, "mended: " + list_of(mended, &OutcomeDiff::old_run));
  const auto both = answer.of(Verdict::violated, Verdict::violated);
  if (!both.empty())
    text +=
        paragraph(indent, "do not judge, violated without the patch, too: " +
                              list_of(both, &OutcomeDiff::new_run));
  const std::string other = differences(answer);
  if (!other.empty())
    text += paragraph(indent, "other outcomes (new +, gone -): " + other);
  text += reach_text(answer);
  if (!broken.empty()) {
    const auto shown =
        std::min_element(broken.begin(), broken.end(),
                         [](const OutcomeDiff* a, const OutcomeDiff* b) {
                           return a->new_run.error->trace.size() <
                                  b->new_run.error->trace.size();
                         });
    text += "\n" + text_report({&(*shown)->new_run, 1}, style);
  }
  return text;
}

}  // namespace

ExitStatus patch_command(const Context& context, const Options& options) {
  // load_kernel() has made these: the tree's, then the patched one.
  const std::string impl = options.impls.back();
  if (!options.set.empty())
    user_error(
        "patch: --set changes a row of one lock, and this command "
        "compares two; use `vmalock propose " +
        impl + "`");
  PatchAnswer answer;
  const std::vector<RunResult> before = run_all(context, "kernel", options);
  context.kernel->forget(impl);
  const std::vector<RunResult> after = run_all(context, impl, options);
  for (std::size_t i = 0; i < after.size(); ++i)
    answer.cases.push_back(diff_outcomes(before[i], after[i]));
  answer.lines = context.kernel->changed(impl);
  const Outputs outputs(context, options);
  outputs.write(after, [&](const Style& style) {
    return patch_text(answer, impl, style);
  });
  const std::string_view verdict = verdict_of(answer);
  if (verdict == broken_word) return ExitStatus::violated;
  return verdict == unknown_word ? ExitStatus::unknown : ExitStatus::holds;
}

}  // namespace vmalock::cli
