// SPDX-License-Identifier: MIT
#include "harness/study/names.h"

#include <fnmatch.h>

#include <algorithm>

#include "harness/base/check.h"

namespace vmalock::study {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(
      a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

std::string nearest(std::string_view word, const Names& known) {
  std::string best;
  // Up to a third of the letters may be wrong; a beginning also counts.
  std::size_t limit = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& name : known) {
    std::size_t distance = edit_distance(word, name);
    if (word.size() >= 3 && name.starts_with(word))
      distance = std::min<std::size_t>(distance, 1);
    if (distance < limit) {
      limit = distance;
      best = name;
    }
  }
  return best;
}

std::string unknown_name(std::string_view noun, std::string_view word,
                         const Names& known, std::string_view how_to_list) {
  std::string text =
      "unknown " + std::string(noun) + " '" + std::string(word) + "'";
  const std::string meant = nearest(word, known);
  if (!meant.empty()) text += "; did you mean '" + meant + "'?";
  text += meant.empty() ? "; `" : " `";
  return text + std::string(how_to_list) + "` prints them all";
}

bool is_glob(std::string_view pattern) {
  return pattern.find_first_of("*?[") != std::string_view::npos;
}

bool glob_match(const std::string& pattern, const std::string& text) {
  return fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

Names select(const Names& patterns, const Names& known, std::string_view noun,
             std::string_view how_to_list) {
  std::vector<bool> chosen(known.size(), false);
  for (const std::string& pattern : patterns) {
    bool found = false;
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (!glob_match(pattern, known[i])) continue;
      chosen[i] = true;
      found = true;
    }
    if (!found) user_error(unknown_name(noun, pattern, known, how_to_list));
  }
  Names names;
  for (std::size_t i = 0; i < known.size(); ++i)
    if (chosen[i]) names.push_back(known[i]);
  return names;
}

}  // namespace vmalock::study
