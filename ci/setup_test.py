#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ci/setup on machines made of stubs: what is there, who asks, what it does."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

SETUP = pathlib.Path(__file__).resolve().parent / "setup"
ALL = re.compile(r"^  ([a-z][\w.+ -]*)$", re.M)

STUBS = {
    "dpkg-query": 'case " $INSTALLED " in *" $3 "*) echo "install ok installed"'
                  ";; *) exit 1;; esac",
    "apt-cache": 'case " $KNOWN " in *" $2 "*) echo "$2:";; esac',
    "apt-get": 'echo "apt-get $*" >> "$LOG"',
    "id": 'echo "$WHO"',
}


def build_packages():
    text = SETUP.read_text(encoding="utf-8")
    block = text[text.index("build=("):text.index(")", text.index("build=("))]
    return " ".join(ALL.findall(block))


class Setup(unittest.TestCase):
    def run_setup(self, *arguments, installed="", known="", who="1000",
                  without=()):
        with tempfile.TemporaryDirectory() as folder:
            for name, body in STUBS.items():
                if name in without:
                    continue
                stub = pathlib.Path(folder) / name
                stub.write_text(f"#!/bin/bash\n{body}\n", encoding="utf-8")
                stub.chmod(0o755)
            log = pathlib.Path(folder) / "log"
            run = subprocess.run(
                [shutil.which("bash"), str(SETUP), *arguments],
                env=os.environ | {"PATH": folder, "INSTALLED": installed,
                                  "KNOWN": known, "WHO": who, "LOG": str(log)},
                capture_output=True, text=True, check=False)
            did = log.read_text(encoding="utf-8") if log.exists() else ""
            return run.returncode, run.stderr, did

    def test_nothing_to_do_without_root(self):
        self.assertEqual(
            self.run_setup("--build", installed=build_packages()), (0, "", ""))

    def test_without_root_what_is_needed_is_named(self):
        have = build_packages().replace("libfmt-dev ", "")
        status, said, did = self.run_setup("--build", installed=have)
        self.assertEqual((status, did), (1, ""))
        self.assertIn("install by hand: libfmt-dev\n", said)

    def test_root_installs_what_is_missing_only(self):
        have = build_packages().replace("libfmt-dev ", "")
        status, _, did = self.run_setup("--build", installed=have, who="0")
        self.assertEqual(status, 0)
        self.assertIn("--no-install-recommends libfmt-dev\n", did)

    def test_further_clangs_are_left_out_without_root(self):
        status, said, did = self.run_setup(
            "--kernel", known="clang-14 clang-19",
            installed="clang-19 llvm-19-dev")
        self.assertEqual((status, did), (0, ""))
        self.assertIn("clang-14 llvm-14-dev\n", said)
        self.assertNotIn("clang-16", said)

    def test_debian_13_has_no_clang_14(self):
        status, _, did = self.run_setup(
            who="0", known="clang-19 libclang-rt-19-dev clang-format-19")
        self.assertEqual(status, 0)
        self.assertIn("clang-19 libclang-rt-19-dev clang-format-19", did)
        self.assertNotIn("-14", did)

    def test_no_dpkg(self):
        status, said, _ = self.run_setup("--build", without=["dpkg-query"])
        self.assertEqual(status, 0)
        self.assertIn("cmake ninja-build", said)

    def test_wrong_word(self):
        self.assertEqual(self.run_setup("--banana")[0], 64)


if __name__ == "__main__":
    unittest.main()
