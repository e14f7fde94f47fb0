#include "harness/explore/explore.h"

#include <array>
#include <chrono>

#include "harness/explore/parallel.h"

namespace vmalock::explore {

namespace {
constexpr std::array<std::string_view, 4> model_names = {"sc", "tso", "rc11",
                                                          "lkmm"};
}

std::string_view name(Model model) {
  return model_names[static_cast<std::size_t>(model)];
}

std::optional<Model> model_named(std::string_view name) {
  for (std::size_t i = 0; i < model_names.size(); ++i)
    if (model_names[i] == name) return static_cast<Model>(i);
  return std::nullopt;
}

Result explore(const ProgramFactory& factory, const Options& options) {
  const auto begin = std::chrono::steady_clock::now();
  Result result;
  // Clocks have a fixed size: a program that starts more threads than expected
  // begins again with larger ones.
  for (unsigned capacity = graph::lanes;; capacity *= 2) {
    if (capacity > graph::max_threads)
      user_error("the program has more than 32 threads");
    if (options.jobs > 1 && options.mode == Mode::exhaustive) {
      Team team(factory, options, capacity);
      result = team.run();
      if (!team.too_many_threads()) break;
    } else {
      Explorer explorer(factory, options, capacity);
      result = explorer.run();
      if (!explorer.too_many_threads()) break;
    }
  }
  result.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
          .count();
  return result;
}

}  // namespace vmalock::explore
