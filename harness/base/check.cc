// SPDX-License-Identifier: MIT
#include "harness/base/check.h"

#include <cstdio>

#include "harness/base/underway.h"

namespace vmalock {

void check_failed(const char* condition, const char* file, int line,
                  const char* function) {
  std::fprintf(stderr,
               "vmalock: internal error: %s\n  --> %s:%d in %s\n"
               "  This is a bug of vmalock, not of the lock under test.\n",
               condition, file, line, function);
  std::fflush(stderr);
  tell_underway();
  end_at_once(static_cast<int>(ExitStatus::internal));
}

}  // namespace vmalock
