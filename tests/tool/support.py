"""What the tests of the tool share: running it, and telling what is wrong. They get the tool as their argument and run in
the project's folder."""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TOOL = os.path.abspath(sys.argv[1])
DATA = Path("tests/data").resolve()
SEED = DATA / "delta-0.2.0"
SCRATCH = tempfile.TemporaryDirectory()
failures = []


def check(holds, *what):
    if not holds:
        failures.append(" ".join(str(part) for part in what))


def run(*arguments):
    """The exit status, the bytes that were written, and the text of what went wrong."""
    done = subprocess.run([TOOL, *map(str, arguments)], capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode()


def out_of(*arguments):
    status, out, err = run(*arguments)
    check(status == 0 and err == "", arguments, "ends with", status, err)
    return out.decode()


def objects_of(*arguments):
    return [json.loads(line) for line in out_of(*arguments, "--json").splitlines()]


def object_of(*arguments, status_expected=0):
    status, out, err = run(*arguments, "--json")
    check(status == status_expected and out.count(b"\n") == 1, arguments, "ends with", status, err)
    return json.loads(out)


def error_of(status_expected, *arguments):
    """The error object, after the same command without --json was checked as well."""
    status, _, err = run(*arguments)
    check(status == status_expected, arguments, "ends with", status, "instead of", status_expected, err)
    check(err.startswith("deltalake: "), arguments, "says", err)
    status, _, err = run(*arguments, "--json")
    check(status == status_expected, arguments, "--json ends with", status, err)
    check(err.count("\n") == 1, arguments, "writes more than a line:", err)
    found = json.loads(err)
    check(list(found) == ["error"] and found["error"]["message"], arguments, "writes", err)
    return found["error"]


def run_tests(of):
    """Calls all functions of a module whose name begins with test_, prints what they found wrong, and exits."""
    for name, test in list(of.items()):
        if name.startswith("test_"):
            test()
    for failure in failures:
        print(failure)
    sys.exit(1 if failures else 0)
