#!/usr/bin/env python3
"""Makes the Parquet file whose columns the benchmarks read and write: 4 million rows of 16 columns, with pyarrow, the same
values everywhere.

usage: parquet_file.py [--into FOLDER] [--rows N] [CODEC...]     snappy, zstd and none by default
"""
import argparse
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

HOME = pathlib.Path(__file__).resolve().parents[1] / "build" / "bench" / "parquet"
CODECS = ("snappy", "zstd", "none")
ROWS_A_GROUP = 1_000_000


def texts(numbers, form):
    return pa.array([form % number for number in numbers.tolist()], pa.string())


def rows(count, seed):
    """`count` rows; nulls and repetition as the columns' names tell."""
    make = np.random.default_rng(seed)
    below = lambda top: make.integers(0, top, count)
    missing = lambda share: make.random(count) < share
    words = pa.array(["a word of some 19 b%02d" % (n % 100) + "xyz"[n % 3] for n in range(500)], pa.string())
    cents = make.integers(-10**12, 10**12, count)
    wide = np.zeros((count, 2), np.int64)  # a decimal128: its low word, and its sign in the high one
    wide[:, 0], wide[:, 1] = cents, cents >> 63
    decimals = pa.Array.from_buffers(pa.decimal128(21, 2), count, [None, pa.py_buffer(wide.tobytes())])
    columns = {
        "long_sequence": pa.array(np.arange(count) + seed * count),
        "long_40_bits": pa.array(below(1 << 40)),
        "long_tenth_null": pa.array(below(1 << 40), mask=missing(0.1)),
        "long_of_1000": pa.array(below(1000)),
        "long_of_1000_tenth_null": pa.array(below(1000), mask=missing(0.1)),
        "int_of_100000": pa.array(below(100_000).astype(np.int32)),
        "double": pa.array(make.random(count)),
        "double_half_null": pa.array(make.random(count), mask=missing(0.5)),
        "text_of_500": words.take(pa.array(below(500))),
        "text_of_500_tenth_null": words.take(pa.array(below(500), mask=missing(0.1))),
        "text_20": texts(below(1 << 60), "%020d"),
        "text_76": texts(below(1 << 60), "a text that is as long as many texts are, with a number %020d"),
        "flag": pa.array(below(2).astype(bool)),
        "decimal": decimals,
        "time": pa.array(below(1 << 50), pa.timestamp("us", tz="UTC")),
        "date": pa.array(below(20_000).astype(np.int32), pa.date32()),
    }
    return pa.table(columns)


def write(where, codec, count):
    writer = None
    for group in range(-(-count // ROWS_A_GROUP)):
        table = rows(min(ROWS_A_GROUP, count - group * ROWS_A_GROUP), group + 1)
        writer = writer or pq.ParquetWriter(where, table.schema, compression=codec)
        writer.write_table(table, row_group_size=ROWS_A_GROUP)
    writer.close()


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--into", type=pathlib.Path, default=HOME)
    ask.add_argument("--rows", type=int, default=4_000_000)
    ask.add_argument("codecs", nargs="*", default=CODECS)
    given = ask.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    for codec in given.codecs:
        where = given.into / f"{codec}.parquet"
        if not where.exists():
            write(where, codec, given.rows)
        print(where)


if __name__ == "__main__":
    main()
