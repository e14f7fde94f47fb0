#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reports as the programs of others read them.

    reports.py --program build/release/vmalock

* KTAP: Perl's TAP::Parser (`prove`) reads the whole and each subtest. It counts
  as many tests and failures as the JSON of the same runs has.
* SARIF: the schema of OASIS, from the npm package @microsoft/jest-sarif, which
  `reports.py --fetch` gets into the cache folder.

What is not there is skipped, and said; exit status 77 if nothing was checked.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
MEMBER = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
SKIPPED = 77

# Lines of checks and what they have: a listed bug, a violation, UNKNOWN, and
# runs that hold, of two locks.
CHECKS = [
    ["--impl", "refcnt-7.0", "--impl", "rwsem-6.5", "--case", "guard_flag_lost",
     "--case", "reader*"],
    ["--impl", "refcnt-7.0", "--set", "reader_inc=relaxed", "--case",
     "reader*"],
    ["--impl", "refcnt-7.0", "--case", "lookup_*", "--max-executions", "10"],
]


def cached_schema():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "vmalock" / "sarif-2.1.0.json"


def fetch():
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("reports: --fetch needs npm")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder,
                       check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(pathlib.Path(folder).glob("*.tgz"))) as archive:
            text = archive.extractfile(MEMBER).read()
    cached_schema().parent.mkdir(parents=True, exist_ok=True)
    cached_schema().write_bytes(text)


def report(program, arguments, form):
    run = subprocess.run([program, "check", *arguments, "--out", form + ":-"],
                         cwd=ROOT, stdout=subprocess.PIPE, text=True,
                         stdin=subprocess.DEVNULL, check=False)
    return run.stdout


def prove(text):
    """(tests, failed ones, does the plan hold) as TAP::Parser has it."""
    with tempfile.NamedTemporaryFile("w", suffix=".tap") as file:
        file.write(text)
        file.flush()
        run = subprocess.run(["prove", "--exec", "cat", file.name],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, check=False)
    tests = re.search(r"Files=1, Tests=(\d+)", run.stdout)
    failed = re.search(r"Failed:? (\d+)\)|Failed: (\d+)", run.stdout)
    count = int(next(g for g in failed.groups() if g)) if failed else 0
    plan = "Parse errors" not in run.stdout
    return (int(tests.group(1)) if tests else 0), count, plan


def subtests(text):
    """The texts of the subtests, each without its indentation."""
    found = []
    for line in text.splitlines():
        if line == "  KTAP version 1":
            found.append([])
        if line.startswith("  "):
            found[-1].append(line[2:])
    return ["\n".join(lines) + "\n" for lines in found]


def is_failure(run):
    if run["verdict"] == "UNKNOWN":
        return True
    expected = run.get("expected")
    if run["verdict"] == "HOLDS":
        return bool(expected and expected["required"])
    return not expected


def check_ktap(text, runs):
    """What is wrong with the KTAP of these runs, as sentences."""
    parts = subtests(text)
    tests = failures = 0
    for part in parts:
        counted, failed, plan = prove(part)
        tests, failures = tests + counted, failures + failed
        if not plan:
            yield "a subtest's plan does not hold"
    counted, failed, plan = prove(text)
    bad = sum(is_failure(run) for run in runs)
    if counted != len(parts) or not plan:
        yield f"{counted} tests at the top, {len(parts)} subtests"
    if bool(failed) != bool(bad):
        yield f"{failed} suites failed, {bad} runs did"
    if tests != len(runs):
        yield f"{tests} tests of {len(runs)} runs"
    if failures != bad:
        yield f"{failures} tests failed, {bad} runs did"


def check_sarif(text, runs, validator):
    document = json.loads(text)
    for error in validator.iter_errors(document):
        yield f"{'/'.join(map(str, error.path))}: {error.message[:200]}"
    results = document["runs"][0]["results"]
    listed = sum(bool(run.get("expected")) for run in runs
                 if run["verdict"] == "VIOLATED")
    suppressed = sum(bool(r.get("suppressions")) for r in results)
    if suppressed != listed:
        yield f"{suppressed} suppressions, {listed} listed bugs found"


def validator_or_none():
    if not cached_schema().exists():
        return None
    try:
        import jsonschema  # pylint: disable=import-outside-toplevel
    except ImportError:
        return None
    return jsonschema.Draft4Validator(
        json.loads(cached_schema().read_text(encoding="utf-8")))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program")
    parser.add_argument("--fetch", action="store_true")
    args = parser.parse_args()
    if args.fetch:
        fetch()
    if not args.program:
        return 0
    validator = validator_or_none()
    has_prove = shutil.which("prove") is not None
    wrong = checked = 0
    for arguments in CHECKS:
        runs = json.loads(report(args.program, arguments, "json"))["runs"]
        problems = []
        if has_prove:
            problems += check_ktap(report(args.program, arguments, "ktap"),
                                   runs)
            checked += 1
        if validator is not None:
            problems += check_sarif(report(args.program, arguments, "sarif"),
                                    runs, validator)
            checked += 1
        for problem in problems:
            print("check " + " ".join(arguments) + ": " + problem)
        wrong += len(problems)
    if not has_prove:
        print("KTAP skipped: no prove (Debian: perl)")
    if validator is None:
        print("SARIF skipped: ci/reports.py --fetch gets the schema; Debian's "
              "python3-jsonschema reads it")
    print(f"{checked} reports checked, {wrong} problems")
    return SKIPPED if checked == 0 else int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
