#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Style as a test: sizes, tables without dead rows, names, formatting.

The limits (files of 400 lines, functions of 70, 80 columns) are those that
well-read C++ projects keep for 98 to 99.6 % of their functions. A finding that
should stand is a reason to split the code, not to add an exception here.
"""

import ast
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import functions
import tables
import tree as source
from tree import Finding

MAX_COLUMNS = 80
MAX_FILE = 400
MAX_FUNCTION = 70
TAB = 8
TEXT = {".h", ".cc", ".in", ".cmake", ".py", ".sh", ".md", ".txt", ".json",
        ".toml", ""}
CODE = {".h", ".cc", ".in", ".py"}
# The licence says nothing about the file (ci/licenses.py).
SPDX = re.compile(r"\A// SPDX-License-" r"Identifier:[^\n]*\n")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")


def width(line):
    """Columns on a terminal, with tab stops of eight."""
    expanded = line.expandtabs(TAB)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else
               0 if unicodedata.combining(c) else 1 for c in expanded)


def may_be_long(path, line):
    """Rows of Markdown tables, and lines that are or end in one long word."""
    if path.endswith(".md") and line.lstrip().startswith("|"):
        return True
    if line.startswith("replay: vmalock replay "):
        return True
    return len(line.split()) <= 1 and "://" in line


def check_lines(path, lines):
    for number, line in enumerate(lines, 1):
        columns = width(line.rstrip("\r"))
        if columns > MAX_COLUMNS and not may_be_long(path, line):
            yield Finding(path, number,
                          f"{columns} columns (limit {MAX_COLUMNS})")
        if line != line.rstrip():
            yield Finding(path, number, "white space at the end of the line")
        unfinished = UNFINISHED.search(line)
        if unfinished:
            yield Finding(path, number,
                          f"{unfinished.group(0)}: finish it or open an issue")


def check_file_size(path, lines):
    count = len(lines) - (lines[-1] == "")
    if count > MAX_FILE:
        yield Finding(path, MAX_FILE + 1,
                      f"file has {count} lines (limit {MAX_FILE})")
    if lines[-1] != "":
        yield Finding(path, len(lines), "no newline at the end of the file")


def python_functions(text):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(n.name, n.lineno, n.end_lineno)
            for n in ast.walk(ast.parse(text)) if isinstance(n, kinds)]


def check_function_sizes(path, text):
    if path.endswith(".py"):
        found = python_functions(text)
    elif Path(path).suffix in source.CXX:
        found = functions.of_cxx(text)
    else:
        return
    for name, first, last in found:
        count = last - first + 1
        if count > MAX_FUNCTION:
            yield Finding(path, first, f"function '{name}' has {count} lines "
                          f"(limit {MAX_FUNCTION})")


def check_header_comment(path, text):
    """x.cc may leave it to x.h, if that is what it includes first."""
    text = SPDX.sub("", text)
    header = path[:-len(".cc")] + ".h" if path.endswith(".cc") else None
    if header and text.startswith(f'#include "{header}"\n'):
        return
    if not text.startswith(("//", "/*")):
        yield Finding(path, 1, "no comment at the top that says what the file "
                      "is and where it comes from")


def check_format(tree):
    """clang-format's opinion; the nearest .clang-format of each file holds."""
    files = tree.cxx()
    tool = shutil.which("clang-format") or shutil.which("clang-format-14")
    if tool is None:
        return [], ["clang-format is not installed: formatting not checked"]
    if not files or not tree.exists(".clang-format"):
        return [], []
    run = subprocess.run([tool, "--dry-run", "--style=file", *files],
                         cwd=tree.root, capture_output=True, text=True,
                         check=False)
    seen = {}
    for line in run.stderr.splitlines():
        match = re.match(r"(\S+?):(\d+):\d+: (?:warning|error): ", line)
        if match:
            seen.setdefault(match.group(1), int(match.group(2)))
    return [Finding(path, line, f"not as clang-format writes it "
                    f"(run: clang-format -i {path})")
            for path, line in seen.items()], []


def check(tree):
    findings = []
    for path in tree.files():
        suffix = Path(path).suffix
        if suffix not in TEXT:
            continue
        text, lines = tree.text(path), tree.lines(path)
        findings += check_lines(path, lines)
        if suffix in CODE:
            findings += check_file_size(path, lines)
            findings += check_function_sizes(path, text)
        if suffix in source.CXX:
            findings += check_header_comment(path, text)
    findings += tables.check(tree)
    unformatted, notes = check_format(tree)
    return findings + unformatted, notes


if __name__ == "__main__":
    source.main("tidy", check)
