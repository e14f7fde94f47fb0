// SPDX-License-Identifier: MIT
// Relacy's templates, for each number of threads. A file of its own because it
// takes half a minute to compile.
#include "harness/base/check.h"
#include "harness/platform/relacy/cell.h"
// Last: Relacy.
#include "harness/platform/relacy/suite.h"

namespace vmalock::relacy {

rl::test_result_e run_threads(unsigned threads, rl::test_params& params) {
  static_assert(max_threads == 6);
  switch (threads) {
    case 1:
      return run_suite<1>(params);
    case 2:
      return run_suite<2>(params);
    case 3:
      return run_suite<3>(params);
    case 4:
      return run_suite<4>(params);
    case 5:
      return run_suite<5>(params);
    default:
      CHECK(threads == max_threads);  // check_request() refused the rest
      return run_suite<max_threads>(params);
  }
}

}  // namespace vmalock::relacy
