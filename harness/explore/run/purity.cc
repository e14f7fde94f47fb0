// SPDX-License-Identifier: MIT
// The predicate of a wait and the function of a conditional RMW are called with
// values that may never be read, any number of times: they must be functions.
// Checked when such an access is added, for every value that it could read: two
// calls give one answer, no access is made (Explorer::current() refuses), and
// no variable of the thread that called has another value after it. What else
// they change, a case's members for one, is not seen here (Options::samples).
#include <cstring>
#include <utility>

#include "harness/explore/run/accesses.h"
#include "harness/explore/run/effect.h"
#include "harness/explore/run/threads.h"
#include "harness/explore/tell/errors.h"

namespace vmalock::explore {

namespace {

class Evaluating {
 public:
  explicit Evaluating(bool& flag) : flag_(flag) { flag_ = true; }
  ~Evaluating() { flag_ = false; }
  Evaluating(const Evaluating&) = delete;
  Evaluating& operator=(const Evaluating&) = delete;

 private:
  bool& flag_;
};

// Word by word: a sanitizer would find its own marks between variables.
__attribute__((no_sanitize("address", "undefined"))) void copy_words(
    std::vector<std::uint64_t>& to, const std::byte* from, std::size_t words) {
  const auto* word = reinterpret_cast<const volatile std::uint64_t*>(from);
  for (std::size_t i = 0; i < words; ++i) to[i] = word[i];
}

__attribute__((no_sanitize("address", "undefined"))) bool same_words(
    const std::vector<std::uint64_t>& saved, const std::byte* now,
    std::size_t words) {
  const auto* word = reinterpret_cast<const volatile std::uint64_t*>(now);
  for (std::size_t i = 0; i < words; ++i)
    if (saved[i] != word[i]) return false;
  return true;
}

}  // namespace

void Accesses::check_function(const Label& label, const Functions& functions) {
  // The frames of the callers, up to the thread's first.
  const auto* frame = static_cast<const std::byte*>(__builtin_frame_address(0));
  const auto words = static_cast<std::size_t>(runner_.stack_top() - frame) /
                     sizeof(std::uint64_t);
  if (frames_.size() < words) frames_.resize(words);
  copy_words(frames_, frame, words);
  bool same = true;
  {
    const Evaluating evaluating(evaluating_);
    for (const Slot w : graph_.location(label.location).co) {
      const Effect once = effect(graph_, label, functions, graph_.value(w));
      const Effect twice = effect(graph_, label, functions, graph_.value(w));
      same = same && once.writes == twice.writes &&
             once.blocks == twice.blocks && once.value == twice.value;
    }
  }
  const Access access{label.site, label.where};
  if (!same)
    errors_.fail(
        ErrorKind::nondeterministic,
        "the function of a conditional RMW, or the predicate of a wait, gives "
        "two answers for one value",
        access);
  if (!same_words(frames_, frame, words))
    errors_.fail(
        ErrorKind::nondeterministic,
        "the function of a conditional RMW, or the predicate of a wait, "
        "changes a variable of its thread",
        access);
}

}  // namespace vmalock::explore
