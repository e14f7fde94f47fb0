// The commands, one function each. They return the exit status and throw
// UserError; they know nothing of argument parsing.
#pragma once

#include <string>
#include <vector>

#include "harness/base/check.h"
#include "harness/cli/context.h"
#include "harness/cli/options.h"

namespace vmalock::cli {

/// What can be listed: cases, impls, engines, models, errors, sites.
ExitStatus list_command(const Context& context, const std::string& what,
                        const std::string& impl);

ExitStatus check_command(const Context& context, const Options& options);

/// check on the native engine. Real threads prove nothing, so the status says
/// only whether a violation was seen (1) or not (0); 2: interrupted.
ExitStatus stress_command(const Context& context, Options options);

struct DiffArguments {
  std::string old_name, new_name;
  std::string baseline;  ///< a file: only differences from it count
  std::string record;    ///< a file: write the baseline
};

/// Outcome sets of two implementations, or of an implementation and a result
/// file (NAME.json) that was recorded earlier.
ExitStatus diff_command(const Context& context, const DiffArguments& arguments,
                        const Options& options);

struct ProposeArguments {
  std::string impl;                  ///< of --set; a filter for the files
  std::vector<std::string> files;    ///< TOML
  std::vector<std::string> folders;  ///< of TOML files
};

/// Every case with changed orderings against every case without.
ExitStatus propose_command(const Context& context,
                           const ProposeArguments& arguments,
                           const Options& options);

/// Each row of the ordering table weakened, one by one (singles) and together.
ExitStatus sweep_command(const Context& context, const std::string& impl,
                         bool singles, const Options& options);

/// The smallest changes to stronger orderings with which every case holds.
ExitStatus repair_command(const Context& context, const std::string& impl,
                          bool kernel_rows, const Options& options);

/// The versions of the lock, oldest first: their bugs, and what each changed.
ExitStatus history_command(const Context& context, const Options& options);

/// Every case on graph and on relacy.
ExitStatus crosscheck_command(const Context& context, const Options& options);

/// A patch of a kernel tree: every case with it against every case without.
ExitStatus patch_command(const Context& context, const Options& options);

ExitStatus replay_command(const Context& context, const std::string& token,
                          bool gdb, const Options& options);

/// Result files merged into one report.
ExitStatus report_command(const Context& context,
                          const std::vector<std::string>& files,
                          const Options& options);

/// The page of an error code; all codes without one.
ExitStatus explain_command(const Context& context, const std::string& code);

}  // namespace vmalock::cli
