#include "harness/result/run_result.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "harness/base/check.h"

namespace vmalock {

namespace {

constexpr std::array<const char*, 3> verdict_names = {"HOLDS", "VIOLATED",
                                                      "UNKNOWN"};

struct KindName {
  const char* code;
  const char* name;
};

// The codes are stable: they appear in saved results and in mails.
constexpr std::array<KindName, error_kinds> kind_names = {{
    {"E01", "failed requirement"},
    {"E02", "data race"},
    {"E03", "use after free"},
    {"E04", "double free"},
    {"E05", "leak"},
    {"E06", "uninitialised read"},
    {"E07", "deadlock"},
    {"E08", "livelock"},
    {"E09", "lock misuse"},
    {"E10", "nondeterministic"},
    {"E11", "null pointer"},
}};

/// Lower case, and one kind of word separator.
std::string folded(const std::string& text) {
  std::string out = text;
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
    return c == '_' || c == '-' ? ' ' : static_cast<char>(std::tolower(c));
  });
  return out;
}

const KindName& row(ErrorKind k) {
  const auto i = static_cast<std::size_t>(k);
  CHECK(i < kind_names.size());
  return kind_names[i];
}

}  // namespace

const char* name(Verdict v) {
  const auto i = static_cast<std::size_t>(v);
  CHECK(i < verdict_names.size());
  return verdict_names[i];
}

const char* name(ErrorKind k) { return row(k).name; }
const char* code(ErrorKind k) { return row(k).code; }

std::optional<ErrorKind> error_kind_named(const std::string& name) {
  const std::string wanted = folded(name);
  for (std::size_t i = 0; i < kind_names.size(); ++i)
    if (wanted == folded(kind_names[i].name) ||
        wanted == folded(kind_names[i].code))
      return static_cast<ErrorKind>(i);
  return std::nullopt;
}

std::optional<Verdict> verdict_named(const std::string& name) {
  for (std::size_t i = 0; i < verdict_names.size(); ++i)
    if (name == verdict_names[i]) return static_cast<Verdict>(i);
  return std::nullopt;
}

std::optional<GraphEvent::Kind> graph_event_kind_named(
    const std::string& name) {
  for (const graph::EventKindRow& row : graph::event_kinds)
    if (name == row.json) return row.kind;
  return std::nullopt;
}

}  // namespace vmalock
