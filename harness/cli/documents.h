// --out for commands whose result is no list of runs: json:FILE, text:FILE.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/cli/context.h"
#include "harness/cli/options.h"

namespace vmalock::cli {

class Documents {
 public:
  /// UserError for another format or a file that could not be written.
  Documents(const Context& context, const Options& options);

  /// Text goes to stdout as well, unless another output took stdout.
  void write(const std::function<std::string(const Style&)>& text,
             const std::function<std::string()>& json) const;

 private:
  struct Out {
    bool json = false;
    std::string path;  ///< "-": stdout
  };
  const Context& context_;
  Style style_;
  std::vector<Out> outs_;
};

}  // namespace vmalock::cli
