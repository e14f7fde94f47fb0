#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every file says its licence, in REUSE style: a line SPDX-License-Identifier
at its top.

    licenses.py          findings, as the other checks
    licenses.py --fix    writes the line where it is missing or another one

impl/, harness/kernel and the small kernel tree of the tests follow the kernel's
steps closely: GPL-2.0-only OR MIT. Everything else is MIT. What cannot have a
comment, or is compared byte by byte, is covered by .reuse/dep5; the `reuse`
tool (Debian: reuse) checks the whole (ctest ci.reuse).
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import tree as source
from tree import Finding

TAG = "SPDX-License-" "Identifier"
LINE = re.compile(r"^\W*" + TAG + r": *(.*?)\W*$")
EITHER = ("impl/", "harness/kernel/", "harness/template/impl/",
          "harness/kernel_source/testdata/tree/")

# How a comment is written: by the end of the name, or the whole name.
COMMENTS = {
    "/* {} */": (".css", ".c"),
    "// {}": (".h", ".cc", ".js", ".h.in", ".cc.in"),
    "# {}": (".py", ".cmake", ".cmake.in", ".pc.in", ".txt", ".toml", ".yml",
             ".clang-format", ".clang-tidy", ".gitignore", ".dockerignore",
             "Containerfile", "Makefile"),
    "<!-- {} -->": (".md", ".html"),
}
# Compared byte by byte, read by programs that know no comments, or texts of
# others' licences: .reuse/dep5 has them.
WITHOUT = re.compile(r"\.(json|golden|tsv|litmus|dict|patch)$|^LICENSE"
                     r"|^\.reuse/|^harness/cli/fuzz/testdata/")


def expected(path):
    return "GPL-2.0-only OR MIT" if path.startswith(EITHER) else "MIT"


def comment_of(path, text):
    """The form of a comment in this file; None if it has none."""
    name = Path(path).name
    if text.startswith("#!"):
        return "# {}"
    # Headers of C that a preprocessor of our own may read are C all the same.
    for form, ends in COMMENTS.items():
        if name.endswith(ends):
            return form
    return None


def files_of(root):
    """All that git knows or would add; without git, what the checks read."""
    run = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"], capture_output=True, check=False)
    names = run.stdout.decode().split("\0") if run.returncode == 0 else \
        source.Tree(root).files()
    return sorted({n for n in names if n and (Path(root) / n).is_file()
                   and not WITHOUT.search(n)})


def line_for(path, text):
    form = comment_of(path, text)
    return form and form.format(f"{TAG}: {expected(path)}")


def place(lines):
    """Where the line stands: at the top, behind what must be there."""
    first = lines[0] if lines else ""
    return 1 if first.startswith(("#!", "<!doctype", "<!DOCTYPE")) else 0


def problem(path, text):
    """(line number, what is wrong) or None."""
    wanted = line_for(path, text)
    if wanted is None:
        return 1, ("no kind of file that ci/licenses.py knows: add its comment "
                   "there, or the file to .reuse/dep5")
    lines = text.split("\n")
    at = place(lines)
    have = lines[at] if at < len(lines) else ""
    if have == wanted:
        return None
    said = LINE.match(have)
    if said and said.group(1) == expected(path):
        return at + 1, f"write it as: {wanted}"
    if said:
        return at + 1, f"says {said.group(1)}, not {expected(path)}"
    return at + 1, f"has no line: {wanted} (run: ci/licenses.py --fix)"


def fixed(path, text):
    """The text with its line, which replaces another one at its place."""
    wanted = line_for(path, text)
    lines = text.split("\n")
    at = place(lines)
    if at < len(lines) and LINE.match(lines[at]):
        lines[at] = wanted
    else:
        lines.insert(at, wanted)
    return "\n".join(lines)


def check(tree):
    findings = []
    for path in files_of(tree.root):
        wrong = problem(path, tree.text(path))
        if wrong:
            findings.append(Finding(path, *wrong))
    return findings, []


def fix(root):
    count = 0
    for path in files_of(root):
        file = Path(root) / path
        text = file.read_text(encoding="utf-8")
        if problem(path, text) and line_for(path, text):
            file.write_text(fixed(path, text), encoding="utf-8")
            count += 1
    print(f"licenses: {count} files written", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="ci/licenses.py", add_help=False)
    parser.add_argument("--fix", action="store_true")
    args, rest = parser.parse_known_args()
    if args.fix:
        fix(rest[0] if rest else Path(__file__).resolve().parent.parent)
    else:
        source.main("licenses", check)
