// SPDX-License-Identifier: MIT
// Method: small tests whose answers are known from the literature, under every
// model and both back ends; every message of the reader, with its place.
#include <gtest/gtest.h>

#include <string>

#include "harness/base/check.h"
#include "harness/litmus/run.h"
#include "harness/litmus/test.h"

namespace vmalock::litmus {
namespace {

constexpr auto store_buffering = R"(C SB
"PodWR Fre PodWR Fre"
(* Store buffering: { both } may read 0 under tso. *)
{ [x]=0; y=0; }

P0 (atomic_int* x, atomic_int* y) {
  atomic_store_explicit(x, 1, memory_order_relaxed); // comment
  int r0 = atomic_load_explicit(y, memory_order_relaxed);
}

P1 (atomic_int* y, atomic_int* x) {
  atomic_store_explicit(y, 1, memory_order_relaxed); /* comment */
  int r0 = atomic_load_explicit(x, memory_order_relaxed);
}

locations [x; 1:r0;]
exists (0:r0=0 /\ 1:r0=0)
)";

std::string run(std::string_view text, std::string_view model,
                Backend backend = Backend::brute_force) {
  const LitmusTest test = parse_test("t.litmus", text);
  return report(test, run_test(test, model, backend));
}

TEST(Litmus, ReportsAsHerd7Does) {
  EXPECT_EQ(run(store_buffering, "tso"),
            "Test SB Allowed\n"
            "States 4\n"
            "0:r0=0; 1:r0=0; [x]=1;\n"
            "0:r0=0; 1:r0=1; [x]=1;\n"
            "0:r0=1; 1:r0=0; [x]=1;\n"
            "0:r0=1; 1:r0=1; [x]=1;\n"
            "Ok\n"
            "Witnesses\n"
            "Positive: 1 Negative: 3\n"
            "Condition exists (0:r0=0 /\\ 1:r0=0)\n"
            "Observation SB Sometimes 1 3\n");
  EXPECT_NE(run(store_buffering, "sc").find("Observation SB Never 0 3"),
            std::string::npos);
}

TEST(Litmus, BothBackEndsGiveTheSameReport) {
  for (const std::string_view model : {"sc", "tso", "rc11"})
    EXPECT_EQ(run(store_buffering, model, Backend::explorer),
              run(store_buffering, model, Backend::brute_force))
        << model;
}

std::string with_body(const std::string& body,
                      const std::string& end = "exists (x=1)") {
  return "C t\n{}\nP0 (atomic_int* x, int* d) {\n" + body + "\n}\n" + end;
}

TEST(Litmus, QuantifiersCountAsHerd7Counts) {
  const std::string body = "  atomic_store(x, 1);";
  EXPECT_NE(run(with_body(body, "forall (x=1)"), "sc")
                .find("Test t Required\nStates 1\n[x]=1;\nOk\nWitnesses\n"
                      "Positive: 1 Negative: 0\n"),
            std::string::npos);
  EXPECT_NE(run(with_body(body, "~exists (x=2)"), "sc")
                .find("Test t Forbidden\nStates 1\n[x]=1;\nOk\nWitnesses\n"
                      "Positive: 1 Negative: 0\nCondition ~exists ([x]=2)\n"
                      "Observation t Never 0 1\n"),
            std::string::npos);
  EXPECT_NE(run(with_body(body, "filter (x=2) exists (x=1)"), "sc")
                .find("States 0\nNo\n"),
            std::string::npos);
  EXPECT_NE(
      run(with_body(body, "exists (not (x=1) \\/ (x=1 /\\ x!=2))"), "sc")
          .find("Condition exists (not ([x]=1) \\/ ([x]=1 /\\ [x]!=2))\n"),
      std::string::npos);
}

std::string times(std::size_t n, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < n; ++i) all += text;
  return all;
}

/// What the parser says of a text that it refuses.
std::string refused(const std::string& text) {
  try {
    parse_test("t.litmus", text);
  } catch (const UserError& error) {
    return error.what();
  }
  return "taken";
}

TEST(Litmus, WhatIsNestedTooDeepIsRefused) {
  constexpr std::size_t deep = 15'000;
  const std::string ifs =
      with_body(times(deep, "if (1) {") + "*d = 1;" + times(deep, "}"));
  const std::string blocks =
      with_body(times(deep, "{") + "*d = 1;" + times(deep, "}"));
  const std::string brackets =
      with_body("int r0 = " + times(deep, "(") + "1" + times(deep, ")") + ";");
  const std::string signs = with_body("int r0 = " + times(deep, "- ") + "1;");
  const std::string sum = with_body("int r0 = 1" + times(deep, "+1") + ";");
  const std::string last = with_body(
      "*d = 1;", "exists " + times(deep, "(") + "x=1" + times(deep, ")"));
  const std::string nots =
      with_body("*d = 1;", "exists " + times(deep, "not ") + "x=1");
  for (const std::string& text : {ifs, blocks, brackets, signs, last, nots})
    EXPECT_NE(refused(text).find("nested too deep"), std::string::npos)
        << text.substr(0, 60) << ": " << refused(text);
  EXPECT_NE(refused(sum).find("operators in a row"), std::string::npos)
      << refused(sum);
  // What people write is not.
  EXPECT_EQ(refused(with_body("int r0 = 1" + times(60, "+1") + ";")), "taken");
  EXPECT_EQ(refused(with_body("int r0 = " + times(50, "(") + "1" +
                              times(50, ")") + ";")),
            "taken");
}

TEST(Litmus, AThreadOfTheInitialStateIsOneOfTheTest) {
  for (const char* thread : {"4294967296", "18446744073709551616", "7"})
    EXPECT_NE(refused("C t\n{ " + std::string(thread) +
                      ":r0=1; }\nP0 (int* d) { *d = 1; }\nexists (d=1)"),
              "taken")
        << thread;
}

TEST(Litmus, AWeakCompareExchangeMayFail) {
  const std::string text = with_body(
      "  int r0 = atomic_compare_exchange_weak_explicit(x, d, 1, "
      "memory_order_acq_rel, memory_order_relaxed);",
      "exists (0:r0=0 /\\ x=0)");
  for (const Backend backend : {Backend::brute_force, Backend::explorer})
    EXPECT_NE(run(text, "rc11", backend).find("Observation t Sometimes 1 1"),
              std::string::npos);
}

TEST(Litmus, ARaceIsUndefined) {
  const std::string text =
      "C race\n{}\nP0 (int* d, atomic_int* x) { *d = 1; }\n"
      "P1 (int* d, atomic_int* x) { int r0 = *d; }\nexists (1:r0=1)";
  for (const Backend backend : {Backend::brute_force, Backend::explorer}) {
    EXPECT_NE(run(text, "rc11", backend).find("\nUndef\n"), std::string::npos);
    EXPECT_NE(run(text, "sc", backend).find("Observation race Sometimes 1 1"),
              std::string::npos);
  }
}

TEST(Litmus, AThreadThatWaitsForEverIsNoExecution) {
  const std::string text =
      "C stuck\n{}\nP0 (spinlock_t* l, int* x) {\n"
      "  spin_lock(l); WRITE_ONCE(*x, 1); spin_lock(l); }\n"
      "P1 (int* x) { int r0; r0 = READ_ONCE(*x); }\nexists (1:r0=1)";
  for (const Backend backend : {Backend::brute_force, Backend::explorer})
    EXPECT_NE(run(text, "sc", backend).find("States 0\n"), std::string::npos);
}

TEST(Litmus, AGracePeriodWaitsForReaders) {
  const std::string text =
      "C rcu\n{}\nP0 (int* x, int* y) {\n"
      "  WRITE_ONCE(*x, 1); synchronize_rcu(); WRITE_ONCE(*y, 1); }\n"
      "P1 (int* x, int* y) { int r0; int r1;\n"
      "  rcu_read_lock(); r0 = READ_ONCE(*x); r1 = READ_ONCE(*y);\n"
      "  rcu_read_unlock(); }\nexists (1:r0=0 /\\ 1:r1=1)";
  // (0, 1) is what the law of RCU forbids. The explorer has two executions for
  // (1, 0): the section may begin before the grace period or after.
  const std::string states =
      "Test rcu Allowed\nStates 3\n1:r0=0; 1:r1=0;\n1:r0=1; 1:r1=0;\n"
      "1:r0=1; 1:r1=1;\nNo\n";
  for (const std::string_view model : {"sc", "tso"}) {
    const std::string enumerated = run(text, model, Backend::brute_force);
    const std::string explored = run(text, model, Backend::explorer);
    EXPECT_EQ(enumerated.find(states), 0u) << enumerated;
    EXPECT_EQ(explored.find(states), 0u) << explored;
    EXPECT_NE(enumerated.find("Observation rcu Never 0 3\n"),
              std::string::npos);
    EXPECT_NE(explored.find("Observation rcu Never 0 4\n"), std::string::npos);
  }
}

TEST(Litmus, PointersAreValues) {
  const std::string text =
      "C pointers\n{ x=1; y=2; int *p=&y; }\nP0 (int* x, int** p) {\n"
      "  WRITE_ONCE(*x, 3); rcu_assign_pointer(*p, x); }\n"
      "P1 (int** p) { int *r0; int r1;\n"
      "  r0 = rcu_dereference(*p); r1 = READ_ONCE(*r0); }\n"
      "locations [p;] exists (1:r0=x /\\ 1:r1=1)";
  for (const Backend backend : {Backend::brute_force, Backend::explorer})
    EXPECT_EQ(run(text, "tso", backend),
              "Test pointers Allowed\n"
              "States 2\n"
              "1:r0=x; 1:r1=3; [p]=x;\n"
              "1:r0=y; 1:r1=2; [p]=x;\n"
              "No\n"
              "Witnesses\n"
              "Positive: 0 Negative: 2\n"
              "Condition exists (1:r0=x /\\ 1:r1=1)\n"
              "Observation pointers Never 0 2\n");
}

struct Refusal {
  std::string text;
  std::string message;
};

TEST(Litmus, RefusesWithPlaceAndRemedy) {
  const Refusal refusals[] = {
      {"PPC t", "t.litmus:1:1: unsupported: a test for 'PPC'"},
      {with_body("  while (1) {}"), "t.litmus:4:3: unsupported: 'while'"},
      {with_body("  r9 = 1;"), "register 'r9' is not declared"},
      {with_body("  *z = 1;"), "t.litmus:4:4: 'z' is no parameter"},
      {with_body("  int r = &x;"), "t.litmus:4:11: unsupported: '&'"},
      {with_body("  atomic_lod(x);"), "'atomic_load' is the most similar"},
      {with_body("  int r = atomic_store(x, 1);"), "has no value"},
      {with_body("  atomic_load_explicit(x, memory_order_consume);"),
       "t.litmus:4:27: unsupported: 'memory_order_consume'"},
      {with_body("  atomic_load_explicit(x, memory_order_release);"),
       "a load cannot be release; write memory_order_acquire"},
      {with_body("  int r = (int) 1;"), "unsupported: a cast"},
      {with_body("  int r = 1 && *d;"), "may or may not happen"},
      {with_body("", "exists (z=1)"), "no thread has a parameter 'z'"},
      {with_body("", "exists (1:r0=1)"), "there is no thread P1"},
      {with_body("", "exists (x=z)"), "there is no location 'z'"},
      {with_body("", "exists (x=1) more"), "expected the end of the file"},
      {with_body("  {", ""), "expected '}' before the file's end"},
      {"C t\n{ int a[2]; }", "t.litmus:2:8: unsupported: an array"},
      {"C t\n{ x=1; x=2; }", "t.litmus:2:8: 'x' is initialised twice"},
      {"C t\n(* never closed", "this comment is never closed"},
  };
  for (const Refusal& r : refusals) {
    try {
      parse_test("t.litmus", r.text);
      ADD_FAILURE() << "accepted:\n" << r.text;
    } catch (const UserError& e) {
      EXPECT_NE(std::string(e.what()).find(r.message), std::string::npos)
          << e.what() << "\ninstead of\n"
          << r.message;
    }
  }
}

TEST(Litmus, RefusesModelsThatCannotAnswer) {
  const LitmusTest kernel =
      parse_test("k.litmus", "C k\n{}\nP0 (int* x) { }\nexists (x=0)");
  const LitmusTest c11 = parse_test("c.litmus", with_body(""));
  const auto message = [](const LitmusTest& test, std::string_view model) {
    try {
      run_test(test, model, Backend::explorer);
    } catch (const UserError& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_EQ(message(kernel, "rc11"),
            "k.litmus: rc11 has no meaning for kernel primitives; use --model "
            "lkmm, --model sc or --model tso");
  EXPECT_EQ(message(c11, "lkmm"),
            "c.litmus: lkmm has no meaning for C11 atomics; use --model rc11, "
            "--model sc or --model tso");
  EXPECT_EQ(message(kernel, "alpha"),
            "model alpha is not available; use one of: sc, tso, rc11, lkmm, "
            "lkmm-6.12, arm64, arm64-llsc, power, riscv, x86");
}

}  // namespace
}  // namespace vmalock::litmus
