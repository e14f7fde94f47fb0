#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""reports.py finds what is planted in a KTAP report and a SARIF file."""

import json
import shutil
import unittest

import reports

RUNS = [{"verdict": "HOLDS"}, {"verdict": "UNKNOWN"},
        {"verdict": "VIOLATED", "expected": {"bug": "B-1"}}]
KTAP = """KTAP version 1
1..1
  KTAP version 1
  # Subtest: lock
  1..3
  ok 1 a
  # because
  not ok 2 b # ERROR a limit
  ok 3 c # XFAIL B-1
not ok 1 lock
# Totals: pass:1 fail:0 xfail:1 xpass:0 skip:0 error:1
"""


class NoErrors:
    def iter_errors(self, document):
        return []


@unittest.skipUnless(shutil.which("prove"), "no prove")
class Ktap(unittest.TestCase):
    def problems(self, old="", new=""):
        self.assertIn(old, KTAP)
        return list(reports.check_ktap(KTAP.replace(old, new), RUNS))

    def test_sound(self):
        self.assertEqual(self.problems(), [])

    def test_a_test_is_missing(self):
        self.assertNotEqual(self.problems("  ok 3 c # XFAIL B-1\n", ""), [])

    def test_an_unknown_run_passes(self):
        self.assertNotEqual(self.problems("not ok 2 b", "ok 2 b"), [])

    def test_the_suite_passes(self):
        self.assertNotEqual(self.problems("not ok 1 lock", "ok 1 lock"), [])

    def test_wrong_plan(self):
        self.assertNotEqual(self.problems("  1..3", "  1..4"), [])


class Sarif(unittest.TestCase):
    def problems(self, results):
        return list(reports.check_sarif(
            json.dumps({"runs": [{"results": results}]}), RUNS, NoErrors()))

    def test_a_listed_bug_is_suppressed(self):
        self.assertEqual(self.problems([{"suppressions": [{}]}]), [])
        self.assertEqual(len(self.problems([{"suppressions": []}])), 1)


if __name__ == "__main__":
    unittest.main()
