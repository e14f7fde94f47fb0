#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the shells make of `vmalock completion`, and man of its page. Bash is
asked for completions; zsh and fish are where they are installed.

    completion_test.py --program build/release/vmalock
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None


def output(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, check=True,
                          **more).stdout


def script(shell):
    return output(PROGRAM, "completion", shell)


class Bash(unittest.TestCase):
    def complete(self, *words):
        line = " ".join(f"'{w}'" for w in words)
        return output("bash", "-c", script("bash") + f"""
COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}
_vmalock
printf '%s\\n' "${{COMPREPLY[@]}}"
""").split()

    def test_commands(self):
        self.assertEqual(self.complete("vmalock", "cross"), ["crosscheck"])
        self.assertIn("patch", self.complete("vmalock", ""))

    def test_locks_by_position_and_by_option(self):
        self.assertIn("refcnt-7.0", self.complete("vmalock", "check", "ref"))
        self.assertEqual(
            self.complete("vmalock", "check", "--impl", "rwsem-6.1"),
            ["rwsem-6.14"])
        self.assertNotIn("refcnt-no-wake",
                         self.complete("vmalock", "check", "ref"))

    def test_options_are_those_of_the_command(self):
        self.assertEqual(self.complete("vmalock", "check", "--max-e"),
                         ["--max-executions", "--max-events"])
        self.assertEqual(self.complete("vmalock", "stress", "--max-e"),
                         ["--max-executions"])

    def test_cases_sites_and_models(self):
        self.assertEqual(
            self.complete("vmalock", "check", "--case", "detach"),
            ["detach_waits"])
        self.assertIn("reader_inc=", self.complete("vmalock", "propose",
                                                   "refcnt-7.0", "--set", "re"))
        self.assertEqual(self.complete("vmalock", "check", "--model", "l"),
                         ["lkmm"])

    def test_topics(self):
        self.assertEqual(self.complete("vmalock", "explain", "B-2")[0], "B-2")
        self.assertIn("reader_inc",
                      self.complete("vmalock", "explain", "reader_i"))

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "my.patch").touch()
            start = folder + "/my"
            self.assertEqual(self.complete("vmalock", "patch", start),
                             [folder + "/my.patch"])


class Others(unittest.TestCase):
    def file(self, text):
        file = tempfile.NamedTemporaryFile("w", suffix=".txt")
        self.addCleanup(file.close)
        file.write(text)
        file.flush()
        return file.name

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_zsh_reads_it(self):
        output("zsh", "-n", self.file(script("zsh")))

    @unittest.skipUnless(shutil.which("fish"), "no fish")
    def test_fish_completes(self):
        name = self.file(script("fish"))
        found = output("fish", "-c", f"source {name}; "
                       "complete -C 'vmalock check --max-ex'")
        self.assertTrue(found.startswith("--max-executions\t"), found)
        found = output("fish", "-c", f"source {name}; "
                       "complete -C 'vmalock check --model lk'")
        self.assertTrue(found.startswith("lkmm"), found)

    @unittest.skipUnless(shutil.which("groff"), "no groff")
    def test_man_page_has_no_warning(self):
        run = subprocess.run(
            ["groff", "-man", "-ww", "-z", self.file(script("man"))],
            capture_output=True, text=True, check=True)
        self.assertEqual(run.stderr, "")
        shown = output("groff", "-man", "-Tascii", self.file(script("man")))
        # Bold is a letter over itself, or an escape.
        plain = re.sub(r".\x08|\x1b\[[0-9;]*m", "", shown)
        self.assertIn("--max-executions VALUE", plain)
        self.assertNotIn("?.", plain)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    args, rest = parser.parse_known_args()
    PROGRAM = str(pathlib.Path(args.program).resolve())
    unittest.main(argv=[sys.argv[0], *rest])
