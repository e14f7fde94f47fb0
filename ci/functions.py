# SPDX-License-Identifier: MIT
"""Where the functions of a C++ file begin and end.

No parser: braces are matched in the text without comments, strings and
preprocessor lines. A block is a function if it opens directly in a namespace
or class and the words in front of it hold a parameter list. Blocks inside it
(lambdas, local classes) are part of it.
"""

import re

import tree as source

SCOPE = re.compile(
    r"\s*(?:(?:inline|static|typedef|export)\s+)*"
    r"(?:namespace|class|struct|union|enum|concept|extern)\b")
PARAMETERS_LAST = re.compile(
    r"\)\s*(?:const|noexcept|override|final|&|->[^(){}]*|\s)*$")
NAME = re.compile(r"([~\w:]+|operator\s*\S+?)\s*\(")


def without_preprocessor(text):
    """Blanks preprocessor lines, with the lines that continue them."""
    lines, continued = [], False
    for line in text.split("\n"):
        hidden = continued or line.lstrip().startswith("#")
        continued = hidden and line.rstrip().endswith("\\")
        lines.append("" if hidden else line)
    return "\n".join(lines)


def without_nested(header, opening, closing):
    """The header without what stands between the brackets."""
    depth, kept = 0, []
    for character in header:
        if character == opening:
            depth += 1
        elif character == closing and depth:
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return "".join(kept)


def kind_of(header):
    """"scope", "function" or "data", from the words in front of a brace."""
    header = re.sub(r"\balignas\s*\([^)]*\)|\[\[.*?\]\]", " ", header)
    outer = without_nested(header, "(", ")")
    if "template" in outer:
        outer = without_nested(outer, "<", ">").replace("template", "")
    if SCOPE.match(outer) and not PARAMETERS_LAST.search(header):
        return "scope"
    if "=" in outer.replace("==", "") and "operator" not in outer:
        return "function" if re.search(r"=\s*\[", outer) else "data"
    return "function" if "(" in header else "data"


def name_of(header):
    match = NAME.search(header)
    return match.group(1) if match else "lambda"


def is_initialiser(code, end):
    """Whether the block that ends here is one of `x_{1}, y_{2} {`."""
    return code[end + 1:].lstrip()[:1] in (",", "{")


def of_cxx(text):
    """[(name, first line, last line)] of every function in the text."""
    code = without_preprocessor(source.blank(text))
    found, stack = [], []  # stack: kind, name, line, header
    start, line = 0, 1
    for position, character in enumerate(code):
        if character == "\n":
            line += 1
        elif character == "{":
            header = code[start:position]
            inside = any(block[0] != "scope" for block in stack)
            kind = "inner" if inside else kind_of(header)
            first = line - header.lstrip().count("\n")
            stack.append((kind, name_of(header), first, start))
            start = position + 1
        elif character == "}" and stack:
            kind, name, first, header_start = stack.pop()
            start = position + 1
            if kind == "function" and is_initialiser(code, position):
                start = header_start
            elif kind == "function":
                found.append((name, first, line))
        elif character == ";":
            start = position + 1
    return found
