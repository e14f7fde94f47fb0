#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kills.py finds what a careless program leaves behind."""

import os
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Writes its file in two halves, ignores nothing, has no journal.
CARELESS = """#!{python}
import sys, time
out = sys.argv[-1]
if out.endswith(".json"):
    file = open(out, "w")
    file.write('{{"runs": [')
    file.flush()
    time.sleep(0.3)
    file.write(']}}')
"""


class Planted(unittest.TestCase):
    def test_a_torn_file_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "careless"
            program.write_text(CARELESS.format(python=sys.executable))
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
            run = subprocess.run(
                [HERE / "kills.py", "--program", program, "--count", "21"],
                capture_output=True, text=True, check=False,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        for finding in ("a torn file", "status -15", "no file"):
            self.assertIn(finding, run.stdout)


if __name__ == "__main__":
    unittest.main()
