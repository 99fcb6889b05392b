#!/usr/bin/env python3
"""The least that the tool must do: show a table, and refuse politely.  usage: smoke_test.py TOOL"""
import json
import subprocess
import sys

TABLE = "tests/data/delta-0.2.0"


def run(*arguments):
    done = subprocess.run([sys.argv[1], *arguments], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def expect(holds, what, *details):
    if not holds:
        sys.exit(f"{what}: {details}")


code, out, err = run("info", TABLE, "--json")
expect(code == 0, "info fails", code, err)
info = json.loads(out)
expect(info["version"] == 3, "info gives another version", info)

code, out, err = run("files", TABLE)
expect(code == 0, "files fails", code, err)
names = out.splitlines()
expect(len(names) == info["num_files"] and all(name.endswith(".parquet") for name in names), "files gives", names)

code, out, err = run("files", TABLE, "--json")
expect([json.loads(line)["path"] for line in out.splitlines()] == names, "files --json differs from files", out)

code, out, err = run("info", "tests/data/there-is-no-such-table")
expect(0 < code < 124 and err and not out, "a missing table", code, out, err)

code, out, err = run("no-such-command")
expect(0 < code < 124 and err + out, "an unknown command", code, out, err)
