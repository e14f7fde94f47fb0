// SPDX-License-Identifier: MIT
#include "harness/cli/models.h"

#include <fmt/format.h>

#include "harness/report/layout.h"

namespace vmalock::cli {

namespace {

struct ModelText {
  std::string_view name, sentence, page;
};

constexpr ModelText model_texts[] = {
    {"sc", "sequential consistency: is it a bug of the algorithm itself?",
     "Every load sees the newest store. What is violated here is wrong on "
     "every "
     "machine; what holds here says nothing about orderings."},
    {"tso", "x86: stores may be delayed past later loads, nothing else",
     "A store waits in its CPU's buffer while later loads go on. A lock that "
     "holds here and not under lkmm is right on x86 and wrong on arm64, POWER "
     "or RISC-V."},
    {"rc11",
     "repaired C11 (Lahav et al., PLDI 2017): what any compiler and any "
     "machine may do, without load buffering",
     "C11 has no word for smp_wmb, smp_rmb and dependencies. They run as "
     "something stronger (release fence, acquire), which is said with the "
     "verdict: a bug may hide there, as B-20 and B-21 do."},
    {"lkmm",
     "the Linux-kernel memory model (tools/memory-model of 7.2): smp_wmb, "
     "dependencies and RCU as the kernel has them; the default",
     "It allows what any machine that Linux runs on may do, so a lock that "
     "holds here needs no check on each of them. One deviation: a violation "
     "may need an order of stores that no machine built so far shows (B-27); "
     "vmalock litmus --hardware says which machines allow a small test. "
     "harness/explore/README.md has the rules and the limits."},
    {"armv8", "arm64's own model: of litmus tests only, lkmm is weaker",
     "vmalock checks no lock against the model of one machine. lkmm allows "
     "everything that arm64 does for the kernel's primitives, so what holds "
     "under lkmm holds there. The other way round, whether a violation under "
     "lkmm can happen on arm64, is a question about instructions: FINDINGS.md "
     "answers it for B-20, B-21 and B-27, --out litmus:FILE writes the test of "
     "a failure, vmalock litmus --hardware FILE asks it of four machines, and "
     "`vmalock stress` runs the lock on the machine itself."},
    {"power", "POWER's own model: of litmus tests only, lkmm is weaker",
     "As for arm64: see `vmalock explain armv8`. lwsync is cumulative, so B-27 "
     "cannot happen there."},
    {"riscv", "RISC-V's own model: of litmus tests only, lkmm is weaker",
     "As for arm64: see `vmalock explain armv8`."},
};

/// How else people call them.
std::string_view usual(std::string_view name) {
  if (name == "arm64" || name == "aarch64" || name == "arm") return "armv8";
  if (name == "x86" || name == "x86-64") return "tso";
  if (name == "c11") return "rc11";
  if (name == "ppc" || name == "powerpc") return "power";
  return name;
}

}  // namespace

std::string_view model_sentence(std::string_view name) {
  for (const ModelText& model : model_texts)
    if (model.name == name) return model.sentence;
  return "";
}

std::string model_page(const std::string& name) {
  const std::string_view wanted = usual(name);
  for (const ModelText& model : model_texts)
    if (model.name == wanted)
      return paragraph("", fmt::format("{}: {}", model.name, model.sentence)) +
             "\n" + paragraph("", model.page);
  return "";
}

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const ModelText& model : model_texts) names.emplace_back(model.name);
  return names;
}

}  // namespace vmalock::cli
