// vmalock litmus: the options of harness/litmus.
#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"

namespace vmalock::cli {

Run litmus(CLI::App& app) {
  const auto asked = std::make_shared<litmus::LitmusOptions>();
  app.add_option("FILE", asked->files, "tests, or folders of *.litmus")
      ->required();
  app.add_option("--model", asked->model, "sc, tso, rc11 or lkmm");
  app.add_option("--expect", asked->expect,
                 "compare with this table of states (TSV)");
  add_jobs(app, asked->jobs, "threads");
  return [asked](const Context& context) {
    return static_cast<ExitStatus>(context.litmus(*asked, context.out));
  };
}

}  // namespace vmalock::cli
