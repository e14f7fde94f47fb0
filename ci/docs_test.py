# SPDX-License-Identifier: MIT
"""Tests of docs.py. Method: one planted violation a test."""

import unittest

import docs
from testing import TreeTest

SOUND = {
    "README.md": "see [cases](cases/README.md#index), `ci/docs.py` and\n"
                 "[herd](https://example.org/x), `impl/<version>/vma_lock.h`\n"
                 "```\n[not a link](nowhere)\n```\n",
    "ci/docs.py": '"""x"""\n',
    "cases/holds.h": "// c\n",
    "cases/README.md": "| case | goal |\n|---|---|\n| `holds` | x |\n",
    "impl/a-1.2/vma_lock.h": "// l\n",
    "impl/README.md": "| lock |\n|---|\n| [a-1.2](a-1.2/vma_lock.h) |\n",
}


class DocsTest(TreeTest):
    def findings(self, more):
        return self.check_files(docs.check, SOUND | more)

    def test_a_sound_tree_has_no_finding(self):
        self.assertEqual(self.findings({}), [])

    def test_dead_link(self):
        found = self.findings({"ci/README.md": "a\n[b](../gone.md)\n"})
        self.assert_finding(found, "ci/README.md:2", "link to ../gone.md")

    def test_dead_path(self):
        found = self.findings({"ARCHITECTURE.md": "`harness/base/gone.h`\n"})
        self.assert_finding(found, "ARCHITECTURE.md:1", "names harness/base")

    def test_unlisted_lock_case_and_mutant(self):
        found = self.findings({"impl/b/vma_lock.h": "// l\n"})
        self.assert_finding(found, "impl/README.md:1", "implementation 'b'")
        found = self.findings({"cases/other.h": "// c\n"})
        self.assert_finding(found, "cases/README.md:1", "case 'other'")
        found = self.findings({"impl/mutants/m/vma_lock.h": "// l\n"})
        self.assert_finding(found, "impl/README.md:1", "mutant 'm'")

    def test_missing_index(self):
        with_case = {k: v for k, v in SOUND.items() if "README" not in k}
        found = self.check_files(docs.check, with_case)
        self.assertEqual(len(found), 2, found)


if __name__ == "__main__":
    unittest.main()
