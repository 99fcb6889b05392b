#!/usr/bin/env python3
"""Compiles every public header alone, so that each includes what it needs.

usage: check_headers.py [--form compiled|header_only|both] [--compiler C++] [--jobs N] [HEADER...]

compiled      the headers only declare: the quick form, and the one that finds missing includes of headers
header_only   with the definitions
A HEADER is a path below include/, such as deltalake/base/path.hpp; by default all of them.
"""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
FORMS = {"compiled": ["-DDELTALAKE_SEPARATE_COMPILATION"], "header_only": []}
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"]


def compile_text(arguments, flags, text):
    command = [arguments.compiler, "-std=c++20", "-fsyntax-only", f"-I{ROOT / 'include'}", *WARNINGS, *flags]
    return subprocess.run([*command, "-x", "c++", "-"], input=text, capture_output=True, text=True)


def check(arguments, form, header):
    start = time.monotonic()
    done = compile_text(arguments, FORMS[form], f"#include <{header}>\n")
    return form, header, done, time.monotonic() - start


def parse_arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--form", choices=[*FORMS, "both"], default="both")
    parser.add_argument("--compiler", default=os.environ.get("CXX", "g++"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("headers", nargs="*")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    include = ROOT / "include"
    headers = arguments.headers or sorted(path.relative_to(include).as_posix() for path in include.rglob("*.hpp"))
    if compile_text(arguments, [], "#include <simdjson.h>\n").returncode != 0:
        headers = [header for header in headers if "simdjson" not in header]  # optional, and not installed
    forms = list(FORMS) if arguments.form == "both" else [arguments.form]
    # In the compiled form src.hpp is all of the library: the build has compiled it already.
    work = [(form, header) for form in forms for header in headers if not header.endswith("/src.hpp")]
    failed, slowest = 0, (0, "")
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for form, header, done, seconds in pool.map(lambda one: check(arguments, *one), work):
            slowest = max(slowest, (seconds, header))
            if done.returncode != 0:
                failed += 1
                print(f"{header} does not compile alone ({form}):\n{done.stderr}")
    print(f"headers: {len(work)} compiled alone, {failed} failed; slowest {slowest[0]:.1f} s: {slowest[1]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
