// SPDX-License-Identifier: MIT
#include "harness/litmus/command.h"

#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <ostream>
#include <utility>

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
  bool has_answer = true;
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

bool is_stopped(const TestLimits& limits) {
  return limits.stop && *limits.stop;
}

Outcome without_answer(const std::string& file, const TestLimits& limits) {
  Outcome outcome;
  outcome.has_answer = false;
  outcome.text = is_stopped(limits) || !limits.seconds
                     ? file + ": no answer: interrupted\n"
                     : fmt::format(
                           "{}: no answer within {} s; give more "
                           "--time\n",
                           file, *limits.seconds);
  return outcome;
}

Outcome run_one(const std::string& file, const LitmusOptions& options,
                const ExpectedTable* table) {
  Outcome outcome;
  if (is_stopped(options.limits)) return without_answer(file, options.limits);
  try {
    const LitmusTest test = read_test(file);
    if (options.assembly) {
      outcome.text = assembly_of(test, options.model);
      return outcome;
    }
    if (options.hardware) {
      const std::vector<MachineAnswer> answers =
          ask_machines(test, options.limits);
      outcome.text = test.program.name + ": " + text_of(answers) + '\n';
      outcome.has_answer =
          std::none_of(answers.begin(), answers.end(), [](const auto& a) {
            return a.answer == MachineAnswer::Answer::undecided;
          });
      return outcome;
    }
    const std::string model = model_of(test, options);
    const TestResult result =
        run_test(test, model, options.backend, options.limits);
    if (!result.complete) return without_answer(file, options.limits);
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

/// Prints what became of the tests in their order, each as soon as it can be:
/// what was finished is there, whatever becomes of the others.
class InOrder {
 public:
  InOrder(std::ostream& out, std::size_t tests)
      : out_(out), outcomes_(tests), done_(tests) {}

  void add(std::size_t i, Outcome outcome) {
    const std::lock_guard lock(mutex_);
    outcomes_[i] = std::move(outcome);
    done_[i] = true;
    for (; next_ < done_.size() && done_[next_]; ++next_)
      out_ << outcomes_[next_].text << std::flush;
  }
  const std::vector<Outcome>& outcomes() const { return outcomes_; }

 private:
  std::ostream& out_;
  std::mutex mutex_;
  std::vector<Outcome> outcomes_;
  std::vector<bool> done_;
  std::size_t next_ = 0;  ///< to be printed
};

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
  InOrder printed(out, files.size());
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  options.jobs);
  tbb::parallel_for(
      std::size_t{0}, files.size(),
      [&](std::size_t i) {
        printed.add(i, run_one(files[i], options, table ? &*table : nullptr));
      },
      tbb::simple_partitioner());
  const std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;

  std::array<std::size_t, 4> counts{};
  std::string errors;
  std::size_t unanswered = 0;
  for (const Outcome& o : printed.outcomes())
    if (!o.error.empty())
      errors += o.error + '\n';
    else if (!o.has_answer)
      ++unanswered;
    else
      ++counts[static_cast<std::size_t>(o.kind)];
  using Kind = Comparison::Kind;
  const auto of = [&](Kind k) { return counts[static_cast<std::size_t>(k)]; };
  if (table)
    out << fmt::format(
        "{} tests{}: {} equal, {} races as expected, {} differ, {} not "
        "compared{}, {:.1f} s\n",
        files.size(), options.model.empty() ? "" : " under " + options.model,
        of(Kind::equal), of(Kind::race), of(Kind::differs),
        of(Kind::not_compared),
        unanswered ? fmt::format(", {} without an answer", unanswered) : "",
        seconds.count());
  if (!errors.empty()) {
    errors.pop_back();
    user_error(errors);
  }
  if (of(Kind::differs) > 0) return 1;
  return unanswered > 0 ? 2 : 0;
}

}  // namespace vmalock::litmus
