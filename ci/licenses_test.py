#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""licenses.py finds what it must, and --fix writes it once."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import licenses
from testing import TreeTest

TAG = licenses.TAG
MIT = f"// {TAG}: MIT\n"
EITHER = f"// {TAG}: GPL-2.0-only OR MIT\n"


class LicensesTest(TreeTest):
    def findings(self, files):
        return self.check_files(licenses.check, files)

    def test_sound(self):
        self.assertEqual(self.findings({
            "harness/a.h": MIT + "// a\n",
            "impl/a/vma_lock.h": EITHER,
            "harness/kernel/a.h": EITHER,
            "harness/kernel_source/a.h": MIT,
            "ci/a.py": f"#!/usr/bin/env python3\n# {TAG}: MIT\n",
            "ci/run": f"#!/bin/sh\n# {TAG}: MIT\n",
            "README.md": f"<!-- {TAG}: MIT -->\n# a\n",
            "harness/a.json": "{}\n"}), [])

    def test_no_line(self):
        self.assert_finding(self.findings({"harness/a.h": "// a\n"}),
                            "harness/a.h:1", "licenses.py --fix")
        self.assert_finding(self.findings({"ci/a.py": "#!/x\n# a\n"}),
                            "ci/a.py:2", "licenses.py --fix")

    def test_line_that_is_not_at_the_top(self):
        self.assert_finding(self.findings({"harness/a.h": "// a\n" + MIT}),
                            "harness/a.h:1", "has no line")

    def test_another_licence(self):
        self.assert_finding(self.findings({"impl/a/b.h": MIT}),
                            "impl/a/b.h:1", "says MIT, not GPL-2.0-only OR MIT")
        self.assert_finding(self.findings({"harness/a.h": EITHER}),
                            "harness/a.h:1", "says GPL-2.0-only OR MIT, not")

    def test_file_of_an_unknown_kind(self):
        self.assert_finding(self.findings({"harness/a.xyz": "a\n"}),
                            "harness/a.xyz:1", "no kind of file")

    def test_fix_is_done_once(self):
        for path, text in (("harness/a.h", "// a\n"), ("ci/a", "#!/x\necho\n"),
                           ("impl/a/b.h", MIT + "// a\n"),
                           ("page.html", "<!doctype html>\n<p>\n")):
            once = licenses.fixed(path, text)
            self.assertIsNone(licenses.problem(path, once), once)
            self.assertEqual(once.count(TAG), 1)
            for line in text.replace(MIT, "").splitlines():
                self.assertIn(line, once.splitlines())

    def test_command_line(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "harness/a.h"
            file.parent.mkdir()
            file.write_text("// a\n", encoding="utf-8")
            run = [sys.executable, "-B", licenses.__file__]
            self.assertEqual(subprocess.run(
                [*run, folder], capture_output=True, check=False).returncode, 1)
            subprocess.run([*run, "--fix", folder], capture_output=True,
                           check=True)
            self.assertEqual(file.read_text(encoding="utf-8"), MIT + "// a\n")
            subprocess.run([*run, folder], capture_output=True, check=True)


if __name__ == "__main__":
    unittest.main()
