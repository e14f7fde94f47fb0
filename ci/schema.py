#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every result file is as harness/result/schema says: the examples in the tree,
and what the program writes now.

    schema.py --program build/release/vmalock
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    sys.exit("schema: no python3-jsonschema here; run ci/setup")

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "harness/result/schema/vmalock.schema.json"
EXAMPLES = sorted(ROOT.glob("harness/**/testdata/*.json.golden"))

# Command lines, and the option that names the file that they write.
IMPL = ["--impl", "rwsem-6.5"]
CASE = ["--case", "reader_excludes_writer"]
FRESH = [
    (["check", "--impl", "refcnt-6.15", *CASE, "--set", "put=relaxed"], "out"),
    (["check", *IMPL, "--case", "reader*", "--search", "random",
      "--max-executions", "3"], "out"),
    (["check", "--engine", "relacy", "--impl", "refcnt-6.15", *CASE,
      "--set", "reader_inc=relaxed"], "out"),
    (["check", "--impl", "rwsem-6.4", "--case", "lookup_reused"], "out"),
    (["check", *IMPL, "--case", "waiting_writer_first", "--budget", "60s"],
     "out"),
    (["check", *IMPL, "--readers", "2", "--budget", "100ms"], "out"),
    (["stress", *IMPL, *CASE, "--max-executions", "100"], "out"),
    (["propose", "rwsem-6.5", *CASE, "--set", "seq_end=relaxed"], "out"),
    (["patch", "harness/kernel_source/testdata/relax-reader.patch",
      "--kernel-tree", "harness/kernel_source/testdata/tree", *CASE], "out"),
    (["sweep", "rwsem-6.5", *CASE], "out"),
    (["repair", "rwsem-6.5", *CASE, "--set", "seq_end=relaxed"], "out"),
    (["history", *IMPL, "--impl", "rwsem-6.14", *CASE], "out"),
    (["diff", "rwsem-6.5", "refcnt-6.15", *CASE], "record"),
]


def validator():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def complaints(check, document):
    """What is wrong, most telling first: errors of the kind that it says."""
    kind = document.get("kind") if isinstance(document, dict) else None
    defs = check.schema["$defs"]
    for name, part in defs.items():
        own = part.get("properties", {}).get("kind", {}).get("const")
        if kind is not None and own == kind:
            narrow = dict(check.schema)
            del narrow["oneOf"]
            narrow["$ref"] = f"#/$defs/{name}"
            check = jsonschema.Draft202012Validator(narrow)
            break
    return [f"{error.json_path}: {error.message}"[:300]
            for error in check.iter_errors(document)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    args = parser.parse_args()
    check = validator()
    wrong = files = 0

    def look(name, text):
        nonlocal wrong, files
        files += 1
        for complaint in complaints(check, json.loads(text)):
            wrong += 1
            print(f"{name}: {complaint}")

    for path in EXAMPLES:
        look(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for number, (command, option) in enumerate(FRESH):
            path = pathlib.Path(folder, f"{number}.json")
            value = f"json:{path}" if option == "out" else str(path)
            run = subprocess.run(
                [args.program, *command, f"--{option}", value], cwd=ROOT,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                stdin=subprocess.DEVNULL, text=True, check=False)
            if not path.exists():
                wrong += 1
                print(f"{' '.join(command)}: wrote nothing\n{run.stderr}")
                continue
            look(" ".join(command), path.read_text(encoding="utf-8"))
    print(f"schema: {files} files, {wrong} findings")
    return 1 if wrong or not EXAMPLES else 0


if __name__ == "__main__":
    sys.exit(main())
