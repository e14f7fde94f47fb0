// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <sstream>

#include "harness/base/check.h"
#include "harness/kernel_source/tree/command.h"
#include "harness/kernel_source/tree/diagnostics.h"
#include "harness/kernel_source/tree/folder.h"
#include "harness/kernel_source/tree/kernel_tree.h"
#include "harness/kernel_source/tree/unit.h"

namespace vmalock::kernel_source {

namespace {

namespace fs = std::filesystem;

/// Majors that the pass is built for, first choice first.
constexpr const char* majors[] = {"14", "16", "19"};

/// How often functions that the compiled ones call are looked for in the tree.
constexpr unsigned max_rounds = 8;

struct Compiler {
  std::string program;  ///< its path
  std::string plugin;
};

/// Empty if there is none.
std::string plugin_of(const Toolkit& toolkit, const std::string& major) {
  const auto pass = toolkit.passes.find(major);
  return pass != toolkit.passes.end() && fs::exists(pass->second) ? pass->second
                                                                  : "";
}

/// "clang-14, clang-16": those that a pass was built for.
std::string have_passes(const Toolkit& toolkit) {
  std::string have;
  for (const char* major : majors)
    if (!plugin_of(toolkit, major).empty())
      have += (have.empty() ? "clang-" : ", clang-") + std::string(major);
  return have;
}

/// "clang version 16.0.6 (…)" -> "16"
std::string major_of(const std::string& program) {
  const CommandResult version = run_command({program, "--version"});
  unsigned major = 0;
  const std::size_t at = version.output.find("clang version ");
  if (version.status != 0 || at == std::string::npos ||
      std::sscanf(version.output.c_str() + at, "clang version %u", &major) != 1)
    user_error("--kernel-cc " + program +
               ": this is no clang; write clang-14, clang-16 or clang-19");
  return std::to_string(major);
}

Compiler named_compiler(const std::string& name, const Toolkit& toolkit) {
  const std::string program = find_program(name);
  if (program.empty())
    user_error("--kernel-cc " + name +
               ": there is no such program; install "
               "it (apt-get install " +
               name + ")");
  const std::string major = major_of(program);
  const std::string plugin = plugin_of(toolkit, major);
  if (!plugin.empty()) return {program, plugin};
  const std::string have = have_passes(toolkit);
  user_error(fmt::format(
      "--kernel-cc {}: vmalock has no pass for clang {}; {}", name, major,
      have.empty() ? "build it: ci/setup --kernel installs llvm-14-dev, and "
                     "cmake finds it"
                   : "it has one for " + have));
}

Compiler any_compiler(const Toolkit& toolkit) {
  for (const char* major : majors) {
    const std::string program = find_program("clang-" + std::string(major));
    const std::string plugin = plugin_of(toolkit, major);
    if (!program.empty() && !plugin.empty()) return {program, plugin};
  }
  user_error(
      have_passes(toolkit).empty()
          ? "--kernel-tree needs clang-14 (or 16, 19) and the pass for it; "
            "`ci/setup --kernel` installs what both need on Debian, then "
            "build vmalock again"
          : "--kernel-tree needs one of " + have_passes(toolkit) +
                "; install it (on Debian: apt-get install)");
}

Compiler choose_compiler(const SourceOptions& options, const Toolkit& toolkit) {
  return options.compiler.empty() ? any_compiler(toolkit)
                                  : named_compiler(options.compiler, toolkit);
}

/// A program is told apart by where it is, its size and its time.
std::string identity(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  const auto size = fs::file_size(real, error);
  const auto time = fs::last_write_time(real, error).time_since_epoch();
  return fmt::format("{} {} {}", real.string(), size, time.count());
}

void add_folder(Hash& hash, const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error))
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) hash.add(read_file(file).value_or(""));
}

std::vector<std::string> command(const Compiler& compiler,
                                 const Toolkit& toolkit) {
  return {compiler.program,
          "-std=gnu11",
          "-O2",
          "-g",
          "-fPIC",
          "-shared",
          "-fvisibility=hidden",
          "-ftls-model=initial-exec",
          "-fno-strict-aliasing",
          "-fwrapv",
          "-fno-builtin",
          "-fno-delete-null-pointer-checks",
          "-fno-optimize-sibling-calls",
          "-Wno-everything",
          "-Werror=implicit-function-declaration",
          "-Werror=return-type",
          "-fno-color-diagnostics",
          "-fno-caret-diagnostics",
          "-Xclang",
          "-fdump-record-layouts",
          "-I" + toolkit.shims,
          "-Iinclude",
          "-ffile-prefix-map=" + toolkit.shims + "/=",
          "-ffile-prefix-map=./=",
          "-fpass-plugin=" + compiler.plugin,
          "unit.c",
          "-o",
          "lock.so"};
}

/// What all of it is compiled from.
std::string hash_of(const KernelTree& tree, const UnitOptions& unit,
                    const Compiler& compiler, const Toolkit& toolkit) {
  Hash hash;
  for (const auto& [path, text] : tree.files) {
    hash.add(path);
    hash.add(text);
  }
  for (const auto* list : {&unit.ignored, &unit.fields})
    for (const std::string& word : *list) hash.add(word);
  for (const std::string& file : unit.headers)
    hash.add(read_file(file).value_or(""));
  for (const std::string& word : command(compiler, toolkit)) hash.add(word);
  add_folder(hash, toolkit.shims);
  hash.add(read_file(toolkit.shims + "/../runtime/abi.h").value_or(""));
  hash.add(identity(compiler.program));
  hash.add(identity(compiler.plugin));
  return hash.digits();
}

/// Compiles in the folder, which is then moved to `place`. Functions that are
/// called and that the tree defines in a file of which parts are compiled are
/// taken along.
std::vector<StructLayout> compile_in(const std::string& folder,
                                     const std::string& place,
                                     const KernelTree& tree, UnitOptions unit,
                                     const Compiler& compiler,
                                     const Toolkit& toolkit) {
  std::vector<std::string> words = command(compiler, toolkit);
  // Debuggers look for the source where it will be.
  words.push_back("-fdebug-compilation-dir=" + place);
  for (unsigned round = 0;; ++round) {
    for (const auto& [path, text] : make_unit(tree, unit))
      write_file(folder + "/" + path, text);
    const CommandResult result = run_command(words, folder, "errors.txt");
    if (result.status == 0) return parse_layouts(result.output);
    const std::string errors =
        read_file(folder + "/errors.txt").value_or(result.output);
    bool more = false;
    for (const std::string& name : unknown_functions(errors))
      if (round < max_rounds && tree_defines(tree, name) &&
          std::find(unit.functions.begin(), unit.functions.end(), name) ==
              unit.functions.end()) {
        unit.functions.push_back(name);
        more = true;
      }
    if (!more) user_error(explain_diagnostics(errors));
  }
}

void check_headers(const SourceOptions& options) {
  for (const std::string& file : options.headers)
    if (!fs::exists(file))
      user_error("--kernel-header " + file + ": there is no such file");
}

}  // namespace

CompiledTree compile_tree(const SourceOptions& options,
                          const Toolkit& toolkit) {
  KernelTree tree = read_tree(options.tree, options.refcount);
  std::vector<Patch> patches;
  for (const std::string& file : options.patches)
    patches.push_back(read_patch(file));
  check_headers(options);
  const Compiler compiler = choose_compiler(options, toolkit);
  PatchedFiles patched = apply_patches(tree.files, patches, tree.name());
  tree.files = std::move(patched.files);
  UnitOptions unit = {options.ignored, options.fields, {}, {}};
  for (const std::string& file : options.headers)
    unit.headers.push_back(fs::absolute(file).string());

  CompiledTree result;
  result.hash = hash_of(tree, unit, compiler, toolkit);
  result.version = tree.version;
  result.compiler = compiler.program;
  result.name = tree.name();
  result.changed = std::move(patched.changed);
  result.notes = std::move(patched.notes);
  const std::string parent = cache_folder() + "/kernel";
  result.folder = parent + "/" + result.hash;
  result.object = result.folder + "/lock.so";
  const auto layouts = read_file(result.folder + "/layouts.txt");
  if (layouts && fs::exists(result.object)) {
    result.layouts = read_layouts(*layouts);
    result.cached = true;
    return result;
  }
  const TemporaryFolder work(parent);
  result.layouts =
      compile_in(work.path(), result.folder, tree, unit, compiler, toolkit);
  write_file(work.path() + "/layouts.txt", to_text(result.layouts));
  std::error_code error;
  fs::rename(work.path(), result.folder, error);  // or another was first
  if (error && !fs::exists(result.object))
    user_error("cannot write " + result.folder + ": " + error.message());
  return result;
}

}  // namespace vmalock::kernel_source
