# SPDX-License-Identifier: MIT
"""Tests of mutate.py and mutant_table.py. Method: a toy project with one
function and a test program that has a hole; each mutant has a known end.
"""

import shutil
import tempfile
import unittest
from pathlib import Path

import mutant_table
import mutate
import tree as source

TOY = {
    "CMakeLists.txt": """cmake_minimum_required(VERSION 3.25)
project(toy LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
add_executable(toy_test harness/least.cc harness/least_test.cc)
""",
    "CMakePresets.json": """{
  "version": 6,
  "configurePresets": [{
    "name": "release", "generator": "Ninja",
    "binaryDir": "${sourceDir}/build/release"
  }]
}
""",
    "harness/least.cc": """// The least of two numbers.
int least(int a, int b) {
  if (a < b)
    return a;
  return b;
}
""",
    # Nothing asks for least(2, 1).
    "harness/least_test.cc": """
int least(int a, int b);
int main() { return least(1, 2) == 1 && least(3, 3) == 3 ? 0 : 1; }
""",
}


def row(name, text, into, more=""):
    return (f"[{name}]\ntext = '''{text}'''\ninto = '''{into}'''\n"
            f"test = \"toy_test\"\n{more}")


class MutateTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        for path, text in TOY.items():
            self.write(path, text)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def mutate(self, table, *words):
        """The exit status and what was printed."""
        self.write("ci/mutants/toy.toml", table)
        said = []
        status = mutate.main([str(self.root), *words], say=said.append)
        return status, "\n".join(said)

    @unittest.skipUnless(shutil.which("ninja") and shutil.which("c++"),
                         "no compiler")
    def test_the_ends_of_mutants(self):
        """One build folder for all of them: it is what takes the time."""
        # The white space of the text is not that of the source.
        caught = row("caught", "if (a < b) return a;", "if (a > b) return a;")
        same = row("same", "return b;", "return a < b ? a : b;",
                   'equivalent = "a is not less here"\n')
        survives = row("survives", "return b;", "return a;")
        endless = row("endless", "if (a < b) return a;",
                      "while (a < b) if (a == 9) return a;")
        status, said = self.mutate(caught + same)
        self.assertEqual(status, 0, said)
        self.assertIn("caught     caught", said)
        self.assertIn("equivalent same: a is not less here", said)
        self.assertIn("2 mutants, 1 caught, 1 equivalent, 0 unexplained", said)

        status, said = self.mutate(caught + survives)
        self.assertEqual(status, 1, said)
        self.assertIn("survived: harness/least.cc:5: survives\n"
                      "  - return b;\n  + return a;", said)
        status, said = self.mutate(caught + survives, "--only", "caught")
        self.assertEqual(status, 0, said)

        wrong = row("wrong", "a < b", "a > b", 'equivalent = "it is not"\n')
        status, said = self.mutate(wrong)
        self.assertEqual(status, 1, said)
        self.assertIn("caught although equivalent", said)

        # Two that overlap: one after the other.
        status, said = self.mutate(endless + caught)
        self.assertEqual(status, 0, said)
        self.assertIn("caught     endless: runs for ever", said)
        self.assertIn("caught     caught", said)

        status, said = self.mutate(row("broken", "return b;", "return c;"))
        self.assertEqual(status, 1, said)
        self.assertIn("toy_test does not build with the mutants", said)

        # The sources are as before, and what fails by itself judges nothing.
        self.assertEqual(
            (self.root / "harness/least.cc").read_text(encoding="utf-8"),
            TOY["harness/least.cc"])
        self.write("harness/least_test.cc", "int main() { return 1; }\n")
        status, said = self.mutate(caught)
        self.assertEqual(status, 1, said)
        self.assertIn("fails without a mutant", said)

    def test_the_text_is_there_once(self):
        status, said = self.mutate(row("none", "a <= b", "a < b")
                                   + row("two", "return", ""), "--list")
        self.assertEqual(status, 1)
        self.assertIn("none: its text is in the sources 0 times", said)
        self.assertIn("two: its text is in the sources 2 times "
                      "(harness/least.cc:4, harness/least.cc:5)", said)

    def test_a_statement_is_whole(self):
        """Else its switch would not compile, and with it no other mutant."""
        status, said = self.mutate(row("half", "b;", ";"), "--list")
        self.assertEqual(status, 1)
        self.assertIn("half: its text ends a statement that it does not begin "
                      "(harness/least.cc:5)", said)
        for text in ("< b", "a <", "return b", "(a < b"):
            status, said = self.mutate(row("cut", text, "a"), "--list")
            self.assertEqual(status, 1)
            self.assertIn("cut: its text is no whole expression", said)
        for text in ("return b;", "if (a < b) return a;", "return a;"):
            status, said = self.mutate(row("whole", text, ""), "--list")
            self.assertEqual((status, "1 mutants" in said), (0, True))

    def test_the_text_behind_another(self):
        _, said = self.mutate(row("a", "return b;", "",
                                'after = "return a"\n'),
                              "--list")
        self.assertIn("harness/least.cc:5: a", said)
        _, said = self.mutate(row("a", "a < b", "", 'after = "return a"\n'),
                              "--list")
        self.assertIn("a: its text is not behind its `after` "
                      "(harness/least.cc:4)", said)
        _, said = self.mutate(row("a", "b", "", 'after = "int"\n'), "--list")
        self.assertIn("a: its `after` is in the sources 3 times", said)

    def test_the_table(self):
        status, said = self.mutate(row("a", "a < b", "a > b",
                                       'because = "x"\n'), "--list")
        self.assertEqual(status, 1)
        self.assertIn("a: it has the fields because, into, test, text", said)
        status, said = self.mutate("[a]\ntext = ", "--list")
        self.assertEqual(status, 1)
        self.assertIn("ci/mutants/toy.toml", said)
        self.write("ci/mutants/more.toml", row("a", "return b;", ""))
        status, said = self.mutate(row("a", "a < b", "a > b"), "--list")
        self.assertEqual(status, 1)
        self.assertIn("a: two mutants have this name", said)

    def test_what_is_chosen(self):
        table = (row("a", "a < b", "a > b", "sample = true\n")
                 + row("b", "return b;", ""))
        _, said = self.mutate(table, "--list")
        self.assertIn("harness/least.cc:3: a\n  - a < b\n  + a > b", said)
        self.assertIn("2 mutants", said)
        _, said = self.mutate(table, "--list", "--sample")
        self.assertIn("1 mutants", said)
        status, said = self.mutate(table, "--list", "--only", "c")
        self.assertEqual(status, 1)
        self.assertIn("no mutant c", said)

    def test_a_switch_for_each_mutant(self):
        one = row("one", "a < b", "a > b")
        two = row("two", "return b;", "return a;")
        three = row("three", "return\na;", "")
        self.write("ci/mutants/toy.toml", one + two + three)
        tree = source.Tree(self.root)
        mutants = mutant_table.read(tree)
        text = tree.text("harness/least.cc")
        self.assertEqual(mutate.rounds(mutants), [mutants])
        self.assertEqual(
            mutate.mutated(text, list(enumerate(mutants, 1))),
            mutate.SWITCH + """// The least of two numbers.
int least(int a, int b) {
  if ((vmalock_mutant_is(1) ? (a > b) : (a < b)))
    if (vmalock_mutant_is(3)) {  } else { return a; }
  if (vmalock_mutant_is(2)) { return a; } else { return b; }
}
""")
        self.assertEqual(len(mutate.rounds(mutants + mutants)), 2)

    def test_the_copy_follows_the_tree(self):
        copy = self.root / "build/copy"
        mutate.copy_tree(self.root, copy)
        self.assertEqual(set(mutate.files_of(copy)),
                         set(mutate.files_of(self.root)))
        unchanged = (copy / "CMakeLists.txt").stat().st_mtime_ns
        (self.root / "harness/least_test.cc").unlink()
        self.write("harness/least.cc", "// changed\n")
        mutate.copy_tree(self.root, copy)
        self.assertFalse((copy / "harness/least_test.cc").exists())
        self.assertEqual(source.Tree(copy).text("harness/least.cc"),
                         "// changed\n")
        self.assertEqual((copy / "CMakeLists.txt").stat().st_mtime_ns,
                         unchanged)
        path = Path("harness/least.cc")
        mutate.copy_tree(self.root, copy, {path: b"// mutated\n"})
        self.assertEqual((copy / path).read_bytes(), b"// mutated\n")
        self.assertEqual((self.root / path).read_bytes(), b"// changed\n")


if __name__ == "__main__":
    unittest.main()
