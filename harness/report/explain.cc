// SPDX-License-Identifier: MIT
#include "harness/report/explain.h"

#include <fmt/format.h>

#include <array>

#include "harness/base/check.h"
#include "harness/report/layout.h"

namespace vmalock {

namespace {

/// One page. Paragraphs are wrapped; the example is kept as it stands.
struct Page {
  const char* sentence;
  const char* meaning;
  const char* example;
  const char* seen_by;
  const char* remedy;
  const char* look;  ///< files
};

constexpr std::array<Page, error_kinds> pages = {{
    {"a property that the case states does not hold",
     "The case called require() with a condition that was false. The message "
     "names the guarantee (R- and L- numbers of the case's file). The lock let "
     "two threads in together, showed a reader an old value, or broke another "
     "promise, in an execution that the memory model allows.",
     "  CPU0  page fault                  CPU1  mmap writer\n"
     "  vma_start_read(): got the lock\n"
     "                                    vma_start_write(): got the lock\n"
     "  require(!writer_inside)  <- E01\n",
     "graph: on every execution within the bound. relacy and native: on the "
     "executions that they sample.",
     "Read the trace upwards from the last step: which value did the failing "
     "thread read, and which later store should it have seen? If only the "
     "ordering is wrong, `--model sc` makes the violation go away; if it "
     "stays, "
     "the steps themselves are wrong.",
     "the require() in cases/<case>.h and the guarantee above its class; the "
     "two rows that the help line names in impl/<version>/orderings.h."},
    {"two conflicting accesses, one of them plain, that nothing orders",
     "A plain access (no READ_ONCE, WRITE_ONCE or atomic) and a conflicting "
     "access by another thread are not ordered by happens-before. The compiler "
     "may tear, repeat or drop the plain access, so no result can be trusted.",
     "  CPU0  page fault                  CPU1  mmap writer\n"
     "  vma_start_read(): got the lock\n"
     "                                    vma->vm_end = new  (plain)\n"
     "  read vma->vm_end  (plain)  <- E02\n",
     "graph: on every execution within the bound. relacy: where its schedule "
     "brings the accesses together. native: with the ThreadSanitizer preset.",
     "The accesses were meant to be ordered by the lock: look for the release "
     "of the one thread that the acquire of the other should have read from. "
     "A race that is meant needs marked accesses on both sides.",
     "both lines that the error names; the rows of the release and of the "
     "acquire in impl/<version>/orderings.h (`vmalock list sites IMPL`)."},
    {"access to memory that was freed before",
     "A thread used an object after K::free, or after the grace period of a "
     "call_rcu had ended. Memory that is type-safe by RCU may be used again "
     "for "
     "another object of its type; that alone is no error.",
     "  CPU0  page fault                  CPU1  munmap\n"
     "  vma = lookup(addr)\n"
     "                                    vma_mark_detached(); vm_area_free()\n"
     "                                    grace period ends: memory is freed\n"
     "  refcount_inc_not_zero(vma)  <- E03\n",
     "graph and relacy. native: with the asan preset.",
     "Either the reader left its RCU section too early, or the writer freed "
     "without waiting for the reader's reference.",
     "the line of the free and rcu_read_unlock in impl/<version>/vma_lock.h; "
     "harness/kernel/slab.h for what type-safe memory allows."},
    {"the same memory was freed twice",
     "K::free or call_rcu got a pointer that was already freed, or that "
     "K::alloc "
     "never returned.",
     "  CPU0                              CPU1\n"
     "  refcount_dec_and_test(): zero\n"
     "                                    refcount_dec_and_test(): zero\n"
     "  free(vma)                         free(vma)  <- E04\n",
     "graph and relacy. native: with the asan preset.",
     "Two threads each believed to hold the last reference: look at the "
     "decrement that both took for the last one.",
     "both frees in the trace (`vmalock replay TOKEN --full`); vm_area_free "
     "and vma_mark_detached in impl/<version>/vma_lock.h."},
    {"memory was still allocated when every thread had ended",
     "The execution was complete and an object from K::alloc was never freed. "
     "Nobody was left who could free it.",
     "  CPU0  page fault                  CPU1  munmap\n"
     "  vma_refcount_put(): 2 -> 1\n"
     "                                    sees 2: leaves the free to CPU0  <- "
     "E05\n",
     "graph, relacy, and native with the asan preset.",
     "Each thread left the last reference to the other. If the object may live "
     "on, the case must free it in after().",
     "the last decrement of each thread in the trace; after() of "
     "cases/<case>.h."},
    {"a read of memory that nobody has written",
     "A cell was read before any store to it, or the read was not ordered "
     "after "
     "the store that initialises it.",
     "  CPU0  page fault                  CPU1  mmap\n"
     "                                    vma = alloc(); vma->vm_mm = mm\n"
     "                                    publish(vma)  relaxed\n"
     "  vma = lookup(addr)\n"
     "  read vma->vm_mm  <- E06\n",
     "graph and relacy. native: no.",
     "Publish with release (rcu_assign_pointer) and look up with acquire or a "
     "dependency (rcu_dereference).",
     "the store that publishes the pointer (row attach, mas_store) and the "
     "read that found it; vm_area_alloc in impl/<version>/vma_lock.h."},
    {"a thread waits for ever, or its wake-up was lost",
     "The execution is over, every other thread has ended or waits as well, "
     "and "
     "this thread's wait is not satisfied by the newest value. In the kernel "
     "it "
     "would sleep in TASK_UNINTERRUPTIBLE for good.",
     "  CPU0  last reader                 CPU1  writer\n"
     "                                    tests the count: reader inside\n"
     "  drops the count\n"
     "  looks for a waiter: none\n"
     "                                    sets itself as waiter, sleeps  <- "
     "E07\n",
     "graph: exactly. relacy: deadlocks; a lost wake-up shows as E08. native: "
     "as a run that makes no progress until its time is over.",
     "A lost wake-up needs a full barrier between 'announce that I wait' and "
     "'test the condition', and its partner in the waker; a deadlock needs one "
     "order of locks.",
     "the wait that the error names and whoever should end it; "
     "harness/kernel/rcuwait.h has the barrier pair of a sleeper and its "
     "waker."},
    {"an execution went on beyond the step limit",
     "Engines without awaits cannot tell waiting from working: a thread took "
     "more steps than the limit allows. It may spin for ever, or the limit is "
     "too low for the bound.",
     "  CPU0  while (!READ_ONCE(flag)) cpu_relax();\n"
     "        ... step limit  <- E08\n",
     "relacy, and graph for a loop that is not written as an await.",
     "Run the same case on the graph engine: it blocks a waiting thread and "
     "decides the question (E07 or HOLDS).",
     "the loop at the line that the error names: a wait must be written as an "
     "await of harness/platform/kernel_platform.h."},
    {"a facility was used in a way that its rules forbid",
     "An unlock without a lock, a second attach, rcu_read_unlock outside of a "
     "section, a saturated reference count: the kernel would print a warning "
     "or corrupt memory.",
     "  CPU0\n"
     "  vma_start_read(): failed, returned NULL\n"
     "  vma_end_read(vma)  <- E09\n",
     "graph, relacy and native.",
     "The message names the facility and the rule. The caller is wrong, or the "
     "lock returned success for a failure.",
     "the message's facility in harness/kernel, and the caller in "
     "cases/<case>.h."},
    {"the case does not do the same thing when it is run again",
     "The engine ran one thread twice with the same values and saw different "
     "accesses. Nothing that it says about such a case can be trusted, so it "
     "refuses.",
     "  first run:   CPU0  read x\n"
     "  second run:  CPU0  write y  <- E10\n",
     "graph.",
     "A thread may depend on nothing but the values that it read and "
     "K::choose(): no static variables, no addresses as values, no clocks, no "
     "std::rand, no state of the case that is written outside of before().",
     "the case's members that are written outside of before(); "
     "ARCHITECTURE.md, 'Rules for programs under test'."},
    {"the program follows a null pointer",
     "A thread read a pointer that was null, or of an object whose fields it "
     "saw before they were set, and accessed what it points to.",
     "  CPU0  munmap                      CPU1  page fault\n"
     "  vma->anon_vma = NULL\n"
     "                                    a = vma->anon_vma    reads NULL\n"
     "                                    a->root              <- E11\n",
     "graph. relacy and native: as E12.",
     "Either the lock that keeps the pointer set is not held, or the store of "
     "the pointer is not ordered before the one that lets readers find it.",
     "the last steps of the trace: which load was the null pointer read by, "
     "and what should have been ordered before it."},
    {"the program would end the process, or leave its own thread",
     "It follows a pointer to no memory, overflows its stack, divides by zero, "
     "fails an assertion, throws what it does not catch, asks for more memory "
     "than there is, calls exit(), fork() or longjmp(), or makes an access "
     "from a thread that it has started by itself. The message says which.",
     "  CPU0\n"
     "  vma->vm_lock_seq = 1\n"
     "  assert(mm->users > 0)  <- E12\n",
     "graph, with the trace so far. relacy and native: without; they run in a "
     "process of their own.",
     "If it happens in every execution, mend the lock or the case. If only in "
     "some, it is the consequence of another bug: a pointer, an index or a "
     "count that was read too early, or after it was freed.",
     "the last steps of the trace; `vmalock replay TOKEN --gdb` stops there."},
}};

const Page& page(ErrorKind kind) {
  const auto i = static_cast<std::size_t>(kind);
  CHECK(i < pages.size());
  return pages[i];
}

}  // namespace

std::string explain(ErrorKind kind) {
  const Page& p = page(kind);
  std::string out = paragraph(
      "", fmt::format("{}  {}: {}", code(kind), name(kind), p.sentence));
  out += "\n" + paragraph("", p.meaning);
  out += std::string("\nExample\n\n") + p.example;
  out += "\n" + paragraph("Seen by  ", p.seen_by);
  out += "\n" + paragraph("What to do  ", p.remedy);
  out += "\n" + paragraph("Where to look  ", p.look);
  return out;
}

std::string error_list() {
  std::string out;
  for (unsigned i = 0; i < error_kinds; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    out += paragraph(fmt::format("{}  {:<18}  ", code(kind), name(kind)),
                     page(kind).sentence);
  }
  return out;
}

}  // namespace vmalock
