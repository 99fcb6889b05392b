#!/usr/bin/env python3
"""Holds the headers against layers.txt: who may include whom, forbidden includes and words, and that no file is left
out of the umbrella header or of src.hpp. Prints each fault as file:line: message; exits 1 if there is any.
"""
import fnmatch
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
INCLUDE = ROOT / "include" / "deltalake"
OWN_INCLUDE = re.compile(r"<deltalake/(.+)>")


class Rules:
    def __init__(self, text):
        self.step_of_folder, self.step_of_file = {}, {}
        self.optional, self.includes, self.reaches, self.words = [], [], [], []
        steps = 0
        for line in text.splitlines():
            kind, _, rest = line.partition(" ")
            if not line.strip() or kind.startswith("#"):
                continue
            pattern, _, allowed = rest.partition(" except ")
            if kind == "step":
                folder, *files = rest.split()
                self.step_of_folder[folder] = steps
                self.step_of_file.update({file: steps for file in files})
                steps += 1
            elif kind == "optional":
                self.optional += rest.split()
            elif kind == "word":
                self.words.append((re.compile(pattern), allowed.split()))
            elif kind in ("include", "reach"):
                (self.includes if kind == "include" else self.reaches).append((pattern, allowed.split()))
            else:
                sys.exit(f"layers.txt: what is '{kind}'?")

    def step(self, name):
        return self.step_of_file.get(name, self.step_of_folder.get(name.split("/")[0]))


def matches(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def short_name(file):
    """log/impl/segment.ipp -> log/segment; table.hpp -> root/table"""
    parts = [part for part in pathlib.Path(file).with_suffix("").parts if part != "impl"]
    return "/".join(parts if len(parts) > 1 else ["root", *parts])


def code_lines(text):
    """The lines without comments and without what stands in quotes."""
    def blank(found):
        return "\n" * found[0].count("\n") if found[0][0] == "/" else found[0][0] + found[0][-1]
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', blank, text, flags=re.S).split("\n")


class Source:
    def __init__(self, path):
        self.file = path.relative_to(INCLUDE).as_posix()
        self.name = short_name(self.file)
        text = path.read_text()
        self.lines = text.split("\n")
        self.code = code_lines(text)
        self.includes = []  # (line number, text with its brackets)
        for number, line in enumerate(self.lines, 1):
            found = re.match(r'\s*#\s*include\s*(<[^>]+>|"[^"]+")', line)
            if found:
                self.includes.append((number, found[1]))

    def own_includes(self):
        for number, what in self.includes:
            found = OWN_INCLUDE.fullmatch(what)
            if found:
                yield number, found[1]


def may_include_impl(source, file):
    same_folder = pathlib.PurePath(source.file).parent == pathlib.PurePath(file).parent
    return source.name in (short_name(file), "root/src") or same_folder


def check_own_includes(source, sources, rules, fault):
    step = rules.step(source.name)
    if step is None:
        return fault(source, 1, f"no step in layers.txt for '{source.name}'")
    for number, file in source.own_includes():
        target = short_name(file)
        if file not in sources:
            fault(source, number, f"there is no deltalake/{file}")
        elif rules.step(target) is not None and rules.step(target) > step:
            fault(source, number, f"'{source.name}' stands above '{target}' and may not include it")
        elif "impl/" in file and not may_include_impl(source, file):
            fault(source, number, "only its own header, its neighbours and src.hpp include an impl file")
        if matches(target, rules.optional) and not matches(source.name, rules.optional):
            fault(source, number, f"'{target}' is optional: no other header may need it")


def check_form(source, fault):
    if source.lines[0] != "#pragma once":
        fault(source, 1, "the first line is not '#pragma once'")
    if source.lines[-1] != "":
        fault(source, len(source.lines), "no newline at the end")
    for number, line in enumerate(source.lines, 1):
        if len(line) > 120:
            fault(source, number, f"{len(line)} columns; 120 is the limit")


def check_impl(source, sources, fault):
    """A header that has an impl file ends with the three lines that include it."""
    folder, _, file = source.file.rpartition("/")
    impl = f"{folder}/impl/{file[:-4]}.ipp" if folder else f"impl/{file[:-4]}.ipp"
    if source.file.endswith(".ipp") or impl not in sources:
        return
    block = ["#if defined(DELTALAKE_HEADER_ONLY)", f"#include <deltalake/{impl}>", "#endif", ""]
    if source.lines[-4:] != block:
        fault(source, len(source.lines), "does not end with the three lines that include its impl file")


def check_patterns(source, rules, fault):
    for number, what in source.includes:
        for pattern, allowed in rules.includes:
            if fnmatch.fnmatchcase(what, pattern) and not matches(source.name, allowed):
                fault(source, number, f"{what} is not for this file")
    for number, line in enumerate(source.code, 1):
        for pattern, allowed in rules.words:
            found = pattern.search(line)
            if found and not matches(source.name, allowed):
                fault(source, number, f"'{found[0].strip()}' is not for this file")


def find_route(file, sources, pattern, seen):
    """The files from `file` to the first include that matches, or nothing."""
    seen.add(file)
    for _, what in sources[file].includes:
        if fnmatch.fnmatchcase(what, pattern):
            return [file, what]
    for _, target in sources[file].own_includes():
        if target in sources and target not in seen:
            route = find_route(target, sources, pattern, seen)
            if route:
                return [file, *route]
    return None


def reached(start, sources):
    seen, todo = set(), [start]
    while todo:
        file = todo.pop()
        if file in sources and file not in seen:
            seen.add(file)
            todo += [target for _, target in sources[file].own_includes()]
    return seen


def check_all_reached(sources, rules, fault):
    """Every file is in the umbrella unless optional, and every impl file is named by src.hpp itself: that a header
    includes it in the header-only form does not help the compiled one."""
    if "deltalake.hpp" in sources:
        umbrella = reached("deltalake.hpp", sources)
        for file, source in sources.items():
            optional = matches(source.name, rules.optional)
            if (file in umbrella) == optional:
                fault(source, 1, "is optional, but in the umbrella" if optional else "is not reached from deltalake.hpp")
    if "src.hpp" in sources:
        compiled = {target for _, target in sources["src.hpp"].own_includes()}
        for file, source in sources.items():
            if file.endswith(".ipp") and file not in compiled:
                fault(source, 1, "is not in src.hpp")


def main():
    rules = Rules((ROOT / "tools" / "layers.txt").read_text())
    paths = sorted(path for path in INCLUDE.rglob("*") if path.suffix in (".hpp", ".ipp"))
    sources = {source.file: source for source in map(Source, paths)}
    faults = []

    def fault(source, number, message):
        faults.append(f"include/deltalake/{source.file}:{number}: {message}")

    for source in sources.values():
        check_own_includes(source, sources, rules, fault)
        check_form(source, fault)
        check_impl(source, sources, fault)
        check_patterns(source, rules, fault)
        for pattern, allowed in rules.reaches:
            route = None if matches(source.name, allowed) else find_route(source.file, sources, pattern, set())
            if route:
                fault(source, 1, "reaches what it may not: " + " -> ".join(route))
    check_all_reached(sources, rules, fault)
    print("\n".join(faults + [f"layers: {len(sources)} files, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
