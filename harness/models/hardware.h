// SPDX-License-Identifier: MIT
// Memory models of machines that Linux runs on, as published, over executions
// of programs whose events are instructions (graph::Instruction): what the
// kernel's primitives become there is in harness/litmus/machine.h.
//
//  arm64   Armv8: Deacon, Alglave and others, "The Armv8 Application Level
//          Memory Model" (aarch64.cat of herd7 7.58)
//  power   Alglave, Maranget, Tautschnig, "Herding Cats", TOPLAS 2014, table 17
//          and figure 25 (ppc.cat)
//  riscv   RVWMO: The RISC-V Instruction Set Manual, volume I, chapter 17
//          (riscv.cat)
//  x86     Owens, Sarkar, Sewell, "A Better x86 Memory Model: x86-TSO", TPHOLs
//          2009 (x86tso-mixed.cat)
//
// They have what the kernel's instructions need: ordinary memory, barriers,
// exclusives, atomics and dependencies; no isync or isb, no mixed sizes.
#pragma once

#include "harness/models/model.h"

namespace vmalock::models {

const Model& arm64();
const Model& power();
const Model& riscv();
const Model& x86();

}  // namespace vmalock::models
