#!/usr/bin/env python3
"""Measures how long a file that includes a header takes to compile, and fails if it is over its budget in budget.txt.

usage: run.py [COMPILER]      by default the variable CXX, or g++
"""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = HERE.parents[1] / "include"
FORMS = {"compiled": ["-DDELTALAKE_SEPARATE_COMPILATION"], "header_only": []}


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(compiler, form, header):
    """The best of three: noise only ever adds."""
    with tempfile.TemporaryDirectory() as scratch:
        source = pathlib.Path(scratch) / "one.cpp"
        source.write_text(f"#include <{header}>\n")
        command = [compiler, "-std=c++20", "-O0", f"-I{INCLUDE}", *FORMS[form], "-c", str(source), "-o", os.devnull]
        times = []
        for _ in range(3):
            start = processor_seconds()
            subprocess.run(command, check=True)
            times.append(processor_seconds() - start)
        return min(times)


def main(compiler):
    over = 0
    for line in (HERE / "budget.txt").read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        budget, form, header = line.split()
        if not (INCLUDE / header).exists():
            print(f"  there is no {header}")
            continue
        seconds = measure(compiler, form, header)
        over += seconds > float(budget)
        print(f"{seconds:6.2f} s of {budget:>3} s  {form:<12} {header}{'  OVER' if seconds > float(budget) else ''}")
    print(f"compile time: {over} over budget")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CXX", "g++")))
