// SPDX-License-Identifier: MIT
// Method: two random C functions as the threads of a program, compiled through
// the pass and run by the explorer on this runtime, against the same program as
// a litmus program: the same executions under lkmm. VMALOCK_FUZZ_COUNT programs
// instead of 80, from VMALOCK_FUZZ_SEED on.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "harness/explore/explore.h"
#include "harness/kernel_source/pass/testing/compiler.h"
#include "harness/kernel_source/pass/testing/random_c.h"
#include "harness/kernel_source/runtime/testing.h"
#include "harness/litmus/interpreter.h"

namespace vmalock::kernel_source {
namespace {

using oracle::RandomC;

/// What the functions work on: only its address matters.
struct Memory {
  std::int32_t x, y, z;
  std::int32_t* p;
};
Memory memory;

using testing::Function;
using Values = std::vector<std::int64_t>;

const testing::Structure structure = {
    &memory,
    sizeof memory,
    {{0, 4}, {4, 4}, {8, 4}, {offsetof(Memory, p), 8, true}}};

/// The memory in the end, as the litmus program has it.
void observe(const std::vector<explore::Location>& cells) {
  for (unsigned i = 0; i < 4; ++i) {
    const explore::Value v = explore::load(cells[i], Ordering::relaxed);
    std::int64_t value = static_cast<std::int32_t>(v);
    if (i == oracle::pointer_location) {
      const auto* p = static_cast<std::int32_t*>(explore::decode_pointer(v));
      value = litmus::address_of(static_cast<std::uint32_t>(p - &memory.x));
    }
    explore::observe("mem", i, value);
  }
}

bool waits(const litmus::Block& block) {
  for (const litmus::Statement& s : block)
    if ((s.condition && s.condition->on_fail == litmus::OnFail::block) ||
        waits(s.then_block) || waits(s.else_block))
      return true;
  return false;
}

/// A rough measure of how many executions there are.
std::size_t accesses(const litmus::Block& block) {
  std::size_t n = 0;
  for (const litmus::Statement& s : block)
    n += s.kind == litmus::StatementKind::branch
             ? std::max(accesses(s.then_block), accesses(s.else_block))
             : s.kind != litmus::StatementKind::assign;
  return n;
}

struct Explored {
  explore::Result result;
  std::multiset<Values> finals;  ///< the memory, of each execution
};

Explored explored(const explore::ProgramFactory& factory) {
  Explored all;
  explore::Options options;
  options.model = explore::Model::lkmm;
  options.max_executions = 20000;
  options.on_complete = [&all](const explore::Finished& f) {
    if (!f.complete) return;
    Values memory_values;
    for (unsigned i = 0; i < 4; ++i)
      memory_values.push_back(f.observed.at("mem[" + std::to_string(i) + "]"));
    all.finals.insert(memory_values);
  };
  all.result = explore::explore(factory, options);
  return all;
}

std::string error_of(const Explored& e) {
  return e.result.error ? std::string(code(e.result.error->kind)) : "";
}

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// What the figures at the end need.
constexpr std::uint64_t fewest = 80;

class InTheExplorer : public ::testing::TestWithParam<oracle::Compiler> {};

TEST_P(InTheExplorer, CompiledCodeHasTheExecutionsOfTheProgram) {
  std::vector<RandomC> all;
  std::string text = oracle::random_c_prelude();
  const std::uint64_t programs =
      std::max(fewest, from_environment("VMALOCK_FUZZ_COUNT", fewest));
  for (std::uint64_t seed = from_environment("VMALOCK_FUZZ_SEED", 1);
       all.size() < 2 * programs; ++seed) {
    // A race ends the search: most programs have none.
    RandomC c = oracle::random_c(1'000'000 + seed, seed % 8 == 0);
    const litmus::Block& body = c.program.threads[0].body;
    const std::size_t size = accesses(body);
    if (waits(body) || size < 2 || size > 6) continue;
    text += c.text;
    all.push_back(std::move(c));
  }
  const oracle::Compiled code =
      oracle::compile_text(GetParam(), "random.c", text, "-fwrapv");
  ASSERT_TRUE(code.loaded) << code.messages;
  std::uint64_t executions = 0, without_error = 0;
  for (std::size_t i = 0; i + 1 < all.size(); i += 2) {
    litmus::LitmusProgram program = all[i].program;
    program.threads.push_back(all[i + 1].program.threads[0]);
    const litmus::LitmusInterpreter interpreter(program, {.kernel = true});
    const Explored want = explored(interpreter.factory());
    const std::vector<Function> functions = {
        reinterpret_cast<Function>(code.loaded->symbol(all[i].function)),
        reinterpret_cast<Function>(code.loaded->symbol(all[i + 1].function))};
    const Explored got = explored([&functions] {
      return std::make_unique<testing::Compiled>(structure, functions, observe);
    });
    const std::string both = all[i].text + all[i + 1].text;
    EXPECT_EQ(got.result.executions, want.result.executions) << both;
    EXPECT_EQ(error_of(got), error_of(want)) << both;
    EXPECT_EQ(got.finals, want.finals) << both;
    executions += got.result.executions;
    without_error += !got.result.error;
  }
  EXPECT_GT(executions, 300u);
  EXPECT_GT(without_error, 20u);
}

INSTANTIATE_TEST_SUITE_P(Clang, InTheExplorer,
                         ::testing::ValuesIn(oracle::compilers()),
                         [](const auto& info) {
                           return "clang" + info.param.version;
                         });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(InTheExplorer);

}  // namespace
}  // namespace vmalock::kernel_source
