// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/patch.h"

#include <fmt/format.h>

#include <cstdio>
#include <optional>
#include <sstream>

#include "harness/base/check.h"
#include "harness/kernel_source/tree/command.h"
#include "harness/kernel_source/tree/folder.h"
#include "harness/kernel_source/tree/kernel_tree.h"

namespace vmalock::kernel_source {

namespace {

/// "a/mm/vma.c\t2026-…" -> "mm/vma.c"
std::string path_of(const std::string& line) {
  std::string path = line.substr(4);
  path = path.substr(0, path.find_first_of("\t\r"));
  if (path == "/dev/null") return path;
  const std::size_t slash = path.find('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

struct HunkHead {
  unsigned old_count = 1;
  unsigned new_count = 1;
  unsigned new_first = 0;
};

/// "@@ -12,3 +12,4 @@ …"
std::optional<HunkHead> hunk_head(const std::string& line) {
  HunkHead head;
  unsigned old_first = 0;
  const char* at = line.c_str();
  int used = 0;
  if (std::sscanf(at, "@@ -%u%n", &old_first, &used) != 1) return std::nullopt;
  at += used;
  if (std::sscanf(at, ",%u%n", &head.old_count, &used) == 1) at += used;
  if (std::sscanf(at, " +%u%n", &head.new_first, &used) != 1)
    return std::nullopt;
  at += used;
  std::sscanf(at, ",%u", &head.new_count);
  return head;
}

/// Lines that an `diff -U0` between the two files calls new.
std::set<unsigned> changed_lines(const std::string& folder,
                                 const std::string& path) {
  const CommandResult diff =
      run_command({"diff", "-U0", "before/" + path, "after/" + path}, folder);
  std::set<unsigned> lines;
  std::istringstream in(diff.output);
  for (std::string line; std::getline(in, line);) {
    const auto head = hunk_head(line);
    if (!head) continue;
    if (head->new_count == 0) lines.insert(head->new_first + 1);
    for (unsigned i = 0; i < head->new_count; ++i)
      lines.insert(head->new_first + i);
  }
  return lines;
}

/// What `patch` said about the first hunk that it could not apply: the hunk's
/// number and line.
std::string first_failure(const std::string& output) {
  unsigned hunk = 0, line = 0;
  const std::size_t at = output.find("Hunk #");
  for (std::size_t i = at; i != std::string::npos;
       i = output.find("Hunk #", i + 1))
    if (std::sscanf(output.c_str() + i, "Hunk #%u FAILED at %u", &hunk,
                    &line) == 2)
      return fmt::format("hunk {} (line {})", hunk, line);
  return "it";
}

void apply_part(const std::string& folder, const Patch& patch,
                const FilePatch& part, const std::string& tree) {
  write_file(folder + "/part.diff", part.text);
  const CommandResult result =
      run_command({"patch", "-p1", "--batch", "--forward", "--fuzz=0",
                   "--no-backup-if-mismatch", "-r", "-", "-d", "after", "-i",
                   "../part.diff"},
                  folder);
  if (result.status == 127)
    user_error(
        "--patch needs the program patch; install it (apt-get install "
        "patch)");
  if (result.status != 0)
    user_error(fmt::format(
        "{} of {} does not apply to {} of {}; is the patch for another "
        "version, or another one needed before it (--patch several times, in "
        "order)?",
        first_failure(result.output), patch.file, part.path, tree));
}

}  // namespace

Patch read_patch(const std::string& file) {
  Patch patch = {file, {}};
  const auto text = read_file(file);
  if (!text)
    user_error("--patch " + file +
               ": there is no such file, or it cannot be "
               "read");
  std::istringstream in(*text);
  std::string old_line;
  std::string old_path;
  HunkHead left = {0, 0, 0};
  for (std::string line; std::getline(in, line);) {
    const bool in_hunk = left.old_count + left.new_count > 0;
    if (in_hunk) {
      patch.parts.back().text += line + "\n";
      const char kind = line.empty() ? ' ' : line[0];
      if (kind != '+' && kind != '\\' && left.old_count > 0) --left.old_count;
      if (kind != '-' && kind != '\\' && left.new_count > 0) --left.new_count;
    } else if (line.starts_with("--- ")) {
      old_path = path_of(line);
      old_line = line;
    } else if (line.starts_with("+++ ") && !old_line.empty()) {
      const std::string path = path_of(line);
      patch.parts.push_back({path == "/dev/null" ? old_path : path,
                             old_line + "\n" + line + "\n"});
      old_line.clear();
    } else if (const auto head = hunk_head(line);
               head && !patch.parts.empty()) {
      patch.parts.back().text += line + "\n";
      left = *head;
    } else if (line.starts_with("\\") && !patch.parts.empty()) {
      patch.parts.back().text += line + "\n";
    }
  }
  if (patch.parts.empty())
    user_error("--patch " + file +
               ": no diff in it; write one with `git "
               "format-patch` or `diff -u`, whose paths start at the tree");
  return patch;
}

PatchedFiles apply_patches(const Files& files,
                           const std::vector<Patch>& patches,
                           const std::string& tree) {
  PatchedFiles result = {files, {}, {}};
  if (patches.empty()) return result;
  const TemporaryFolder folder;
  for (const auto& [path, text] : files)
    for (const char* side : {"before/", "after/"})
      write_file(folder.path() + "/" + side + path, text);
  for (const Patch& patch : patches)
    for (const FilePatch& part : patch.parts) {
      if (files.contains(part.path))
        apply_part(folder.path(), patch, part, tree);
      else
        result.notes.push_back(fmt::format(
            "{} changes {}, which vmalock does not compile: ignored{}",
            patch.file, part.path,
            part.path == refcount_file ? "; --kernel-refcount compiles it"
                                       : ""));
    }
  for (auto& [path, text] : result.files) {
    const auto patched = read_file(folder.path() + "/after/" + path);
    if (patched && *patched == text) continue;
    if (patched) result.changed[path] = changed_lines(folder.path(), path);
    text = patched.value_or("");
  }
  return result;
}

}  // namespace vmalock::kernel_source
