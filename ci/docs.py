#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Documents say what is there: links and paths lead somewhere, and the two
indexes list every lock and every case.
"""

import posixpath
import re

import tree as source
from tree import Finding

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:harness|impl|cases|ci)/[\w./+-]*[\w/]")
EXTERNAL = re.compile(r"^(?:[a-z]+:|#)")


def prose(lines):
    """(number, line) of the lines outside fenced code blocks."""
    fenced = False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield number, line


def check_links(tree, path):
    folder = posixpath.dirname(path)
    for number, line in prose(tree.lines(path)):
        for link in LINK.findall(line):
            target = link.split("#")[0]
            if EXTERNAL.match(link) or not target:
                continue
            if not tree.exists(posixpath.join(folder, target)):
                yield Finding(path, number, f"link to {target}: no such file")
        for code in CODE.findall(line):
            match = PATH.fullmatch(code)
            if match and not tree.exists(code):
                yield Finding(path, number, f"names {code}: no such file")


def check_index(tree, index, names, what):
    """Every name stands in a row of a table of the index."""
    if not names:
        return
    if not tree.exists(index):
        yield Finding(index, 1, f"missing: it lists every {what}")
        return
    words = set()
    for line in tree.lines(index):
        if line.lstrip().startswith("|"):
            words |= set(re.findall(r"[\w.-]*\w", line))
    for name in names:
        if name not in words:
            yield Finding(index, 1, f"has no row for {what} '{name}'")


def check(tree):
    findings = []
    for path in tree.files():
        if path.endswith(".md"):
            findings += check_links(tree, path)
    locks = [f for f in tree.folders("impl") if f != "mutants"]
    cases = [posixpath.basename(f)[:-2] for f in tree.cxx()
             if re.fullmatch(r"cases/\w+\.h", f)]
    mutants = tree.folders("impl/mutants")
    findings += check_index(tree, "impl/README.md", locks, "implementation")
    findings += check_index(tree, "impl/README.md", mutants, "mutant")
    findings += check_index(tree, "cases/README.md", cases, "case")
    return findings, []


if __name__ == "__main__":
    source.main("docs", check)
