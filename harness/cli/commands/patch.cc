// SPDX-License-Identifier: MIT
// vmalock patch: one answer about a patch to the kernel's own lock.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "harness/base/check.h"
#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/kernel.h"
#include "harness/cli/outputs.h"
#include "harness/cli/progress.h"
#include "harness/report/layout.h"
#include "harness/report/text.h"
#include "harness/result/outcome_diff.h"
#include "harness/study/runner.h"

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

struct PatchArguments {
  kernel_source::SourceOptions kernel;  ///< with the patches
  study::Selection selection;
  OutputOptions output;
};

std::vector<RunResult> run_all(const Context& context, const std::string& impl,
                               study::Selection selection) {
  selection.impls = {impl};
  return run_plan(
      study::make_plan(study::proving_engine(context.engines), selection),
      Progress(context).listener());
}

std::string error_of(const RunResult& run) {
  return run.error
             ? std::string(code(run.error->kind)) + " " + run.question.case_name
             : run.question.case_name;
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
            fmt::format("{} (+{} -{})", diff.new_run.question.case_name,
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

ExitStatus run(Context context, const PatchArguments& asked) {
  if (asked.kernel.tree.empty())
    user_error("patch: of which tree? add --kernel-tree DIR");
  load_kernel(context, asked.kernel);
  const std::string impl = context.kernel_locks.back();
  PatchAnswer answer;
  const std::vector<RunResult> before =
      run_all(context, "kernel", asked.selection);
  context.kernel->forget(impl);
  const std::vector<RunResult> after = run_all(context, impl, asked.selection);
  for (std::size_t i = 0; i < after.size(); ++i)
    answer.cases.push_back(diff_outcomes(before[i], after[i]));
  answer.lines = context.kernel->changed(impl);
  const Outputs outputs(context, asked.output, Outputs::Of::runs);
  outputs.write(after, [&](const Style& style) {
    return patch_text(answer, impl, style);
  });
  const std::string_view verdict = verdict_of(answer);
  if (verdict == broken_word) return ExitStatus::violated;
  return verdict == unknown_word ? ExitStatus::unknown : ExitStatus::holds;
}

}  // namespace

Run patch(CLI::App& app) {
  const auto asked = std::make_shared<PatchArguments>();
  app.add_option("FILE", asked->kernel.patches, "one or more")->required();
  add_kernel_options(app, asked->kernel);
  add_cases(app, asked->selection);
  app.add_option("--model", asked->selection.model,
                 "memory model (default lkmm)");
  add_limits(app, asked->selection);
  add_output(app, asked->output);
  return [asked](const Context& context) { return run(context, *asked); };
}

}  // namespace vmalock::cli
