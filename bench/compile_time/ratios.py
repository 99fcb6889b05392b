#!/usr/bin/env python3
"""Compares the time to compile the README's program, in both forms of the library, with that of a bare program on Asio
and Boost.JSON (bare.cpp): processor seconds and peak memory, the best of rounds in which the programs take turns.

usage: ratios.py [--compilers g++,clang++-16] [--levels -O0,-O2] [--rounds 3] [--headers] [--why]

  --headers   also each public header alone (-fsyntax-only, compiled form), the dearest first
  --why       also what the time goes into: g++'s phases, and what clang instantiates beyond the bare program

Exits 1 if a ratio is above its target: 2.0 for the header-only form, 1.3 for the compiled form.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
INCLUDE = ROOT / "include"
SEPARATE = "-DDELTALAKE_SEPARATE_COMPILATION"
TARGETS = {"header-only": 2.0, "compiled form": 1.3}


def readme_program():
    blocks = re.findall(r"^```cpp\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
    return next(text for text in blocks if "int main" in text)


def compile_once(command):
    """Processor seconds and peak MB of the compiler and what it starts."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode(errors="replace")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"{' '.join(command)}\n{said[:2000]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def compare(compiler, level, program, rounds):
    start = [compiler, "-std=c++20", level, f"-I{INCLUDE}", "-c", "-o", os.devnull]
    commands = {
        "bare": [*start, str(HERE / "bare.cpp")],
        "header-only": [*start, str(program)],
        "compiled form": [*start, SEPARATE, str(program)],
    }
    taken = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(compile_once(command))
    seconds = {name: min(time for time, _ in all_of) for name, all_of in taken.items()}  # noise only ever adds
    above = 0
    for name, all_of in taken.items():
        ratio, target = seconds[name] / seconds["bare"], TARGETS.get(name)
        verdict = "" if target is None else f"at most {target}: {'PASS' if ratio <= target else 'short'}"
        above += target is not None and ratio > target
        print(f"| {compiler} {level} | {name} | {seconds[name]:.2f} | {max(peak for _, peak in all_of):.0f} "
              f"| {ratio:.2f} | {verdict} |", flush=True)
    return above


def each_header(compiler, scratch):
    print(f"\n| public header alone, {compiler} -fsyntax-only | s | MB |\n|---|---|---|")
    rows = []
    for header in sorted(INCLUDE.rglob("*.hpp")):
        name = header.relative_to(INCLUDE).as_posix()
        if name == "deltalake/src.hpp" or name.startswith("deltalake/testing/"):
            continue
        one = scratch / "one.cpp"
        one.write_text(f"#include <{name}>\n")
        command = [compiler, "-std=c++20", "-fsyntax-only", SEPARATE, f"-I{INCLUDE}", str(one)]
        rows.append((*compile_once(command), name))
    for seconds, peak, name in sorted(rows, reverse=True):
        print(f"| {name} | {seconds:.2f} | {peak:.0f} |")


def phases(program, flags):
    """g++'s own account. Its memory in all is the same in every run, on however busy a machine: good for comparing."""
    said = subprocess.run(["g++", "-std=c++20", "-O0", "-ftime-report", f"-I{INCLUDE}", *flags, "-c", str(program),
                           "-o", os.devnull], capture_output=True, text=True, check=True).stderr
    rows = re.findall(r"^ (phase parsing|phase lang\. deferred|phase opt and generate|template instantiation|"
                      r"TOTAL) *: +([\d.]+) .*?(\d+[kMG])(?: \(.*)?$", said, re.M)
    return "  ".join(f"{name.removeprefix('phase ')} {seconds} s {memory}" for name, seconds, memory in rows)


def trace(compiler, program, flags, scratch):
    target = scratch / "traced.o"
    subprocess.run([compiler, "-std=c++20", "-O0", "-ftime-trace", "-ftime-trace-granularity=100", f"-I{INCLUDE}",
                    *flags, "-c", str(program), "-o", str(target)], check=True)
    events = json.loads(target.with_suffix(".json").read_text())["traceEvents"]
    return [event for event in events if event.get("ph") == "X" and not event["name"].startswith("Total ")]


def what_of(event):
    return event["name"], event.get("args", {}).get("detail", "")


def nested(events):
    """Gives each event its parent and the time that is its own."""
    open_events = []
    for event in sorted(events, key=lambda e: (e["ts"], -e["dur"])):
        while open_events and open_events[-1]["ts"] + open_events[-1]["dur"] <= event["ts"]:
            open_events.pop()
        event["own"], event["parent"] = event["dur"], open_events[-1] if open_events else None
        if open_events:
            open_events[-1]["own"] -= event["dur"]
        open_events.append(event)
    return events


def why(compiler, program, flags, scratch, shown=25):
    known = {what_of(event) for event in trace(compiler, HERE / "bare.cpp", [], scratch)}
    headers, instantiated = collections.Counter(), collections.Counter()
    for event in nested(trace(compiler, program, flags, scratch)):
        above = event
        while above is not None and above["name"] != "Source":
            above = above["parent"]
        if above is not None:
            headers[what_of(above)[1]] += event["own"]
        outer = event["parent"]
        while outer is not None and not (outer["name"].startswith("Instantiate") and what_of(outer) not in known):
            outer = outer["parent"]
        if event["name"].startswith("Instantiate") and what_of(event) not in known and outer is None:
            instantiated[what_of(event)[1]] += event["dur"]
    tables = {"headers, without what they include": headers, "instantiated beyond the bare program": instantiated}
    for title, costs in tables.items():
        print(f"\n{title}: {sum(costs.values()) / 1e6:.2f} s")
        for name, micros in costs.most_common(shown):
            print(f"{micros / 1000:9.1f} ms  {name[-110:] if '/' in name else name[:110]}")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--compilers", default="g++,clang++-16")
    options.add_argument("--levels", default="-O0,-O2")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--headers", action="store_true")
    options.add_argument("--why", action="store_true")
    given = options.parse_args()
    compilers = [name for name in given.compilers.split(",") if shutil.which(name)]
    above = 0
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        program = scratch / "list_files.cpp"
        program.write_text(readme_program())
        print("| compiler | program | processor s | peak MB | ratio to bare | target |\n|---|---|---|---|---|---|")
        for compiler in compilers:
            for level in given.levels.split(","):
                above += compare(compiler, level, program, given.rounds)
        if given.headers and compilers:
            each_header(compilers[0], scratch)
        if given.why:
            bare = HERE / "bare.cpp"
            forms = {"bare": (bare, []), "header-only": (program, []), "compiled form": (program, [SEPARATE])}
            for name, (source, flags) in forms.items():
                if "g++" in compilers:
                    print(f"\n{name}: {phases(source, flags)}")
                clang = next((c for c in compilers if c.startswith("clang")), None)
                if clang and name != "bare":
                    why(clang, source, flags, scratch)
    print(f"\n{above} ratios above their target")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
