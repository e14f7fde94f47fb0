// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/cost.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/kernel_source/tree/assembly.h"
#include "harness/kernel_source/tree/command.h"
#include "harness/kernel_source/tree/folder.h"

namespace vmalock::kernel_source {

namespace {

using Code = std::map<std::string, FunctionCode>;

struct Machine {
  const char* name;
  std::vector<std::string> options;
};

/// arm64 with the atomics of 8.1, which its kernels patch in where they are.
const Machine machines[] = {
    {"arm64", {"--target=aarch64-linux-gnu", "-march=armv8.1-a"}},
    {"x86-64",
     {"--target=x86_64-linux-gnu", "-mno-red-zone", "-mcmodel=kernel"}}};

/// Empty if this compiler cannot; `why` has what it said.
Code code_of(const CompiledTree& tree, const Toolkit& toolkit,
             const Machine& machine, std::string& why) {
  std::vector<std::string> words = {tree.compiler,
                                    "-S",
                                    "-o",
                                    "-",
                                    "-std=gnu11",
                                    "-O2",
                                    "-gline-tables-only",
                                    "-ffreestanding",
                                    "-mgeneral-regs-only",
                                    "-fno-strict-aliasing",
                                    "-fwrapv",
                                    "-fno-delete-null-pointer-checks",
                                    "-fno-asynchronous-unwind-tables",
                                    "-fomit-frame-pointer",
                                    "-fno-stack-protector",
                                    "-w",
                                    "-DVMALOCK_PLAIN=1",
                                    "-fdebug-compilation-dir=.",
                                    "-ffile-prefix-map=./=",
                                    "-I" + toolkit.shims + "/plain",
                                    "-I" + toolkit.shims,
                                    "-Iinclude",
                                    "unit.c"};
  words.insert(words.begin() + 1, machine.options.begin(),
               machine.options.end());
  const TemporaryFolder work;
  const std::string errors = work.path() + "/errors.txt";
  const CommandResult result = run_command(words, tree.folder, errors);
  if (result.status == 0) return read_assembly(result.output);
  const std::string said = read_file(errors).value_or("");
  why = std::string(machine.name) + ": " + said.substr(0, said.find('\n'));
  return {};
}

/// What `other` has less of.
std::vector<std::string> surplus(const std::map<std::string, unsigned>& one,
                                 const std::map<std::string, unsigned>& other) {
  std::vector<std::string> names;
  for (const auto& [name, count] : one) {
    const auto found = other.find(name);
    for (unsigned i = found == other.end() ? 0 : found->second; i < count; ++i)
      names.push_back(name);
  }
  return names;
}

bool has_changed_line(const FunctionCode& code, const ChangedLines& changed) {
  return std::any_of(
      code.lines.begin(), code.lines.end(), [&](const auto& line) {
        const auto file = changed.find(line.first);
        return file != changed.end() && file->second.contains(line.second);
      });
}

MachineCost cost_on(const char* machine, const Code& before, const Code& after,
                    const std::string& name) {
  MachineCost cost;
  cost.machine = machine;
  const auto old_code = before.find(name), new_code = after.find(name);
  const FunctionCode none;
  const FunctionCode& from = old_code == before.end() ? none : old_code->second;
  const FunctionCode& to = new_code == after.end() ? none : new_code->second;
  if (old_code != before.end()) cost.before = from.instructions;
  if (new_code != after.end()) cost.after = to.instructions;
  cost.gone = surplus(from.ordering, to.ordering);
  cost.added = surplus(to.ordering, from.ordering);
  return cost;
}

}  // namespace

CodeCost code_cost(const CompiledTree& before, const CompiledTree& after,
                   const Toolkit& toolkit) {
  CodeCost cost;
  std::map<std::string, FunctionCost> by_name;
  std::set<std::string> touched;
  for (const Machine& machine : machines) {
    std::string why;
    const Code old_code = code_of(before, toolkit, machine, why);
    const Code new_code =
        why.empty() ? code_of(after, toolkit, machine, why) : Code();
    if (!why.empty()) {
      cost.missing.push_back(why);
      continue;
    }
    std::set<std::string> names;
    for (const Code* code : {&old_code, &new_code})
      for (const auto& [name, one] : *code) names.insert(name);
    for (const std::string& name : names) {
      if (name.starts_with("vmalock_")) continue;
      const auto code = new_code.find(name);
      if (code != new_code.end() &&
          has_changed_line(code->second, after.changed))
        touched.insert(name);
      by_name[name].machines.push_back(
          cost_on(machine.name, old_code, new_code, name));
    }
  }
  for (auto& [name, one] : by_name) {
    if (one.same() && !touched.contains(name)) continue;
    one.function = name;
    cost.functions.push_back(std::move(one));
  }
  std::stable_sort(cost.functions.begin(), cost.functions.end(),
                   [](const FunctionCost& a, const FunctionCost& b) {
                     return !a.same() && b.same();
                   });
  return cost;
}

}  // namespace vmalock::kernel_source
