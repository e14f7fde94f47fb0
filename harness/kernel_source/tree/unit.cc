// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/unit.h"

#include <algorithm>
#include <sstream>

#include "harness/base/check.h"
#include "harness/kernel_source/tree/source_text.h"

namespace vmalock::kernel_source {

namespace {

constexpr const char* types_file = "include/linux/mm_types.h";
constexpr const char* mm_file = "include/linux/mm.h";
constexpr const char* lock_file = "mm/mmap_lock.c";
constexpr const char* macro = "CONFIG_PER_VMA_LOCK";

/// Included whole.
constexpr const char* rcuwait_file = "include/linux/rcuwait.h";
constexpr const char* whole_headers[] = {"include/linux/mmap_lock.h",
                                         rcuwait_file, refcount_file};

/// Functions of memory.c, one of which a block has that belongs to the lock.
constexpr const char* lock_functions[] = {
    "lock_vma_under_rcu", "__vma_start_write", "__vma_enter_locked"};

/// The life of a vma, in the files that may have it.
constexpr const char* life_files[] = {"mm/vma_init.c", "kernel/fork.c"};
constexpr const char* life_functions[] = {
    "vma_lock_alloc", "vma_lock_free",      "vm_area_init_from",
    "vm_area_alloc",  "vm_area_dup",        "__vm_area_free",
    "vm_area_free",   "vm_area_free_rcu_cb"};

/// What the shims ask about (VMALOCK_HAS_…).
constexpr const char* optional_functions[] = {"mmap_lock_speculate_try_begin",
                                              "vma_start_read_locked",
                                              "vma_assert_locked",
                                              "vma_start_write_killable",
                                              "vma_mark_attached",
                                              "lock_next_vma",
                                              "__vm_area_free"};

bool taken_in_parts(const std::string& path) {
  return path != lock_file &&
         std::find(std::begin(whole_headers), std::end(whole_headers), path) ==
             std::end(whole_headers);
}

class Writer {
 public:
  Writer(const KernelTree& tree, const UnitOptions& options)
      : tree_(tree), options_(options) {
    for (const auto& [path, text] : tree.files) texts_[path] = {path, text};
  }

  Files files() {
    Files out;
    out["unit.c"] = unit();
    out["include/vmalock_tree.h"] = header();
    for (const char* path : whole_headers)
      if (has(path)) out[path] = text(path).text();
    if (tree_.lock_has_a_file()) out[lock_file] = text(lock_file).text();
    add_stubs(out);
    return out;
  }

 private:
  const KernelTree& tree_;
  const UnitOptions& options_;
  std::map<std::string, SourceText> texts_;

  bool has(const std::string& path) const { return texts_.contains(path); }
  const SourceText& text(const std::string& path) const {
    return texts_.at(path);
  }

  std::string unit() const {
    std::string out;
    if (has(rcuwait_file) && text(rcuwait_file).structure("rcuwait"))
      out += define("VMALOCK_RCUWAIT_IS_DEFINED");
    if (has(refcount_file)) {
      out += define("VMALOCK_TREE_REFCOUNT");
      if (text(refcount_file).structure("refcount_struct"))
        out += define("VMALOCK_REFCOUNT_IS_DEFINED");
    }
    out += "#include <vmalock/kernel.h>\n";
    for (const std::string& name : options_.ignored)
      out += "#define " + name + "(...) ((void)0)\n";
    for (const std::string& file : options_.headers)
      out += "#include \"" + file + "\"\n";
    for (const char* path : whole_headers)
      if (has(path)) out += "#include <" + std::string(path).substr(8) + ">\n";
    // What the lock calls of a header stands before it there, too.
    out += functions_of(true, options_.functions);
    if (!tree_.lock_has_a_file()) out += lock_of_other_files();
    std::vector<std::string> life = {"vma_init"};
    life.insert(life.end(), std::begin(life_functions),
                std::end(life_functions));
    out += functions_of(true, life);
    life.insert(life.end(), options_.functions.begin(),
                options_.functions.end());
    out += functions_of(false, life);
    if (tree_.lock_has_a_file())
      out += "#include \"" + std::string(lock_file) + "\"\n";
    return out + "#include <vmalock/exports.h>\n";
  }

  std::string lock_of_other_files() const {
    std::string out;
    if (has(mm_file))
      for (const Lines& block : text(mm_file).guarded_by(macro))
        out += text(mm_file).with_line(block);
    if (has("mm/memory.c")) {
      const SourceText& memory = text("mm/memory.c");
      for (const Lines& block : memory.guarded_by(macro)) {
        const SourceText part("", memory.lines(block));
        if (std::any_of(std::begin(lock_functions), std::end(lock_functions),
                        [&](const char* name) { return part.function(name); }))
          out += memory.with_line(block);
      }
    }
    return out;
  }

  std::string functions_of(bool headers,
                           const std::vector<std::string>& names) const {
    std::string out;
    for (const auto& [path, source] : texts_)
      if (taken_in_parts(path) && path.ends_with(".h") == headers)
        out += functions(path, names);
    return out;
  }

  /// In the file's order.
  std::string functions(const std::string& path,
                        const std::vector<std::string>& names) const {
    std::vector<Lines> found;
    for (const std::string& name : names)
      if (const auto lines = text(path).function(name)) found.push_back(*lines);
    std::sort(found.begin(), found.end(),
              [](const Lines& a, const Lines& b) { return a.first < b.first; });
    std::string out;
    for (const Lines& lines : found) out += text(path).with_line(lines);
    return out;
  }

  std::string header() const {
    std::string out;
    for (const char* name : optional_functions)
      if (defined(name)) out += define("VMALOCK_HAS_" + std::string(name));
    for (const auto& [path, source] : texts_)
      if (const auto lines = source.function("vma_start_read")) {
        const std::string code = source.code(*lines);
        if (find_word(code.substr(0, code.find('{')), "mm_struct") !=
            std::string::npos)
          out += define("VMALOCK_START_READ_HAS_MM");
        if (find_word(code, "rcu_read_unlock") != std::string::npos)
          out += define("VMALOCK_START_READ_DROPS_RCU");
      }
    for (const auto& [path, source] : texts_)
      if (const auto lines = source.function("lock_vma_under_rcu"))
        if (find_word(source.code(*lines), "anon_vma") != std::string::npos)
          out += define("VMALOCK_LOOKUP_ASKS_ANON_VMA");
    if (vmas_are_reused()) out += define("VMALOCK_TYPESAFE_BY_RCU");
    out += mm_fields();
    for (const char* path : {types_file, mm_file})
      if (has(path))
        for (const Lines& lines : text(path).defines(
                 {"VM_REFCNT_", "VMA_LOCK_OFFSET", "VMA_REF_LIMIT"}))
          out += text(path).with_line(lines);
    const auto vma = text(types_file).structure("vm_area_struct");
    CHECK(vma.has_value());  // read_tree has looked
    return out + text(types_file).with_line(*vma);
  }

  static std::string define(const std::string& name) {
    return "#define " + name + " 1\n";
  }

  bool defined(const char* function) const {
    return std::any_of(texts_.begin(), texts_.end(), [&](const auto& file) {
      return file.second.function(function).has_value();
    });
  }

  /// Whether the cache of vmas is made SLAB_TYPESAFE_BY_RCU.
  bool vmas_are_reused() const {
    for (const char* path : life_files) {
      if (!has(path)) continue;
      const std::string& code = text(path).text();
      const std::size_t made = code.find("vm_area_cachep = kmem_cache_create");
      if (made != std::string::npos &&
          code.substr(made, code.find(';', made) - made)
                  .find("SLAB_TYPESAFE_BY_RCU") != std::string::npos)
        return true;
    }
    return false;
  }

  /// Of struct mm_struct: what the lock has there changed its type.
  std::string mm_fields() const {
    std::string out;
    const std::string& code = text(types_file).text();
    for (const char* type : {"seqcount_t", "int"}) {
      const std::string declared = std::string(type) + " mm_lock_seq";
      if (find_word(code, declared) != std::string::npos) {
        out += "#define VMALOCK_MM_LOCK_SEQ " + std::string(type) + "\n";
        break;
      }
    }
    if (text(types_file).names("vma_writer_wait"))
      out += define("VMALOCK_HAS_vma_writer_wait");
    out += "#define VMALOCK_MM_FIELDS";
    for (const std::string& field : options_.fields) out += " " + field + ";";
    return out + "\n";
  }

  /// The headers that the compiled text includes and that the shims stand for:
  /// empty.
  static void add_stubs(Files& out) {
    std::vector<std::string> names;
    for (const auto& [path, text] : out) {
      std::istringstream in(text);
      for (std::string line; std::getline(in, line);) {
        const std::size_t at = line.find("#include ");
        const std::size_t open = line.find_first_of("<\"");
        if (at != 0 || open == std::string::npos) continue;
        const std::size_t close = line.find_first_of(">\"", open + 1);
        if (close == std::string::npos) continue;
        names.push_back(line.substr(open + 1, close - open - 1));
      }
    }
    for (const std::string& name : names)
      if (!name.starts_with("vmalock") && !name.starts_with("/") &&
          !out.contains(name) && !out.contains("include/" + name))
        out["include/" + name] = "";
  }
};

}  // namespace

Files make_unit(const KernelTree& tree, const UnitOptions& options) {
  return Writer(tree, options).files();
}

bool tree_defines(const KernelTree& tree, const std::string& function) {
  return std::any_of(
      tree.files.begin(), tree.files.end(), [&](const auto& file) {
        return taken_in_parts(file.first) &&
               SourceText(file.first, file.second).function(function);
      });
}

}  // namespace vmalock::kernel_source
