#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mutants of our own sources: small edits, each of which a test must notice.

The table is ci/mutants/*.toml; ci/mutant_table.py says what a row is.

All mutants are compiled at once, each behind a switch that the environment
turns on (Untch, Offutt, Harrold, "Mutation analysis using mutant schemata",
ISSTA 1993): a mutant costs a run of its tests and no build. Those that overlap
are built in a further round. All in a copy of the tree, build/mutate.

Exit status: 0, or 1 if a mutant survives that is not explained, or an
"equivalent" one is caught, or the table does not fit the sources.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import mutant_table
import tree as source
from mutant_table import Wrong

NOT_COPIED = {"build", ".git", ".cache", "__pycache__"}


# ---- mutated sources

# No macro and no include of ours: the files may be anywhere. A constant
# expression is the same with every mutant.
SWITCH = """#include <cstdlib>
#include <type_traits>
#ifndef VMALOCK_MUTANT_SWITCH
#define VMALOCK_MUTANT_SWITCH
inline int vmalock_mutant_number() {
  static const char* const on = std::getenv("VMALOCK_MUTANT");
  static const int number = on ? std::atoi(on) : 0;
  return number;
}
constexpr bool vmalock_mutant_is(int number) {
  if (std::is_constant_evaluated()) return false;
  return vmalock_mutant_number() == number;
}
#endif
#line 1
"""


def mutated(text, numbered):
    """The source with these (number, mutant) of it behind their switches."""
    for number, m in sorted(numbered, key=lambda n: -n[1].begin):
        text = (text[:m.begin] + m.switched(number, text[m.begin:m.end])
                + text[m.end:])
    return SWITCH + text


def rounds(mutants):
    """Lists of mutants that do not overlap."""
    found = []
    for mutant in mutants:
        for one in found:
            if not any(mutant.overlaps(m) for m in one):
                one.append(mutant)
                break
        else:
            found.append([mutant])
    return found


# ---- the copy of the tree

def files_of(root):
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in NOT_COPIED]
        for name in names:
            yield (Path(folder) / name).relative_to(root)


def copy_tree(root, to, changed=()):
    """Makes `to` the same as `root`, but for the files that are `changed` (what
    is in them, by path). A file that is as it should be is not touched.
    """
    to.mkdir(parents=True, exist_ok=True)
    wanted = set(files_of(root))
    for path in set(files_of(to)) - wanted:
        (to / path).unlink()
    for path in wanted:
        original, copy = root / path, to / path
        content = (changed[path] if path in changed
                   else original.read_bytes())
        if copy.exists() and copy.read_bytes() == content:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
        copy.chmod(original.stat().st_mode)


@dataclass
class Run:
    status: int
    output: str
    cpu: float  # seconds
    late: bool = False


def run(command, folder, cpu=None, wall=None, mutant=0):
    """Runs it with limits of CPU and wall time, in seconds."""
    environment = os.environ | {"VMALOCK_MUTANT": str(mutant)}

    def limit():
        if cpu:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    late = False
    with subprocess.Popen(command, cwd=folder, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          errors="replace", preexec_fn=limit,
                          start_new_session=True) as process:
        try:
            output, _ = process.communicate(timeout=wall)
        except subprocess.TimeoutExpired:
            late = True
            os.killpg(process.pid, 9)
            output, _ = process.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime + after.ru_stime
            - before.ru_utime - before.ru_stime)
    return Run(process.returncode, output, used,
               late or process.returncode == -24)


class Scratch:
    """The copy of the tree, with the mutants of one round in it."""

    def __init__(self, tree, mutants, jobs):
        self.root = tree.root / "build/mutate/tree"
        self.jobs = jobs
        self.number = {m.name: i for i, m in enumerate(mutants, 1)}
        self.limits = {}  # by test and filter: CPU and wall seconds
        changed = {}
        for m in mutants:
            changed.setdefault(m.path, []).append((self.number[m.name], m))
        copy_tree(tree.root, self.root,
                  {Path(path): mutated(tree.text(path), numbered).encode()
                   for path, numbered in changed.items()})
        done = run(["cmake", "--preset", "release"], self.root)
        if done.status != 0:
            raise Wrong(f"cmake --preset release:\n{done.output}")

    def build(self, test):
        built = run(["cmake", "--build", "build/release", "--target", test,
                     "-j", str(self.jobs)], self.root)
        if built.status != 0:
            raise Wrong(f"{test} does not build with the mutants:\n"
                        f"{built.output}")

    def program(self, test):
        found = [p for p in (self.root / "build/release").rglob(test)
                 if p.is_file() and os.access(p, os.X_OK)]
        if len(found) != 1:
            raise Wrong(f"{test}: {len(found)} programs of this name")
        return str(found[0])

    def test(self, mutant, number, limits=(None, None)):
        return run([self.program(mutant.test), "--gtest_fail_fast",
                    "--gtest_brief=1", f"--gtest_filter={mutant.filter}"],
                   self.root, *limits, mutant=number)

    def measure(self, mutant):
        """Its tests without a mutant: they must pass. Their limits."""
        key = (mutant.test, mutant.filter)
        if key in self.limits:
            return self.limits[key]
        begin = time.monotonic()
        done = self.test(mutant, 0)
        wall = time.monotonic() - begin
        if done.status != 0:
            raise Wrong(f"{mutant.test} {mutant.filter} fails without a "
                        f"mutant:\n{done.output}")
        if "PASSED  ] 0 tests" in done.output:
            raise Wrong(f"{mutant.name}: {mutant.test} has no test "
                        f"{mutant.filter}")
        self.limits[key] = (10 + round(5 * done.cpu), 30 + 10 * wall)
        return self.limits[key]

    def judge(self, mutant):
        """How the mutant fares: caught or survived; and by what."""
        limits = self.measure(mutant)
        done = self.test(mutant, self.number[mutant.name], limits)
        if done.late:
            return "caught", "runs for ever"
        if done.status != 0:
            failed = re.search(r"\[  FAILED  \] (\w+[./]\S+)", done.output)
            return "caught", failed.group(1) if failed else "crash"
        return "survived", ""


# ---- the program

def describe(tree, mutant):
    line = mutant_table.line_of(tree, mutant.path, mutant.begin)
    return (f"{mutant.path}:{line}: {mutant.name}\n"
            f"  - {' '.join(mutant.text.split())}\n"
            f"  + {' '.join(mutant.into.split())}")


def results(tree, mutants, jobs):
    for one in rounds(mutants):
        scratch = Scratch(tree, one, jobs)
        for test in sorted({m.test for m in one}):
            scratch.build(test)
            for mutant in (m for m in one if m.test == test):
                yield mutant, *scratch.judge(mutant)


def sweep(tree, mutants, jobs, say):
    """Runs them; returns those whose end is not the one that is written."""
    unexplained, caught, equivalent = [], 0, 0
    for mutant, end, by in results(tree, mutants, jobs):
        if end == "survived" and mutant.equivalent:
            end, by = "equivalent", mutant.equivalent
            equivalent += 1
        elif end == "survived" or mutant.equivalent:
            unexplained.append((mutant, end))
        else:
            caught += 1
        say(f"{end:<10} {mutant.name}{by and ': ' + by}")
    for mutant, end in unexplained:
        say(f"{end}{' although equivalent' if mutant.equivalent else ''}: "
            f"{describe(tree, mutant)}")
    say(f"mutate: {len(mutants)} mutants, {caught} caught, "
        f"{equivalent} equivalent, {len(unexplained)} unexplained")
    return unexplained


def chosen(mutants, arguments):
    if arguments.sample:
        return [m for m in mutants if m.sample]
    if not arguments.only:
        return mutants
    unknown = set(arguments.only) - {m.name for m in mutants}
    if unknown:
        raise Wrong(f"no mutant {', '.join(sorted(unknown))}: --list has them")
    return [m for m in mutants if m.name in arguments.only]


def main(words=None, say=lambda text: print(text, flush=True)):
    parser = argparse.ArgumentParser(
        prog="ci/mutate", description="Small edits of our own sources: does a "
        "test notice each of them?")
    parser.add_argument("root", nargs="?",
                        default=Path(__file__).resolve().parent.parent,
                        help="the source tree (default: this one)")
    parser.add_argument("--list", action="store_true",
                        help="print the mutants and where they are")
    parser.add_argument("--only", action="append", metavar="NAME",
                        help="this one only; may be given several times")
    parser.add_argument("--sample", action="store_true",
                        help="only the few that CI runs")
    parser.add_argument("-j", "--jobs", type=int, default=1,
                        help="compilers at once (default: 1)")
    arguments = parser.parse_args(words)
    tree = source.Tree(arguments.root)
    try:
        mutants = chosen(mutant_table.read(tree), arguments)
        if not arguments.list:
            return 1 if sweep(tree, mutants, arguments.jobs, say) else 0
        for mutant in mutants:
            say(describe(tree, mutant))
        say(f"mutate: {len(mutants)} mutants")
        return 0
    except Wrong as error:
        say(f"mutate: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
