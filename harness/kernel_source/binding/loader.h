// SPDX-License-Identifier: MIT
// Kernel trees as implementations of an engine.
#pragma once

#include <deque>
#include <ostream>
#include <string>
#include <vector>

#include "harness/kernel_source/binding/loaded_lock.h"
#include "harness/kernel_source/tree/kernel_trees.h"
#include "harness/platform/engine.h"

namespace vmalock::kernel_source {

class Loader final : public KernelTrees {
 public:
  /// The engine that explores; it must outlive the loader's locks' runs.
  Loader(Engine& engine, Toolkit toolkit);

  std::vector<std::string> load(const SourceOptions& options,
                                std::ostream& notes) override;
  void forget(const std::string& impl) override;
  std::vector<ChangedLine> changed(const std::string& impl) const override;
  std::string folder(const std::string& impl) const override;
  CodeCost cost(const std::string& base,
                const std::string& impl) const override;

 private:
  Engine& engine_;
  Toolkit toolkit_;
  std::deque<LoadedLock> locks_;

  const LoadedLock& named(const std::string& impl) const;
};

/// Where this program has its shims and passes.
Toolkit own_toolkit();

}  // namespace vmalock::kernel_source
