// SPDX-License-Identifier: MIT
// Method: tests of the kernel's dialect on machines, whole sets of final states
// beside herd7's answers (testdata/hardware; herd7_answers.py says how they
// were made); x86 beside tso, whose own table is herd7's; and what the mapping
// does that no such test can show.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "harness/base/check.h"
#include "harness/litmus/compare.h"
#include "harness/litmus/machine.h"
#include "harness/litmus/run.h"

namespace vmalock::litmus {
namespace {

namespace fs = std::filesystem;

const fs::path data = "harness/litmus/testdata";

/// Answers for the machine: 225, and those of the tests that tell two axioms
/// apart.
std::size_t rows_of(const std::string& machine) {
  std::ifstream file(data / "hardware/herd7.tsv");
  std::size_t rows = 0;
  for (std::string line; std::getline(file, line);)
    rows += line.find('\t' + machine + '\t') != std::string::npos;
  EXPECT_GE(rows, 225u);
  return rows;
}

class Hardware : public testing::TestWithParam<const char*> {};

TEST_P(Hardware, StatesEqualHerd7s) {
  const ExpectedTable table((data / "hardware/herd7.tsv").string());
  std::size_t equal = 0;
  for (const char* folder : {"hardware", "findings", "lkmm"})
    for (const auto& entry : fs::directory_iterator(data / folder)) {
      if (entry.path().extension() != ".litmus") continue;
      const LitmusTest test = read_test(entry.path().string());
      if (table.find(test, GetParam()) == nullptr) continue;
      const Comparison c =
          compare(table, test, GetParam(),
                  run_test(test, GetParam(), Backend::explorer));
      EXPECT_EQ(c.kind, Comparison::Kind::equal) << entry.path() << c.text;
      ++equal;
    }
  EXPECT_EQ(equal, rows_of(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Herd7, Hardware,
                         testing::Values("arm64", "arm64-llsc", "power",
                                         "riscv"));

TEST(Machines, X86IsTso) {
  const fs::path shared = "../shared/litmus/lkmm/own";
  std::size_t compared = 0;
  for (const fs::path& folder :
       {data / "hardware", data / "findings", data / "lkmm", shared}) {
    if (!fs::exists(folder)) continue;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".litmus") continue;
      const LitmusTest test = read_test(entry.path().string());
      try {
        const auto states = run_test(test, "x86", Backend::candidates).states;
        std::set<FinalState> ours, tso;
        for (const auto& [state, n] : states) ours.insert(state);
        for (const auto& [state, n] :
             run_test(test, "tso", Backend::candidates).states)
          tso.insert(state);
        EXPECT_EQ(ours, tso) << entry.path();
        ++compared;
      } catch (const NoMapping&) {
      }
    }
  }
  EXPECT_GE(compared, 220u);
}

std::string with_threads(const std::string& threads,
                         const std::string& exists) {
  return "C t\n{}\n" + threads + "\nexists (" + exists + ")";
}

std::string line_of(const std::string& threads, const std::string& exists) {
  return text_of(
      ask_machines(parse_test("t.litmus", with_threads(threads, exists))));
}

TEST(Machines, ALineSaysWhoAllowsIt) {
  EXPECT_EQ(line_of("P0(int *x, int *y) { WRITE_ONCE(*x, 1); int r0 = "
                    "READ_ONCE(*y); }\n"
                    "P1(int *x, int *y) { WRITE_ONCE(*y, 1); int r0 = "
                    "READ_ONCE(*x); }",
                    "0:r0=0 /\\ 1:r0=0"),
            "LKMM allows it; arm64: yes; POWER: yes; RISC-V: yes; x86: yes");
}

// The loop of exclusives branches on what it has read, casal does not.
TEST(Machines, TheAtomicsOfArm64AreToldApart) {
  EXPECT_EQ(line_of("P0(int *x, int *y) { int r0 = cmpxchg_relaxed(x, 1, 2); "
                    "WRITE_ONCE(*y, 1); }\n"
                    "P1(int *x, int *y) { int r0 = READ_ONCE(*y); "
                    "WRITE_ONCE(*x, (r0 ^ r0) + 1); }",
                    "0:r0=1 /\\ 1:r0=1"),
            "LKMM allows it; arm64: yes (with LSE atomics); POWER: no; "
            "RISC-V: no; x86: no");
}

TEST(Machines, APrimitiveWithoutAMappingIsNamed) {
  const std::string sync =
      "P0(int *x) { synchronize_rcu(); WRITE_ONCE(*x, 1); }";
  const std::string none =
      "no mapping of synchronize_rcu() and "
      "synchronize_srcu()";
  EXPECT_EQ(line_of(sync, "x=1"),
            "LKMM allows it; no machine was asked: " + none);
  EXPECT_THROW(compile(parse_test("t.litmus",
                                  with_threads("P0(struct srcu_struct *s) { "
                                               "int r0 = srcu_read_lock(s); }",
                                               "0:r0=0")),
                       *find_machine("arm64")),
               NoMapping);
}

TEST(Machines, ReadSectionsAloneAreNoInstructions) {
  const LitmusTest test = parse_test(
      "t.litmus",
      with_threads("P0(int *x) { rcu_read_lock(); WRITE_ONCE(*x, 1); "
                   "rcu_read_unlock(); }",
                   "x=1"));
  EXPECT_EQ(compile(test, *find_machine("power")).threads[0].body.size(), 1u);
}

// Locks are left out of the comparison with herd7.
TEST(Machines, LocksExcludeOnEveryMachine) {
  const LitmusTest test = parse_test(
      "t.litmus",
      with_threads("P0(spinlock_t *l, int *x, int *y) { spin_lock(l); "
                   "WRITE_ONCE(*x, 1); WRITE_ONCE(*y, 1); spin_unlock(l); }\n"
                   "P1(spinlock_t *l, int *x, int *y) { int r0; int r1; "
                   "spin_lock(l); r0 = READ_ONCE(*x); r1 = READ_ONCE(*y); "
                   "spin_unlock(l); }",
                   "not (1:r0=0 /\\ 1:r1=0) /\\ not (1:r0=1 /\\ 1:r1=1)"));
  for (const Machine& machine : machines()) {
    const Count c = count(test, run_machine(test, machine));
    EXPECT_EQ(c.positive, 0u) << machine.name;
    EXPECT_GT(c.negative, 0u) << machine.name;
  }
}

TEST(Machines, C11HasNoMapping) {
  const LitmusTest test =
      parse_test("t.litmus",
                 "C t\n{}\nP0(atomic_int* x) { atomic_store(x, 1); }\n"
                 "exists (x=1)");
  EXPECT_THROW(run_test(test, "arm64", Backend::explorer), UserError);
}

TEST(Machines, AssemblyIsWhatTheMappingSays) {
  const LitmusTest test =
      parse_test("t.litmus",
                 "C t\n{}\nP0(int *x) { int r0; r0 = xchg_acquire(x, 1); }\n"
                 "filter (x=1)\nexists (0:r0=0)");
  EXPECT_EQ(to_assembly(test, *find_machine("power")),
            R"(PPC t
(* 0:r0=r1 *)
{ x=0;
  0:r25=x; }
 P0                      ;
 li r19,1                ;
 L0:                     ;
 lwarx r2,r0,r25         ;
 stwcx. r19,r0,r25       ;
 bne L0                  ;
 lwsync                  ;
 mr r1,r2                ;
locations [0:r1; x; ]
filter (x=1)
exists (0:r1=0)
)");
  EXPECT_THROW(to_assembly(test, *find_machine("x86")), UserError);
}

TEST(Machines, AnAddressHasSixtyFourBits) {
  const LitmusTest test = parse_test(
      "t.litmus",
      "C t\n{p=&x;}\nP0(int **p, int **q, int *x) { int *r0; int r1; "
      "r0 = rcu_dereference(*p); WRITE_ONCE(*q, r0); r1 = READ_ONCE(*r0); "
      "smp_store_release(p, x); }\nexists (0:r1=0)");
  const auto text = [&](const char* machine) {
    return to_assembly(test, *find_machine(machine));
  };
  const auto expect = [&](const char* machine,
                          std::initializer_list<const char*> lines) {
    for (const char* line : lines)
      EXPECT_NE(text(machine).find(line), std::string::npos)
          << line << " is not in\n"
          << text(machine);
  };
  expect("arm64", {"p=x;", "LDR X3,[X25]", "MOV X1,X3", "STR X1,[X26]",
                   "LDR W4,[X1]", "STLR X27,[X25]"});
  expect("power",
         {"ld r3,0(r25)", "std r1,0(r26)", "lwz r4,0(r1)", "std r27,0(r25)"});
  expect("riscv",
         {"ld x3,0(x25)", "sd x1,0(x26)", "lw x4,0(x1)", "sd x27,0(x25)"});
}

// The second load is one of 64 bits only because of what p points to.
TEST(Machines, NoPointerPointsToAPointer) {
  for (const char* init : {"p=&q;q=&x;", "q=&x;"})
    EXPECT_THROW(
        to_assembly(
            parse_test("t.litmus",
                       std::string("C t\n{") + init +
                           "}\nP0(int **p, int **q, int *x) { int *r0; int r1; "
                           "WRITE_ONCE(*p, q); r0 = READ_ONCE(*p); "
                           "r1 = READ_ONCE(*r0); }\nexists (x=1)"),
            *find_machine("power")),
        UserError)
        << init;
}

TEST(Machines, NothingIsComputedFromAnAddress) {
  for (const char* body : {"r1 = (r0 == x);", "r1 = xchg(p, r0);"})
    EXPECT_THROW(
        to_assembly(
            parse_test("t.litmus",
                       std::string("C t\n{p=&x;}\nP0(int **p, int *x) { int "
                                   "*r0; int r1; r0 = READ_ONCE(*p); ") +
                           body + " }\nexists (0:r1=0)"),
            *find_machine("arm64")),
        UserError)
        << body;
}

}  // namespace
}  // namespace vmalock::litmus
