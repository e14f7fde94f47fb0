#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""readme.py finds what is not printed: planted in a small README."""

import unittest

import readme
import transcripts

TEXT = """Run it, `ci/check --impl a` prints (captured):

```
HOLDS  2 runs in 0.98 s

one
two
```

and

```
not a command
```

```
$ vmalock sweep a
one
```
"""
PRINTED = ["HOLDS  2 runs in 12.5 s", "", "one", "left out", "two"]


DAY = """Text

```
$ first \\
    --and more > file
$ vmalock bench a
old a, new b; 3 x
quick  1  15.6  0.98 unclear
```

```
no command
```
"""


class Transcripts(unittest.TestCase):
    def test_commands_and_what_they_show(self):
        self.assertEqual(transcripts.blocks(DAY), [(4, [
            ("first --and more > file", []),
            ("vmalock bench a", ["old a, new b; 3 x",
                                 "quick  1  15.6  0.98 unclear"])])])

    def test_figures_of_a_benchmark_do_not_count(self):
        shown = transcripts.blocks(DAY)[0][1][1][1]
        same = ["old a, new b; 4 x", "quick    1  7  1.01  slower"]
        self.assertIsNone(transcripts.missing("vmalock bench a", shown, same))
        self.assertEqual(
            transcripts.missing("vmalock bench a", shown, same[:1]),
            "quick N N N N")
        self.assertIsNotNone(transcripts.missing("vmalock check", shown, same))


class Readme(unittest.TestCase):
    def test_blocks_and_their_commands(self):
        found = readme.blocks(TEXT)
        self.assertEqual([command for _, command, _ in found],
                         ["check --impl a", "sweep a"])
        self.assertEqual(found[1][2], ["one"])

    def test_times_and_left_out_lines_do_not_count(self):
        shown = readme.blocks(TEXT)[0][2]
        self.assertIsNone(readme.missing(shown, PRINTED, "check"))

    def test_a_slow_machine_has_minutes(self):
        self.assertIsNone(readme.missing(["5 runs; 39.3 s"],
                                         ["5 runs; 4 min 54 s"], "check"))

    def test_finds_a_changed_line(self):
        self.assertEqual(readme.missing(["HOLDS  3 runs in 1 s"], PRINTED,
                                        "check"),
                         "HOLDS  3 runs in 1 s")

    def test_how_far_a_budget_reaches_is_a_matter_of_the_machine(self):
        shown = ["AS LISTED 2 runs: 1 holds, 1 as listed (B-27)",
                 "a_case  HOLDS    2r+1w <2r+2w  EXPECTED 1r+2w B-27"]
        budget = "check --budget 60s"
        row = "a_case  UNKNOWN  1r+1w <2r+1w  HOLDS    1r+1w"
        for printed, same in [
                (["AS LISTED 2 runs: 2 hold", row], True),
                (["UNKNOWN   2 runs: 1 holds, 1 unknown", row], True),
                (["VIOLATED  2 runs: 1 holds, 1 violated", row], False),
                (["AS LISTED 2 runs: 2 hold", row[2:]], False)]:
            self.assertEqual(readme.missing(shown, printed, budget) is None,
                             same, printed)
            self.assertIsNotNone(readme.missing(shown, printed, "check"))

    def test_finds_another_order(self):
        self.assertEqual(readme.missing(["two", "one"], PRINTED, "check"),
                         "one")


if __name__ == "__main__":
    unittest.main()
