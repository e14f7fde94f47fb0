# SPDX-License-Identifier: MIT
"""Ordering tables and folders: no row without an access, no access without a
row, every lock and case where the build looks for it.
"""

import posixpath
import re

import tree as source
from tree import Finding

ROW = re.compile(r'SiteRow\s*\{\s*"([^"]*)"')
# at<"reader_inc">, and at<L, "reader_inc"> through the lock's tag.
USE = re.compile(r'(?<!kernel::)\bat\s*<\s*(?:\w+\s*,\s*)?"([^"]*)"\s*>')
# A lock that replaces a step of a kernel facility names that one's row.
KERNEL_USE = re.compile(r'\bkernel::at\s*<\s*"([^"]*)"\s*>')
INCLUDE = re.compile(r'#\s*include\s*"([^"]+)"')
KERNEL_TABLE = "harness/kernel/sites.h"


def occurrences(tree, path, pattern):
    """{text of the group: first line} in the code of the file."""
    code = source.blank(tree.text(path), keep_strings=True)
    found = {}
    for match in pattern.finditer(code):
        line = code.count("\n", 0, match.start()) + 1
        found.setdefault(match.group(1), line)
    return found


def in_folder(tree, folder):
    return [f for f in tree.cxx() if posixpath.dirname(f) == folder
            and not f.endswith("_test.cc")]


def included(tree, path, seen=None):
    """The file and, through all its includes, those of impl/."""
    seen = set() if seen is None else seen
    seen.add(path)
    for name in occurrences(tree, path, INCLUDE):
        beside = posixpath.normpath(
            posixpath.join(posixpath.dirname(path), name))
        for target in (name, beside):
            if target.startswith("impl/") and tree.exists(target):
                if target not in seen:
                    included(tree, target, seen)
                break
    return seen


def check_uses(tree, path):
    """Every at<"x"> of the file has a row in a table that it can see."""
    rows = set()
    for file in included(tree, path):
        rows |= set(occurrences(tree, file, ROW))
    for use, line in occurrences(tree, path, USE).items():
        if use not in rows:
            yield Finding(path, line, f'at<"{use}"> has no row')
    if not tree.exists(KERNEL_TABLE):
        return
    kernel_rows = occurrences(tree, KERNEL_TABLE, ROW)
    for use, line in occurrences(tree, path, KERNEL_USE).items():
        if use not in kernel_rows:
            yield Finding(path, line,
                          f'kernel::at<"{use}"> has no row in {KERNEL_TABLE}')


def check_rows(tree, table, users):
    used = set()
    for path in users:
        used |= set(occurrences(tree, path, USE))
    for name, line in occurrences(tree, table, ROW).items():
        if name not in used:
            yield Finding(table, line, f"row '{name}' is used by no access")


def check_lock(tree, name):
    """A version derived from another may inherit its table."""
    folder = f"impl/{name}"
    lock, table = f"{folder}/vma_lock.h", f"{folder}/orderings.h"
    if not tree.exists(lock):
        yield Finding(folder, 1, "has no vma_lock.h")
        return
    files = included(tree, lock)
    derived = any(f.endswith("/vma_lock.h") and f != lock for f in files)
    if not tree.exists(table) and not derived:
        yield Finding(folder, 1, "has no orderings.h")
        return
    for path in in_folder(tree, folder):
        yield from check_uses(tree, path)
    if tree.exists(table):
        yield from check_rows(tree, table, files)


def check_mutant(tree, name):
    """A mutant differs from a lock in a step; its table is the lock's."""
    folder = f"impl/mutants/{name}"
    path = f"{folder}/vma_lock.h"
    if not tree.exists(path):
        yield Finding(folder, 1, "has no vma_lock.h")
        return
    for extra in in_folder(tree, folder):
        if extra != path:
            yield Finding(extra, 1, "a mutant is one vma_lock.h; a weakened "
                          "ordering is a row of the original's table")
    yield from check_uses(tree, path)


def check_case(tree, path):
    stem = posixpath.basename(path)[:-len(".h")]
    code = source.blank(tree.text(path))
    if not re.search(rf"\b(?:struct|class)\s+{re.escape(stem)}\b[^;]*\{{",
                     code):
        yield Finding(path, 1, f"declares no struct or class {stem}: "
                      "the build binds a case by its file's name")


def check_kernel_table(tree):
    users = [f for f in tree.cxx() if f.startswith("harness/kernel/")
             and f != KERNEL_TABLE and not f.endswith("_test.cc")]
    rows = occurrences(tree, KERNEL_TABLE, ROW)
    for path in users:
        for use, line in occurrences(tree, path, USE).items():
            if use not in rows:
                yield Finding(path, line,
                              f'at<"{use}"> has no row in {KERNEL_TABLE}')
    yield from check_rows(tree, KERNEL_TABLE, users)


def check(tree):
    findings = []
    for name in tree.folders("impl"):
        if name != "mutants":
            findings += check_lock(tree, name)
    for name in tree.folders("impl/mutants"):
        findings += check_mutant(tree, name)
    for path in in_folder(tree, "cases"):
        if path.endswith(".h"):
            findings += check_case(tree, path)
    if tree.exists(KERNEL_TABLE):
        findings += check_kernel_table(tree)
    return findings
