// SPDX-License-Identifier: MIT
// The cases of cases.h on the platform relacy.
#include "harness/cli/hostile/cases.h"
// Last: Relacy's headers redefine words of the language.
#include "harness/platform/relacy/platform.h"

namespace vmalock::cli::hostile {

std::span<const Binding> relacy_matrix() {
  using K = relacy::platform;
  static const std::vector<Binding> all = [] {
    std::vector<Binding> some = common_bindings<K, tame>(tame_impl);
    for (Binding& binding : common_bindings<K, hostile>(hostile_impl))
      some.push_back(std::move(binding));
    return some;
  }();
  return all;
}

}  // namespace vmalock::cli::hostile
