// SPDX-License-Identifier: MIT
#include "harness/explore/search/outcomes.h"

#include <algorithm>

namespace vmalock::explore {

std::uint32_t Outcomes::number_of(const char* name, unsigned index) {
  for (const Component& c : components_)
    if (c.name == name && c.index == index) return c.number;
  const std::string text =
      std::string(name) + "[" + std::to_string(index) + "]";
  const auto [at, added] =
      numbers_.emplace(text, static_cast<std::uint32_t>(names_.size()));
  if (added) names_.push_back(text);
  components_.push_back({name, index, at->second});
  return at->second;
}

void Outcomes::set(Tuple& tuple, const char* name, unsigned index,
                   std::int64_t value) {
  const std::uint32_t number = number_of(name, index);
  const auto at = std::lower_bound(
      tuple.begin(), tuple.end(), number,
      [](const auto& entry, std::uint32_t n) { return entry.first < n; });
  if (at != tuple.end() && at->first == number)
    at->second = value;
  else
    tuple.insert(at, {number, value});
}

Outcomes::Values Outcomes::named(const Tuple& tuple) const {
  Values values;
  for (const auto& [number, value] : tuple) values[names_[number]] = value;
  return values;
}

std::vector<Outcome> Outcomes::sorted() const {
  std::vector<Outcome> all;
  for (const auto& [tuple, count] : counts_) {
    const auto witness = witnesses_.find(tuple);
    all.push_back({named(tuple), count,
                   witness == witnesses_.end() ? "" : witness->second});
  }
  return merged({all});
}

std::size_t Outcomes::Hash::operator()(const Tuple& tuple) const {
  std::uint64_t hash = tuple.size();
  for (const auto& [number, value] : tuple) {
    hash = (hash ^ number) * 0x9e3779b97f4a7c15u;
    hash = (hash ^ (hash >> 32) ^ static_cast<std::uint64_t>(value)) *
           0xbf58476d1ce4e5b9u;
  }
  return hash ^ (hash >> 29);
}

std::vector<Outcome> merged(const std::vector<std::vector<Outcome>>& parts) {
  std::map<Outcomes::Values, Outcome> sum;
  for (const auto& part : parts)
    for (const Outcome& outcome : part) {
      Outcome& total = sum[outcome.values];
      total.count += outcome.count;
      if (total.witness.empty()) total.witness = outcome.witness;
    }
  std::vector<Outcome> all;
  for (const auto& [values, total] : sum)
    all.push_back({values, total.count, total.witness});
  return all;
}

}  // namespace vmalock::explore
