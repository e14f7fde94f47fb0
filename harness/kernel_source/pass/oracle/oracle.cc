// SPDX-License-Identifier: MIT
#include "harness/kernel_source/pass/oracle/oracle.h"

#include <fmt/format.h>

#include <bit>
#include <optional>

#include "harness/base/check.h"
#include "harness/explore/guide/random.h"
#include "harness/kernel_source/pass/oracle/recorder.h"
#include "harness/kernel_source/pass/testing/random_c.h"

namespace vmalock::kernel_source::oracle {

namespace {

using litmus::Action;
using litmus::StatementKind;
using vmalock::oracle::RunEvent;
using vmalock::oracle::ThreadRun;

/// What the functions work on: only its address matters.
struct Memory {
  std::int32_t x, y, z;
  std::int32_t* p;
};
Memory memory;

void* address_of(std::uint32_t location) {
  if (location == pointer_location) return &memory.p;
  return &memory.x + location;
}

/// A value of the litmus program as C has it, and back.
std::uint64_t to_c(std::int64_t value) {
  const std::uint32_t l = litmus::location_at(value, integer_locations);
  return l == litmus::no_location
             ? static_cast<std::uint64_t>(value)
             : reinterpret_cast<std::uint64_t>(address_of(l));
}

std::int64_t from_c(std::uint64_t value, bool pointer) {
  if (!pointer) return static_cast<std::int32_t>(value);
  for (std::uint32_t l = 0; l < integer_locations; ++l)
    if (value == reinterpret_cast<std::uint64_t>(address_of(l)))
      return litmus::address_of(l);
  return static_cast<std::int64_t>(value);
}

// ---- sizes, before anything is computed

struct Size {
  double paths = 1;
  std::size_t events = 0;
};

Size size_of(const litmus::Block& block) {
  Size all;
  for (const litmus::Statement& s : block) {
    if (s.kind == StatementKind::branch) {
      const Size yes = size_of(s.then_block), no = size_of(s.else_block);
      all.paths *= yes.paths + no.paths;
      all.events += std::max(yes.events, no.events);
      continue;
    }
    if (s.kind == StatementKind::assign) continue;
    ++all.events;
    if (s.address) all.paths *= integer_locations + 1;
    if (s.condition) all.paths *= 2;
  }
  return all;
}

// ---- values

/// Values for the reads of one run, chosen as the program goes.
std::vector<std::int64_t> choose_values(const litmus::LitmusProgram& program,
                                        explore::Random& random) {
  const litmus::ThreadCode code(program, 0, true);
  litmus::ThreadState state = code.start();
  code.restart(state);
  std::vector<std::int64_t> values;
  while (const std::optional<Action> a = code.next(state)) {
    std::int64_t value = static_cast<std::int64_t>(random.below(4));
    if (a->location == pointer_location)
      value = litmus::address_of(
          static_cast<std::uint32_t>(random.below(integer_locations)));
    const bool waits = a->conditional && a->on_fail == litmus::OnFail::block;
    if (a->conditional && (waits || random.below(2) == 0)) {
      value = a->equal ? a->compared : value;
      if (!a->succeeds(value)) value = a->compared + 1;
    }
    values.push_back(value);
    code.complete(state, value);
  }
  return values;
}

const ThreadRun* run_with(const std::vector<ThreadRun>& runs,
                          const std::vector<std::int64_t>& values) {
  const ThreadRun* found = nullptr;
  for (const ThreadRun& run : runs) {
    bool holds = run.events.size() == values.size();
    for (const vmalock::oracle::RunCondition& c : run.conditions) {
      if (!holds) break;
      holds = (litmus::evaluate(c.value.value, values) != 0) == c.holds;
    }
    if (!holds) continue;
    CHECK(!found && "conditions of runs exclude each other");
    found = &run;
  }
  CHECK(found && "some run has these values");
  return found;
}

// ---- comparison

/// The event that the litmus program has, in the recorder's words.
RecordedEvent expected(const RunEvent& e, const litmus::LitmusProgram& program,
                       const std::vector<std::int64_t>& values) {
  RecordedEvent r;
  r.kind = e.event.kind;
  r.order = e.event.order;
  if (r.kind != graph::EventKind::fence)
    r.location = program.locations[e.event.location];
  if (e.event.writes())
    r.written =
        static_cast<std::uint64_t>(litmus::evaluate(e.written.value, values));
  r.addr = e.addr;
  r.data = e.data;
  r.ctrl = e.ctrl;
  r.failed = e.event.failed_rmw;
  return r;
}

std::string described(const RecordedEvent& e) {
  return describe(e) + (e.failed ? " failed" : "");
}

std::string list(const std::vector<std::string>& events) {
  std::string text;
  for (std::size_t i = 0; i < events.size(); ++i)
    text += fmt::format("  {}: {}\n", i, events[i]);
  return text;
}

class Comparison {
 public:
  Comparison(const OracleOptions& options, OracleResult& result)
      : options_(options), result_(result) {
    for (const char* name : {"x", "y", "z"})
      recorder_.add_cell(address_of(count_++), name, 4);
    recorder_.add_cell(address_of(pointer_location), "p", 8);
  }

  void program(const RandomC& c, const Loaded& code) {
    const std::vector<ThreadRun> runs =
        vmalock::oracle::thread_runs(c.program, 0);
    void* function = code.symbol(c.function);
    CHECK(function != nullptr);
    explore::Random random(options_.first_seed + result_.programs);
    ++result_.programs;
    for (unsigned i = 0; i < options_.runs; ++i) {
      const auto values = choose_values(c.program, random);
      run(c, function, *run_with(runs, values), values);
    }
  }

 private:
  const OracleOptions& options_;
  OracleResult& result_;
  Recorder recorder_;
  std::uint32_t count_ = 0;

  void run(const RandomC& c, void* function, const ThreadRun& run,
           const std::vector<std::int64_t>& values) {
    recorder_.run(reinterpret_cast<void (*)(void*)>(function), &memory,
                  [&values](std::size_t i, const std::string&) {
                    return i < values.size() ? to_c(values[i]) : 0;
                  });
    std::vector<std::string> want, got;
    for (const RunEvent& e : run.events) {
      want.push_back(described(expected(e, c.program, values)));
      result_.dependencies += static_cast<std::uint64_t>(std::popcount(e.addr) +
                                                         std::popcount(e.data) +
                                                         std::popcount(e.ctrl));
    }
    for (RecordedEvent e : recorder_.events()) {
      e.written =
          static_cast<std::uint64_t>(from_c(e.written, e.location == "p"));
      got.push_back(described(e));
    }
    if (!recorder_.problem().empty()) got.push_back(recorder_.problem());
    ++result_.runs;
    result_.events += want.size();
    if (want == got) return;
    if (result_.differences++ == 0) {
      std::string read;
      for (const std::int64_t v : values) read += fmt::format(" {}", v);
      result_.first =
          fmt::format("{}values:{}\nthe litmus program:\n{}the C:\n{}", c.text,
                      read, list(want), list(got));
    }
  }
};

}  // namespace

OracleResult compare(const Compiler& compiler, const OracleOptions& options) {
  constexpr double max_paths = 2000;
  OracleResult result;
  std::string text = random_c_prelude();
  std::vector<RandomC> programs;
  for (std::uint64_t i = 0; i < options.programs; ++i) {
    RandomC c = random_c(options.first_seed + i);
    const Size size = size_of(c.program.threads[0].body);
    if (size.paths > max_paths || size.events > Recorder::max_events) {
      ++result.skipped;
      continue;
    }
    text += c.text;
    programs.push_back(std::move(c));
  }
  const Compiled code = compile_text(compiler, "random.c", text,
                                     "-fwrapv -g0 " + options.options);
  result.compile_seconds = code.seconds;
  if (!code.loaded) user_error("the oracle's C: " + code.messages);
  Comparison comparison(options, result);
  for (const RandomC& c : programs) comparison.program(c, *code.loaded);
  return result;
}

}  // namespace vmalock::kernel_source::oracle
