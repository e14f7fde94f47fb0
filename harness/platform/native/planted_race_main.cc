// SPDX-License-Identifier: MIT
// A data race that ThreadSanitizer must report (ctest native.planted_race): the
// publication of small_cases.h with its release and acquire taken away.
#include "harness/platform/bind.h"
#include "harness/platform/native/engine.h"
#include "harness/platform/native/platform.h"
#include "harness/platform/testing/small_cases.h"

int main() {
  using namespace vmalock;
  const Binding binding =
      bind<native::platform, testing::no_lock, testing::data_race>(
          testing::small_impl);
  const auto engine = make_native_engine({&binding, 1});
  RunRequest request = request_for(*engine, binding);
  request.limits.executions = 20'000;
  engine->run(request);
}
