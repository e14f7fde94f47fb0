# SPDX-License-Identifier: MIT
"""Tests of layers.py. Method: one planted violation a test, and beside each
the nearest thing that is allowed.
"""

import unittest

import layers
from testing import TreeTest

BASE = {
    "harness/base/check.h": "// c\n",
    "harness/graph/graph.h": '// g\n#include "harness/base/check.h"\n',
    "harness/explore/explorer.h": '// e\n#include "harness/graph/graph.h"\n',
    "harness/platform/site.h": '// s\n#include "harness/base/check.h"\n',
    "harness/platform/native/platform.h":
        '// p\n#include "harness/platform/site.h"\n',
    "harness/kernel/rcuwait.h": '// k\n#include "harness/platform/site.h"\n',
    "impl/a/orderings.h": '// o\n#include "harness/platform/site.h"\n',
}


class LayersTest(TreeTest):
    def findings(self, more):
        return self.check_files(layers.check, BASE | more)

    def test_a_sound_tree_has_no_finding(self):
        self.assertEqual(self.findings({}), [])

    def test_layer_above(self):
        found = self.findings({"harness/graph/label.h": '// l\n'
                               '#include "harness/explore/explorer.h"\n'})
        self.assert_finding(found, "harness/graph/label.h:2",
                            "layer graph includes harness/explore/explorer.h")

    def test_the_oracle_and_the_explorer_know_nothing_of_each_other(self):
        more = {"harness/program/litmus_program.h":
                    '// p\n#include "harness/graph/graph.h"\n',
                "harness/oracle/brute_force.h":
                    '// o\n#include "harness/program/litmus_program.h"\n',
                "harness/fuzzer/compare.cc":
                    '// f\n#include "harness/explore/explorer.h"\n'
                    '#include "harness/oracle/brute_force.h"\n'}
        self.assertEqual(self.findings(more), [])
        planted = [
            ("harness/oracle/brute_force.cc", "harness/explore/explorer.h",
             "layer oracle includes harness/explore/explorer.h"),
            ("harness/oracle/brute_force_test.cc", "harness/fuzzer/compare.cc",
             "of layer fuzzer"),
            ("harness/program/litmus_text.cc", "harness/explore/explorer.h",
             "layer program includes harness/explore/explorer.h"),
            ("harness/explore/access.cc", "harness/oracle/brute_force.h",
             "layer explore includes harness/oracle/brute_force.h"),
            ("harness/explore/access.cc", "harness/program/litmus_program.h",
             "layer explore includes harness/program/litmus_program.h"),
        ]
        for path, included, text in planted:
            found = self.findings(
                more | {path: f'// x\n#include "{included}"\n'})
            self.assert_finding(found, f"{path}:2", text)

    def test_sideways_is_not_below(self):
        found = self.findings({"harness/kernel/x.h": '// l\n'
                               '#include "impl/a/orderings.h"\n'})
        self.assert_finding(found, "harness/kernel/x.h:2", "of layer impl")

    def test_the_pass_is_on_its_own(self):
        found = self.findings({
            "harness/kernel_source/runtime/r.h":
                '// r\n#include "harness/explore/explorer.h"\n',
            "harness/kernel_source/pass/a.h": '// a\n',
            "harness/kernel_source/pass/p.cc": '// p\n'
            '#include "harness/kernel_source/pass/a.h"\n'
            '#include "harness/base/check.h"\n',
            "harness/kernel_source/pass/oracle/o.cc":
                '// o\n#include "harness/base/check.h"\n'})
        self.assert_finding(found, "harness/kernel_source/pass/p.cc:3",
                            "layer kernel_source/pass includes")
        self.assertEqual(len(found), 1)

    def test_a_case_knows_no_lock(self):
        found = self.findings({"cases/c.h": '// c\n\n'
                               '#include "impl/a/orderings.h"\n'})
        self.assert_finding(found, "cases/c.h:3", "layer cases includes")

    def test_a_case_knows_what_every_lock_offers(self):
        self.assertEqual(self.findings({
            "impl/lock_concept.h":
                '// l\n#include "harness/kernel/rcuwait.h"\n',
            "cases/c.h": '// c\n#include "impl/lock_concept.h"\n'}), [])

    def test_a_lock_names_no_platform(self):
        found = self.findings({"impl/a/vma_lock.h": "// native::platform\n"
                               "using k = native::platform;\n"})
        self.assert_finding(found, "impl/a/vma_lock.h:2",
                            "names the platform native")

    def test_a_lock_includes_no_platform(self):
        found = self.findings({
            "impl/a/vma_lock.h": "// l\n"
            '#include "harness/platform/native/platform.h"\n'})
        self.assert_finding(found, "impl/a/vma_lock.h:2", "platform/native")

    def test_a_test_of_the_kernel_facilities_runs_on_a_platform(self):
        found = self.findings({
            "harness/kernel/rcuwait_test.cc": "// t\n"
            '#include "harness/platform/native/platform.h"\n'
            "using K = vmalock::native::platform;\n"})
        self.assertEqual(found, [])

    def test_only_the_relacy_platform_includes_relacy(self):
        line = "// r\n#include <relacy/relacy.hpp>\n"
        self.assertEqual(
            self.findings({"harness/platform/relacy/platform.h": line}), [])
        found = self.findings({"harness/cli/main.cc": line})
        self.assert_finding(found, "harness/cli/main.cc:2", "<relacy/")

    def test_platform_uses_result_but_not_report(self):
        more = {"harness/result/run_result.h": "// r\n",
                "harness/report/text.h": "// t\n",
                "harness/platform/engine.h":
                    '// e\n#include "harness/result/run_result.h"\n'}
        self.assertEqual(self.findings(more), [])
        more["harness/platform/engine.cc"] = (
            '// e\n#include "harness/report/text.h"\n')
        self.assert_finding(self.findings(more),
                            "harness/platform/engine.cc:2", "layer report")

    def test_a_file_that_does_not_exist(self):
        found = self.findings({"impl/a/vma_lock.h": "// l\n"
                               '#include "orderings.h"\n'
                               '#include "orderigns.h"\n'})
        self.assert_finding(found, "impl/a/vma_lock.h:3", "does not exist")

    def test_a_commented_include_does_not_count(self):
        self.assertEqual(self.findings({
            "harness/base/check.cc": "// x\n/*\n"
            '#include "harness/graph/graph.h"\n*/\n'}), [])

    def test_an_unknown_folder(self):
        found = self.findings({"harness/misc/a.h": "// m\n"})
        self.assert_finding(found, "harness/misc/a.h:1", "layer misc")


if __name__ == "__main__":
    unittest.main()
