#!/usr/bin/env python3
"""Reads columns of Parquet files with this library, Arrow C++ (pyarrow), arrow-rs, DuckDB and Polars, one column at a time
on one thread each; prints medians of processor time, in nanoseconds a row, and ratios.

usage: parquet_read.py [FILE...] [--columns COLUMN...] [--program build/release/bin/bench_parquet_columns] [--rounds N]
                       [--python PYTHON] [--peers arrow,arrow-rs,duckdb,polars]

Without FILE the files that parquet_file.py makes are read, each of their columns. Of a checkpoint name what listing
needs: --columns add.path add.size add.modificationTime add.stats. Ours, Arrow C++ and arrow-rs read batches that stay in
the processor's cache; DuckDB sums its values up (the lengths of texts), Polars makes a frame. The programs take turns,
each measurement is a process of its own. A ratio is printed only where ours, Arrow C++ and arrow-rs read the same number
of rows with the same sum. PYTHON has the peers. Without cargo, arrow-rs is left out.
"""
import argparse
import math
import os
import pathlib
import subprocess
import sys

import rust_peers
from measured import median, one

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent

START = r"""
import json, resource, sys, time
where, columns = sys.argv[1], sys.argv[2:]
used = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
def tell(wall, cpu, n, found):
    print(json.dumps(dict(wall=wall, cpu=cpu, n=n, hash="%016x" % (found & 0xFFFFFFFFFFFFFFFF))))
"""
ARROW = START + r"""
import numpy as np, pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq
pa.set_cpu_count(1); pa.set_io_thread_count(1)
def total(array):
    kind = array.type
    if pa.types.is_struct(kind):
        return sum(total(child) for child in array.flatten())
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        return pc.sum(pc.binary_length(array)).as_py() or 0
    if pa.types.is_boolean(kind):
        return pc.sum(array).as_py() or 0
    array = array.drop_null()
    width, place = kind.byte_width, array.offset * kind.byte_width
    words = np.frombuffer(array.buffers()[1], np.uint8)[place : place + len(array) * width].copy()
    if width == 4 and not pa.types.is_floating(kind):
        return int(words.view(np.int32).astype(np.int64).astype(np.uint64).sum())
    return int(words.view(np.uint64)[:: width // 8].sum())
cpu, start = used(), time.perf_counter()
rows = 0
for batch in pq.ParquetFile(where).iter_batches(8192, columns=columns, use_threads=False):
    rows += batch.num_rows
wall, cpu = time.perf_counter() - start, used() - cpu
tell(wall, cpu, rows, sum(total(column) for batch in pq.ParquetFile(where).iter_batches(65536, columns=columns)
                          for column in batch.columns))
"""
DUCKDB = START + r"""
import duckdb
link = duckdb.connect()
link.execute("set threads = 1; set TimeZone = 'UTC'")
kinds = dict(link.execute("select column_name, column_type from (describe select * from read_parquet('%s'))" % where).fetchall())
# Sums, since the statistics of row groups would answer for the largest value.
what = {"VARCHAR": "sum(strlen(%s))", "BOOLEAN": "sum(%s::int)", "DATE": "sum(%s - date '1970-01-01')",
        "TIMESTAMP WITH TIME ZONE": "sum(epoch_us(%s))"}
asked = ", ".join(what.get(kinds[name], "sum(%s)") % name for name in columns)
cpu, start = used(), time.perf_counter()
link.execute("select %s from read_parquet('%s')" % (asked, where)).fetchall()
tell(time.perf_counter() - start, used() - cpu, 0, 0)
"""
POLARS = START + r"""
import polars
cpu, start = used(), time.perf_counter()
frame = polars.read_parquet(where, columns=columns)
tell(time.perf_counter() - start, used() - cpu, frame.height, 0)
"""
SCRIPTS = {"arrow": ARROW, "duckdb": DUCKDB, "polars": POLARS}
CHECKED = ("arrow", "arrow-rs")


def columns_of(python, file):
    names = "import pyarrow.parquet as p, sys; print('\\n'.join(p.read_schema(sys.argv[1]).names))"
    return subprocess.run([python, "-c", names, file], capture_output=True, text=True, check=True).stdout.split()


def commands(given, peers, file, columns):
    rust = rust_peers.program("arrow_columns") if "arrow-rs" in peers else None
    made = {"ours": [given.program, file, 1, *columns]}
    for peer in peers:
        if peer in SCRIPTS and not (peer in ("duckdb", "polars") and "." in columns[0]):
            made[peer] = [given.python, "-c", SCRIPTS[peer], file, *columns]
        elif peer == "arrow-rs" and rust:
            made[peer] = [rust, file, 1, *columns]
    return made


def measure(given, peers, file, columns):
    """Nanoseconds a row of each program, or None if they do not read the same."""
    asked = commands(given, peers, file, columns)
    got = {name: [] for name in asked}
    for _ in range(given.rounds):
        for name, command in asked.items():
            got[name].append(one(*command))
    same = {(r["n"], r["hash"]) for name, all_of in got.items() if name == "ours" or name in CHECKED for r in all_of}
    if len(same) != 1:
        print("| %s | the values differ: %s |" % (" ".join(columns), sorted(same)))
        return None
    rows = got["ours"][0]["n"]
    return {name: 1e9 * median([r["cpu"] for r in all_of]) / rows for name, all_of in got.items()}


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("files", nargs="*")
    ask.add_argument("--columns", nargs="+")
    ask.add_argument("--program", default=ROOT / "build/release/bin/bench_parquet_columns")
    ask.add_argument("--rounds", type=int, default=9)
    ask.add_argument("--python", default=sys.executable)
    ask.add_argument("--peers", default="arrow,arrow-rs,duckdb,polars")
    given = ask.parse_args()
    peers = given.peers.split(",")
    os.environ["POLARS_MAX_THREADS"] = "1"
    if not given.files:
        made = subprocess.run([given.python, HERE / "parquet_file.py"], capture_output=True, text=True, check=True)
        given.files = made.stdout.split()
    for file in given.files:
        print("\n%s, ns a row\n\n| column | ours | %s | Arrow C++ / ours | fastest / ours |" % (
            pathlib.Path(file).name, " | ".join(peers)))
        print("|---|---|%s---|---|" % ("---|" * len(peers)))
        ratios = []
        for column in given.columns or columns_of(given.python, file):
            found = measure(given, peers, file, [column])
            if found is None:
                continue
            others = {name: value for name, value in found.items() if name != "ours"}
            ratios.append(found["arrow"] / found["ours"])
            print("| %s | %.2f | %s | %.2f | %.2f (%s) |" % (
                column, found["ours"], " | ".join("%.2f" % found[p] if p in found else "-" for p in peers), ratios[-1],
                min(others.values()) / found["ours"], min(others, key=others.get)), flush=True)
        print("\ngeometric mean of Arrow C++ / ours: %.2f" % math.exp(sum(map(math.log, ratios)) / len(ratios)))


main()
