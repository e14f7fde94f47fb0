# SPDX-License-Identifier: MIT
"""What the source checks share: the files of the tree, and findings.

A finding prints as `file:line: text`, the form that editors and CI services
turn into a link.
"""

import argparse
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

TOP = ("harness", "impl", "cases", "ci")
CXX = {".h", ".cc"}
SKIPPED_FOLDERS = {"build", "__pycache__", "testdata"}


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


class Tree:
    """A source tree. Paths are relative to its root, with forward slashes."""

    def __init__(self, root):
        self.root = Path(root).resolve()
        self._text = {}

    def files(self):
        """Every source file; build output and test data are left out."""
        found = [p.name for p in self.root.iterdir()
                 if p.is_file() and not p.name.startswith(".")]
        for top in TOP:
            for folder, folders, names in os.walk(self.root / top):
                folders[:] = sorted(f for f in folders
                                    if f not in SKIPPED_FOLDERS
                                    and not f.startswith("."))
                here = Path(folder).relative_to(self.root)
                found += [(here / n).as_posix() for n in names
                          if not n.startswith(".")]
        return sorted(found)

    def cxx(self):
        return [f for f in self.files() if Path(f).suffix in CXX]

    def text(self, path):
        if path not in self._text:
            raw = (self.root / path).read_bytes()
            self._text[path] = raw.decode("utf-8", "replace")
        return self._text[path]

    def lines(self, path):
        return self.text(path).split("\n")

    def exists(self, path):
        return (self.root / path).exists()

    def folders(self, path):
        where = self.root / path
        if not where.is_dir():
            return []
        return sorted(p.name for p in where.iterdir()
                      if p.is_dir() and not p.name.startswith("."))


_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"'
    r'|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.S)


def blank(text, keep_strings=False):
    """The C++ text with comments (and strings) blanked, lines kept.

    A digit separator (1'000) is no character constant.
    """

    def spaces(match):
        token = match.group(0)
        if keep_strings and not token.startswith("/"):
            return token
        return re.sub(r"[^\n]", " ", token)

    return _TOKEN.sub(spaces, text)


def main(name, check):
    """Command line of a check: prints its findings, exits 1 if there are any.

    check(tree) returns the findings and a list of notes.
    """
    parser = argparse.ArgumentParser(prog=f"ci/{name}.py")
    parser.add_argument("root", nargs="?",
                        default=Path(__file__).resolve().parent.parent,
                        help="the source tree (default: this one)")
    tree = Tree(parser.parse_args().root)
    findings, notes = check(tree)
    for finding in sorted(set(findings)):
        print(finding)
    for note in notes:
        print(f"{name}: {note}", file=sys.stderr)
    print(f"{name}: {len(tree.files())} files, "
          f"{len(set(findings))} findings", file=sys.stderr)
    sys.exit(1 if findings else 0)
