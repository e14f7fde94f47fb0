#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What README.md shows as the program's output is what the program prints.

A block of output begins with the command, `$ vmalock …`, or follows a line that
names `ci/check …`. Each of its lines must be printed, in this order; lines may
be left out. Times are not compared, nor what depends on them: of a check with
--budget the first words are, and that nothing unexpected is found; how far it
comes, so which known bugs it shows, is the machine's. A command may go on after
a backslash.

    readme.py --program build/release/vmalock
"""

import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIME = re.compile(r"\d[\d,]*(\.\d+)? (min \d+ s|s|min|ms)\b")
# A busy machine may not come to every case's own bound.
IN_TIME = re.compile(r"^(AS LISTED|UNKNOWN)\b.*")
CHECK = re.compile(r"`ci/(check [^`]+)` prints")


def blocks(text):
    """(line number, command, lines) of each block of output."""
    command, inside, found = None, None, []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            if inside is not None and command:
                found.append((number - len(inside), command, inside))
            command, inside = (command, []) if inside is None else (None, None)
        elif inside is None:
            named = CHECK.search(line)
            command = named.group(1) if named else command
        elif not inside and (command or "").endswith("\\"):
            command = command[:-1] + line.strip()
        elif not inside and command is None and line.startswith("$ vmalock "):
            command = line.removeprefix("$ vmalock ")
        else:
            inside.append(line)
    return found


def compared(line, command):
    """A line without what another run may print otherwise."""
    line = TIME.sub("TIME", line)
    if "--budget" not in command:
        return line
    words = IN_TIME.sub("VERDICT", line).split()
    return re.sub(r"\d+", "N", words[0]) if words else ""


def missing(shown, printed, command):
    """The first of the lines that is not printed after those before it."""
    rest = iter(compared(line, command) for line in printed)
    for line in shown:
        if line and compared(line, command) not in rest:
            return line
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--file", default=ROOT / "README.md")
    args = parser.parse_args()
    found = blocks(pathlib.Path(args.file).read_text(encoding="utf-8"))
    wrong = 0
    for number, command, shown in found:
        run = subprocess.run([args.program, *command.split()], cwd=ROOT,
                             stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                             text=True, check=False)
        line = missing(shown, run.stdout.split("\n"), command)
        if line is not None:
            wrong += 1
            print(f"README.md:{number}: `vmalock {command}` does not print, "
                  f"here: {line}")
    print(f"{len(found)} blocks, {wrong} of them wrong")
    sys.exit(wrong > 0 or not found)


if __name__ == "__main__":
    main()
