#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Include rule: a layer may include itself and the layers below it.

  base < graph < models < explore < platform/model
  base < graph < result < report           (platform and explore use result)
  base < platform < kernel < impl, cases   (these never name a platform)
  base < graph < program, models < oracle
  base < result, platform, impl's tables < study      (studies know no platform)
  litmus is above explore and oracle, fuzzer above litmus; cli and bench may
  use all
  kernel_source is above platform/model: compiled kernel code, as a lock
  kernel_source/pass is a plugin of the compiler: it includes its own files only
  only harness/platform/relacy includes <relacy/…>: its headers redefine words
  of the language

explore and oracle are two answers to one question, which the fuzzer compares:
neither may include the other, or the small programs be written for one of them.

ARCHITECTURE.md says why. A test of the kernel facilities, of a lock or of a
case (x_test.cc) has to run on a platform, so it may include one.
"""

import posixpath
import re

import tree as source

PLATFORMS = ("model", "relacy", "native")

# A layer and the layers that it may include, besides itself.
BELOW = {
    "base": set(),
    "graph": {"base"},
    "models": {"base", "graph"},
    "result": {"base", "graph"},
    "program": {"base", "graph"},
    "oracle": {"base", "graph", "models", "program"},
    "explore": {"base", "graph", "models", "result"},
    "report": {"base", "graph", "result"},
    "litmus": {"base", "graph", "models", "program", "oracle", "explore",
               "result"},
    "fuzzer": {"base", "graph", "models", "program", "oracle", "explore",
               "result", "litmus", "platform", "platform/model"},
    "platform": {"base", "graph", "result"},
    "kernel": {"base", "platform"},
    "impl": {"base", "platform", "kernel"},
    "cases": {"base", "platform", "kernel"},
    "study": {"base", "result", "report", "platform", "impl"},
    "platform/model": {"base", "graph", "models", "explore", "result",
                       "platform", "kernel"},
    "platform/relacy": {"base", "result", "platform", "kernel"},
    "platform/native": {"base", "result", "platform", "kernel"},
    "kernel_source": {"base", "graph", "models", "explore", "result",
                      "program", "oracle", "litmus",  # its tests
                      "platform", "kernel", "platform/model"},
    "kernel_source/pass": set(),
}
ANY = {"cli", "bench"}
NEEDS_A_PLATFORM = {"kernel", "impl", "cases"}

# Headers that stand in one layer's folder and belong to another.
MOVED = {
    # The rows of the kernel facilities: plain data on platform/site.h, from
    # which every engine's ordering table starts.
    "harness/kernel/sites.h": "platform",
    # What every lock offers. It knows no lock; cases are written against it.
    "impl/lock_concept.h": "kernel",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
NAMES_PLATFORM = re.compile(
    r"(?<![\w:])(?:vmalock::)?(%s)\s*::" % "|".join(PLATFORMS))


def layer_of(path):
    """"platform/native" for harness/platform/native/cell.h, and so on."""
    if path in MOVED:
        return MOVED[path]
    # A tree of its own: what a project outside this one looks like.
    path = path.removeprefix("harness/template/")
    parts = path.split("/")
    if parts[0] in ("impl", "cases"):
        return parts[0]
    if parts[0] != "harness" or len(parts) < 3:
        return None
    if parts[1] == "platform" and len(parts) > 3 and parts[2] in PLATFORMS:
        return f"platform/{parts[2]}"
    if parts[1:3] == ["kernel_source", "pass"] and len(parts) == 4:
        return "kernel_source/pass"
    return parts[1]


def resolve(tree, path, name):
    """The included file, relative to the root; None if there is none."""
    beside = posixpath.normpath(
        posixpath.join(posixpath.dirname(path), name))
    for candidate in (name, beside):
        if tree.exists(candidate):
            return candidate
    return None


def allowed(path, layer, target):
    if layer in ANY or layer == target:
        return True
    if path.endswith("_test.cc") and layer in NEEDS_A_PLATFORM:
        return target not in ANY
    return target in BELOW.get(layer, set())


def check_include(tree, path, layer, bracket, name):
    """What is wrong with one #include, or None."""
    if name.startswith("relacy/"):
        if layer != "platform/relacy":
            return (f"includes <{name}>: only harness/platform/relacy may, "
                    "Relacy's headers redefine new, free, assert, errno and $")
        return None
    if bracket == "<":
        return None
    target_path = resolve(tree, path, name)
    if target_path is None:
        return (f'includes "{name}", which does not exist '
                "(paths start at the root of the tree)")
    target = layer_of(target_path)
    if target and not allowed(path, layer, target):
        usable = ", ".join(sorted(BELOW.get(layer, set()))) or "nothing else"
        return (f"layer {layer} includes {target_path} of layer {target} "
                f"(it may use: {usable})")
    return None


def check_file(tree, path, layer):
    if layer not in BELOW and layer not in ANY:
        yield source.Finding(path, 1, f"layer {layer} is not in ci/layers.py")
        return
    code = source.blank(tree.text(path), keep_strings=True).split("\n")
    bare = source.blank(tree.text(path)).split("\n")
    may_name = layer not in NEEDS_A_PLATFORM or path.endswith("_test.cc")
    for number, line in enumerate(code, 1):
        match = INCLUDE.match(line)
        if match:
            wrong = check_include(tree, path, layer, *match.groups())
            if wrong:
                yield source.Finding(path, number, wrong)
        named = NAMES_PLATFORM.search(bare[number - 1])
        if named and not may_name:
            yield source.Finding(
                path, number, f"names the platform {named.group(1)}: "
                f"{layer} is written on the template parameter K only")


def check(tree):
    findings = []
    for path in tree.cxx():
        layer = layer_of(path)
        if layer:
            findings += check_file(tree, path, layer)
    return findings, []


if __name__ == "__main__":
    source.main("layers", check)
