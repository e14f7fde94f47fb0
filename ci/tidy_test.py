# SPDX-License-Identifier: MIT
"""Tests of tidy.py, functions.py and tables.py. Method: one planted violation
a test, and beside it the nearest thing that is allowed.
"""

import shutil
import unittest

import functions
import tidy
from testing import TreeTest

TABLE = """// t
inline constexpr std::array sites = {
    SiteRow{"inc", Primitive::rmw_if, Ordering::acquire, "dec", "why"},
};
"""
LOCK = '// l\n#include "orderings.h"\nint x = inc(at<"inc">);\n'
SOUND = {
    "impl/a/orderings.h": TABLE,
    "impl/a/vma_lock.h": LOCK,
    "impl/mutants/m/vma_lock.h":
        '// m\n#include "impl/a/orderings.h"\nint x = inc(at<"inc">);\n',
    "cases/holds.h": "// c\ntemplate <class K, class L>\nstruct holds {};\n",
    "harness/kernel/sites.h": TABLE,
    "harness/kernel/refcount.h": '// r\nint x = inc(at<"inc">);\n',
}


class TidyTest(TreeTest):
    def findings(self, more):
        return self.check_files(tidy.check, SOUND | more)

    def test_a_sound_tree_has_no_finding(self):
        self.assertEqual(self.findings({}), [])

    def test_columns(self):
        wide, fits = "// " + "x" * 78, "// " + "x" * 77
        self.assertEqual(self.findings({"harness/a.h": f"{fits}\n"}), [])
        self.assert_finding(self.findings({"harness/a.h": f"{wide}\n"}),
                            "harness/a.h:1", "81 columns")

    def test_a_tab_is_eight_columns(self):
        text = "// x\n\t// " + "x" * 70 + "\n"
        self.assert_finding(self.findings({"impl/a/x.h": text}),
                            "impl/a/x.h:2", "81 columns")

    def test_a_table_row_may_be_long(self):
        row = "| " + "x " * 60 + "|"
        self.assertEqual(self.findings({"README.md": row + "\n"}), [])
        self.assert_finding(self.findings({"README.md": row[1:] + "\n"}),
                            "README.md:1", "columns")

    def test_white_space_and_last_newline(self):
        self.assert_finding(self.findings({"ci/a.sh": "x \n"}),
                            "ci/a.sh:1", "white space")
        self.assert_finding(self.findings({"harness/a.h": "// x"}),
                            "harness/a.h:1", "no newline")

    def test_unfinished_work(self):
        text = "// " + "TO" + "DO: later\n"
        self.assert_finding(self.findings({"harness/a.h": text}),
                            "harness/a.h:1", "finish it")

    def test_long_file(self):
        self.assertEqual(self.findings({"harness/a.h": "// x\n" * 400}), [])
        self.assert_finding(self.findings({"harness/a.h": "// x\n" * 401}),
                            "harness/a.h:401", "401 lines")

    def test_long_function(self):
        def text(lines):
            return "// x\nint f() {\n" + "  g();\n" * lines + "}\n"

        self.assertEqual(self.findings({"harness/a.cc": text(68)}), [])
        self.assert_finding(self.findings({"harness/a.cc": text(69)}),
                            "harness/a.cc:2", "'f' has 71 lines")
        python = '"""x"""\n\n\ndef f():\n' + "    g()\n" * 70
        self.assert_finding(self.findings({"ci/a.py": python}),
                            "ci/a.py:4", "'f' has 71 lines")

    def test_header_comment(self):
        self.assert_finding(self.findings({"harness/a.h": "#pragma once\n"}),
                            "harness/a.h:1", "no comment at the top")
        licence = "// SPDX-License-" "Identifier: MIT\n"
        self.assert_finding(
            self.findings({"harness/a.h": licence + "#pragma once\n"}),
            "harness/a.h:1", "no comment at the top")
        self.assertEqual(self.findings({"harness/a.h": licence + "// x\n"}),
                         [])
        files = {"harness/a.h": "// x\n",
                 "harness/a.cc": '#include "harness/a.h"\n'}
        self.assertEqual(self.findings(files), [])
        files["harness/a.cc"] = licence + files["harness/a.cc"]
        self.assertEqual(self.findings(files), [])
        files["harness/b.cc"] = files["harness/a.cc"]
        self.assert_finding(self.findings(files), "harness/b.cc:1", "comment")

    def test_test_data_is_not_ours_to_format(self):
        self.assertEqual(
            self.findings({"harness/report/testdata/a.h": "x \n"}), [])

    @unittest.skipUnless(shutil.which("clang-format"), "no clang-format")
    def test_format(self):
        found = self.findings({".clang-format": "BasedOnStyle: Google\n"
                               "ColumnLimit: 0\n",
                               "harness/a.h": "// x\nint  x;\n"})
        self.assert_finding(found, "harness/a.h:2", "clang-format -i")


class TablesTest(TreeTest):
    def findings(self, more):
        return self.check_files(tidy.check, SOUND | more)

    def test_row_without_access(self):
        found = self.findings({
            "impl/a/vma_lock.h": '// at<"inc"> was here\n'})
        self.assert_finding(found, "impl/a/orderings.h:3",
                            "row 'inc' is used by no access")

    def test_access_without_row(self):
        found = self.findings({"impl/a/vma_lock.h": LOCK +
                               'int y = dec(at<"dec">);\n'})
        self.assert_finding(found, "impl/a/vma_lock.h:4",
                            'at<"dec"> has no row')

    def test_row_of_a_kernel_facility(self):
        use = LOCK + 'int y = inc(kernel::at<"inc">);\n'
        self.assertEqual(self.findings({"impl/a/vma_lock.h": use}), [])
        found = self.findings({
            "impl/a/vma_lock.h": use.replace('kernel::at<"inc">',
                                             'kernel::at<"no">')})
        self.assert_finding(found, "impl/a/vma_lock.h:4",
                            'kernel::at<"no"> has no row')

    def test_derived_lock_inherits_the_table(self):
        derived = ('// d\n#include "impl/a/vma_lock.h"\n'
                   'x = inc(at<L, "inc">);\n')
        self.assertEqual(self.findings({"impl/b/vma_lock.h": derived}), [])
        found = self.findings({"impl/b/vma_lock.h": derived +
                               'y = inc(at<L, "no">);\n'})
        self.assert_finding(found, "impl/b/vma_lock.h:4", "no row")

    def test_table_of_a_derived_lock(self):
        """Its rows count as used by the functions that it inherits."""
        files = {"impl/b/vma_lock.h": '// d\n#include "orderings.h"\n'
                                      '#include "impl/a/vma_lock.h"\n',
                 "impl/b/orderings.h": TABLE}
        self.assertEqual(self.findings(files), [])
        files["impl/b/orderings.h"] = TABLE.replace('"inc"', '"more"')
        self.assert_finding(self.findings(files), "impl/b/orderings.h:3",
                            "row 'more'")

    def test_kernel_table(self):
        found = self.findings({"harness/kernel/refcount.h": "// r\n"})
        self.assert_finding(found, "harness/kernel/sites.h:3", "no access")

    def test_lock_without_table(self):
        found = self.findings({"impl/b/vma_lock.h": "// l\n"})
        self.assert_finding(found, "impl/b:1", "has no orderings.h")

    def test_mutant_is_one_file(self):
        found = self.findings({"impl/mutants/m/orderings.h": TABLE})
        self.assert_finding(found, "impl/mutants/m/orderings.h:1",
                            "a mutant is one vma_lock.h")

    def test_mutant_uses_rows_of_its_original(self):
        found = self.findings({
            "impl/mutants/m/vma_lock.h":
                '// m\n#include "impl/a/orderings.h"\nx = inc(at<"no">);\n'})
        self.assert_finding(found, "impl/mutants/m/vma_lock.h:3", "no row")

    def test_case_declares_its_class(self):
        found = self.findings({"cases/other.h": "// c\nstruct another {};\n"})
        self.assert_finding(found, "cases/other.h:1", "class other")


class FunctionsTest(unittest.TestCase):
    def names(self, text):
        return [(name, last - first + 1)
                for name, first, last in functions.of_cxx(text)]

    def test_what_is_a_function(self):
        text = """
namespace a {
struct vma *find(int x)
{
        if (x) { return nullptr; }
        auto f = [] { return 1; };
}
class alignas(64) Cell final : public Base<int> {
  Cell() : a_{1}, b_(2) {
    go("}");
  }
  int get() const { return 1'000; }
  int rows[2] = {1, 2};
};
inline constexpr int table[] = {f(1), f(2)};
template <class T>
concept cell = requires(T t) { t.load(); };
template <template <class> class C>
auto make() -> C<int> {
  return {};
}
#define LOOP(x) \\
  while (x) {
TEST(Suite, Name) {
}
}
"""
        self.assertEqual(self.names(text), [
            ("find", 5), ("Cell", 3), ("get", 1), ("make", 4), ("TEST", 2)])


if __name__ == "__main__":
    unittest.main()
