// SPDX-License-Identifier: MIT
#include "harness/cli/checkpoints.h"

#include "harness/cli/outputs.h"
#include "harness/report/layout.h"

namespace vmalock::cli {

namespace {

/// The options that change answers. How they are shown does not, nor how many
/// threads look for them; with another budget more or fewer runs are asked for,
/// and each has its own answer.
Asked question_of(const Context& context) {
  Asked asked = context.asked;
  for (const char* option :
       {"--out", "--quiet", "--full", "--show-outcomes", "--jobs",
        "--checkpoint", "--resume", "--budget", "--baseline", "--record"})
    asked.erase(option);
  return asked;
}

}  // namespace

Checkpoints::Checkpoints(const Context& context,
                         const CheckpointOptions& options)
    : own_(context) {
  if (options.checkpoint.empty() && options.resume.empty()) return;
  const std::string& file =
      options.checkpoint.empty() ? options.resume : options.checkpoint;
  checkpoint_ = std::make_unique<Checkpoint>(
      file, options.resume, context.command_line, question_of(context));
  if (!options.resume.empty())
    say(context, options.resume + " has " +
                     counted(checkpoint_->known(), "finished run") +
                     ", which are not made again");
  for (Engine* engine : context.engines) {
    recorded_.push_back(
        std::make_unique<study::RecordedEngine>(*engine, *checkpoint_));
    engines_.push_back(recorded_.back().get());
  }
  own_.engines = engines_;
}

Checkpoints::~Checkpoints() {
  if (!checkpoint_) return;
  if (!checkpoint_->problem().empty())
    say(own_, "finished runs could not be kept in " + checkpoint_->problem());
  else if (stop_requested)
    say(own_, "the finished runs are in " + checkpoint_->path() +
                  "; go on with the same command and --resume " +
                  checkpoint_->path());
}

}  // namespace vmalock::cli
