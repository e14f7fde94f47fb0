// SPDX-License-Identifier: MIT
// The small cases of small_matrix.h on the platform native.
#include "harness/cli/end_to_end/small_matrix.h"
#include "harness/platform/bind.h"
#include "harness/platform/native/platform.h"
#include "harness/platform/testing/small_cases.h"

namespace vmalock::cli::testing {

std::span<const Binding> small_native_matrix() {
  using namespace vmalock::testing;
  static const Binding all[] = {
      bind<native::platform, no_lock, message_passing>(small_impl),
      bind<native::platform, no_lock, deadlock>(small_impl),
      bind<native::platform, no_lock, endless_loop>(small_impl),
  };
  return all;
}

}  // namespace vmalock::cli::testing
