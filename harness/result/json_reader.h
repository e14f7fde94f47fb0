// SPDX-License-Identifier: MIT
// A value of a JSON text with its path, so that a complaint can say what is
// wrong where.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "harness/base/check.h"
#include "harness/base/printable.h"

namespace vmalock {

class JsonReader {
 public:
  using Json = nlohmann::ordered_json;

  /// `how`: ends every complaint, what to give instead.
  JsonReader(
      const Json& json, std::string path,
      std::string how = "; give a file written by `vmalock --out json:FILE`")
      : json_(json), path_(std::move(path)), how_(std::move(how)) {}

  JsonReader field(const char* key) const {
    if (!json_.is_object()) refuse("is no object");
    const auto it = json_.find(key);
    if (it == json_.end()) refuse(std::string("has no field '") + key + "'");
    return {*it, path_ + "." + key, how_};
  }
  /// A field that may be missing or null.
  std::optional<JsonReader> optional_field(const char* key) const {
    if (!json_.is_object()) refuse("is no object");
    const auto it = json_.find(key);
    if (it == json_.end() || it->is_null()) return std::nullopt;
    return JsonReader(*it, path_ + "." + key, how_);
  }
  std::string text(const char* key) const { return field(key).string(); }
  std::string optional_text(const char* key) const {
    const auto f = optional_field(key);
    return f ? f->string() : std::string();
  }
  std::string string() const {
    if (!json_.is_string()) refuse("is no string");
    return printable(json_.get<std::string>());
  }
  template <class T>
  T number(const char* key) const {
    return field(key).template as<T>();
  }
  /// A number that T can hold.
  template <class T>
  T as() const {
    if (!json_.is_number()) refuse("is no number");
    if constexpr (std::is_integral_v<T>) {
      if (!json_.is_number_integer()) refuse("is no whole number");
      if (!fits<T>())
        refuse("is not in " + std::to_string(std::numeric_limits<T>::min()) +
               " to " + std::to_string(std::numeric_limits<T>::max()));
    }
    return json_.get<T>();
  }
  bool truth(const char* key) const {
    const JsonReader f = field(key);
    if (!f.json_.is_boolean()) f.refuse("is not true or false");
    return f.json_.get<bool>();
  }
  std::vector<JsonReader> elements(const char* key) const {
    const JsonReader f = field(key);
    if (!f.json_.is_array()) f.refuse("is no array");
    std::vector<JsonReader> all;
    for (std::size_t i = 0; i < f.json_.size(); ++i)
      all.emplace_back(f.json_[i], f.path_ + "[" + std::to_string(i) + "]",
                       how_);
    return all;
  }
  std::vector<JsonReader> optional_elements(const char* key) const {
    return optional_field(key) ? elements(key) : std::vector<JsonReader>();
  }
  /// Calls f(name, JsonReader) for every member of this object.
  template <class F>
  void each(F f) const {
    if (!json_.is_object()) refuse("is no object");
    for (const auto& [member, value] : json_.items())
      f(member, JsonReader(value, path_ + "." + member, how_));
  }
  template <class F>
  void members(const char* key, F f) const {
    field(key).each(f);
  }
  [[noreturn]] void refuse(const std::string& what) const {
    user_error(path_ + " " + what + how_);
  }

 private:
  const Json& json_;
  std::string path_, how_;

  template <class T>
  bool fits() const {
    if (json_.is_number_unsigned())
      return std::in_range<T>(json_.get<std::uint64_t>());
    return std::in_range<T>(json_.get<std::int64_t>());
  }
};

}  // namespace vmalock
