// SPDX-License-Identifier: MIT
#include "harness/kernel_source/binding/loaded_lock.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "harness/base/check.h"
#include "harness/kernel/sites.h"
#include "harness/kernel_source/runtime/sites.h"

namespace vmalock::kernel_source {

namespace {

constexpr std::array<const char*, c_structs> struct_names = {
    "mm_struct", "vm_area_struct", "vma_lock", "task_struct"};

/// Of integer types whose size clang's layout does not say.
unsigned width_of(const Field& field) {
  if (field.pointer) return 8;
  static const std::map<std::string, unsigned> widths = {
      {"_Bool", 1},           {"char", 1},           {"unsigned char", 1},
      {"short", 2},           {"unsigned short", 2}, {"int", 4},
      {"unsigned int", 4},    {"long", 8},           {"unsigned long", 8},
      {"unsigned long[1]", 8}};
  std::string type = field.type;
  for (const char* qualifier : {"const ", "volatile "})
    if (type.starts_with(qualifier)) type = type.substr(std::strlen(qualifier));
  if (const auto known = widths.find(type); known != widths.end())
    return known->second;
  // A typedef: the field's room is its size, but for padding behind it.
  for (const unsigned width : {8u, 4u, 2u, 1u})
    if (field.bytes >= width && field.offset % width == 0) return width;
  return 0;
}

/// Not cells but objects of the harness.
bool is_opaque(const Field& field) {
  return field.type.find("vmalock_") != std::string::npos ||
         field.name.find("vmalock_") != std::string::npos ||
         (field.type.ends_with("]") && field.type != "unsigned long[1]");
}

}  // namespace

const char* struct_name(CStruct which) {
  return struct_names[static_cast<std::size_t>(which)];
}

const FieldCell* FieldCells::named(std::string_view name) const {
  for (const FieldCell& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

std::optional<unsigned> FieldCells::embedded(std::string_view name) const {
  for (const auto& [known, offset] : embedded_)
    if (known == name) return offset;
  return std::nullopt;
}

LoadedLock::LoadedLock(CompiledTree tree, std::string name)
    : tree_(std::move(tree)), name_(std::move(name)) {
  load();
  read_layouts();
}

void LoadedLock::load() {
  void* const object = dlopen(tree_.object.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!object)
    user_error(fmt::format("{}: the compiled lock cannot be loaded: {}",
                           tree_.name, dlerror()));
  ops_ = static_cast<const vmalock_lock_ops*>(
      dlsym(object, "vmalock_compiled_lock"));
  const auto* const sites =
      static_cast<vmalock_site* const*>(dlsym(object, "vmalock_all_sites"));
  const auto* const lines =
      static_cast<vmalock_line* const*>(dlsym(object, "vmalock_all_lines"));
  CHECK(ops_ && sites && lines);
  lines_ = {lines[0], lines[1]};
  read_sites({sites[0], sites[1]});
  info_ = {.name = name_,
           .kernel = tree_.version.empty() ? "?" : tree_.version,
           .commit = "-",
           .idea = keep("the lock of " + tree_.name + ", compiled"),
           .sites = rows_,
           .known_bugs = {},
           .build = tree_.hash};
}

void LoadedLock::forget_lines() const {
  for (vmalock_line& line : lines_) line.reached = 0;
}

std::string_view LoadedLock::keep(std::string text) {
  return strings_.emplace_back(std::move(text));
}

/// Each access becomes a row behind those of the kernel facilities.
void LoadedLock::read_sites(std::span<vmalock_site> sites) {
  for (const KernelSite& one : make_rows(sites, kernel::sites.size()))
    rows_.push_back(
        {keep(one.name), one.primitive, one.order, "-", "",
         keep(fmt::format("{}:{}", one.site->file, one.site->line))});
}

void LoadedLock::read_layouts() {
  for (std::size_t i = 0; i < c_structs; ++i) {
    FieldCells& out = fields_[i];
    const auto layout = std::find_if(
        tree_.layouts.begin(), tree_.layouts.end(),
        [&](const StructLayout& l) { return l.name == struct_names[i]; });
    if (layout == tree_.layouts.end()) continue;
    out.bytes = layout->bytes;
    if (out.bytes > structure_bytes)
      user_error(
          fmt::format("{}: struct {} has {} bytes; vmalock has room for "
                      "{}",
                      tree_.name, struct_names[i], out.bytes, structure_bytes));
    for (const Field& field : layout->fields) {
      const std::size_t dot = field.name.find('.');
      if (is_opaque(field))
        out.embedded_.emplace_back(field.name.substr(0, dot), field.offset);
      else if (const unsigned width = width_of(field))
        out.fields.push_back({field.name, field.offset, width, field.pointer});
    }
  }
}

}  // namespace vmalock::kernel_source
