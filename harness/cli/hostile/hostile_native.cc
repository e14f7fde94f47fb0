// SPDX-License-Identifier: MIT
// The cases of cases.h on the platform native.
#include "harness/cli/hostile/cases.h"
#include "harness/platform/native/platform.h"

namespace vmalock::cli::hostile {

namespace {

using K = native::platform;

template <class L>
void append(std::vector<Binding>& all, const ImplInfo& impl) {
  for (Binding& binding : common_bindings<K, L>(impl))
    all.push_back(std::move(binding));
  all.push_back(
      bind<K, L, acting<"overflows_stack", overflow_stack>::in_reader>(impl));
  all.push_back(
      bind<K, L, acting<"wants_memory", ask_for_all_memory>::in_reader>(impl));
  all.push_back(bind<K, L, never_unlocks>(impl));
}

}  // namespace

std::span<const Binding> native_matrix() {
  static const std::vector<Binding> all = [] {
    std::vector<Binding> some;
    append<tame>(some, tame_impl);
    append<hostile>(some, hostile_impl);
    return some;
  }();
  return all;
}

}  // namespace vmalock::cli::hostile
