#!/usr/bin/env python3
"""Compiles FILE twice: as it stands it must compile; with -DEXPECT_ERROR it must fail with the message of its line
`// expect: REGEX`. The first compilation proves that the second fails for the reason meant.

usage: run.py COMPILER FILE
"""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]


def compile_file(compiler, source, *flags):
    command = [compiler, "-std=c++20", "-fsyntax-only", "-DDELTALAKE_SEPARATE_COMPILATION", f"-I{root / 'include'}"]
    done = subprocess.run([*command, *flags, source], capture_output=True, text=True)
    return done.returncode, done.stderr


def main(compiler, source):
    expected = re.search(r"^// expect: (.+)$", pathlib.Path(source).read_text(), re.MULTILINE)
    if not expected:
        return f"{source} has no line '// expect: REGEX'"
    code, messages = compile_file(compiler, source)
    if code != 0:
        return f"{source} must compile without EXPECT_ERROR:\n{messages}"
    code, messages = compile_file(compiler, source, "-DEXPECT_ERROR")
    if code == 0:
        return f"{source} compiles with EXPECT_ERROR"
    if not re.search(expected[1], messages):
        return f"{source} fails, but not with '{expected[1]}':\n{messages}"
    return None


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
