# SPDX-License-Identifier: MIT
"""The table of mutants.

One mutant:

    [a-thread-start-after-a-grace-period-is-quiet]
    text = "e.label.op == Op::join || e.label.op == Op::spawn"
    into = "e.label.op == Op::join"
    test = "explore_test"       # the program that must fail
    filter = "GracePeriods.*"   # optional: which of its tests
    after = "is_joined("        # optional: the text is the first one behind
                                # this, which is there once
    sample = true               # optional: one of those that CI runs
    equivalent = "why"          # optional: no test can tell it from ours

The text is looked for in every source but the tests, whatever the white space,
so a mutant outlives moves and formatting; it (or else `after`) must be there
exactly once. It is one expression, or one statement (then it ends with ; or a
brace, and begins where a statement can), and `into` is another one for its
place, or nothing for a statement.
"""

import re
import tomllib
from dataclasses import dataclass

FIELDS = {"text", "into", "test", "filter", "after", "sample", "equivalent"}
REQUIRED = {"text", "into", "test"}


class Wrong(Exception):
    """The table, or the tree without a mutant, is not as it should be."""


@dataclass(frozen=True)
class Mutant:
    name: str
    text: str
    into: str
    test: str
    filter: str = "*"
    after: str = ""
    sample: bool = False
    equivalent: str = ""
    path: str = ""  # where the text was found
    begin: int = 0
    end: int = 0

    def switched(self, number, text):
        """What stands for `text`, its place in the source."""
        on = f"vmalock_mutant_is({number})"
        if self.is_statement():
            return f"if ({on}) {{ {self.into} }} else {{ {text} }}"
        return f"({on} ? ({self.into}) : ({text}))"

    def is_statement(self):
        return self.text.rstrip().endswith((";", "}"))

    def overlaps(self, other):
        return (self.path == other.path and self.begin < other.end
                and other.begin < self.end)


def pattern(text):
    """The text with any white space where it has some."""
    return re.compile(r"\s+".join(re.escape(w) for w in text.split()))


def places(tree, text):
    """Where the text is: [(path, begin, end)]."""
    return [(path, match.start(), match.end())
            for path in tree.cxx() if not path.endswith("_test.cc")
            for match in pattern(text).finditer(tree.text(path))]


def line_of(tree, path, position):
    return tree.text(path).count("\n", 0, position) + 1


def locate(tree, name, row):
    """The mutant with the one place where its text is."""
    anchor = row.get("after")
    found = places(tree, anchor or row["text"])
    if len(found) != 1:
        where = ", ".join(f"{path}:{line_of(tree, path, begin)}"
                          for path, begin, _ in found)
        raise Wrong(f"{name}: its {'`after`' if anchor else 'text'} is in the "
                    f"sources {len(found)} times{where and f' ({where})'}; "
                    "write one that is there once")
    path, begin, end = found[0]
    if anchor:
        match = pattern(row["text"]).search(tree.text(path), end)
        if not match:
            raise Wrong(f"{name}: its text is not behind its `after` ({path}:"
                        f"{line_of(tree, path, begin)})")
        begin, end = match.span()
    mutant = Mutant(name=name, path=path, begin=begin, end=end, **row)
    if mutant.is_statement() and not begins_statement(tree.text(path), begin):
        raise Wrong(f"{name}: its text ends a statement that it does not "
                    f"begin ({path}:{line_of(tree, path, begin)}); write the "
                    "whole statement, or an expression without the end")
    if not mutant.is_statement() and is_cut(row["text"]):
        raise Wrong(f"{name}: its text is no whole expression, for it begins "
                    f"or ends with an operator ({path}:"
                    f"{line_of(tree, path, begin)}); write what that is "
                    "applied to as well, or leave it out")
    return mutant


def is_cut(expression):
    """A part of it is missing."""
    text = expression.strip()
    return bool(re.match(r"return\b|[?:|%^/=,<>)\]]|&&|\.\w|[-+*]\s", text)
                or re.search(r"[?:|%^/=,<&*+\-(\[!]$", text)
                or text.count("(") != text.count(")")
                or text.count("{") != text.count("}"))


def begins_statement(source, begin):
    """What is before it ends another statement, or says when it is done."""
    before = re.sub(r"//[^\n]*", "", source[:begin]).rstrip()
    return before.endswith((";", "{", "}", ":", ")", "else"))


def read_rows(tree):
    rows = {}
    for file in sorted((tree.root / "ci/mutants").glob("*.toml")):
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise Wrong(f"ci/mutants/{file.name}: {error}") from None
        for name, row in table.items():
            fields = set(row) if isinstance(row, dict) else set()
            if name in rows:
                raise Wrong(f"{name}: two mutants have this name")
            if not REQUIRED <= fields <= FIELDS:
                raise Wrong(f"{name}: it has the fields "
                            f"{', '.join(sorted(fields))}; write "
                            f"{', '.join(sorted(REQUIRED))}, and of the others "
                            f"only {', '.join(sorted(FIELDS - REQUIRED))}")
            rows[name] = row
    return rows


def read(tree):
    """All mutants; every one whose text is not there once is told."""
    mutants, wrong = [], []
    for name, row in read_rows(tree).items():
        try:
            mutants.append(locate(tree, name, row))
        except Wrong as error:
            wrong.append(str(error))
    if wrong:
        raise Wrong("\n".join(wrong))
    return mutants
