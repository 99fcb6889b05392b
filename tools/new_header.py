#!/usr/bin/env python3
"""Begins a header with its impl file and its test, in the form that the others have.

usage: new_header.py FOLDER/NAME     for instance log/segment
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Their names live in deltalake itself; every other folder is a namespace of its own.
FOLDERS_WITHOUT_NAMESPACE = {"base", "action", "snapshot"}

HEADER = """\
#pragma once
#include <deltalake/base/config.hpp>

namespace {space} {{

}}  // namespace {space}

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/{folder}/impl/{name}.ipp>
#endif
"""
IMPL = """\
#pragma once
#include <deltalake/{folder}/{name}.hpp>

namespace {space} {{

}}  // namespace {space}
"""
TEST = """\
#include <deltalake/{folder}/{name}.hpp>

#include <doctest/doctest.h>

TEST_CASE("{words}: ") {{}}
"""


def main(arguments):
    if len(arguments) != 1 or not re.fullmatch(r"[a-z_0-9]+(/[a-z_0-9]+)+", arguments[0]):
        sys.exit(__doc__)
    folder, _, name = arguments[0].rpartition("/")
    space = "deltalake::inline v0"
    if folder not in FOLDERS_WITHOUT_NAMESPACE:
        space += "::" + folder.replace("/", "::")
    words = name.replace("_", " ")
    files = {
        f"include/deltalake/{folder}/{name}.hpp": HEADER,
        f"include/deltalake/{folder}/impl/{name}.ipp": IMPL,
        f"tests/unit/{folder}/{name}_test.cpp": TEST,
    }
    existing = [file for file in files if (ROOT / file).exists()]
    if existing:
        sys.exit(f"there is {existing[0]} already")
    for file, form in files.items():
        (ROOT / file).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / file).write_text(form.format(folder=folder, name=name, space=space, words=words))
        print(file)
    print(f"Now add <deltalake/{folder}/{name}.hpp> to deltalake.hpp and <deltalake/{folder}/impl/{name}.ipp> to src.hpp; "
          "without definitions apart, delete the impl file and the block that includes it.")


if __name__ == "__main__":
    main(sys.argv[1:])
