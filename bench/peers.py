#!/usr/bin/env python3
"""Lists tables with this library and its peers, in one run, and prints ratios where all listed the same files.

usage: peers.py [--program build/release/bin/bench_open_table] [--rounds N] [--tables FOLDER]

With --tables, large tables with checkpoints that lie in FOLDER under their names (see CHECKPOINTS) are measured, and
nothing else: a million adds, partitioned by a date and a region. There delta-kernel-rs takes part as well, if cargo can
build it.

Each measurement is a process of its own; the programs take turns. delta-rs is installed from its Python package into
build/bench/venv; without a package index this says so and ends with status 77.
"""
import argparse
import datetime
import json
import pathlib
import subprocess
import sys
import venv

import rust_peers
from measured import median, one, run

ROOT = pathlib.Path(__file__).resolve().parents[1]
HOME = ROOT / "build" / "bench"
PEER = "deltalake==1.6.6"

# Opens and lists; the paths are made relative and hashed outside of the timed part.
PEER_PROGRAM = r"""
import json, sys, time, resource, urllib.parse
from deltalake import DeltaTable
def kib(key):
    return next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith(key))
used = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
start_kib, cpu, start = kib("VmRSS"), used(), time.perf_counter()
where = [tuple(sys.argv[2].partition("="))] if len(sys.argv) > 2 else None
files = DeltaTable(sys.argv[1]).file_uris(where)
wall, cpu, peak = time.perf_counter() - start, used() - cpu, kib("VmHWM")
total = 0
for uri in files:
    value = 14695981039346656037
    for byte in urllib.parse.unquote(uri[len(sys.argv[1]):].lstrip("/")).encode():
        value = (value ^ byte) * 1099511628211 & 0xFFFFFFFFFFFFFFFF
    total = (total + value) & 0xFFFFFFFFFFFFFFFF
print(json.dumps(dict(wall=wall, cpu=cpu, n=len(files), hash="%016x" % total, above_start_mb=(peak - start_kib) / 1024)))
"""

# table, our arguments, what the wall time of delta-rs is to be divided by at least, what its memory at least
CASES = [
    ("L1", ["--json", "boost", "--stats", "keep"], 10, 3),
    ("L1", ["--json", "boost", "--stats", "drop"], 10, 5),
    ("L2", ["--json", "boost", "--stats", "keep"], 5, 3),
    ("L2", ["--json", "boost", "--stats", "drop"], 5, 5),
    ("L2", ["--json", "simdjson", "--stats", "keep"], 10, 3),
    ("L2", ["--json", "simdjson", "--stats", "drop"], 10, 5),
]

# table, our command, the partition that is asked for, what the wall time of delta-rs is to be divided by at least
CHECKPOINTS = [(table, command, where, at_least)
               for table in ("L3s", "L3z", "L4", "L5")
               for command, where, at_least in (
                   (["list", "--stats", "drop"], None, 10), (["list", "--stats", "keep"], None, 10),
                   (["stream", "--stats", "drop"], None, 1), (["stream", "--stats", "drop"], "date=2024-06-30", 8))]
CHECKPOINTS.append(("L3s", ["open"], None, 1))


def python_with_peer():
    python = HOME / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(HOME / "venv", with_pip=True)
    if subprocess.run([python, "-c", "import deltalake"], capture_output=True).returncode:
        got = subprocess.run([python, "-m", "pip", "install", "-q", PEER], capture_output=True, text=True)
        if got.returncode:
            print("skipped: delta-rs cannot be installed here:", got.stderr.strip().splitlines()[-1:])
            sys.exit(77)
    return python


def compared(table, ours, theirs):
    """Medians of wall time and memory, ours and theirs in turn; None if not all rounds listed the same files."""
    same = {(r["n"], r["hash"]) for r in ours + theirs}
    if len(same) != 1:
        print("| %s | the files differ: %s |" % (table, sorted(same)))
        return None
    return [median([r[figure] for r in side]) for figure in ("wall", "above_start_mb") for side in (ours, theirs)]


def kernel_arguments(table, command, partition):
    """What kernel_list is asked: it knows a date by its number of days."""
    arguments = ["open" if command == ["open"] else "list", table, "1"]
    if partition:
        column, day = partition.split("=")
        arguments += [column, str((datetime.date.fromisoformat(day) - datetime.date(1970, 1, 1)).days)]
    return arguments


def checkpoints(given, python):
    kernel = rust_peers.program("kernel_list")
    print("`faster`: the wall time of the faster peer to ours.\n")
    print("| table | ours | files | wall ours / delta-rs / kernel, s | faster | at least | MB ours / delta-rs / kernel |")
    print("|---|---|---|---|---|---|---|")
    short = 0
    for table, command, partition, at_least in CHECKPOINTS:
        where = pathlib.Path(given.tables) / table
        if not where.exists():
            continue
        more = ["--where", partition] if partition else []
        ours, theirs, kernels = [], [], []
        for _ in range(given.rounds):
            ours.append(one(given.program, command[0], where, *command[1:], *more))
            if command != ["open"]:
                theirs.append(one(python, "-c", PEER_PROGRAM, where, *more[1:]))
            if kernel:
                kernels.append(one(kernel, *kernel_arguments(where, command, partition)))
        same = {(r["n"], r["hash"]) for r in ours + theirs + kernels}
        if len(same) != 1 and command != ["open"]:
            print("| %s | the files differ: %s |" % (table, sorted(same)))
            short += 1
            continue
        sides = (ours, theirs, kernels)
        walls = [median([r["wall"] for r in side]) if side else None for side in sides]
        memory = [median([r["above_start_mb"] for r in side]) if side else None for side in sides]
        peers = [wall for wall in walls[1:] if wall is not None]
        if not peers:
            continue
        faster = min(peers) / walls[0]
        short += faster < at_least
        print("| %s | %s | %d | %s | %.1f%s | %d | %s |" % (
            table, " ".join(command + more), ours[0]["n"], " / ".join("-" if w is None else "%.4f" % w for w in walls),
            faster, "" if faster >= at_least else " (short)", at_least,
            " / ".join("-" if m is None else "%.0f" % m for m in memory)), flush=True)
    print("\n%d figures fall short" % short)


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--program", default=ROOT / "build/release/bin/bench_open_table")
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--tables")
    given = ask.parse_args()
    if given.tables:
        return checkpoints(given, python_with_peer())
    subprocess.run([sys.executable, ROOT / "bench/tables.py", "--into", HOME / "data"], check=True)
    python, results, short = python_with_peer(), [], 0
    print("| table | ours | wall ours / delta-rs, s | faster | at least | MB ours / delta-rs | less | at least |")
    print("|---|---|---|---|---|---|---|---|")
    for table, arguments, faster_min, less_min in CASES:
        where = HOME / "data" / table
        ours, theirs = [], []
        for _ in range(given.rounds):
            ours.append(one(given.program, "list", where, *arguments))
            theirs.append(one(python, "-c", PEER_PROGRAM, where))
        medians = compared(table, ours, theirs)
        if medians is None:
            short += 1
            continue
        wall, their_wall, memory, their_memory = medians
        faster, less = their_wall / wall, their_memory / memory
        short += (faster < faster_min) + (less < less_min)
        print("| %s | %s | %.3f / %.3f | %.1f%s | %d | %.0f / %.0f | %.1f%s | %d |" % (
            table, " ".join(a for a in arguments if a[0] != "-"), wall, their_wall, faster,
            "" if faster >= faster_min else " (short)", faster_min, memory, their_memory, less,
            "" if less >= less_min else " (short)", less_min), flush=True)
        results.append(dict(table=table, arguments=arguments, ours=ours, theirs=theirs))
    print("\n| table | update of 10 commits, ms | reading the 10 files, ms | ratio | at most |\n|---|---|---|---|---|")
    for table in ("small", "L2tail", "L1"):
        printed = run(given.program, "refresh", HOME / "data" / table, "--reps", 7)
        rows = [json.loads(line) for line in printed.splitlines()]
        update, reading = median([r["update"] for r in rows]), median([r["reading"] for r in rows])
        short += update > 2 * reading
        print("| %s | %.2f | %.2f | %.2f%s | 2 |" % (table, 1e3 * update, 1e3 * reading, update / reading,
                                                    "" if update <= 2 * reading else " (short)"))
        results.append(dict(table=table, refresh=rows))
    (HOME / "results.json").write_text(json.dumps(results, indent=1))
    print("\n%d figures fall short" % short)


main()
