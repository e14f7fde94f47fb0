#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills vmalock at random moments and looks at what is left.

    ci/kills.py --program build/release/vmalock [--count 200] [--seed 1]

Each command first runs undisturbed. Then it is killed, by SIGINT, SIGTERM or
SIGKILL in turn, after a random part of that time:
  - a file of --out is whole or absent, and one that was there before (the
    baseline of diff) is the old or the new one;
  - after SIGINT and SIGTERM the status is 2, or that of the whole run if it
    was over, the file is there, and nothing else is left in the folder;
  - of check, no finished run is lost: the file or, after SIGKILL, its journal
    begins as the undisturbed run's results do, and `vmalock report` reads it.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
# Less than this after the start the signals' handlers may not be there yet.
STARTED = 0.05

COMMANDS = {
    "check": "check refcnt-6.15 rwsem-6.5 --case *reader* --out {out}",
    "sweep": "sweep refcnt-6.15 --singles --case reader_excludes_writer "
             "--case lookup_attached --out {out}",
    "history": "history --impl rwsem-6.5 --impl rwsem-6.14 --case *reader* "
               "--out {out}",
    "propose": "propose refcnt-7.0 --set writer_wait=acquire --case lookup_* "
               "--out {out}",
    "diff": "diff rwsem-6.14 refcnt-6.15 --case *reader* --record {out}",
    "bench": "bench refcnt-6.15 --repetitions 1 --min-time 0.01 --out {out}",
    "litmus": "litmus harness/litmus/testdata/lkmm",
}


class Findings:
    def __init__(self):
        self.lines = []

    def check(self, good, *what):
        if not good:
            self.lines.append(" ".join(str(w) for w in what))


def start(program, command, out):
    words = [w.format(out=out) for w in COMMANDS[command].split()]
    return subprocess.Popen([program, *words], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def facts(run):
    """What two runs of one question have in common, whatever the machine."""
    return (json.dumps(run["question"], sort_keys=True), run["verdict"],
            run["executions"])


def runs_of_journal(path):
    lines = path.read_text().splitlines(keepends=True)
    # The last line may be cut: its run had not finished.
    return [json.loads(line) for line in lines[1:] if line.endswith("\n")]


def is_prefix(runs, whole):
    return [facts(r) for r in runs] == [facts(r) for r in whole[:len(runs)]]


class Killer:
    def __init__(self, program, command, folder):
        self.program, self.command = program, command
        self.folder = Path(folder)
        self.out = self.folder / (command + ".json")
        begin = time.monotonic()
        self.status = start(program, command, self.out).wait()
        self.seconds = time.monotonic() - begin
        self.text = self.out.read_bytes() if self.out.exists() else b""
        self.whole = json.loads(self.text)["runs"] if command == "check" else []

    def kill(self, number, delay, found):
        """`number`: which kill, for the signal; `found`: Findings."""
        if self.command != "diff":
            self.out.unlink(missing_ok=True)
        by = SIGNALS[number % len(SIGNALS)]
        process = start(self.program, self.command, self.out)
        time.sleep(delay)
        process.send_signal(by)
        status = process.wait(timeout=60)
        where = (self.command, by.name, f"after {delay:.3f} s:")
        if by != signal.SIGKILL:
            late = delay > STARTED
            found.check(status in (2, self.status) or
                        (not late and status == -by), *where, "status", status)
            wanted = self.command != "litmus" and status >= 0
            found.check(self.out.exists() == wanted or
                        self.command in ("bench", "diff"), *where, "no file")
            rest = {p.name for p in self.folder.iterdir()} - {self.out.name}
            found.check(not rest or status < 0, *where, "left behind:", rest)
        self.look_at_file(where, found)
        for path in self.folder.iterdir():
            if path != self.out:
                path.unlink()

    def look_at_file(self, where, found):
        journal = Path(str(self.out) + ".journal")
        try:
            text = json.loads(self.out.read_bytes()) if self.out.exists() \
                else None
        except ValueError:
            found.check(False, *where, "a torn file")
            return
        if self.command == "diff":
            found.check(text is not None and facts_of_baseline(text) ==
                        facts_of_baseline(json.loads(self.text)), *where,
                        "the baseline is lost")
        if self.command != "check":
            return
        source = self.out if text is not None else journal
        if not source.exists():
            return  # it had not begun
        runs = [r for r in text["runs"] if r["verdict"] != "UNKNOWN"] \
            if text is not None else runs_of_journal(journal)
        found.check(is_prefix(runs, self.whole), *where,
                    "not the runs of an undisturbed one")
        report = subprocess.run([self.program, "report", str(source)],
                                capture_output=True, check=False)
        found.check(report.returncode in (0, 1, 2), *where, "report:",
                    report.stderr.decode())


def facts_of_baseline(text):
    return json.dumps({k: v for k, v in text.items()
                       if k not in ("tool", "host")}, sort_keys=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    found = Findings()
    per_command = -(-args.count // len(COMMANDS))
    program = str(Path(args.program).resolve())
    for command in COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            killer = Killer(program, command, folder)
            for number in range(per_command):
                killer.kill(number, chance.uniform(0.01, killer.seconds), found)
    for line in found.lines:
        print(line)
    print(f"kills: {per_command * len(COMMANDS)} of {len(COMMANDS)} commands, "
          f"{len(found.lines)} findings")
    sys.exit(bool(found.lines))


if __name__ == "__main__":
    main()
