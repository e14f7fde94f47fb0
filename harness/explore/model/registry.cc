// SPDX-License-Identifier: MIT
// The memory models: a row each.
#include "harness/explore/model/in_order.h"
#include "harness/explore/model/lkmm/lkmm.h"

namespace vmalock::explore {

namespace {

template <class M>
std::unique_ptr<MemoryModel> make(const ModelParts& parts) {
  return std::make_unique<M>(parts);
}

}  // namespace

std::span<const ModelRow> model_rows() {
  static constexpr ModelRow rows[] = {
      {Model::lkmm, "lkmm", &make<Lkmm>},
      {Model::rc11, "rc11", &make<Rc11>},
      {Model::tso, "tso", &make<Tso>},
      {Model::sc, "sc", &make<Sc>},
  };
  return rows;
}

std::string_view name(Model model) {
  for (const ModelRow& row : model_rows())
    if (row.model == model) return row.name;
  return "";
}

std::vector<std::string_view> model_names() {
  std::vector<std::string_view> names;
  for (const ModelRow& row : model_rows()) names.push_back(row.name);
  return names;
}

std::optional<Model> model_named(std::string_view name) {
  for (const ModelRow& row : model_rows())
    if (row.name == name) return row.model;
  return std::nullopt;
}

std::unique_ptr<MemoryModel> make_model(const ModelParts& parts) {
  for (const ModelRow& row : model_rows())
    if (row.model == parts.run.options.model) return row.make(parts);
  return nullptr;
}

}  // namespace vmalock::explore
