#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""herd7's answers for tests of the kernel's dialect on machines, as the table
that `vmalock litmus --model MACHINE --expect TABLE` compares with.

    harness/litmus/herd7_answers.py --vmalock build/release/vmalock \\
        --herd7 herd7 FOLDER... >TABLE

Each test is printed in the machine's assembly language (`vmalock litmus
--assembly`: the kernel's mapping) and given to herd7 with the model that it has
for the language (aarch64.cat, ppc.cat, riscv.cat); the registers in its answer
become the test's again. A loop of exclusives is run once: to fail and begin
anew allows nothing else. Tests that cannot be printed are left out and named on
stderr. The tables in testdata were made with herd7 7.58.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

MACHINES = ("arm64", "arm64-llsc", "power", "riscv")
HEADER = ("file", "model", "observation", "states", "verdict", "flags",
          "notes")


def run(command, seconds):
    return subprocess.run(command, capture_output=True, text=True,
                          timeout=seconds, check=False)


def names_of(assembly):
    """Registers of the machine, by register of the test: the first comment."""
    comment = re.search(r"\(\*(.*?)\*\)", assembly).group(1)
    names = {}
    for pair in comment.split():
        ours, theirs = pair.split("=")
        names[ours.split(":")[0] + ":" + theirs] = ours
    return names


def states_of(answer, names):
    """The variables, and the rows of their values, sorted."""
    lines = answer.split("\n")
    first = next(i for i, l in enumerate(lines) if l.startswith("States "))
    count = int(lines[first].split()[1])
    states = []
    for line in lines[first + 1:first + 1 + count]:
        state = {}
        for item in line.split(";"):
            if "=" in item:
                name, value = item.strip().split("=")
                name = name.strip("[]")
                state[names.get(name, name)] = int(value, 0)
        states.append(state)
    variables = sorted(states[0]) if states else []
    rows = sorted([state[v] for v in variables] for state in states)
    return {"v": variables, "s": rows}


def row_of(test, machine, options):
    printed = run([options.vmalock, "litmus", "--model", machine, "--assembly",
                   str(test)], options.seconds)
    if printed.returncode != 0:
        raise ValueError(printed.stderr.strip())
    with tempfile.NamedTemporaryFile("w", suffix=".litmus") as file:
        file.write(printed.stdout)
        file.flush()
        answer = run([options.herd7, "-unroll", "1", file.name],
                     options.seconds).stdout
    seen = re.search(r"^Observation \S+ (\S+)", answer, re.M)
    if not seen:
        raise ValueError(f"{test}: herd7 has no answer for {machine}")
    states = json.dumps(states_of(answer, names_of(printed.stdout)),
                        separators=(",", ":"))
    return (f"{test.parent.name}/{test.name}", machine, seen.group(1), states,
            "Ok", "", "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", nargs="+", type=Path)
    parser.add_argument("--vmalock", default="build/release/vmalock")
    parser.add_argument("--herd7", default="herd7")
    parser.add_argument("--seconds", type=float, default=20,
                        help="for one answer; a test that takes longer is "
                        "left out")
    options = parser.parse_args()
    print("\t".join(HEADER))
    for folder in options.folder:
        for test in sorted(folder.glob("*.litmus")):
            for machine in MACHINES:
                try:
                    print("\t".join(row_of(test, machine, options)))
                except (ValueError, subprocess.TimeoutExpired) as error:
                    print(error, file=sys.stderr)


if __name__ == "__main__":
    main()
