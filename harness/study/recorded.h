// SPDX-License-Identifier: MIT
// Recorded: an engine that keeps what it has finished in a checkpoint, and does
// not run again what the checkpoint has. The studies above it know nothing of
// that: they ask the same questions in the same order and go on from there.
#pragma once

#include <atomic>
#include <vector>

#include "harness/platform/engine.h"
#include "harness/result/checkpoint.h"

namespace vmalock::study {

class RecordedEngine : public Engine {
 public:
  /// Both outlive it.
  RecordedEngine(Engine& engine, Checkpoint& checkpoint)
      : engine_(engine), checkpoint_(checkpoint) {}

  std::string_view name() const override { return engine_.name(); }
  std::vector<std::string_view> models() const override {
    return engine_.models();
  }
  std::vector<std::string_view> blind_spots() const override {
    return engine_.blind_spots();
  }
  bool proves() const override { return engine_.proves(); }
  bool can_set_orderings() const override {
    return engine_.can_set_orderings();
  }
  std::span<const Binding> bindings() const override {
    return engine_.bindings();
  }
  void add_bindings(std::vector<Binding> more) override {
    engine_.add_bindings(std::move(more));
  }
  /// What an interrupt or the end of a command's budget has cut is no answer,
  /// and is not kept.
  RunResult run(const RunRequest& request) override;
  RunResult replay(const RunRequest& request,
                   const std::string& witness) override {
    return engine_.replay(request, witness);
  }
  double seconds_saved() const override {
    return engine_.seconds_saved() + seconds_saved_;
  }

 private:
  Engine& engine_;
  Checkpoint& checkpoint_;
  std::atomic<double> seconds_saved_{0};
};

}  // namespace vmalock::study
