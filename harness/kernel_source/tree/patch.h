// SPDX-License-Identifier: MIT
// Patches (unified diffs, as git and a mail have them): what they change, and
// applying them to the files of a tree that vmalock compiles.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace vmalock::kernel_source {

/// Files by their path in the tree.
using Files = std::map<std::string, std::string>;

/// What a patch says about one file.
struct FilePatch {
  std::string path;  ///< without a/ or b/
  std::string text;  ///< its --- and +++ lines and its hunks
};

struct Patch {
  std::string file;  ///< as the user named it
  std::vector<FilePatch> parts;
};

/// UserError if the file cannot be read or has no hunk.
Patch read_patch(const std::string& file);

/// Lines of the patched files that a patch added or changed; where it only
/// took lines away, the line behind them.
using ChangedLines = std::map<std::string, std::set<unsigned>>;

struct PatchedFiles {
  Files files;
  ChangedLines changed;
  std::vector<std::string> notes;  ///< what of a patch was ignored
};

/// Applies the parts that change one of `files`; UserError for a hunk that does
/// not apply. `tree`: how messages call the tree, "DIR (7.2.13)".
PatchedFiles apply_patches(const Files& files,
                           const std::vector<Patch>& patches,
                           const std::string& tree);

}  // namespace vmalock::kernel_source
