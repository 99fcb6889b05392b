#!/usr/bin/env python3
"""Fails on a header of more than 600 lines, and says how large headers are."""
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
LIMIT = 600


def main():
    headers = sorted(path for path in (ROOT / "include").rglob("*") if path.suffix in (".hpp", ".ipp"))
    sizes = {path: path.read_text().count("\n") for path in headers}
    too_long = [path for path in headers if sizes[path] > LIMIT]
    for path in too_long:
        print(f"{path.relative_to(ROOT)}: {sizes[path]} lines; {LIMIT} is the limit")
    if sizes:
        print(f"size: {len(sizes)} files, median {statistics.median(sizes.values()):g} lines, "
              f"longest {max(sizes.values())}, {len(too_long)} too long")
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main())
