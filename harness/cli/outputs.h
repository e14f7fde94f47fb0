// SPDX-License-Identifier: MIT
// --out FORMAT:FILE, or a FILE whose ending says the format: where the results
// go. Several at once; FILE "-" is stdout.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/cli/arguments.h"
#include "harness/cli/context.h"
#include "harness/report/formats.h"
#include "harness/result/journal.h"
#include "harness/study/listener.h"
#include "harness/study/plan.h"

namespace vmalock::cli {

/// A sentence on stderr, if there is one.
void say(const Context& context, const std::string& sentence);

class Outputs {
 public:
  /// What a command has to show: runs, in every format of formats.h, or a study
  /// of its own, as JSON and as text.
  enum class Of { runs, study };
  using Text = std::function<std::string(const Style&)>;

  /// UserError for an unknown format or a file that could not be written.
  Outputs(const Context& context, const OutputOptions& options, Of of);

  using Runner =
      std::function<std::vector<RunResult>(const study::Listener& listener)>;
  /// run_plan() of the plan, or what `runner` makes of it, each finished run
  /// kept beside the first result file until that is written
  /// (result/journal.h).
  std::vector<RunResult> run(const std::vector<study::Cell>& plan,
                             const Runner& runner = nullptr) const;

  /// Text goes to stdout as well, unless another output took stdout. `text`:
  /// of the command's own instead of the table.
  /// `json`: likewise.
  void write(const std::vector<RunResult>& runs, const Text& text = nullptr,
             const std::function<std::string()>& json = nullptr) const;
  void write(const Text& text, const std::function<std::string()>& json) const;

 private:
  struct Out {
    std::string format;
    std::string path;
    bool to_stdout() const { return path == "-"; }
  };
  const Context& context_;
  Style style_;
  std::vector<Out> outs_;
  mutable std::unique_ptr<Journal> journal_;

  /// "json:FILE", "json:-", or a FILE whose ending says its format.
  static Out parse(const std::string& text, Of of);
  Style style_of(const Out& out) const;
  void put(const Out& out, const std::string& content) const;
};

}  // namespace vmalock::cli
