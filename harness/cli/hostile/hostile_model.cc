// SPDX-License-Identifier: MIT
// The cases of cases.h on the platform model.
#include "harness/cli/hostile/cases.h"
#include "harness/platform/model/platform.h"

namespace vmalock::cli::hostile {

namespace {

using K = model::platform;

template <class L>
void append(std::vector<Binding>& all, const ImplInfo& impl) {
  for (Binding& binding : common_bindings<K, L>(impl))
    all.push_back(std::move(binding));
  all.push_back(
      bind<K, L, acting<"overflows_stack", overflow_stack>::in_reader>(impl));
  all.push_back(bind<K, L, acting<"jumps", long_jump>::in_reader>(impl));
  all.push_back(
      bind<K, L, acting<"wants_memory", ask_for_all_memory>::in_reader>(impl));
  all.push_back(bind<K, L, starts_thread>(impl));
}

void exit_in_thread() { std::thread(exit_it).join(); }
void abort_in_thread() { std::thread(abort_it).join(); }

}  // namespace

std::span<const Binding> model_matrix() {
  static const std::vector<Binding> all = [] {
    std::vector<Binding> some;
    append<tame>(some, tame_impl);
    append<hostile>(some, hostile_impl);
    some.push_back(
        bind<K, hostile, acting<"thread_exits", exit_in_thread>::in_reader>(
            fatal_impl));
    some.push_back(
        bind<K, hostile, acting<"thread_aborts", abort_in_thread>::in_reader>(
            fatal_impl));
    return some;
  }();
  return all;
}

}  // namespace vmalock::cli::hostile
