#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Method: the golden example is as the schema says; one planted damage each is
found."""

import copy
import json
import unittest

import schema

EXAMPLE = json.loads(
    (schema.ROOT / "harness/report/testdata/race.json.golden").read_text(
        encoding="utf-8"))


def put(document, path, value):
    """A copy with `value` at the path; the value None removes the field."""
    changed = copy.deepcopy(document)
    place = changed
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


class Planted(unittest.TestCase):
    def setUp(self):
        self.check = schema.validator()

    def test_the_example_is_right(self):
        self.assertEqual(schema.complaints(self.check, EXAMPLE), [])

    def test_damages_are_found(self):
        run = ("runs", 1)
        error = (*run, "error")
        step = (*error, "trace", 3)
        for path, value in [
                (("schema",), 1),
                (("kind",), "sweep"),
                (("colour",), "red"),
                (("host",), None),
                ((*run, "question", "case"), None),
                ((*run, "question", "bound", "readers"), -1),
                ((*run, "question", "bound", "readers"), 4294967296),
                ((*run, "question", "orderings", "put"), "strong"),
                ((*run, "verdict"), "HOLDS"),
                ((*run, "executions"), 1.5),
                ((*run, "coverage", "preemptions"), 3),
                ((*run, "coverage", "kind"), "preemptions"),
                ((*error, "code"), "E13"),
                ((*error, "where"), "cases/pass.h:9"),
                ((*step, "said"), "both in words and as an event"),
                ((*step, "event", "read"), None),
                ((*step, "event", "read"), 9223372036854775808),
                ((*step, "event", "kind"), "wait"),
                ((*step, "event"), None)]:
            found = schema.complaints(self.check, put(EXAMPLE, path, value))
            self.assertNotEqual(found, [], f"{path} = {value}")

    def test_what_is_no_object_is_found(self):
        for document in ([], 3, "runs", None):
            self.assertNotEqual(schema.complaints(self.check, document), [])


if __name__ == "__main__":
    unittest.main()
