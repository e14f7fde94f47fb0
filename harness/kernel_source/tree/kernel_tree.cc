// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/kernel_tree.h"

#include <cstdio>
#include <filesystem>
#include <sstream>

#include "harness/base/check.h"
#include "harness/kernel_source/tree/folder.h"
#include "harness/kernel_source/tree/source_text.h"

namespace vmalock::kernel_source {

namespace {

constexpr const char* types_file = "include/linux/mm_types.h";
constexpr const char* lock_file = "mm/mmap_lock.c";

constexpr const char* wanted[] = {
    lock_file,
    types_file,
    "include/linux/mm.h",
    "include/linux/mmap_lock.h",
    "include/linux/rcuwait.h",
    "mm/memory.c",
    "mm/vma_init.c",
    "kernel/fork.c",
};

/// VERSION, PATCHLEVEL and SUBLEVEL of the Makefile.
std::string version_of(const std::string& folder) {
  std::istringstream in(read_file(folder + "/Makefile").value_or(""));
  unsigned major = 0, minor = 0, sub = 0;
  for (std::string line; std::getline(in, line);) {
    std::sscanf(line.c_str(), "VERSION = %u", &major);
    std::sscanf(line.c_str(), "PATCHLEVEL = %u", &minor);
    std::sscanf(line.c_str(), "SUBLEVEL = %u", &sub);
  }
  if (major == 0) return "";
  std::string text = std::to_string(major) + "." + std::to_string(minor);
  return sub == 0 ? text : text + "." + std::to_string(sub);
}

void require_a_lock(const KernelTree& tree) {
  const SourceText types(types_file, tree.files.at(types_file));
  const auto vma = types.structure("vm_area_struct");
  const std::string fields = vma ? types.code(*vma) : "";
  const auto has = [&](const char* name) {
    return find_word(fields, name) != std::string::npos;
  };
  if (!has("vm_refcnt") && !has("vm_lock"))
    user_error("--kernel-tree " + tree.name() +
               ": no lock found: neither vm_refcnt nor vm_lock in struct "
               "vm_area_struct of " +
               types_file + "; the per-VMA lock came with 6.4");
}

}  // namespace

bool KernelTree::lock_has_a_file() const {
  const auto file = files.find(lock_file);
  return file != files.end() &&
         SourceText(lock_file, file->second).function("lock_vma_under_rcu");
}

std::string KernelTree::name() const {
  return version.empty() ? folder : folder + " (" + version + ")";
}

KernelTree read_tree(const std::string& folder, bool with_refcount) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    user_error("--kernel-tree " + folder +
               ": there is no such folder; write the top folder of a kernel "
               "source tree");
  KernelTree tree = {folder, version_of(folder), {}};
  for (const char* path : wanted)
    if (auto text = read_file(folder + "/" + path))
      tree.files[path] = std::move(*text);
  if (with_refcount) {
    auto text = read_file(folder + "/" + refcount_file);
    if (!text)
      user_error("--kernel-refcount: " + tree.name() + " has no " +
                 refcount_file);
    tree.files[refcount_file] = std::move(*text);
  }
  for (const char* path : {types_file, "include/linux/mmap_lock.h"})
    if (!tree.files.contains(path))
      user_error("--kernel-tree " + folder +
                 ": this is no kernel source tree, "
                 "it has no " +
                 path +
                 "; write the top folder of one, 6.4 or "
                 "later");
  require_a_lock(tree);
  if (tree.lock_has_a_file()) tree.files.erase("mm/memory.c");
  if (tree.files.contains("mm/vma_init.c")) tree.files.erase("kernel/fork.c");
  return tree;
}

}  // namespace vmalock::kernel_source
