// --out FORMAT:FILE: where the results go. Several at once; FILE "-" is stdout.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/context.h"
#include "harness/cli/options.h"
#include "harness/result/document.h"

namespace vmalock::cli {

class Outputs {
 public:
  /// UserError for an unknown format or a file that could not be written.
  Outputs(const Context& context, const Options& options);

  /// Text goes to stdout as well, unless another output took stdout.
  void write(const std::vector<RunResult>& runs) const;
  /// The same, with a text of the command's own instead of the table.
  void write(const std::vector<RunResult>& runs,
             const std::function<std::string(const Style&)>& text) const;

 private:
  struct Out {
    std::string format;
    std::string path;
  };
  const Context& context_;
  Style style_;
  std::vector<Out> outs_;
};

}  // namespace vmalock::cli
