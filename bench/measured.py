"""Runs programs for the benchmarks, each measurement in a process of its own."""
import json
import subprocess
import sys


def run(*command):
    """What a program prints; ends with its complaint if it fails."""
    got = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if got.returncode:
        sys.exit("%s: %s" % (command[0], got.stderr.strip()))
    return got.stdout


def one(*command):
    """The last JSON line that a program prints."""
    return json.loads(run(*command).splitlines()[-1])


def median(values):
    return sorted(values)[len(values) // 2]
