// SPDX-License-Identifier: MIT
#include "harness/litmus/command.h"

#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <ostream>

#include "harness/base/check.h"
#include "harness/litmus/compare.h"
#include "harness/litmus/machine.h"
#include "harness/models/model.h"

namespace vmalock::litmus {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> expand(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const std::string& name : names) {
    if (!fs::is_directory(name)) {
      files.push_back(name);
      continue;
    }
    const std::size_t before = files.size();
    for (const auto& entry : fs::recursive_directory_iterator(name))
      if (entry.path().extension() == ".litmus")
        files.push_back(entry.path().string());
    if (files.size() == before)
      user_error(
          fmt::format("no *.litmus below {}; name a litmus test or a "
                      "folder of them",
                      name));
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
  }
  if (files.empty()) user_error("no test; name litmus tests or folders");
  return files;
}

/// What became of one test.
struct Outcome {
  std::string text;  ///< to print
  std::string error;
  Comparison::Kind kind = Comparison::Kind::equal;
};

std::string assembly_of(const LitmusTest& test, const std::string& model) {
  const Machine* machine = find_machine(model);
  if (machine == nullptr)
    user_error(
        fmt::format("{} has no assembly language; use --model with one "
                    "of: arm64, arm64-llsc, power, riscv",
                    model.empty() ? "a memory model" : model));
  return to_assembly(test, *machine);
}

std::string model_of(const LitmusTest& test, const LitmusOptions& options) {
  if (!options.model.empty()) return options.model;
  return test.dialect == Dialect::kernel ? "lkmm" : "rc11";
}

Outcome run_one(const std::string& file, const LitmusOptions& options,
                const ExpectedTable* table) {
  Outcome outcome;
  try {
    const LitmusTest test = read_test(file);
    if (options.hardware || options.assembly) {
      outcome.text = options.hardware ? test.program.name + ": " +
                                            text_of(ask_machines(test)) + '\n'
                                      : assembly_of(test, options.model);
      return outcome;
    }
    const std::string model = model_of(test, options);
    const TestResult result = run_test(test, model, options.backend);
    if (table == nullptr) {
      outcome.text = report(test, result) + '\n';
      return outcome;
    }
    const Comparison c = compare(*table, test, model, result);
    outcome.kind = c.kind;
    if (c.kind == Comparison::Kind::differs)
      outcome.text =
          fmt::format("{} under {} differs:\n{}", file, model, c.text);
    if (c.kind == Comparison::Kind::not_compared)
      outcome.text = fmt::format("{} not compared: {}\n", file, c.text);
  } catch (const UserError& e) {
    outcome.error = e.what();
  }
  return outcome;
}

}  // namespace

int run_litmus(const LitmusOptions& options, std::ostream& out) {
  if (!options.model.empty() && models::find_model(options.model) == nullptr &&
      find_machine(options.model) == nullptr)
    user_error(fmt::format("model {} is not available; use one of: {}",
                           options.model, litmus_model_names()));
  const std::vector<std::string> files = expand(options.files);
  std::optional<ExpectedTable> table;
  if (options.expect) table.emplace(*options.expect);

  const auto start = std::chrono::steady_clock::now();
  std::vector<Outcome> outcomes(files.size());
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  options.jobs);
  tbb::parallel_for(std::size_t{0}, files.size(), [&](std::size_t i) {
    outcomes[i] = run_one(files[i], options, table ? &*table : nullptr);
  });
  const std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;

  std::array<std::size_t, 4> counts{};
  std::string errors;
  for (const Outcome& o : outcomes) {
    out << o.text;
    if (o.error.empty())
      ++counts[static_cast<std::size_t>(o.kind)];
    else
      errors += o.error + '\n';
  }
  using Kind = Comparison::Kind;
  const auto of = [&](Kind k) { return counts[static_cast<std::size_t>(k)]; };
  if (table)
    out << fmt::format(
        "{} tests{}: {} equal, {} races as expected, {} differ, {} not "
        "compared, {:.1f} s\n",
        files.size(), options.model.empty() ? "" : " under " + options.model,
        of(Kind::equal), of(Kind::race), of(Kind::differs),
        of(Kind::not_compared), seconds.count());
  if (!errors.empty()) {
    errors.pop_back();
    user_error(errors);
  }
  return of(Kind::differs) == 0 ? 0 : 1;
}

}  // namespace vmalock::litmus
