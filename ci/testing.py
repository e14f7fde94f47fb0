# SPDX-License-Identifier: MIT
"""A source tree made of a few lines, for the tests of the checks."""

import tempfile
import unittest
from pathlib import Path

import tree as source


class TreeTest(unittest.TestCase):
    """Plants a violation in a small tree and looks for the finding."""

    def check_files(self, check, files):
        """The findings of check() on a tree of these files, as text."""
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                file = Path(folder) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            findings, _ = check(source.Tree(folder))
            return sorted(str(f) for f in set(findings))

    def assert_finding(self, found, place, words):
        """Exactly one finding, at this file:line, with these words."""
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(place + ": "), found)
        self.assertIn(words, found[0])
