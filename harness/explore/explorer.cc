// SPDX-License-Identifier: MIT
#include "harness/explore/explorer.h"

#include <utility>

#include "harness/base/check.h"
#include "harness/explore/run/faults.h"
#include "harness/explore/search/parallel.h"

namespace vmalock::explore {

namespace {
thread_local Explorer* current_explorer = nullptr;
}

Explorer& Explorer::current() {
  if (!current_explorer) [[unlikely]]
    refuse_foreign_thread();
  if (current_explorer->accesses.is_evaluating())
    refuse_program(
        "the predicate of a wait, or the function of a conditional RMW, makes "
        "an access; let it look at its argument and at constants only");
  return *current_explorer;
}

Explorer& Explorer::for_pointers() {
  if (!current_explorer) [[unlikely]]
    refuse_foreign_thread();
  return *current_explorer;
}

Explorer* Explorer::running_program() {
  return current_explorer && current_explorer->threads.on_fiber()
             ? current_explorer
             : nullptr;
}

bool Explorer::explores() { return current_explorer != nullptr; }

Current::Current(Explorer* explorer)
    : outer_(std::exchange(current_explorer, explorer)) {
  have_signal_stack();
}
Current::~Current() { current_explorer = outer_; }

Explorer::Explorer(const ProgramFactory& factory, const Options& options,
                   unsigned capacity, Team* of)
    : run{factory, options, {}},
      state(capacity),
      team(of),
      model(make_model(parts())),
      errors(run, state, threads, *model),
      threads(run, state, memory, errors),
      log(run, state, threads, errors),
      memory(state, threads, log, errors, *model),
      plain(state, threads, log, memory, errors, *model),
      search(run, state, log, memory, *model),
      accesses(parts(), log, *model, guide_),
      accounts(parts(), *model, plain, team),
      guide(make_guide(*this)) {
  guide_ = guide.get();
  state.model.tracks_dependencies = model->traits.tracks_dependencies;
}

Explorer::~Explorer() = default;

/// The parts refer to each other; none is used before all are made.
ModelParts Explorer::parts() {
  return {run, state, threads, memory, errors, search, accesses};
}

Result Explorer::run_all() {
  const Current current(this);
  threads.make_program();
  if (!run.over) guide->explore();
  return finish();
}

Result Explorer::finish() {
  threads.end_program();
  if (threads.exception()) std::rethrow_exception(threads.exception());
  run.result.outcomes = accounts.outcomes();
  return std::move(run.result);
}

}  // namespace vmalock::explore
