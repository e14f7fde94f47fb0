#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Is the read lock on the native platform the code one would write by hand?

native_identity.cc has, for each implementation, an uncontended read lock +
unlock on the platform layer and a twin on std::atomic_ref, and prints the
addresses of the instructions that each executes. This script looks them up in
the disassembly and compares mnemonics, operand sizes, displacements and
immediates: the same memory accesses and conditional jumps in the same order,
and the same instructions on registers, which the compiler schedules as it
likes.

What is left out says nothing about the layer, but changes with the compiler's
choice of registers, blocks and inlining: the names of registers, calls and
returns, saved registers and stack frames, unconditional jumps, copies between
registers, the sense of a conditional jump, and the code of liburcu.

--planted builds the twins with a mistake (a fence, an indirection, an exchange
in place of a subtraction) and succeeds if each is noticed.
"""

import argparse
import collections
import difflib
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77
# Defines of native_identity.cc; each changes every twin.
PLANTS = ("VMALOCK_PLANT_FENCE", "VMALOCK_PLANT_EXCHANGE",
          "VMALOCK_PLANT_INDIRECTION")
SOURCES = ("harness/bench/native_identity.cc",
           "harness/platform/native/thread.cc", "harness/base/check.cc",
           "harness/base/underway.cc")
FLAGS = ("-std=c++20", "-O2", "-no-pie", "-fno-pie", "-fcf-protection=none",
         "-Wall", "-Wextra", "-Wconversion", "-Werror")

FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\t(.*)$")
LINKAGE = re.compile(
    r"^(?:call|ret|push|pop|jmp|leave|endbr|nop|data16|cs nop)"
    r"|^(?:add|sub|lea)q? .*,%rsp$|^mov %r?e?\w+,%r?e?\w+$")
REGISTERS = (
    (re.compile(r"%r(?:[abcd]x|[sd]i|bp|\d+)\b"), "%64"),
    (re.compile(r"%(?:e(?:[abcd]x|[sd]i|bp)|r\d+d)\b"), "%32"),
    (re.compile(r"%(?:[abcd]x|[sd]i|bp|r\d+w)\b"), "%16"),
    (re.compile(r"%(?:[abcd][lh]|[sd]il|bpl|r\d+b)\b"), "%8"),
)


def build(args, folder, defines):
    target = Path(folder) / "native_identity"
    subprocess.run(
        [args.compiler, *FLAGS, *[f"-D{d}" for d in defines], f"-I{args.root}",
         *[str(Path(args.root) / s) for s in SOURCES], "-o", str(target),
         "-lurcu-memb", "-lpthread"], check=True)
    return target


def disassemble(args, target):
    """{address: (function, instruction)} of the program."""
    text = subprocess.run(
        [args.objdump, "-d", "--no-show-raw-insn", str(target)],
        check=True, capture_output=True, text=True).stdout
    found, function = {}, ""
    for line in text.splitlines():
        head = FUNCTION.match(line)
        code = INSTRUCTION.match(line)
        if head:
            function = head.group(1)
        elif code:
            words = re.sub(r"\s+", " ", code.group(2)).strip()
            found[int(code.group(1), 16)] = (function, words)
    return found


def normalise(words):
    """An instruction without what the compiler may choose; None: left out."""
    words = re.sub(r"\s*[#<].*$", "", words)
    if LINKAGE.match(words):
        return None
    for pattern, shape in REGISTERS:
        words = pattern.sub(shape, words)
    words = re.sub(r"\b0x0\(", "(", words)
    return re.sub(r"^j[a-z]+ [0-9a-f]+$", "jcc", words)


def executed(disassembly, addresses):
    """The normalised instructions of one traced call."""
    kept = []
    for address in addresses:
        function, words = disassembly.get(address, ("", ""))
        if not function or function == "main" or function.endswith("@plt"):
            continue  # liburcu, the tracer, the dynamic linker's stubs
        shape = normalise(words)
        if shape:
            kept.append(shape)
    return kept


def traces(args, defines):
    """{"layer_x" or "twin_x": normalised instructions}"""
    with tempfile.TemporaryDirectory() as folder:
        program = build(args, folder, defines)
        output = subprocess.run([str(program)], check=True, timeout=60,
                                capture_output=True, text=True).stdout
        disassembly = disassemble(args, program)
    found = {}
    for line in output.splitlines():
        name, locked, *addresses = line.split()
        if locked != "1":
            sys.exit(f"{name}: the read lock was refused")
        found[name] = executed(disassembly, [int(a, 16) for a in addresses])
    return found


def in_order(instructions):
    """Those whose order counts: accesses to memory, and jumps."""
    return [words for words in instructions
            if words == "jcc" or "(" in words and not words.startswith("lea")]


def same(ours, theirs):
    return (in_order(ours) == in_order(theirs)
            and collections.Counter(ours) == collections.Counter(theirs))


def compare(args, defines):
    """{implementation: lines of a diff, empty if equal}"""
    found = traces(args, defines)
    result = {}
    for name in found:
        if name.startswith("layer_"):
            impl = name[len("layer_"):]
            layer, twin = found[name], found[f"twin_{impl}"]
            atomics = sum(words.startswith("lock") for words in layer)
            if atomics < 2:
                sys.exit(f"{impl}: {atomics} atomic instructions traced: "
                         "the trace is not that of a lock")
            result[impl] = [] if same(layer, twin) else list(
                difflib.unified_diff(twin, layer, f"twin_{impl}", name,
                                     lineterm="", n=2))
            if not defines and not result[impl]:
                print(f"{impl}: {len(layer)} instructions, {atomics} of them "
                      "atomic: the same as by hand")
    return result


def check_identity(args):
    good = True
    for impl, diff in compare(args, []).items():
        if diff:
            print(f"{impl}: not the code of the hand-written twin")
            print("\n".join(diff))
            good = False
    return good


def check_planted(args):
    good = True
    for define in PLANTS:
        for impl, diff in compare(args, [define]).items():
            print(f"{impl}: {define} {'noticed' if diff else 'NOT noticed'}")
            good = good and bool(diff)
    return good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--objdump", default="objdump")
    parser.add_argument("--root",
                        default=Path(__file__).resolve().parents[2])
    parser.add_argument("--planted", action="store_true")
    args = parser.parse_args()
    if platform.machine() != "x86_64":
        print("skipped: traces x86-64 only")
        sys.exit(SKIPPED)
    good = check_planted(args) if args.planted else check_identity(args)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
