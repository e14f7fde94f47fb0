// SPDX-License-Identifier: MIT
#include "harness/study/releases.h"

#include <fmt/format.h>

#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>

#include "harness/base/check.h"

namespace vmalock::study {

namespace {

struct Release {
  unsigned major = 0, minor = 0, patch = 0;
  friend auto operator<=>(const Release&, const Release&) = default;
};

/// Since which release of Linus's tree; names of impl/.
struct Mainline {
  Release since;
  std::string_view lock;  ///< empty: not known which
};

constexpr Mainline mainline[] = {
    {{6, 4, 0}, "rwsem-6.4"},
    {{6, 5, 0}, "rwsem-6.5"},
    {{6, 14, 0}, "rwsem-6.14"},
    {{6, 15, 0}, "refcnt-6.15"},
    {{6, 17, 0}, "refcnt-6.17"},
    {{6, 18, 0}, "refcnt-6.18"},
    {{6, 19, 0}, ""},
    {{7, 0, 0}, "refcnt-7.0"},
    {{7, 2, 0}, "refcnt-7.2"},
};
constexpr Release newest = {7, 2, 0};

/// Fixes and features that a stable series took, since which of its releases.
/// 6.4.8: b1f02b95758d. 6.15.10, 6.16.1: CVE-2025-38554. 6.12.y has the
/// seqcount of 6.14 in 6.12.117 (COMPARED.md of harness/kernel_source); since
/// when is not known here.
constexpr Mainline stable[] = {
    {{6, 4, 8}, "rwsem-6.5"},     {{6, 12, 1}, ""},
    {{6, 12, 117}, "rwsem-6.14"}, {{6, 15, 10}, "refcnt-6.17"},
    {{6, 16, 1}, "refcnt-6.17"},
};

/// The number at the start of the text, which is taken off.
std::optional<unsigned> take_number(std::string_view& text) {
  unsigned number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return number;
}

/// "6.16.3" and what may follow: "-rc1", "-arch1-1", "+".
std::optional<Release> parse(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  Release release;
  const auto major = take_number(text);
  if (!major || !text.starts_with('.')) return std::nullopt;
  text.remove_prefix(1);
  const auto minor = take_number(text);
  if (!minor) return std::nullopt;
  release = {*major, *minor, 0};
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const auto patch = take_number(text);
    if (!patch) return std::nullopt;
    release.patch = *patch;
  }
  if (!text.empty() && text.front() != '-' && text.front() != '+')
    return std::nullopt;
  return release;
}

std::string_view lock_of(const Release& release) {
  std::string_view lock;
  for (const Mainline& row : mainline)
    if (row.since <= Release{release.major, release.minor, 0}) lock = row.lock;
  for (const Mainline& row : stable)
    if (row.since.major == release.major && row.since.minor == release.minor &&
        row.since <= release)
      lock = row.lock;
  return lock;
}

}  // namespace

bool is_release(std::string_view word) { return parse(word).has_value(); }

std::string lock_of_release(std::string_view word) {
  const auto release = parse(word);
  if (!release)
    user_error(fmt::format(
        "'{}' is no release of Linux; write 6.16.3, as `uname -r` prints it",
        word));
  const std::string tree =
      "check its source: --kernel-tree DIR, see `vmalock check --help`";
  if (*release < mainline[0].since)
    user_error(
        fmt::format("Linux {} has no per-VMA lock: it came with 6.4", word));
  if (Release{release->major, release->minor, 0} > newest)
    user_error(
        fmt::format("Linux {} is newer than the newest that vmalock "
                    "knows, {}.{}; {}",
                    word, newest.major, newest.minor, tree));
  const std::string_view lock = lock_of(*release);
  if (lock.empty())
    user_error(
        fmt::format("Linux {}: vmalock does not know which of its locks "
                    "this release has; {}",
                    word, tree));
  return std::string(lock);
}

std::string lock_named(const std::string& word) {
  return is_release(word) ? lock_of_release(word) : word;
}

std::string release_hint(std::string_view word) {
  const std::size_t dash = word.rfind('-');
  const std::string_view tail =
      dash == std::string_view::npos ? word : word.substr(dash + 1);
  const auto release = parse(tail);
  if (!release || *release < mainline[0].since ||
      Release{release->major, release->minor, 0} > newest)
    return "";
  const std::string_view lock = lock_of(*release);
  return lock.empty() ? "" : fmt::format("; Linux {} has {}", tail, lock);
}

}  // namespace vmalock::study
