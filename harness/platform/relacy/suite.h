// SPDX-License-Identifier: MIT
// Programs as Relacy wants them: a type for each number of threads, which
// forwards to the type-erased program, so that cases and implementations do not
// multiply Relacy's templates. Included by .cc files only, after all others.
#pragma once

#include <fmt/format.h>

#include <memory>

#include "harness/platform/program.h"
#include "harness/platform/relacy/runtime.h"
// Last: Relacy.
#include "harness/platform/relacy/relacy_headers.h"

namespace vmalock::relacy {

/// The search under way. Relacy constructs its test object itself, without
/// arguments, so the object finds it here.
class Iterations {
 public:
  virtual ~Iterations() = default;
  virtual bool must_stop() = 0;
  virtual std::unique_ptr<Program> make_program() = 0;
  virtual void completed() = 0;  ///< an iteration without a finding
};

inline Iterations* iterations = nullptr;

/// The dynamic thread is the one that runs callbacks of call_rcu.
template <unsigned Threads>
struct Suite : rl::test_suite<Suite<Threads>, static_cast<int>(Threads)> {
  static rl::thread_id_t const dynamic_thread_count = 1;

  Suite() { runtime.begin_iteration(); }

  void before() {
    if (iterations->must_stop()) rl::ctx().rl_until("limit", rl::debug_info());
    program_ = iterations->make_program();
    program_->before();
    runtime.rcu.drain();
    runtime.sequential = false;
  }

  void thread(unsigned index) {
    program_->thread(index);
    if (runtime.rcu.in_section(index))
      fail(ErrorKind::lock_misuse, "thread ends inside an RCU read section",
           runtime.last_where);
  }

  void after() {
    runtime.sequential = true;
    runtime.rcu.drain();
    program_->after();
    runtime.rcu.drain();
    program_.reset();
    const std::size_t live = runtime.memory.live();
    if (live > 0)
      fail(ErrorKind::leak,
           fmt::format("{} object{} never freed", live, live == 1 ? "" : "s"),
           {});
    iterations->completed();
  }

 private:
  std::unique_ptr<Program> program_;
};

template <unsigned Threads>
rl::test_result_e run_suite(rl::test_params& params) {
  rl::simulate<Suite<Threads>>(params);
  return params.test_result;
}

/// run_suite for a number of threads known at run time.
rl::test_result_e run_threads(unsigned threads, rl::test_params& params);

}  // namespace vmalock::relacy
