// SPDX-License-Identifier: MIT
// Method: a C file for each thing that the pass refuses; the message must name
// its line, and nothing is compiled. And what looks like it and is allowed.
#include <gtest/gtest.h>

#include "harness/kernel_source/pass/testing/compiler.h"

namespace vmalock::kernel_source::oracle {
namespace {

constexpr const char* prelude = R"(
typedef unsigned long u64;
struct s { int x, y; u64 z; struct s *next; struct { char c[3]; } odd;
           __int128 wide; } ;
#line 100 "mm/mmap_lock.c"
)";

struct Case {
  const char* name;
  const char* code;     ///< from line 100 of mm/mmap_lock.c on
  const char* message;  ///< "" if it is allowed
};

// Without an expectation of a message the file must compile.
const Case cases[] = {
    {"assembly",
     "void f(struct s *s)\n{ __asm__ volatile(\"dmb ish\" ::: \"memory\"); }",
     "mm/mmap_lock.c:101: inline assembly \"dmb ish\": the memory model has no "
     "word for it"},
    {"barrier",
     "void f(struct s *s) { __asm__ volatile(\"\" ::: \"memory\"); }", ""},
    {"assembly_of_memory",
     "void f(struct s *s) { __asm__ volatile(\"\" : \"+m\"(s->x)); }",
     "mm/mmap_lock.c:100: inline assembly with an operand in memory"},
    {"signal_fence",
     "void f(struct s *s)\n{\n__atomic_signal_fence(__ATOMIC_SEQ_CST); }",
     "mm/mmap_lock.c:102: a compiler fence that is not barrier(): the memory "
     "model has no word for it"},
    {"thread_fence",
     "void f(struct s *s) { __atomic_thread_fence(__ATOMIC_ACQUIRE); }",
     "mm/mmap_lock.c:100: a fence of C11: write smp_mb(), smp_rmb() or "
     "smp_wmb()"},
    {"wide_load", "int f(struct s *s) { return s->wide != 0; }",
     "mm/mmap_lock.c:100: an access of 16 bytes: the memory model has words of "
     "1, 2, 4 and 8"},
    {"wide_store", "void f(struct s *s) { s->wide = 0; }",
     "mm/mmap_lock.c:100: an access of 16 bytes"},
    {"floating", "void f(struct s *s) { *(double *)&s->z = 1; }",
     "mm/mmap_lock.c:100: an access of 8 bytes that is no integer"},
    {"torn",
     "void f(struct s *s) { struct { int v; } __attribute__((packed)) *p =\n"
     "(void *)s; p->v = 1; }",
     "mm/mmap_lock.c:101: an access of 4 bytes, aligned to 1: it may be torn"},
    {"computed_jump",
     "void f(struct s *s, int i) { void *t[] = {&&a, &&b}; goto *t[i];\n"
     "a: s->x = 1; b: s->y = 1; }",
     "mm/mmap_lock.c:100: a computed jump"},
    {"jump_into_a_loop",
     "void f(volatile struct s *s)\n{ if (s->x) goto in;\n"
     "while (s->y) { s->z = 1; in: s->z = 2; } }",
     "mm/mmap_lock.c:100: a jump into a loop: its exits are not clear"},
    {"variable", "int count;\nvoid f(struct s *s) { s->x = count; }",
     "mm/mmap_lock.c:100: variable count: a variable that can change must be a "
     "field"},
    {"static_variable",
     "void f(struct s *s)\n{ static int calls;\n s->x = ++calls; }",
     "mm/mmap_lock.c:101: variable f.calls: a variable that can change"},
    {"constant",
     "static const int table[] = {1, 2};\n"
     "void f(struct s *s, int i) { s->x = table[i & 1]; }",
     ""},
    {"thread_variable",
     "static __thread int mine;\n"
     "void f(struct s *s) { s->x = mine++; }",
     "mm/mmap_lock.c:100: variable mine: "},
    {"unknown_variable",
     "extern int jiffies;\n"
     "void f(struct s *s) { s->x = jiffies; }",
     "mm/mmap_lock.c:101: jiffies is unknown to vmalock: no definition"},
    {"unknown_function",
     "void smp_foo(void);\nvoid f(struct s *s) { s->x = 1;\nsmp_foo(); }",
     "mm/mmap_lock.c:102: smp_foo() is unknown to vmalock: it is called and "
     "not defined"},
    {"unused_unknown_function", "void smp_foo(void);\nvoid f(struct s *s) {}",
     ""},
    {"seq_cst_load",
     "int f(struct s *s) { return __atomic_load_n(&s->x, __ATOMIC_SEQ_CST); }",
     "mm/mmap_lock.c:100: a seq_cst load: the kernel has none"},
    {"seq_cst_store",
     "void f(struct s *s) { __atomic_store_n(&s->x, 1, __ATOMIC_SEQ_CST); }",
     "mm/mmap_lock.c:100: a seq_cst store: the kernel has none"},
    {"failure_order",
     "int f(struct s *s) { int e = 0; return __atomic_compare_exchange_n(\n"
     "&s->x, &e, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_ACQUIRE); }",
     "a compare-exchange that orders when it fails: the kernel has none"},
    {"nand", "int f(struct s *s) { return __atomic_fetch_nand(&s->x, 1, 0); }",
     "mm/mmap_lock.c:100: an atomic nand: there are exchange, add, sub, and, "
     "or and xor"},
    {"nine_arguments",
     "static __attribute__((noinline)) int g(int a, int b, int c, int d,\n"
     "int e, int f, int g, int h, int i) { return a + i; }\n"
     "void f(struct s *s) { s->x = g(1, 2, 3, 4, 5, 6, 7, 8, s->y); }",
     "mm/mmap_lock.c:102: a call with more than 8 arguments"},
    {"variable_arguments",
     "void g(struct s *s, ...) {}\nvoid f(struct s *s) { g(s, 1); }",
     "mm/mmap_lock.c:100: a function with variable arguments"},
    {"structure_by_value",
     "struct big { u64 a[4]; };\n"
     "static __attribute__((noinline)) u64 g(struct big b) { return b.a[3]; }\n"
     "u64 f(struct big *b) { return g(*b); }",
     "mm/mmap_lock.c:101: a structure of more than 16 bytes as parameter"},
    {"two_fields_at_once",
     "struct two { int a, b; };\n"
     "static __attribute__((noinline)) int g(struct two t) { return t.b; }\n"
     "int f(struct two *t) { return g(*t); }",
     "mm/mmap_lock.c:102: an access of 8 bytes, aligned to 4: it may be torn"},
    {"a_word_in_a_structure",
     "struct one { u64 a; };\n"
     "static __attribute__((noinline)) u64 g(struct one t) { return t.a; }\n"
     "u64 f(struct one *t) { return g(*t); }",
     ""},
};

class Refusals : public testing::TestWithParam<Compiler> {};

TEST_P(Refusals, NameTheirPlace) {
  for (const Case& c : cases) {
    const Compiled code = compile_text(GetParam(), "refused.c",
                                       std::string(prelude) + c.code + "\n");
    const std::string wanted = c.message;
    EXPECT_EQ(code.loaded != nullptr, wanted.empty())
        << c.name << ": " << code.messages;
    EXPECT_NE(code.messages.find(wanted), std::string::npos)
        << c.name << ": " << code.messages;
    if (wanted.empty()) {
      EXPECT_EQ(code.messages, "") << c.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Clang, Refusals, testing::ValuesIn(compilers()),
                         [](const auto& info) {
                           return "clang" + info.param.version;
                         });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Refusals);

}  // namespace
}  // namespace vmalock::kernel_source::oracle
