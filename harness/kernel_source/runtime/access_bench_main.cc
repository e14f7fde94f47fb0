// SPDX-License-Identifier: MIT
// kernel_access_bench: what an access of compiled code costs over the
// explorer's own work. Both loops load and store one cell in before(), where
// the explorer adds no events: so what is measured on top of it is the pass and
// the runtime.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "harness/kernel_source/pass/testing/compiler.h"
#include "harness/kernel_source/runtime/testing.h"

namespace vmalock::kernel_source {
namespace {

constexpr int accesses = 2000;

struct Memory {
  std::int32_t x, y;
};
Memory memory;

const testing::Structure structure = {&memory, sizeof memory, {{0, 4}, {4, 4}}};

constexpr const char* code = R"(
struct memory { int x, y; };
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
static inline __attribute__((always_inline)) int get(struct memory *m)
{ return READ_ONCE(m->x); }
void run(struct memory *m)
{
  for (int i = 0; i < 1000; i++)
    if (get(m) == 0)
      WRITE_ONCE(m->y, i);
}
)";

/// Runs the loop where accesses are free: in before().
class Loop final : public explore::Program {
 public:
  explicit Loop(std::function<void(explore::Location, explore::Location)> body)
      : body_(std::move(body)), none_(), compiled_(structure, none_) {}
  unsigned threads() const override { return 0; }
  void before() override {
    compiled_.before();
    const Cells& cells = compiled_.machine().cells;
    body_(cells.find(&memory.x)->location, cells.find(&memory.y)->location);
  }
  void thread(unsigned) override {}

 private:
  std::function<void(explore::Location, explore::Location)> body_;
  std::vector<testing::Function> none_;
  testing::Compiled compiled_;
};

void explore_once(
    const std::function<void(explore::Location, explore::Location)>& body) {
  explore::Options options;
  options.model = explore::Model::lkmm;
  explore::explore([&] { return std::make_unique<Loop>(body); }, options);
}

void per_access(benchmark::State& state) {
  state.counters["ns/access"] = benchmark::Counter(
      accesses * 1e-9, benchmark::Counter::kIsIterationInvariantRate |
                           benchmark::Counter::kInvert);
}

void explorer_alone(benchmark::State& state) {
  explore_once([&](explore::Location x, explore::Location y) {
    for (auto _ : state)
      for (explore::Value i = 0; i < accesses / 2; ++i)
        if (explore::load(x, Ordering::relaxed) == 0)
          explore::store(y, i, Ordering::relaxed);
  });
  per_access(state);
}

void compiled(benchmark::State& state, const oracle::Compiler& compiler) {
  const oracle::Compiled object =
      oracle::compile_text(compiler, "bench.c", code);
  if (!object.loaded) return state.SkipWithError(object.messages.c_str());
  const auto run =
      reinterpret_cast<testing::Function>(object.loaded->symbol("run"));
  explore_once([&](explore::Location, explore::Location) {
    const ToKernel call;
    for (auto _ : state) run(&memory);
  });
  per_access(state);
}

}  // namespace
}  // namespace vmalock::kernel_source

int main(int argc, char** argv) {
  using namespace vmalock::kernel_source;
  benchmark::RegisterBenchmark("explorer", explorer_alone);
  for (const oracle::Compiler& c : oracle::compilers())
    benchmark::RegisterBenchmark(("clang" + c.version).c_str(), compiled, c);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
