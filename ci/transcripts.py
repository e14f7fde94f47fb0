#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What FIRST_DAY.md shows is what happens when it is done.

Each block of it that begins with `$ ` is done in a shell, one command after the
other, in a home folder of its own; `vmalock` there is this checkout, `linux` a
git repository of the small tree of harness/kernel_source/testdata. Each line
that is shown must be printed, in this order; lines may be left out. Times are
not compared (ci/readme.py), nor any number of a benchmark.

    transcripts.py --build build/release
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import readme

ROOT = readme.ROOT
TREE = ROOT / "harness/kernel_source/testdata/tree"
MEASURED = re.compile(r"\d[\d.,]*%?|\b(unclear|faster|slower|no contention)\b")


def blocks(text):
    """(line number, [(command, lines shown)]) of each block."""
    found, block = [], None
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            if block is None:
                block = (number + 1, [])
            else:
                if block[1]:
                    found.append(block)
                block = None
        elif block is None:
            continue
        elif line.startswith("$ "):
            block[1].append((line[2:], []))
        elif not block[1]:
            block = (block[0], [])
        elif block[1][-1][0].endswith("\\") and not block[1][-1][1]:
            command, shown = block[1].pop()
            block[1].append((command[:-1] + line.strip(), shown))
        else:
            block[1][-1][1].append(line)
    return found


def without_figures(lines):
    return [" ".join(MEASURED.sub("N", line).split()) for line in lines]


def missing(command, shown, printed):
    """The first line that is shown and not printed."""
    if " bench " in command:
        shown, printed = without_figures(shown), without_figures(printed)
    return readme.missing(shown, printed, command)


def make_home(home, build):
    """What the document says is there."""
    (home / "vmalock").symlink_to(ROOT)
    if build.resolve() != ROOT / "build/release":
        sys.exit(f"transcripts: the document says build/release, not {build}")
    shutil.copytree(TREE, home / "linux")
    environment = dict(os.environ, HOME=str(home),
                       PATH=f"{home}/.local/bin:" + os.environ["PATH"])
    for name in ("AUTHOR", "COMMITTER"):
        environment[f"GIT_{name}_NAME"] = "You"
        environment[f"GIT_{name}_EMAIL"] = "you@example.org"
    for name in ("XDG_CACHE_HOME", "VMALOCK"):
        environment.pop(name, None)
    subprocess.run("git init -q -b master . && git add -A && "
                   "git commit -qm 'The lock'", shell=True, check=True,
                   cwd=home / "linux", env=environment)
    return environment


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--file", type=pathlib.Path,
                        default=ROOT / "FIRST_DAY.md")
    args = parser.parse_args()
    found = blocks(args.file.read_text(encoding="utf-8"))
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        environment = make_home(home, args.build)
        for number, block in found:
            for command, shown in block:
                run = subprocess.run(
                    ["bash", "-c", command], cwd=home, env=environment,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    stdin=subprocess.DEVNULL, text=True, check=False)
                line = missing(command, shown, run.stdout.split("\n"))
                if line is not None:
                    wrong += 1
                    print(f"{args.file.name}:{number}: `{command}` does not "
                          f"print, here: {line}\n{run.stdout[-2000:]}")
    print(f"{len(found)} transcripts, {wrong} commands wrong")
    sys.exit(wrong > 0 or not found)


if __name__ == "__main__":
    main()
