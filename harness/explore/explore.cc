#include "harness/explore/explore.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>

#include "harness/explore/null_pointer.h"
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

void Speculation::add(std::uint64_t location, const Written& written) {
  auto& known = values[location];
  for (Written& k : known)
    if (k.value == written.value) {
      k.threads |= written.threads;
      return;
    }
  known.push_back(written);
}

void Speculation::join(const Speculation& other) {
  for (const auto& [location, more] : other.values)
    for (const Written& written : more) add(location, written);
  reads.insert(other.reads.begin(), other.reads.end());
}

/// Grows with everything that is learnt.
std::size_t Speculation::size() const {
  std::size_t size = reads.size();
  for (const auto& [location, known] : values)
    for (const Written& w : known)
      size += static_cast<std::size_t>(std::popcount(w.threads));
  return size;
}

namespace {

Result explore_once(const ProgramFactory& factory, const Options& options) {
  catch_null_pointers();
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
  return result;
}

/// Searches until nothing new is learnt that a read could be promised; only the
/// last search reports executions.
Result explore_load_buffering(const ProgramFactory& factory,
                              const Options& options) {
  Options quiet = options;
  quiet.on_complete = nullptr;
  Speculation known;
  // What follows from a promise that does not hold may still be what another
  // one needs; but a value can follow from itself, plus one, without end.
  constexpr unsigned rounds_of_all = 4;
  for (unsigned round = 0;; ++round) {
    quiet.learns_from_all = round < rounds_of_all;
    Result found = explore_once(factory, quiet);
    if (found.error || !found.finished) return found;
    const std::size_t before = known.size();
    known.join(found.learnt);
    const bool changed = known.size() != before;
    if (known.reads.empty() || !changed) {
      if (!options.on_complete) return found;
      Options last = options;
      last.speculation = &known;
      return explore_once(factory, last);
    }
    quiet.speculation = &known;
  }
}

}  // namespace

Result explore(const ProgramFactory& factory, const Options& options) {
  const auto begin = std::chrono::steady_clock::now();
  const bool learns = options.load_buffering && options.model == Model::lkmm &&
                      options.mode == Mode::exhaustive;
  Result result = learns ? explore_load_buffering(factory, options)
                         : explore_once(factory, options);
  result.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
          .count();
  return result;
}

}  // namespace vmalock::explore
