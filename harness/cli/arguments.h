// SPDX-License-Identifier: MIT
// Groups of options that several commands have, and the parsing of the values
// that are more than a number or a name.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "harness/cli/context.h"
#include "harness/report/style.h"
#include "harness/study/selection.h"

namespace vmalock::cli {

/// --out, --quiet and what else says how a result is shown.
struct OutputOptions {
  std::vector<std::string> out;  ///< "json:FILE"
  Style style;
};

/// Where finished runs are kept, and where those of before are.
struct CheckpointOptions {
  std::string checkpoint, resume;
};
/// --checkpoint and --resume.
void add_checkpoint(CLI::App& app, CheckpointOptions& options);

/// LOCK…, --impl and --kernel: names, globs and releases, all the same.
void add_locks(CLI::App& app, std::vector<std::string>& locks);
/// Which cases on which implementations, and the bound.
void add_selection(CLI::App& app, study::Selection& selection);
void add_cases(CLI::App& app, study::Selection& selection);
/// SITE=ORDERING each; study::with_rows() makes rows of them.
using Sets = std::vector<std::string>;
void add_set(CLI::App& app, Sets& set);
/// --engine, --model, --search and --set.
void add_question(CLI::App& app, study::Selection& selection, Sets& set);
void add_time(CLI::App& app, study::Selection& selection);
/// 1 to 256 threads.
/// Refuses more threads than the system starts: oneTBB would wait for them.
void add_jobs(CLI::App& app, unsigned& jobs, const char* help);
/// How many do, of those wanted; they have ended when this returns.
unsigned threads_that_start(unsigned wanted);
void add_executions(CLI::App& app, study::Selection& selection);
void add_seed(CLI::App& app, study::Selection& selection, const char* help);
void add_limits(CLI::App& app, study::Selection& selection);
void add_output(CLI::App& app, OutputOptions& output);
/// Of commands whose result is no list of runs.
void add_study_output(CLI::App& app, OutputOptions& output, const char* quiet);
/// All of a study of changed orderings.
void add_study(CLI::App& app, study::Selection& selection, Sets& set,
               OutputOptions& output);

/// "500ms", "30s", "2m", "1h", "1.5" (seconds); UserError otherwise.
double parse_seconds(const std::string& text,
                     const std::string& option = "--time");

}  // namespace vmalock::cli
