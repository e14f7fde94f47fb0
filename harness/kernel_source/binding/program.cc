// SPDX-License-Identifier: MIT
// A case on a compiled lock, as the engine runs it.
#include <utility>

#include "harness/base/check.h"
#include "harness/kernel_source/binding/hooks.h"
#include "harness/kernel_source/binding/loaded_lock.h"

namespace vmalock::kernel_source {

namespace {

thread_local Active* running = nullptr;

/// Engines run several programs on one thread and one on several, so what is
/// active is said before each of their parts.
class KernelProgram final : public Program {
 public:
  KernelProgram(const LoadedLock& lock, std::unique_ptr<Program> program)
      : program_(std::move(program)) {
    active_.lock = &lock;
    active_.machine.hooks = &binding_hooks();
  }

  unsigned threads() const override { return program_->threads(); }
  void before() override {
    activate();
    program_->before();
  }
  void thread(unsigned index) override {
    activate();
    begin_lookup();
    program_->thread(index);
  }
  void after() override {
    activate();
    program_->after();
  }

 private:
  Active active_;
  std::unique_ptr<Program> program_;

  void activate() {
    running = &active_;
    active_.machine.activate();
    active_.machine.begin_thread();
  }
};

}  // namespace

Active& active() {
  CHECK(running != nullptr);
  return *running;
}

void begin_lookup() {
  Active& a = active();
  const unsigned thread = explore::thread_index();
  a.misses[thread < a.misses.size() ? thread : a.misses.size() - 1] = 0;
}

std::unique_ptr<Program> make_program(const LoadedLock& lock, MakeCase make,
                                      const Bound& bound) {
  return std::make_unique<KernelProgram>(lock, make(bound));
}

std::vector<Binding> bindings_of(const LoadedLock& lock) {
  std::vector<Binding> bindings;
  for (const KernelCase& one : kernel_cases())
    bindings.push_back(
        {&lock.info(), one.info, [&lock, make = one.make](const Bound& bound) {
           return make_program(lock, make, bound);
         }});
  return bindings;
}

}  // namespace vmalock::kernel_source
