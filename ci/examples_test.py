#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ci/examples/check-patch on small kernel trees in git: one change that breaks
the lock, one that nothing runs, none; and the jobs that call it.

    examples_test.py --program build/release/vmalock
"""

import argparse
import base64
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
TREE = ROOT / "harness/kernel_source/testdata/tree"
EXAMPLES = ROOT / "ci/examples"
CHECK = EXAMPLES / "check-patch"
LOCK = "mm/mmap_lock.c"
PROGRAM = None


def data_of(page):
    """What the HTML report draws."""
    packed = re.search(r'id="data"[^>]*>\s*([A-Za-z0-9+/=\s]+)<', page)[1]
    return gzip.decompress(base64.b64decode(packed)).decode()


class CheckPatch(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.tree = pathlib.Path(self.folder.name) / "linux"
        self.results = pathlib.Path(self.folder.name) / "results"
        shutil.copytree(TREE, self.tree)
        for missing in ("kernel",):
            (self.tree / missing).mkdir(exist_ok=True)
            (self.tree / missing / "fork.c").write_text("", encoding="utf-8")
        self.git("init", "-q", "-b", "main")
        self.commit("base")
        self.git("checkout", "-q", "-b", "change")

    def git(self, *words):
        subprocess.run(["git", "-C", self.tree, "-c", "user.name=x", "-c",
                        "user.email=x@x", *words], check=True)

    def commit(self, subject):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", subject)

    def edit(self, old, new):
        file = self.tree / LOCK
        text = file.read_text(encoding="utf-8")
        self.assertEqual(text.count(old), 1, old)
        file.write_text(text.replace(old, new), encoding="utf-8")
        self.commit("change")

    def check(self, **environment):
        run = subprocess.run(
            [CHECK, self.tree, "main", self.results, "--case",
             "reader_excludes_writer"],
            env=os.environ | {"VMALOCK": PROGRAM} | environment,
            capture_output=True, text=True, check=False)
        if "--kernel-tree needs clang" in run.stderr:
            self.skipTest("no clang that compiles kernel trees")
        return run

    def test_a_change_that_breaks_the_lock(self):
        self.edit("__refcount_inc_not_zero_limited_acquire",
                  "__refcount_inc_not_zero_limited")
        run = self.check()
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        self.assertIn("BROKEN", run.stdout)
        self.assertIn(LOCK, run.stdout)
        for name in ("json", "xml", "sarif", "html", "md"):
            text = (self.results / f"report.{name}").read_text(
                encoding="utf-8")
            if name == "html":
                text = data_of(text)
            self.assertIn("reader_excludes_writer", text)

    def test_a_change_that_nothing_runs(self):
        self.edit("#include <linux/mm.h>",
                  "/* a comment */\n#include <linux/mm.h>")
        run = self.check()
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("not judged", run.stdout)
        self.assertEqual(self.check(VMALOCK_STRICT="1").returncode, 2)

    def test_no_change(self):
        run = self.check()
        self.assertEqual(run.returncode, 0)
        self.assertIn("nothing to check", run.stdout)


class BenchKernel(unittest.TestCase):
    """Against programs that print what will-it-scale and pft print."""

    TESTS = ("page_fault1", "page_fault2", "page_fault3", "mmap1", "mmap2",
             "malloc1")

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def program(self, name, text):
        file = self.path / name
        file.write_text("#!/bin/sh\n" + text, encoding="utf-8")
        file.chmod(0o755)
        return file

    def bench(self, *words):
        return subprocess.run(
            [EXAMPLES / "bench-kernel", *words], cwd=self.path,
            env=os.environ | {"REPEAT": "3", "TASKS": "1 2"},
            capture_output=True, text=True, check=False)

    def measure(self, out, factor):
        for test in self.TESTS:
            self.program(f"{test}_threads",
                         'echo "testcase:x"\necho "average:7"\n'
                         f'echo "average:$((1000 * {factor} * $2))"\n')
        pft = self.program("pft", "echo Gb\necho 1 2 4711.5\n")
        run = self.bench("run", self.path, out, pft)
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_two_kernels(self):
        self.measure("a.tsv", 1)
        lines = (self.path / "a.tsv").read_text(encoding="utf-8").split("\n")
        self.assertEqual(lines.count("mmap1\t2\t2000"), 3)
        self.assertEqual(lines.count("pft\t1\t4711"), 3)
        self.measure("b.tsv", 3)
        text = self.bench("compare", "a.tsv", "b.tsv").stdout
        self.assertRegex(text, r"mmap1 +2 +2000 +6000 +3\.000  more\n")
        self.assertRegex(text, r"pft +1 +4711 +4711 +1\.000  overlaps\n")
        text = self.bench("compare", "b.tsv", "a.tsv").stdout
        self.assertRegex(text, r"mmap1 +2 +6000 +2000 +0\.333  less\n")

    def test_what_is_missing_is_said(self):
        run = self.bench("run", self.path, "a.tsv")
        self.assertEqual(run.returncode, 66)
        self.assertIn("build will-it-scale", run.stderr)
        self.assertEqual(self.bench("run").returncode, 64)


class Jobs(unittest.TestCase):
    """What they call is there, and they watch what the lock is read from."""

    def test_they_call_what_there_is(self):
        for job in ("github.yml", "gitlab-ci.yml"):
            text = (EXAMPLES / job).read_text(encoding="utf-8")
            self.assertIn("vmalock/ci/examples/check-patch", text)
            self.assertIn("ci/setup --build && ci/setup --kernel", text)
            self.assertIn("- mm/mmap_lock.c\n", text)

    def test_they_are_yaml(self):
        try:
            import yaml  # pylint: disable=import-outside-toplevel
        except ImportError:
            self.skipTest("no python3-yaml")
        files = [*EXAMPLES.glob("*.yml"),
                 *(ROOT / ".github/workflows").glob("*.yml")]
        self.assertGreater(len(files), 2)
        for file in files:
            self.assertIsInstance(
                yaml.safe_load(file.read_text(encoding="utf-8")), dict)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    args, rest = parser.parse_known_args()
    PROGRAM = str(pathlib.Path(args.program).resolve())
    unittest.main(argv=[sys.argv[0], *rest])
