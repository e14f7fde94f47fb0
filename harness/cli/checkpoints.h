// SPDX-License-Identifier: MIT
// --checkpoint and --resume: the engines of a command, recorded.
#pragma once

#include <memory>
#include <vector>

#include "harness/cli/arguments.h"
#include "harness/cli/context.h"
#include "harness/result/checkpoint.h"
#include "harness/study/recorded.h"

namespace vmalock::cli {

class Checkpoints {
 public:
  /// UserError if there is nothing to go on with, or if that answers another
  /// question.
  Checkpoints(const Context& context, const CheckpointOptions& options);
  /// Says where the finished runs are, if any were kept.
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;

  /// What the command is to run in: the same with recorded engines, if that was
  /// asked for.
  const Context& context() const { return own_; }

 private:
  Context own_;
  std::unique_ptr<Checkpoint> checkpoint_;
  std::vector<std::unique_ptr<study::RecordedEngine>> recorded_;
  std::vector<Engine*> engines_;
};

}  // namespace vmalock::cli
