// SPDX-License-Identifier: MIT
#include "harness/models/model.h"

#include <array>

namespace vmalock::models {

std::span<const Model* const> all_models() {
  static const std::array<const Model*, 4> models = {&sc(), &tso(), &rc11(),
                                                     &lkmm()};
  return models;
}

const Model* find_model(std::string_view name) {
  for (const Model* model : all_models())
    if (model->name() == name) return model;
  return name == lkmm_6_12().name() ? &lkmm_6_12() : nullptr;
}

std::string model_names() {
  std::string names;
  for (const Model* model : all_models()) {
    names += model->name();
    names += ", ";
  }
  return names.append(lkmm_6_12().name());
}

}  // namespace vmalock::models
