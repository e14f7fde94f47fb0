// SPDX-License-Identifier: MIT
#include "harness/study/matrix.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "harness/base/check.h"
#include "harness/study/names.h"

namespace vmalock::study {

namespace {

template <class Info>
void add_new(std::vector<const Info*>& all, const Info* info) {
  for (const Info* known : all)
    if (known->name == info->name) return;
  all.push_back(info);
}

/// "6.5 to 6.13" -> {6, 5}
std::pair<unsigned, unsigned> first_version(std::string_view kernel) {
  unsigned major = 0, minor = 0;
  std::sscanf(std::string(kernel).c_str(), "%u.%u", &major, &minor);
  return {major, minor};
}

/// Oldest kernel first, planted bugs last.
bool comes_first(const ImplInfo* a, const ImplInfo* b) {
  if (a->mutant != b->mutant) return b->mutant;
  return first_version(a->kernel) < first_version(b->kernel);
}

Names strings(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

template <class Info>
Names names_of(const std::vector<const Info*>& all) {
  Names names;
  for (const Info* info : all) names.emplace_back(info->name);
  return names;
}

}  // namespace

std::vector<const ImplInfo*> all_impls(std::span<Engine* const> engines) {
  std::vector<const ImplInfo*> all;
  for (const Engine* engine : engines)
    for (const Binding& b : engine->bindings()) add_new(all, b.impl);
  std::stable_sort(all.begin(), all.end(), comes_first);
  return all;
}

std::vector<const CaseInfo*> all_cases(std::span<Engine* const> engines) {
  std::vector<const CaseInfo*> all;
  for (const Engine* engine : engines)
    for (const Binding& b : engine->bindings()) add_new(all, b.case_info);
  return all;
}

Engine& engine_named(std::span<Engine* const> engines,
                     const std::string& name) {
  Names known;
  for (Engine* engine : engines) {
    if (engine->name() == name) return *engine;
    known.emplace_back(engine->name());
  }
  user_error(unknown_name("engine", name, known, "vmalock list engines"));
}

Engine& proving_engine(std::span<Engine* const> engines) {
  for (Engine* engine : engines)
    if (engine->proves()) return *engine;
  user_error("this program has no engine that proves");
}

std::string model_for(const Engine& engine, const std::string& asked) {
  const Names models = strings(engine.models());
  const auto has = [&](const std::string& model) {
    return std::find(models.begin(), models.end(), model) != models.end();
  };
  if (asked.empty()) {
    if (models.empty()) return "";
    // The model that the kernel is written for, or the next best.
    for (const char* model : {"lkmm", "rc11"})
      if (has(model)) return model;
    return models.front();
  }
  if (has(asked)) return asked;
  const std::string engine_name(engine.name());
  if (models.empty())
    user_error("--model " + asked + ": the engine " + engine_name +
               " has no choice of memory model; leave --model out or use "
               "--engine graph");
  std::string text =
      unknown_name("model", asked, models, "vmalock list models");
  for (std::size_t i = 0; i < models.size(); ++i)
    text +=
        (i == 0 ? "; the engine " + engine_name + " has " : ", ") + models[i];
  user_error(text);
}

const Binding* find_binding(const Engine& engine, std::string_view impl,
                            std::string_view case_name) {
  for (const Binding& b : engine.bindings())
    if (b.impl->name == impl && b.case_info->name == case_name) return &b;
  return nullptr;
}

const Binding& binding_of(const Engine& engine, const std::string& impl,
                          const std::string& case_name) {
  if (const Binding* b = find_binding(engine, impl, case_name)) return *b;
  std::vector<const ImplInfo*> impls;
  std::vector<const CaseInfo*> cases;
  for (const Binding& b : engine.bindings()) {
    add_new(impls, b.impl);
    add_new(cases, b.case_info);
  }
  const Names known = names_of(impls);
  if (std::find(known.begin(), known.end(), impl) == known.end())
    user_error(
        unknown_name("implementation", impl, known, "vmalock list impls"));
  const Names known_cases = names_of(cases);
  if (std::find(known_cases.begin(), known_cases.end(), case_name) !=
      known_cases.end())
    user_error("the mutant " + impl + " does not run with the case " +
               case_name + ", only with those that must catch it; `vmalock " +
               "list impls` prints them");
  user_error(
      unknown_name("case", case_name, known_cases, "vmalock list cases"));
}

}  // namespace vmalock::study
