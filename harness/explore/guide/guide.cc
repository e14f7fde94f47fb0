// SPDX-License-Identifier: MIT
#include "harness/explore/guide/guide.h"

#include "harness/explore/explorer.h"
#include "harness/explore/guide/exhaustive.h"
#include "harness/explore/guide/stepwise.h"

namespace vmalock::explore {

std::unique_ptr<Guide> make_guide(Explorer& explorer) {
  switch (explorer.run.options.mode) {
    case Mode::exhaustive:
      return std::make_unique<Exhaustive>(explorer);
    case Mode::random:
      return std::make_unique<Sampling>(explorer);
    case Mode::estimate:
      return std::make_unique<Estimate>(explorer);
    case Mode::replay:
      return std::make_unique<Replay>(explorer);
  }
  return nullptr;
}

}  // namespace vmalock::explore
