#!/usr/bin/env python3
"""Reads the columns of a checkpoint that listing needs with this library, Arrow C++ (pyarrow) and arrow-rs, one column at
a time and all of them, on one thread each; prints medians of processor time and ratios.

usage: parquet_columns.py FILE [--program build/release/bin/bench_parquet_columns] [--rounds N] [--python PYTHON]

All read batches that stay in the processor's cache (8,192 rows, or 4 MiB). The programs take turns, each measurement is
a process of its own. A ratio is printed only where all read the same number of rows with the same sum of text lengths
and integers. PYTHON has pyarrow. Without cargo, arrow-rs is left out.
"""
import argparse
import pathlib
import sys

import rust_peers
from measured import median, one

ROOT = pathlib.Path(__file__).resolve().parents[1]
COLUMNS = ["add.path", "add.size", "add.modificationTime", "add.stats"]

ARROW_PROGRAM = r"""
import json, resource, sys, time
import pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq
pa.set_cpu_count(1); pa.set_io_thread_count(1)
used = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
def total(array):
    if pa.types.is_struct(array.type):
        return sum(total(child) for child in array.flatten())
    if pa.types.is_int64(array.type):
        return pc.sum(array).as_py() or 0
    return pc.sum(pc.binary_length(array)).as_py() or 0
cpu, start = used(), time.perf_counter()
rows = 0
for batch in pq.ParquetFile(sys.argv[1]).iter_batches(8192, columns=sys.argv[2:], use_threads=False):
    rows += batch.num_rows
wall, cpu = time.perf_counter() - start, used() - cpu
found = sum(total(column) for batch in pq.ParquetFile(sys.argv[1]).iter_batches(65536, columns=sys.argv[2:])
            for column in batch.columns)
print(json.dumps(dict(wall=wall, cpu=cpu, n=rows, hash="%016x" % (found & 0xFFFFFFFFFFFFFFFF))))
"""


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("file")
    ask.add_argument("--program", default=ROOT / "build/release/bin/bench_parquet_columns")
    ask.add_argument("--rounds", type=int, default=9)
    ask.add_argument("--python", default=sys.executable)
    given = ask.parse_args()
    rust = rust_peers.program("arrow_columns")
    print("| columns | rows | ours, s | Arrow C++, s | ratio | arrow-rs, s | ratio |\n|---|---|---|---|---|---|---|")
    for columns in [[column] for column in COLUMNS] + [COLUMNS]:
        ours, arrow, arrow_rs = [], [], []
        for _ in range(given.rounds):
            ours.append(one(given.program, given.file, 1, *columns))
            arrow.append(one(given.python, "-c", ARROW_PROGRAM, given.file, *columns))
            if rust:
                arrow_rs.append(one(rust, given.file, 1, *columns))
        name = " ".join(column.removeprefix("add.") for column in columns)
        same = {(r["n"], r["hash"]) for r in ours + arrow + arrow_rs}
        if len(same) != 1:
            print("| %s | the values differ: %s |" % (name, sorted(same)))
            continue
        mine, theirs, rusts = (median([r["cpu"] for r in side]) if side else None for side in (ours, arrow, arrow_rs))
        more = "%.3f | %.2f" % (rusts, rusts / mine) if rust else "- | -"
        print("| %s | %d | %.3f | %.3f | %.2f | %s |" % (name, ours[0]["n"], mine, theirs, theirs / mine, more), flush=True)


main()
