// SPDX-License-Identifier: MIT
// vmalock report: result files, merged into one report.
#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/outputs.h"
#include "harness/result/assessment.h"
#include "harness/result/json.h"

namespace vmalock::cli {

namespace {

struct ReportArguments {
  std::vector<std::string> files;
  OutputOptions output;
};

ExitStatus run(const Context& context, const ReportArguments& asked) {
  std::vector<Document> documents;
  for (const std::string& file : asked.files)
    documents.push_back(read_json_file(file));
  const Outputs outputs(context, asked.output, Outputs::Of::runs);
  const std::vector<RunResult> runs = merge(documents).runs;
  outputs.write(runs);
  return exit_status(overall(runs));
}

}  // namespace

Run report(CLI::App& app) {
  const auto asked = std::make_shared<ReportArguments>();
  app.add_option("FILE", asked->files, "written by --out json:FILE")
      ->required();
  add_output(app, asked->output);
  return [asked](const Context& context) { return run(context, *asked); };
}

}  // namespace vmalock::cli
